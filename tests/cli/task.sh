#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir task: the three lists, and all that becomes of a task.
. "$(dirname "$0")/checks.sh"

process p '<sequenceFlow id="f" sourceRef="start" targetRef="print"/>
    <serviceTask id="print" w:topic="printing" xmlns:w="urn:weir:bpmn"/>
    <boundaryEvent id="jam" attachedToRef="print"><errorEventDefinition errorRef="e"/></boundaryEvent>
    <sequenceFlow id="g" sourceRef="jam" targetRef="end"/><sequenceFlow id="h" sourceRef="print" targetRef="look"/>
    <userTask id="look" name="看"/><sequenceFlow id="i" sourceRef="look" targetRef="end"/><endEvent id="end"/>' |
    sed 's|<process|<error id="e" errorCode="JAM"/><process|' >p.bpmn
run 0 deploy p.bpmn --db a.db
for key in one two three; do
    run 0 start p --db a.db --business-key $key
done
ids() {
    run 0 task list --db a.db --json "$@"
    printf '%s\n' "$out" | sed 's/{"id":"\([^"]*\)".*/\1/'
}
set -- $(ids --external)
one=$1 two=$2 three=$3

# A worker's tasks, as people and as programs see them; a page.
run 0 task list --db a.db
is "$out" 'no open tasks'
run 0 task list --db a.db --external
says "$out" '^ID +SINCE \(UTC\) +PROCESS  BUSINESS KEY  TASK   TOPIC     TRIES LEFT  WORKER$'
says "$out" "^$two  [0-9-]{10} [0-9:]{8}  p        two           print  printing  -           -$"
run 0 task list --db a.db --external --json
says "$out" "^\{\"id\":\"$one\",\"instance\":\"[0-9a-f-]{36}\",.*\"topic\":\"printing\",\"businessKey\":\"one\",.*\"worker\":null\}$"
run 0 task list --db a.db --external --count 2
says "$out" '^… there are more: '
is "$(printf '%s\n' "$out" | wc -l | tr -d ' ')" 4

# Failures, until it is an incident; another try; an error that the process catches.
run 0 task fail "$one" --db a.db --text 'no ink' --retries 3 --actor w
run 0 task list --db a.db --external
says "$out" '  printing  3           -$'
run 0 task list --db a.db --incidents
is "$out" 'no incidents'
run 0 task fail "$one" --db a.db --text '没有墨水'
run 0 task list --db a.db --incidents
says "$out" '^[0-9a-f-]{36}  .*  p        one           print    failedExternalTask  没有墨水$'
run 0 task list --db a.db --incidents --json
says "$out" '"element":"print","businessKey":"one","kind":"failedExternalTask","message":"没有墨水"'
run 1 task complete "$one" --db a.db
says "$err" '\(ENOTOKEN\)$'
run 0 task retry "$one" --db a.db
run 0 task list --db a.db --incidents
is "$out" 'no incidents'
run 0 task complete "$one" --db a.db --var '{"pages": 2}'
says "$out" '^completed: facts [0-9]+ to [0-9]+ of instance [0-9a-f-]{36}$'
run 0 task list --db a.db
says "$out" '  p        one           看    -$'
run 0 task error "$two" --db a.db --code JAM --text 'all over the floor' --json
says "$out" '^\{"instance":"[0-9a-f-]{36}","position":[0-9]+,"facts":[0-9]+\}$'
run 0 ps --db a.db --state ended --json
says "$out" '"businessKey":"two"'
run 0 task complete "$(ids)" --db a.db --actor anna
run 1 task complete "$one" --db a.db --json
says "$err" '^\{"error":"ENOTFOUND","message":"[^"]+","element":null\}$'

# What is refused.
run 2 task --db a.db
run 2 task dance --db a.db
run 2 task complete --db a.db
run 2 task list "$three" --db a.db
run 2 task error "$three" --db a.db
run 2 task fail "$three" --db a.db --retries 99999999999
run 2 task list --db a.db --count 0
run 1 task complete what --db a.db
says "$err" "'what' is no id"
run 1 task retry "$three" --db a.db
run 1 task retry --instance 00000000-0000-7000-8000-000000000000 --db a.db
exit $failed
