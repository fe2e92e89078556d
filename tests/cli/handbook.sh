#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir handbook: pages of any folder of models, without a broken link, the same every time.
source=$(cd "$(dirname "$0")/../.." && pwd)
. "$(dirname "$0")/checks.sh"

# links FOLDER: every page is well-formed, each id stands once on its page, each link leads somewhere, and nothing leads out.
links() {
    for page in "$1"/*.html; do
        sed 1d "$page" >page.xml # the DOCTYPE, which weir refuses
        "$weir" render page.xml 2>&1 | grep -q 'the root is not the <definitions>' ||
            { echo "$page is not well-formed"; failed=1; }
    done
    found=$(awk '
        FNR == 1 { name = FILENAME; sub(/.*\//, "", name); is_page[name] = 1 }
        /<script|<iframe|<object|<embed|javascript:|@import/ { print name ": a script, or something from elsewhere" }
        {
            rest = $0
            while (match(rest, / (id|href|src|action|on[a-z]+)="[^"]*"/)) {
                word = substr(rest, RSTART + 1, RLENGTH - 2)
                rest = substr(rest, RSTART + RLENGTH)
                value = word; sub(/^[^"]*"/, "", value)
                if (word ~ /^id=/) {
                    if (seen[name, value]++) print name ": the id " value " stands twice"
                    if (value == "" || value ~ /[ &<>#%]/) print name ": the id \"" value "\""
                } else if (word ~ /^href=/) {
                    count++
                    from[count] = name; to[count] = value
                } else {
                    print name ": " word
                }
            }
        }
        END {
            for (i = 1; i <= count; i++) {
                page = anchor = to[i]
                sub(/#.*/, "", page)
                if (!sub(/^[^#]*#/, "", anchor)) anchor = ""
                if (page == "") page = from[i]
                if (page == "handbook.css") continue
                if (!(page in is_page)) print from[i] ": no page " to[i]
                else if (anchor != "" && !((page, anchor) in seen)) print from[i] ": no anchor " to[i]
                else if (to[i] == "" || to[i] == "#") print from[i] ": an empty link"
            }
        }' "$1"/*.html)
    is "$found" ''
}

# All that weir ships. Twice the same bytes, from wherever the folder is seen.
run 0 handbook "$source/processes" -o shipped
links shipped
cp -R "$source/processes" elsewhere
run 0 handbook elsewhere/ -o again
is "$(diff -r shipped again)" ''
says "$(cat shipped/index.html)" '我方设计,非标准原文。'
says "$(cat shipped/index.html)" 'Legal bases to be verified'
page=$(cat shipped/process-service-design-management.html)
says "$page" '<h1>服务设计管理</h1>'
says "$page" '<tr id="collect-demand">'
says "$page" '<a href="process-service-design-management.html#collect-demand"><g data-type="userTask">'
says "$page" '<span lang="zh">5 个工作日</span> <span lang="en">5 working days</span>'
says "$page" '待核实</span> <span lang="en">to be verified'
says "$page" '<a href="decisions-service-design-management.html#cloud-admission">'
says "$page" 'SD-1 一次通过'
says "$page" '<code>serviceCode</code>'
says "$(cat shipped/decisions-service-design-management.html)" 'A 任意'
says "$(cat shipped/calendar-cn-gov.html)" '<td title="春节调休上班" class="work">14 班</td>'
says "$(cat shipped/calendar-cn-gov.html)" '<span class="warning"><span lang="zh">暂定'

# A folder of somebody else: no weir: words, no diagram, English, names that want to be markup, ids that are no anchors,
# the same id twice, another dialect, what is broken, what is none of our business.
mkdir -p mixed/deep/forms mixed/other
cat >mixed/odd.bpmn <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
  <message id="m" name="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"/>
  <process id="订单 ../x&quot;&lt;" name="&lt;b&gt;Order&lt;/b&gt; &amp; co" isExecutable="true">
    <documentation>Only English &lt;img src=x&gt; here.</documentation>
    <startEvent id="start event"><messageEventDefinition messageRef="m"/></startEvent>
    <sequenceFlow id="f#1" sourceRef="start event" targetRef="ä%20"/>
    <userTask id="ä%20" name="Look"/>
    <userTask id="same"/><userTask id="SAME"/><userTask id="same"/><task/>
    <callActivity id="c" calledElement="t:order"/><callActivity id="gone" calledElement="nowhere"/>
    <boundaryEvent id="b" attachedToRef="nobody"><timerEventDefinition><timeDuration>PT4H</timeDuration></timerEventDefinition></boundaryEvent>
    <sequenceFlow id="g" sourceRef="ä%20" targetRef="nobody"/>
  </process>
  <process id="订单 ../x&quot;&lt;"/>
</definitions>
XML
cat >mixed/deep/order.bpmn <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="t">
  <process id="order" isExecutable="true">
    <userTask id="approve" name="Approve" camunda:candidateGroups="sales, accounting, ${more}" camunda:formRef="approve">
      <documentation>Look at it. 看一看订单,然后批准。</documentation>
    </userTask>
    <businessRuleTask id="rule" camunda:decisionRef="dish" camunda:resultVariable="r"/>
  </process>
</definitions>
XML
cat >mixed/deep/forms/approve.form <<'JSON'
{"id": "approve", "type": "default", "components": [
  {"type": "text", "text": "# Title"},
  {"type": "textfield", "key": "reason", "label": "Reason <why>", "validate": {"required": true, "maxLength": 20, "pattern": "^[A-Z]+$"}},
  {"type": "group", "label": "More", "components": [
    {"type": "select", "key": "colour", "label": "Colour", "values": [{"value": "r", "label": "Red \u0001"}, {"value": "g", "label": "g"}]}]}]}
JSON
cat >mixed/dish.dmn <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/DMN/20180521/MODEL/" id="d" name="Dishes" namespace="t">
  <decision id="dish" name="Dish"><informationRequirement><requiredInput href="#season"/></informationRequirement>
    <decisionTable hitPolicy="COLLECT" aggregation="SUM">
      <input label="Season"><inputExpression><text>season</text></inputExpression></input>
      <output name="price"/>
      <rule><inputEntry><text>"winter"</text></inputEntry><outputEntry><text>5</text></outputEntry></rule>
    </decisionTable></decision>
  <inputData id="season" name="season"/>
</definitions>
XML
printf '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process></definitions>' >mixed/broken.bpmn
printf '{"id": ' >mixed/deep/forms/half.form
printf '<project>not ours</project>' >mixed/other/pom.xml
printf '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><collaboration id="c">%s</collaboration></definitions>' \
    '<participant id="p" name="A pool"/>' >mixed/pools.bpmn
run 1 handbook mixed -o out
says "$out" '^3 processes, 1 decision, 11 pages, 2 files left out: out/index.html$'
says "$err" '^broken\.bpmn:1: '
says "$err" '^deep/forms/half\.form:1: '
links out
says "$(cat out/index.html)" '<code>broken.bpmn:1</code>'
says "$(cat out/index.html)" '&lt;b&gt;Order&lt;/b&gt; &amp; co '
odd=out/process-~8ba2~~5355~~20~..~2f~x~22~~3c~.html
says "$(ls out)" '^process-~8ba2~~5355~~20~\.\.~2f~x~22~~3c~~2\.html$'
says "$(cat "$odd")" '<p class="purpose">Only English &lt;img src=x&gt; here.</p>'
says "$(cat "$odd")" '<tr id="~e4~~25~20">'
says "$(cat "$odd")" '<tr id="SAME~2">'
says "$(cat "$odd")" '<a href="process-order.html">order</a>'
says "$(cat "$odd")" '<code>nowhere</code>'
says "$(cat out/talk.html)" '<code>&quot;|<code>"&gt;&lt;script&gt;alert\(1\)&lt;/script&gt;</code>'
page=$(cat out/process-order.html)
says "$page" '<p class="said" lang="zh">看一看订单,然后批准。</p>'
says "$page" '<p class="said" lang="en">Look at it.</p>'
says "$page" '<a href="groups.html#accounting"><code>accounting</code></a>'
says "$page" '<code>\$\{more\}</code>'
says "$page" '<td>Reason &lt;why&gt;</td>'
says "$page" '<span lang="zh">至多 20 字</span>'
says "$page" '<code>r</code> Red �'
says "$page" 'C\+ 汇总求和'
says "$(cat out/decisions-dish.html)" '<figure class="diagram drg">'
says "$(ls out)" '^model-pools\.html$'

# What weir adds to BPMN, in sentences.
mkdir words
cat >words/words.bpmn <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:weir="urn:weir:bpmn" targetNamespace="t">
  <message id="m" name="msg-a" weir:correlationKey="orderNo"><documentation>An order.</documentation></message>
  <signal id="s" name="sig-a"/><escalation id="e" escalationCode="esc-a"/>
  <process id="words" isExecutable="true" weir:superior="boss" weir:calendar="cn-gov" weir:historyTimeToLive="P15Y">
    <extensionElements>
      <weir:exclusive groups="clerk appeal"/><weir:evidence label="案卷 The file"/>
      <weir:event type="words.begun" at="entered"><weir:field name="no" value="=orderNo"/></weir:event>
    </extensionElements>
    <laneSet id="ls"><lane id="lane" name="Office" weir:superior="head"><flowNodeRef>sub</flowNodeRef></lane></laneSet>
    <startEvent id="start"><signalEventDefinition signalRef="s" weir:filter="=signal.no = 1"/></startEvent>
    <sequenceFlow id="f1" sourceRef="start" targetRef="sub"/>
    <subProcess id="sub">
      <userTask id="ask" weir:candidateGroups="clerk" weir:timeLimit="5wd" weir:timeLimitPolicy="TL-3" weir:timeLimitBasis="L2 D">
        <extensionElements><weir:responsibility managing="R" using="C"/><weir:evidence variable="minutes" label="笔录"/>
          <weir:requirement condition="=ready" message="not yet"/><weir:requirement at="completed" condition="=minutes &gt; 1" message="write it down"/></extensionElements>
      </userTask>
      <userTask id="check" weir:candidateGroups="appeal" weir:separateFrom="ask check" weir:notBy="=applicants" weir:timeLimit="=limit" weir:timeLimitPolicy="TL-1"
                weir:suspends="ask words" weir:superior="chief"/>
      <userTask id="vote" weir:candidateGroups="=[voter]"><multiInstanceLoopCharacteristics weir:collection='=["clerk", "boss", "nobody"]' weir:elementVariable="voter"/></userTask>
      <userTask id="turn" weir:candidateGroups='=if x = "left" then "appeal" else "clerk'/>
      <boundaryEvent id="undo" attachedToRef="ask"><compensateEventDefinition/></boundaryEvent>
      <serviceTask id="undone" isForCompensation="true" weir:type="external" weir:topic="undo"/>
      <association id="a" sourceRef="undo" targetRef="undone"/>
    </subProcess>
    <boundaryEvent id="late" attachedToRef="sub" cancelActivity="false" weir:timeLimitBasis="R7" weir:followsLimit="true">
      <timerEventDefinition><timeDuration weir:calendar="24x7">PT4H</timeDuration></timerEventDefinition></boundaryEvent>
    <sequenceFlow id="f2" sourceRef="late" targetRef="end"/>
    <endEvent id="end"><escalationEventDefinition escalationRef="e"/></endEvent>
    <sendTask id="send" weir:messageName='=if x then "msg-a" else "other"'/>
  </process>
  <process id="partner"><receiveTask id="take" messageRef="m"/></process>
</definitions>
XML
run 0 handbook words -o sentences
links sentences
page=$(cat sentences/process-words.html)
says "$page" '<code>signal.no = 1</code>|<code>=signal.no = 1</code>'
says "$page" '〔L2、D〕'
says "$page" 'not begun unless</span> <code class="value">=ready</code>'
says "$page" 'not completed unless</span> <code class="value">=minutes &gt; 1</code>'
says "$page" 'with the time limit of its activity'
says "$page" '〔R7〕<span lang="zh">待核实'
says "$page" 'A limit may be extended once'
says "$page" 'TL-3:同 TL-2;超期 5 个工作日自动生成责任线索'
says "$page" '<a href="groups.html#head"><code>head</code></a>'
says "$page" '<a href="groups.html#chief"><code>chief</code></a>'
says "$page" 'chosen from:</span> <a href="groups.html#clerk"><code>clerk</code></a> <a href="groups.html#boss"><code>boss</code></a> </td>'
says "$page" 'chosen from:</span> <a href="groups.html#appeal"><code>appeal</code></a> </td>'
says "$(tr -d '\n' <sentences/groups.html)" '<code>boss</code></td>.*<a href="process-words.html#vote">vote</a>'
says "$page" 'stops these clocks while it is active:</span> <a href="process-words.html#ask">ask</a>'
says "$page" '<span lang="en">four eyes|each item by another person \(four eyes\)'
says "$page" 'nobody who did one of these in the same instance:</span> <a href="process-words.html#ask">'
says "$page" 'none of these persons:</span> <code>=?applicants</code>'
says "$page" 'nobody acts for more than one of these groups:</span> <a href="groups.html#clerk">'
says "$page" '<td>案卷 The file</td>'
says "$page" '<code>minutes</code>'
says "$page" '15 years'
says "$page" '<span lang="en">is undone by</span> <a href="process-words.html#undone">undone</a>'
says "$page" '<code>words.begun</code>'
says "$page" 'nobody is accountable'
says "$page" 'goes on; besides:</span> → <a href="process-words.html#end">'
says "$page" '<span lang="zh">4 小时</span>'
says "$page" '<a href="process-partner.html#take">take</a>'
says "$page" '<code>orderNo</code>'
says "$(cat sentences/index.html)" 'stroke-dasharray="7 5"'
says "$(cat sentences/talk.html)" '<code>esc-a</code>'

# The title page says what it was told.
run 0 handbook mixed/dish.dmn -o one --title '我的 <手册>' --edition 2.1
says "$(cat one/index.html)" '我的 &lt;手册&gt;'
says "$(cat one/index.html)" '<td>2\.1</td>'
says "$(cat one/sources.html)" '<code>dish\.dmn</code>'
links one
is "$(sha256sum <mixed/dish.dmn | cut -d ' ' -f 1)" "$(sed -n 's/.*<td><code class="digest">\([0-9a-f]*\)<.*/\1/p' one/sources.html)"
says "$(cat one/index.html)" "$(printf '%s dish.dmn\n' "$(sha256sum <mixed/dish.dmn | cut -d ' ' -f 1)" | sha256sum | cut -d ' ' -f 1)"

run 2 handbook mixed
says "$err" 'name the folder for the pages: -o FOLDER'
run 2 handbook -o x
says "$err" 'name at least one file or folder'
run 2 handbook mixed/other -o x
says "$err" 'there are no models here'
run 2 handbook nowhere -o x
says "$err" "nowhere: can't be opened"
run 2 handbook mixed/dish.dmn -o no/such/folder
says "$err" "no/such/folder: can't be made"
# Every form of a limit in words; of what is computed the rule.
mkdir -p forms
cat >forms/m.bpmn <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:weir="urn:weir:bpmn" targetNamespace="t">
  <process id="m" isExecutable="true" weir:calendar="cn-gov" weir:timeLimit="date:2026-12-31">
    <startEvent id="s"/>
    <sequenceFlow id="f" sourceRef="s" targetRef="a"/>
    <userTask id="a" weir:timeLimit="PT4H30M"/>
    <sequenceFlow id="g" sourceRef="a" targetRef="x"/>
    <userTask id="x" weir:timeLimit="P1W2D"/>
    <sequenceFlow id="h" sourceRef="x" targetRef="y"/>
    <userTask id="y" weir:calendar="24x7" weir:timeLimit="P1DT12H"/>
    <sequenceFlow id="i" sourceRef="y" targetRef="z"/>
    <userTask id="z" weir:calendar="cn-gov-hours" weir:timeLimit="P2D"/>
    <sequenceFlow id="j" sourceRef="z" targetRef="w"/>
    <userTask id="w" weir:timeLimit='=if n &gt; 1 then "7wd" else null'/>
    <boundaryEvent id="b" attachedToRef="a" cancelActivity="false"><timerEventDefinition><timeCycle>R3/2wd</timeCycle></timerEventDefinition></boundaryEvent>
    <boundaryEvent id="c" attachedToRef="a" cancelActivity="false"><timerEventDefinition><timeCycle weir:calendar="24x7">R/P1M</timeCycle></timerEventDefinition></boundaryEvent>
    <boundaryEvent id="d" attachedToRef="a" cancelActivity="false"><timerEventDefinition><timeCycle>0 0 9 * * MON</timeCycle></timerEventDefinition></boundaryEvent>
  </process>
</definitions>
XML
run 0 handbook forms -o forms/out
page=$(cat forms/out/process-m.html)
says "$page" '2026-12-31 下班前</span> <span lang="en">by the close of 2026-12-31<'
says "$page" '4 working hours</span> <span lang="zh">30 个工作分钟<'
says "$page" '7 working days</span> <span lang="zh">2 个工作日<'
says "$page" '1 days</span> <span lang="zh">12 小时<'
says "$page" '48 working hours<'
says "$page" 'by the rule</span> <code>if n &gt; 1 then'
says "$page" '2 working days</span> <span lang="zh">共 3 次<'
says "$page" '1 months</span>[^<]*<span lang="zh">不限次数<'
says "$page" '<code>0 0 9 \* \* MON</code>'
exit $failed
