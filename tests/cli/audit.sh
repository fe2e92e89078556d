#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir audit: what somebody changes behind weir's back is found, and its place is named.
. "$(dirname "$0")/checks.sh"

process p '<sequenceFlow id="f" sourceRef="start" targetRef="a"/><userTask id="a"/>
    <sequenceFlow id="g" sourceRef="a" targetRef="end"/><endEvent id="end"/>' >p.bpmn
run 0 deploy p.bpmn --db a.db --actor 王五
is "$(sqlite3 a.db 'select actor from log where pos = 1')" unverified:王五
for key in one two three; do
    run 0 start p --db a.db --business-key $key --var '{"amount": 1.10}' --actor anna
done
run 0 audit verify --db a.db
says "$out" '^[0-9]+ facts, each as it was written$'
head=$(printf '%s\n' "$out" | sed -n 's/^head //p')
run 0 audit verify --db a.db --json
says "$out" '^\{"isFine":true,"facts":[0-9]+,"erasedRows":0,"head":"[0-9]+:[0-9a-f]{64}"\}$'
run 0 audit rebuild --db a.db --out same.db
says "$out" '^the database shows what its log says$'
says "$out" "^head $head$"
run 0 ps --db same.db --key two

# The four rows begin at 1 (the deployment), $first, $second and $third.
set -- $(sqlite3 a.db 'select pos from log order by pos')
first=$2 second=$3 third=$4

# changed SQL: what a copy of the database is after somebody has run this.
changed() {
    rm -f b.db b.db-* again.db
    cp a.db b.db
    [ ! -e a.db-wal ] || cp a.db-wal b.db-wal
    sqlite3 b.db "$1" || { echo "sqlite3: $1"; failed=1; }
}

# found POSITION SENTENCE: verifying says so, in both forms, and nothing is made of such a log.
found() {
    run 1 audit verify --db b.db ${3:-}
    is "$(printf '%s\n' "$out" | head -n 1)" "position $1: $2"
    run 1 audit verify --db b.db --json ${3:-}
    says "$out" "\"isFine\":false,.*\"position\":$1,\"fault\":\"$2\""
    [ -n "${3:-}" ] && return
    run 1 audit rebuild --db b.db --out again.db
    is "$(printf '%s\n' "$out" | head -n 1)" "position $1: $2"
    [ -e again.db ] && { echo "again.db was made"; failed=1; }
}

# A byte in each column of the second instance's row.
content='actor, command or facts of the row were changed'
row='position, stream, number, count, time, format or digest of the row was changed'
misplaced='the row does not follow the row before it: it was swapped, or written anew'
for column in actor command facts; do
    changed "update log set $column = substr($column, 1, 3) || 'X' || substr($column, 5) where pos = $second"
    found "$second" "$content"
    changed "update log set $column = '' where pos = $second"
    found "$second" "$content"
done
for column in actor command; do
    changed "update log set $column = null where pos = $second"
    found "$second" "$content"
done
for column in seq n time format; do
    changed "update log set $column = $column + 1 where pos = $second"
    found "$second" "$row"
done
changed "update log set stream = randomblob(16) where pos = $second"
found "$second" "$row"
changed "update log set stream = x'00' where pos = $second"
found "$second" "$row"
changed "update log set digest = randomblob(32) where pos = $second"
found "$second" "$content"
changed "update log set digest = x'00' where pos = $second"
found "$second" "$content"
changed "update log set hash = randomblob(32) where pos = $second"
found "$second" "$row"
changed "update log set prev = randomblob(32) where pos = $second"
found "$second" "$misplaced"
changed "update log set pos = 1000 where pos = $second"
found "$second" 'a row is missing'
changed "update log set pos = $second + 1 where pos = $second"
found "$((second + 1))" "$row"

# Rows taken out, swapped, put in.
for position in 1 "$first" "$second"; do
    changed "delete from log where pos = $position"
    found "$position" 'a row is missing'
done
changed "create temp table t as select * from log where pos in ($first, $second);
    delete from log where pos in ($first, $second);
    insert into log select $first, stream, seq, n, time, format, actor, command, facts, digest, prev, hash from t where pos = $second;
    insert into log select $second, stream, seq, n, time, format, actor, command, facts, digest, prev, hash from t where pos = $first"
found "$first" "$misplaced"
changed "insert into log select 1000, randomblob(16), seq, n, time, format, actor, command, facts, digest, prev, hash
    from log where pos = $first"
run 1 audit verify --db b.db
says "$out" '^position 1000: '

# The end cut off: the head that is stored knows it, and when that was changed too, a head that was noted.
changed "delete from log where pos = $third"
found "$third" 'rows are missing at the end: the head of the log lies behind them'
changed "delete from log where pos = $third;
    update log_head set next_pos = $third, hash = (select hash from log where pos = $second)"
run 0 audit verify --db b.db
found "$third" 'rows are missing at the end: the head of the log lies behind them' "--head $head"
changed "update log_head set next_pos = $third, hash = (select hash from log where pos = $second)"
found "$third" 'the known head is not the hash of the log at this position'

# An erased row is told of; another file than was deployed is found.
changed "update log set facts = null where pos = $third"
run 0 audit verify --db b.db
says "$out" '^1 row was erased: a hash is all that is left of it$'
changed "update content set bytes = replace(bytes, 'start', 'stars')"
found 1 'a file that was deployed here is not there any more as it was'
changed "delete from content"
found 1 'a file that was deployed here is not there any more as it was'

# Rows that are not the log: verifying can't know, a rebuild does.
changed "update variable set value = '6' where instance = $second; delete from user_task where instance = $first;
    insert into incident values ($third, 9, x'00', 'a', 'task', 'made up', 5)"
run 0 audit verify --db b.db
run 1 audit rebuild --db b.db --out again.db
says "$out" '^user_task id=[0-9a-f-]{36}: is missing$'
says "$out" "^incident instance=$third wait=9: the log has no such row$"
says "$out" "^variable instance=$second scope=1 name=amount: value is 6, the log gives 1\.10$"
says "$out" '^3 rows are not what the log says$'
says "$out" "^head $head$"
run 0 show "$(sqlite3 again.db "select id from instance_view where position = $second")" --db again.db
says "$out" 'amount +1\.10$'
rm again.db
run 1 audit rebuild --db b.db --out again.db --count 1
says "$out" '^… and 2 more$'
rm again.db
run 1 audit rebuild --db b.db --out again.db --json
says "$out" '^\{"table":"user_task","row":"id=[0-9a-f-]{36}","difference":"missing"\}$'
says "$out" "\"difference\":\"changed\",\"column\":\"value\",\"stored\":\"6\",\"rebuilt\":\"1\.10\"\}$"
says "$out" '^\{"isSame":false,"file":"again\.db","facts":[0-9]+,"differences":3,"head":"'

# What is refused.
run 1 audit verify --db a.db --head nonsense
run 2 audit --db a.db
run 2 audit dance --db a.db
run 2 audit rebuild --db a.db
says "$err" 'name the new database: --out FILE'
run 2 audit rebuild --db a.db --out same.db
says "$err" 'same\.db is there already'
run 2 audit rebuild --db gone.db --out x.db
is "$(ls x.db* ./*.part 2>/dev/null)" ''
exit $failed
