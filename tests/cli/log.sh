#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir log: facts of all instances, those of some, and those to come; the same from a file and from a server.
. "$(dirname "$0")/checks.sh"

process p '<sequenceFlow id="f" sourceRef="start" targetRef="look"/><userTask id="look" name="看"/>
    <sequenceFlow id="g" sourceRef="look" targetRef="end"/><endEvent id="end"/>' >p.bpmn
run 0 deploy p.bpmn --db a.db
run 0 start p --db a.db --business-key 甲-1 --actor anna
one=$out
run 0 start p --db a.db
two=$out
run 0 task list --db a.db --json --instance "$one"
run 0 task complete "$(printf '%s' "$out" | sed 's/{"id":"\([^"]*\)".*/\1/')" --db a.db --actor bob

run 0 log --db a.db
says "$out" '^[0-9-]{10} [0-9:]{8} +1  - +somebody      files were deployed$'
says "$out" "^[0-9-]{10} [0-9:]{8} +2  甲-1 +anna          it runs p:1:"
says "$out" "  甲-1 +bob           '看' was completed$"
says "$out" "  …$(printf '%s' "$two" | tail -c 8) +somebody      '看' waits for somebody$"
is "$(printf '%s\n' "$out" | awk '{ print $3 }' | tr '\n' ' ' | sed 's/ $//')" "$(seq -s ' ' 1 "$(printf '%s\n' "$out" | wc -l)")"
whole=$out
run 0 log --db a.db --after 2
is "$out" "$(printf '%s\n' "$whole" | tail -n +3)"
run 0 log --db a.db --instance "$two" --type 'task.*' --json
says "$out" '^\{"position":[0-9]+,"number":[0-9]+,"instance":"'"$two"'","time":[0-9]+,"actor":"unverified:anonymous","type":"task.created",'
is "$(printf '%s\n' "$out" | wc -l | tr -d ' ')" 1
run 2 log --db a.db --type 'dance.*'
says "$err" "no type of facts is like 'dance\.\*'"
run 1 log --db a.db --instance what
run 2 log --db gone.db
run 2 log --db a.db more

serve a.db
run 0 log --server "$url"
is "$out" "$whole"
run 0 log --server "$url" --type 'task.*' --json
from_server=$out
run 0 log --db a.db --type 'task.*' --json
is "$out" "$from_server"

# What comes later, from both.
for place in "--server $url" '--db a.db'; do
    key=later-${place%% *}
    "$weir" log $place --after "$(printf '%s\n' "$whole" | wc -l)" --follow --type instance.created >followed.txt 2>&1 &
    follower=$!
    run 0 start p --db a.db --business-key "$key"
    wait_for grep -q -e "  $key " followed.txt
    kill "$follower"
    wait "$follower" 2>/dev/null
done
exit $failed
