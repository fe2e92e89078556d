#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir trace and weir show: a story as a person tells it, where an instance stood then, names in any script.
. "$(dirname "$0")/checks.sh"

process order '<sequenceFlow id="f1" sourceRef="start" targetRef="sub"/>
    <subProcess id="sub" name="准备 &amp; 检查"><startEvent id="sub.start"/>
    <sequenceFlow id="f2" sourceRef="sub.start" targetRef="fork"/><parallelGateway id="fork"/>
    <sequenceFlow id="f3" sourceRef="fork" targetRef="check"/><sequenceFlow id="f4" sourceRef="fork" targetRef="print"/>
    <userTask id="check" name="检查订单" w:assignee="安娜" xmlns:w="urn:weir:bpmn"/>
    <serviceTask id="print" name="Print the label" w:topic="printing" xmlns:w="urn:weir:bpmn"/>
    <parallelGateway id="join"/><sequenceFlow id="f5" sourceRef="check" targetRef="join"/>
    <sequenceFlow id="f6" sourceRef="print" targetRef="join"/><sequenceFlow id="f7" sourceRef="join" targetRef="sub.end"/>
    <endEvent id="sub.end"/></subProcess><sequenceFlow id="f8" sourceRef="sub" targetRef="end"/><endEvent id="end"/>' |
    sed 's/<process id="order"/<process id="order" name="订单处理"/' >order.bpmn
run 0 deploy order.bpmn --db a.db
run 0 start order --db a.db --business-key 甲-1 --var '{"客户": {"name": "王"}, "when": {"$date": "2026-01-31"}}' --actor anna
id=$out
run 0 start order --db a.db --business-key b-2
run 0 show "$id" --db a.db --json
user=$(printf '%s' "$out" | sed 's/.*"kind":"user task"[^}]*"id":"\([^"]*\)".*/\1/')
external=$(printf '%s' "$out" | sed 's/.*"kind":"external task"[^}]*"id":"\([^"]*\)".*/\1/')
run 0 task fail "$external" --db a.db --text 'no paper' --retries 1 --actor w-7
says "$out" "^its failure is noted: fact [0-9]+ of instance $id$"
run 0 task fail "$external" --db a.db --text 'still none' --actor w-7

# Where it stands: by name, with what one needs to go on.
run 0 show "$id" --db a.db
says "$out" '^process +订单处理 \(order\), version 1$'
says "$out" '^business key +甲-1$'
says "$out" '^state +active$'
says "$out" '^  准备 & 检查 \(sub\)  +since [0-9-]{10} [0-9:]{8}$'
says "$out" "^  user task      检查订单 \(check\)         for 安娜                      $user$"
says "$out" "^  external task  Print the label \(print\)  topic printing, 0 tries left  $external$"
says "$out" '^  print  since .*  [0-9a-f-]{36}  still none$'
says "$out" '^  客户  \{"name":"王"\}$'
says "$out" '^  when  \{"\$date":"2026-01-31"\}$'

# Columns line up: Chinese characters take two each.
run 0 task list --db a.db --instance "$id"
heads=$(printf '%s\n' "$out" | sed -n '1s/TASK.*//p' | wc -m)
row=$(printf '%s\n' "$out" | sed -n '2s/检查订单.*//p' | wc -m)
is "$((heads - row))" 1 # one character of two columns, 甲, stands before
run 0 ps --db a.db
says "$out" "^$id  active  .{19}  order    1        甲-1$"

run 0 task retry "$external" --db a.db --actor 管理员
run 0 task complete "$external" --db a.db --actor w-7 --var '{"pages": 3}'
run 0 task complete "$user" --db a.db --actor 安娜

# The whole story. Times and ids differ, positions don't.
run 0 trace "$id" --db a.db
is "$(printf '%s\n' "$out" | sed -E 's/^[0-9-]{10} [0-9:]{8}  /* /; s/order:1:.*/order:1:…/; s/^ +//')" \
    "TIME (UTC)/POSITION  WHAT HAPPENED
* anna started '订单处理', business key 甲-1
2    it runs order:1:…
3    客户 = {name: \"王\"}
4    when = @\"2026-01-31\"
5    passed start
8    '准备 & 检查' began
9    passed sub.start
12    passed fork
17    '检查订单' waits for somebody
19    'Print the label' waits for a worker, topic printing
* w-7 could not do 'Print the label': no paper
36    1 try left
* w-7 could not do 'Print the label': still none
37    no tries left
38    INCIDENT at 'Print the label': still none
* 管理员 gave 'Print the label' another try
* w-7 completed 'Print the label'
41    pages = 3
44    join waits for other flows
* 安娜 completed '检查订单'
50    passed join
53    passed sub.end
55    '准备 & 检查' finished
57    passed end
59    it ended: completed"

# Each fact as it is; and for programs.
run 0 trace "$id" --db a.db --all
says "$out" '^ {18}6    \{"type":"element.completed","element":"start","token":2\}$'
is "$(printf '%s\n' "$out" | grep -c '"type"')" 42
run 0 trace "$id" --db a.db --json
is "$(printf '%s\n' "$out" | wc -l | tr -d ' ')" 42
is "$(printf '%s\n' "$out" | grep -c '"command":{')" 6
says "$out" '^\{"position":36,.*"actor":"unverified:w-7","commandPosition":36,"command":\{"command":"fail",'

# As of a fact: before it waited, in the middle, at the end as show has it.
run 0 trace "$id" --db a.db --at 5
says "$out" '^as of .* position 5$'
says "$out" '^  start  since '
run 0 trace "$id" --db a.db --at 30
says "$out" '^as of .* position 19$'
says "$out" '^  user task '
run 0 trace "$id" --db a.db --at 38 --json
says "$out" '"state":"active",.*"incidents":\[\{"id":"[^"]*","element":"print",.*"message":"still none"'
run 0 show "$id" --db a.db --json
now=$out
says "$now" '"state":"ended","outcome":"completed",.*"activities":\[\],"waits":\[\],"incidents":\[\],"variables":\[\{'
run 0 trace "$id" --db a.db --at 59 --json
is "$out" "$now"
run 0 show "$id" --db a.db
shown=$(printf '%s\n' "$out" | sed 's/^last fact/as of    /')
run 0 trace "$id" --db a.db --at 59
is "$out" "$shown"

# What can't be told.
run 1 trace "$id" --db a.db --at 1
is "$err" 'weir: this instance began later, at position 2 (ENOTFOUND)'
run 1 trace "$id" --db a.db --at 60
is "$err" 'weir: the log ends at position 59 (ENOTFOUND)'
run 1 trace "$id" --db a.db --at 60 --json
is "$err" '{"error":"ENOTFOUND","message":"the log ends at position 59","element":null}'
run 2 trace "$id" --db a.db --at 0
run 1 trace 00000000-0000-7000-8000-000000000000 --db a.db
says "$err" 'there is no instance'
run 1 show 00000000-0000-7000-8000-000000000000 --db a.db

# A page of instances.
run 0 ps --db a.db --count 1
says "$out" '^… there are more; the next page: --after 2$'
run 0 ps --db a.db --count 1 --after 2
says "$out" 'b-2$'
says "$(printf '%s\n' "$out" | tail -n 1)" 'b-2$'
run 0 ps --db a.db --after 1000
is "$out" 'no more instances'

# Nothing that a terminal would obey.
run 0 start order --db a.db --business-key "$(printf 'a\033[31mb\302\205c\342\200\256d')"
run 0 ps --db a.db --after 21
says "$out" '  a\?\[31mb\?c\?d$'

# What was decided, by which rules.
cat >level.dmn <<'END'
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="levels" name="levels" namespace="n">
  <decision id="level" name="Level"><variable name="level"/><decisionTable hitPolicy="COLLECT"><input id="i"><inputExpression id="e">
  <text>n</text></inputExpression></input><output id="o" name="level"/><rule id="r1"><inputEntry id="a"><text>&gt; 1</text></inputEntry>
  <outputEntry id="b"><text>"a"</text></outputEntry></rule><rule id="r2"><inputEntry id="c"><text>&gt; 2</text></inputEntry>
  <outputEntry id="d"><text>"b"</text></outputEntry></rule></decisionTable></decision>
  <decision id="count" name="Count"><variable name="count"/><informationRequirement id="q"><requiredDecision href="#level"/>
  </informationRequirement><literalExpression id="l"><text>count(level)</text></literalExpression></decision>
</definitions>
END
process rate '<sequenceFlow id="f1" sourceRef="start" targetRef="ask"/><businessRuleTask id="ask" name="Ask" w:decisionRef="count" xmlns:w="urn:weir:bpmn"/>
    <sequenceFlow id="f2" sourceRef="ask" targetRef="end"/><endEvent id="end"/>' >rate.bpmn
run 0 deploy rate.bpmn level.dmn --db a.db
for n in 3 2 0; do
    run 0 start rate --db a.db --var "{\"n\": $n}"
    run 0 trace "$out" --db a.db
    case $n in
    3) says "$out" "'Ask' evaluated the decision level: \[\"a\", \"b\"\], rules 1, 2$" ;;
    2) says "$out" "'Ask' evaluated the decision level: \[\"a\"\], rule 1$" ;;
    0) says "$out" "'Ask' evaluated the decision level: (null|\\[\\]), no rule hit$" ;;
    esac
    says "$out" "'Ask' evaluated the decision count: ([0-9]|null)$"
done

# Who answers for what, in lines, as data, as a page.
cat >account.bpmn <<'X'
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:w="urn:weir:bpmn" targetNamespace="t"><process
  id="account" name="A &lt;case&gt; &amp; more" isExecutable="true"><startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="check"/>
  <userTask id="check" name="Check"><extensionElements><w:responsibility managing="AR" providing="C"/><w:evidence variable="v" label="笔录"/></extensionElements></userTask>
  <sequenceFlow id="f2" sourceRef="check" targetRef="sign"/><userTask id="sign" w:separateFrom="check"/></process></definitions>
X
run 0 deploy account.bpmn --db a.db
run 0 start account --db a.db --business-key '<k>' --actor clerk
id=$out
run 0 task list --db a.db --instance "$id" --json
task=$(printf '%s' "$out" | sed 's/.*"id":"\([^"]*\)".*/\1/')
run 0 task complete "$task" --db a.db --actor '<b>anna</b>' --var '{"v": "<i>\u0001"}'
run 0 task list --db a.db --instance "$id" --json
task=$(printf '%s' "$out" | sed 's/.*"id":"\([^"]*\)".*/\1/')
run 1 task claim "$task" --db a.db --actor '<b>anna</b>'
says "$err" "element 'sign': separate-from: <b>anna</b>, who did check, may not do this task"
run 0 trace "$id" --db a.db
says "$out" '  <b>anna</b> asked for sign, and was refused$'
says "$out" '  sign was refused: separate-from: <b>anna</b>, who did check, may not do this task$'
run 0 trace "$id" --db a.db --accountability
says "$out" '^account "A <case> & more" version 1, instance .*, business key <k>, active$'
says "$out" 'responsible: managing AR providing C$'
says "$out" 'completed by <b>anna</b> \((unverified:)?<b>anna</b>\) at [-0-9]+ [0-9:]+ UTC$'
says "$out" 'refused <b>anna</b> claim separate-from: <b>anna</b>, who did check, may not do this task (unverified:)?<b>anna</b> '
says "$out" 'so far [0-9]+s$'
says "$out" 'evidence v 笔录 <i>'
says "$out" '^verify it: weir audit verify --db FILE --head [0-9]+:[0-9a-f]{64}$'
says "$out" 'our own design, not the text of the standard'
head=$(printf '%s' "$out" | sed -n 's/^verify it: .* --head //p')
run 0 audit verify --db a.db --head "$head"
run 0 trace "$id" --db a.db --accountability --json
says "$out" '"evidence":\[\{"variable":"v","label":"笔录","value":"<i>'
run 0 trace "$id" --db a.db --accountability --html
says "$out" '^<!DOCTYPE html>$'
says "$out" '&lt;b&gt;anna&lt;/b&gt;'
case $out in *'<b>anna'* | *'<script'*) is "a page with foreign marks" "" ;; esac
run 2 trace "$id" --db a.db --html
run 2 trace "$id" --db a.db --accountability --all
run 1 trace 00000000-0000-4000-8000-000000000000 --db a.db --accountability
exit $failed
