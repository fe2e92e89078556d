#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir message and weir signal: exactly one receiver, or everybody.
. "$(dirname "$0")/checks.sh"

process p '<sequenceFlow id="f" sourceRef="start" targetRef="paid"/>
    <intermediateCatchEvent id="paid"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>
    <sequenceFlow id="g" sourceRef="paid" targetRef="go"/>
    <intermediateCatchEvent id="go"><signalEventDefinition signalRef="s"/></intermediateCatchEvent>
    <sequenceFlow id="h" sourceRef="go" targetRef="end"/><endEvent id="end"/>' |
    sed 's|<process|<message id="m" name="money"/><signal id="s" name="all at once"/><process|' >p.bpmn
run 0 deploy p.bpmn --db a.db
for key in one two; do
    run 0 start p --db a.db --business-key $key
done
run 1 message money --db a.db
says "$err" '\(EMISMATCH\)$'
run 0 message money --db a.db --key one --var '{"amount": 1.10}' --actor bank
says "$out" '^delivered: facts [0-9]+ to [0-9]+ of instance [0-9a-f-]{36}$'
run 0 message money --db a.db --json
says "$out" '^\{"instance":"[0-9a-f-]{36}","position":[0-9]+,"facts":[0-9]+\}$'
run 1 message money --db a.db --json
says "$err" '^\{"error":"EMISMATCH",'
run 1 message gold --db a.db
run 0 signal 'all at once' --db a.db
says "$out" '^delivered: '
run 0 signal 'all at once' --db a.db
is "$out" 'nobody waited for it'
run 0 ps --db a.db --state active
is "$out" 'no instances'
run 0 show "$(run 0 ps --db a.db --json --key one; printf '%s' "$out" | sed 's/{"id":"\([^"]*\)".*/\1/')" --db a.db
says "$out" '^  amount +1\.10$'
run 2 message money --db a.db --keep soon
says "$err" 'is a duration'
run 0 message money --db a.db --keep PT1H --var '{"amount": 2}'
is "$out" 'nobody waits for it yet: it is kept'
run 0 start p --db a.db --business-key three
run 0 ps --db a.db --state active --activity go
says "$out" 'three$'
run 2 message --db a.db
run 2 signal a b --db a.db
run 2 message money --db a.db --match '{'
says "$err" '^weir message: --match, line 1, column 2: '
exit $failed
