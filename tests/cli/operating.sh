#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What docs/operating.md says: each query runs and finds something, the restore works as it stands there.
page=$(cd "$(dirname "$0")/../.." && pwd)/docs/operating.md
. "$(dirname "$0")/checks.sh"

process p '<sequenceFlow id="f" sourceRef="start" targetRef="print"/>
    <serviceTask id="print" w:topic="printing" xmlns:w="urn:weir:bpmn"/><sequenceFlow id="g" sourceRef="print" targetRef="look"/>
    <userTask id="look" name="Look"/>
    <boundaryEvent id="late" attachedToRef="look" cancelActivity="false"><timerEventDefinition><timeDuration>PT0S</timeDuration>
    </timerEventDefinition></boundaryEvent><sequenceFlow id="h" sourceRef="late" targetRef="late.end"/><endEvent id="late.end"/>
    <sequenceFlow id="i" sourceRef="look" targetRef="end"/><endEvent id="end"/>' >p.bpmn
run 0 deploy p.bpmn --db shop.db
for key in fails waits ended; do
    run 0 start p --db shop.db --business-key $key --actor anna
done
set -- $(run 0 task list --external --db shop.db --json; printf '%s\n' "$out" | sed 's/{"id":"\([^"]*\)".*/\1/')
run 0 task fail "$1" --db shop.db --text 'no paper'
run 0 task complete "$2" --db shop.db
run 0 task complete "$3" --db shop.db
set -- $(run 0 task list --db shop.db --json; printf '%s\n' "$out" | sed 's/{"id":"\([^"]*\)".*/\1/')
run 0 task complete "$2" --db shop.db

# The queries, one file each.
awk '/^```/ { is_sql = /^```sql$/; if (is_sql) n++; next } is_sql { print > ("query" n ".sql") }' "$page"
is "$(ls query*.sql | wc -l | tr -d ' ')" 6
for query in query*.sql; do
    out=$(sqlite3 -readonly -header shop.db <"$query") || { echo "$query: sqlite3 ended with $?"; failed=1; }
    [ "$(printf '%s\n' "$out" | wc -l)" -ge 2 ] || { echo "$query finds nothing"; cat "$query"; failed=1; }
    printf '%s\n' "$out" >"${query%.sql}.txt"
done
says "$(cat query1.txt)" '^p\|look\|1\|20'
says "$(cat query2.txt)" '^p\|print\|no paper\|1\|20'
says "$(cat query3.txt)" '\|p\|Look\|\|waits\|'
says "$(cat query4.txt)" '\|p\|late\|'
says "$(cat query5.txt)" '\|start\|'
says "$(cat query6.txt)" '^p\|1\|'

# Backup and restore, by the commands of the page.
run 0 backup --db shop.db --out shop-2026-01-05.db
head=$(printf '%s\n' "$out" | sed -n 's/^head //p')
run 0 start p --db shop.db --business-key later
commands=$(awk '/^```/ { is_sh = /^```sh$/; next } is_sh' "$page" | sed -n '/^mkdir old/,/^weir audit verify/p')
is "$(printf '%s\n' "$commands" | wc -l | tr -d ' ')" 3
commands=$(printf '%s\n' "$commands" | sed "s/^weir/\"\$weir\"/; s/POS:HASH/$head/")
eval "$commands" >restored.txt || { echo "restoring ended with $?"; failed=1; }
says "$(cat restored.txt)" "^head $head$"
run 0 ps --db shop.db
is "$(printf '%s\n' "$out" | grep -c 'later$')" 0
run 0 start p --db shop.db --business-key again
run 0 audit verify --db shop.db --head "$head"
run 0 audit rebuild --db shop.db --out again.db

# The files that the page lists are those that are there.
for file in shop.db*; do
    ending=${file#shop.db}
    grep -q "\`FILE$ending\`" "$page" || { echo "the page does not mention FILE$ending"; failed=1; }
done
exit $failed
