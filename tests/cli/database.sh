#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The verbs over a database file: an instance from its deployment to its end, and everything that is refused.
. "$(dirname "$0")/checks.sh"

process order '<sequenceFlow id="f" sourceRef="start" targetRef="check"/>
    <userTask id="check" name="Check it"/><sequenceFlow id="g" sourceRef="check" targetRef="wait"/>
    <intermediateCatchEvent id="wait"><timerEventDefinition><timeDuration>PT0S</timeDuration></timerEventDefinition>
    </intermediateCatchEvent><sequenceFlow id="h" sourceRef="wait" targetRef="end"/><endEvent id="end"/>' >order.bpmn

run 0 deploy order.bpmn --db shop.db
says "$out" '^order +1 +order:1:[0-9a-f-]{36}$'
run 0 start order --db shop.db --business-key 'k "1"' --var '{"amount": 1.10}' --actor anna
id=$out
says "$id" '^[0-9a-f-]{36}$'

# Lists, for people and for programs.
run 0 ps --db shop.db
says "$out" "^$id  active  [0-9-]{10} [0-9:]{8}  order +1 +k \"1\"$"
run 0 ps --db shop.db --json --state active --process order --activity check --key 'k "1"'
says "$out" "^\{\"id\":\"$id\",\"process\":\"order\",.*\"businessKey\":\"k ..1..\",\"state\":\"active\""
run 0 ps --db shop.db --state ended
is "$out" 'no instances'
run 0 show "$id" --db shop.db
says "$out" '^  Check it \(check\) +since '
says "$out" '^  user task +Check it \(check\) +- +[0-9a-f-]{36}$'
says "$out" '^  amount +1\.10$'
run 0 task list --db shop.db
says "$out" 'order +k "1" +Check it +-$'
run 0 task list --db shop.db --json --instance "$id"
task=$(printf '%s' "$out" | sed 's/{"id":"\([^"]*\)".*/\1/')

# The way to the end.
run 0 task complete "$task" --db shop.db --var '{"ok": true}' --actor bob
run 1 task complete "$task" --db shop.db
says "$err" 'ENOTFOUND'
run 0 tick --db shop.db
is "$out" '1 timer fired'
run 0 ps --db shop.db --state ended
says "$out" "^$id  ended"
run 0 trace "$id" --db shop.db
says "$out" '^ {18}2    it runs order:1:'
says "$out" "bob completed 'Check it'$"
says "$out" 'ok = true$'
says "$out" 'it ended: completed$'
run 0 trace "$id" --db shop.db --json
says "$out" '^\{"position":2,.*"actor":"unverified:anna","commandPosition":2,"command":\{"command":"start",.*"data":\{"type":"instance.created"'

# The log verifies, also against a head; a changed row does not.
run 0 audit verify --db shop.db
head=$(printf '%s\n' "$out" | sed -n 's/^head //p')
run 0 start order --db shop.db
run 0 audit verify --db shop.db --head "$head"
run 1 audit verify --db shop.db --head "$(printf '%s' "$head" | tr 0-9a-f 1-9a-f0)"
run 1 audit verify --db shop.db --head nonsense

# What is refused.
run 1 start nothing --db shop.db
says "$err" "no process 'nothing' is deployed \(ENOTFOUND\)$"
run 2 start order --db shop.db --var '{'
says "$err" '^weir start: --var, line 1, column 2: '
run 1 show 00000000-0000-7000-8000-000000000000 --db shop.db
run 1 trace 00000000-0000-7000-8000-000000000000 --db shop.db
run 1 show what --db shop.db
run 2 ps
says "$err" 'name the database: --db FILE'
run 2 ps --db shop.db --state dead
run 2 task finish --db shop.db
run 2 deploy gone.bpmn --db shop.db
process order '<sequenceFlow id="f" sourceRef="start" targetRef="gone"/>' >bad.bpmn
run 1 deploy bad.bpmn --db shop.db
says "$out" '^bad\.bpmn:[0-9]+: error \['
for verb in deploy start ps show trace task tick audit; do
    run 0 help $verb
    says "$out" '^Exit code: 0'
done
exit $failed
