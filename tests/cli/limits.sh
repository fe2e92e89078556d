#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir ps --overdue, show, trace, extend: time limits on the command line.
. "$(dirname "$0")/checks.sh"

cat >p.bpmn <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:weir="urn:weir:bpmn" targetNamespace="t">
  <process id="p" isExecutable="true">
    <startEvent id="start"/>
    <sequenceFlow id="f" sourceRef="start" targetRef="look"/>
    <userTask id="look" weir:timeLimit="=limit" weir:timeLimitPolicy="TL-1" weir:superior="boss"/>
  </process>
</definitions>
XML
run 0 deploy p.bpmn --db a.db
run 0 start p --db a.db --var '{"limit": "date:2020-03-02"}' --business-key late
late=$out
run 0 start p --db a.db --var '{"limit": "P900D"}' --business-key early
early=$out
run 0 ps --overdue --db a.db --json
says "$out" "\"id\":\"$late\""
run 0 task list --overdue --db a.db --json
says "$out" "\"instance\":\"$late\""
is "$(printf '%s\n' "$out" | wc -l)" 1
run 0 task list --overdue --instance "$early" --db a.db
is "$out" 'nothing is overdue'
run 0 tick --db a.db
run 0 ps --overdue --db a.db --json
says "$out" "\"id\":\"$late\""
is "$(printf '%s\n' "$out" | wc -l)" 1
run 0 ps --overdue --process p --key late --state active --activity look --db a.db --json
says "$out" "$late"
run 0 ps --overdue --key early --db a.db
is "$out" 'no instances'
run 0 ps --overdue --state ended --db a.db
is "$out" 'no instances'
run 0 suspend "$late" --db a.db
run 0 ps --overdue --db a.db --json
says "$out" "$late"
run 0 activate "$late" --db a.db
run 0 show "$late" --db a.db
says "$out" 'date:2020-03-02, TL-1, overdue, due 2020-03-03 00:00:00, [0-9]* working days ago'
run 0 trace "$late" --db a.db
says "$out" 'OVERDUE since 2020-03-03 00:00:00'
says "$out" 'boss'
run 0 audit verify --db a.db
run 0 audit rebuild --db a.db --out again.db

run 0 extend "$early" look --days 3 --reason 'experts are heard' --actor leader --db a.db
says "$out" '^done'
run 0 trace "$early" --db a.db
says "$out" 'leader extended the time limit of look'
says "$out" 'experts are heard'
run 1 extend "$early" look --days 3 --reason again --actor leader --db a.db
says "$err" 'extended already'
run 1 extend "$early" start --days 3 --reason again --actor leader --db a.db
run 2 extend "$early" look --days 3 --reason again --db a.db
run 2 extend "$early" look --reason again --actor leader --db a.db
run 2 extend "$early" look --days 3 --actor leader --db a.db
run 2 extend "$early" --days 3 --reason again --actor leader --db a.db

# A due date in a year that is not official is marked wherever it is seen, until its notice is there.
sed -e 's/id="p"/id="q" weir:calendar="cn-gov" weir:timeLimit="=limit"/' p.bpmn >q.bpmn
run 0 deploy q.bpmn --db a.db
run 0 start q --db a.db --var '{"limit": "date:2099-03-02"}'
far=$out
run 0 show "$far" --db a.db
is "$(printf '%s\n' "$out" | grep -c '2099-03-02 10:00:00 (provisional 待核)')" 3
run 0 task list --instance "$far" --db a.db
says "$out" '2099-03-02 10:00:00 \(provisional 待核\)'
run 0 task list --instance "$far" --db a.db --json
says "$out" '"dueProvisional":true'
run 0 trace "$far" --accountability --db a.db
is "$(printf '%s\n' "$out" | grep -c 'due .*2099-03-02.* (provisional 待核)')" 2
run 0 trace "$far" --accountability --html --db a.db
says "$out" '到期日待核'
cat >new.calendar.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<calendar xmlns="urn:weir:calendar" id="cn-gov" name="cn" zone="Asia/Shanghai" weeklyRest="6 7" cutOff="18:00" dayClose="18:00">
  <hours from="08:30" to="12:00"/>
  <year number="2099" status="official" source="x"/>
</calendar>
XML
run 0 calendar import new.calendar.xml --db a.db
run 0 show "$far" --db a.db
says "$out" '2099-03-02 10:00:00'
is "$(printf '%s\n' "$out" | grep -c '待核')" 0
run 0 task list --instance "$far" --db a.db --json
is "$(printf '%s\n' "$out" | grep -c dueProvisional)" 0
exit $failed
