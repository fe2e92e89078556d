#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir show and weir trace of a process that calls another: both ends say who the other is.
. "$(dirname "$0")/checks.sh"

process parent '<sequenceFlow id="f1" sourceRef="start" targetRef="ask"/>
    <callActivity id="ask" name="Ask" calledElement="child"/>
    <sequenceFlow id="f2" sourceRef="ask" targetRef="end"/><endEvent id="end"/>' >parent.bpmn
process child '<sequenceFlow id="f1" sourceRef="start" targetRef="t"/><userTask id="t"/>
    <sequenceFlow id="f2" sourceRef="t" targetRef="end"/><endEvent id="end"/>' >child.bpmn
run 0 deploy parent.bpmn child.bpmn --db a.db
run 0 start parent --db a.db
parent=$out
run 0 show "$parent" --db a.db
says "$out" '^  call  Ask \(ask\)  child  [0-9a-f-]{36}$'
child=$(printf '%s\n' "$out" | sed -n 's/^  call .* \([0-9a-f-]*\)$/\1/p')
run 0 show "$child" --db a.db
says "$out" "^called by +$parent$"
says "$out" '^at +ask$'
run 0 show "$child" --db a.db --json
says "$out" "\"caller\":\"$parent\",\"callerElement\":\"ask\""
run 0 show "$parent" --db a.db --json
says "$out" '"kind":"call"'
run 0 trace "$parent" --db a.db
says "$out" "'Ask' calls child: instance $child"

run 0 task list --db a.db --instance "$child" --json
task=$(printf '%s' "$out" | sed 's/.*{"id":"\([^"]*\)".*/\1/')
run 0 task complete "$task" --db a.db --actor anna
run 0 trace "$parent" --db a.db
says "$out" "what 'Ask' called has ended: completed \(from position [0-9]+\)\$"
run 0 ps --db a.db --state ended
says "$out" "^$parent  ended"
says "$out" "^$child  ended"

# The database made again from its log has the same callers.
run 0 start parent --db a.db
run 0 audit verify --db a.db
run 0 audit rebuild --db a.db --out b.db
exit $failed
