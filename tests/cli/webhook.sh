#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir webhook: an address that is told, from its creation to its end, and the receiver that listens there.
. "$(dirname "$0")/checks.sh"

process p '<sequenceFlow id="f" sourceRef="start" targetRef="look"/><userTask id="look" name="看"/>
    <sequenceFlow id="g" sourceRef="look" targetRef="end"/><endEvent id="end"/>' >p.bpmn
run 0 deploy p.bpmn --db a.db
run 2 webhook list --db a.db
says "$err" "nobody serves this file, .*'weir serve --db FILE'"
serve a.db

# A receiver that ends after five events.
"$weir" webhook receive --count 5 >received.txt 2>&1 &
receiver=$!
wait_for grep -q '^secret ' received.txt
address=$(sed -n 's/^listening at //p' received.txt)
secret=$(sed -n 's/^secret //p' received.txt)
run 0 webhook create "$address" --secret "$secret" --type 'task.*' --type 'instance.*' --process p --db a.db --actor admin
says "$out" "^url +$address$"
says "$out" '^events +\["task\.\*","instance\.\*"\]$'
is "$(printf '%s\n' "$out" | sed -n 's/^secret *//p')" "$secret"
id=$(printf '%s\n' "$out" | sed -n 's/^webhook *//p')
run 0 webhook test "$id" --db a.db
says "$out" '^delivered: status 204 after [0-9]+ ms$'
run 0 start p --db a.db --business-key 甲-1
run 0 task list --db a.db --json
run 0 task complete "$(printf '%s' "$out" | sed 's/{"id":"\([^"]*\)".*/\1/')" --db a.db
wait "$receiver"
is $? 0
is "$(sed -nE 's/^[0-9:]{8} +[0-9]+  #[0-9]+ +//p' received.txt | sed -E 's/  +/|/g')" "engine|webhook.test|-
甲-1|instance.created|-
甲-1|task.created|看
甲-1|task.completed|看
甲-1|instance.ended|completed"

# Receivers of one process are told apart by their paths; each hears an event once.
"$weir" webhook receive --count 2 >paths.txt 2>&1 &
receiver=$!
wait_for grep -q '^secret ' paths.txt
place=$(sed -n 's/^listening at //p' paths.txt)
shared=$(sed -n 's/^secret //p' paths.txt)
for path in billing portal; do
    run 0 webhook create "$place$path" --secret "$shared" --type instance.created --process p --db a.db --json
    paths="${paths:-} $(printf '%s' "$out" | sed 's/.*"id":"\([^"]*\)".*/\1/')"
done
run 0 start p --db a.db --business-key 乙-1
wait "$receiver"
is "$(sed -nE 's/^[0-9:]{8} +[0-9]+  #[0-9]+ +//p' paths.txt | sed -E 's/  +/|/g' | sort)" "billing|乙-1|instance.created|-
portal|乙-1|instance.created|-"
for path in $paths; do
    run 0 webhook delete "$path" --db a.db
done

# Looking, changing.
run 0 webhook list --server "$url"
says "$out" "^$id  (active|failing) +[0-9]+ +0 +"
run 0 webhook list --server "$url" --json
says "$out" "^\{\"id\":\"$id\",\"url\":\"$address\",\"eventTypes\":\[\"task\.\*\",\"instance\.\*\"\],\"processDefinitionKeys\":\[\"p\"\],"
run 0 webhook update "$id" --pause --db a.db
says "$out" '^state +off$'
run 0 webhook update "$id" --resume --url http://127.0.0.1:9/ --type '*' --db a.db
says "$out" '^state +(active|failing)$'
says "$out" '^events +\["\*"\]$'
run 0 webhook show "$id" --db a.db
says "$out" '^url +http://127\.0\.0\.1:9/$'
run 1 webhook test "$id" --db a.db
says "$out" '^not delivered: '
run 0 webhook create http://127.0.0.1:9/ --from 1 --db a.db --json
says "$out" '"from":1,.*"secret":"whsec_'
run 0 webhook delete "$id" --db a.db
is "$out" "deleted: $id"
run 1 webhook delete "$id" --db a.db
run 1 webhook show "$id" --db a.db --json
says "$err" '^\{"error":"ENOTFOUND",'

# What is refused.
run 2 webhook --db a.db
run 2 webhook dance --db a.db
run 2 webhook create --db a.db
run 2 webhook update "$id" --pause --resume --db a.db
run 1 webhook create ftp://x --db a.db
says "$err" "'url' can't be used"
run 1 webhook create http://127.0.0.1:9/ --type 'dance.*' --db a.db
run 1 webhook create http://127.0.0.1:9/ --secret short --db a.db
run 2 webhook receive --secret short
run 2 webhook receive --listen 192.0.2.1:9
says "$err" 'no address of this machine'
run 2 webhook receive --listen 127.0.0.1

# The receiver believes nobody: a wrong signature is refused and told.
"$weir" webhook receive >wary.txt 2>&1 &
receiver=$!
servers="$servers $receiver"
wait_for grep -q '^secret ' wary.txt
run 0 webhook create "$(sed -n 's/^listening at //p' wary.txt)" --db a.db
run 1 webhook test "$(printf '%s\n' "$out" | sed -n 's/^webhook *//p')" --db a.db
says "$out" 'status 401$'
says "$(cat wary.txt)" '^refused: the signature is not right'
kill -INT "$receiver"
wait "$receiver"
is $? 0
exit $failed
