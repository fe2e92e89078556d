#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Exit codes of the verbs over a database, and errors as JSON.
. "$(dirname "$0")/checks.sh"

process p "$fine" >p.bpmn
run 0 deploy p.bpmn --db a.db --json
says "$out" '^\{"process":"p","version":1,"definition":"p:1:[0-9a-f-]{36}"\}$'

# 3: another process owns the file. Who only looks doesn't mind.
printf '4711 127.0.0.1:1\n' >a.db-owner # where nobody answers
flock -xF a.db-owner sleep 60 &
holder=$!
for attempt in 1 2 3 4 5 6 7 8 9 10; do
    flock -xn a.db-owner true || break
    sleep 0.1
done
run 3 start p --db a.db
is "$err" 'weir: a.db: process 4711 owns this file and listens at 127.0.0.1:1 (EOWNED)'
run 3 deploy p.bpmn --db a.db --json
is "$out" ''
is "$err" '{"error":"EOWNED","message":"a.db: process 4711 owns this file and listens at 127.0.0.1:1","element":null}'
run 3 tick --db a.db
run 3 serve --db a.db --listen 127.0.0.1:0
run 3 task complete 00000000-0000-7000-8000-000000000000 --db a.db
run 0 ps --db a.db
run 0 task list --db a.db
run 0 audit verify --db a.db
kill "$holder"
wait "$holder" 2>/dev/null
run 0 start p --db a.db --json
says "$out" '^\{"instance":"[0-9a-f-]{36}","position":2,"facts":[0-9]+\}$'

# 1: refused. 2: can't be done, or asked wrongly.
run 1 start gone --db a.db --json
is "$err" '{"error":"ENOTFOUND","message":"no process '"'gone'"' is deployed","element":null}'
process bad '<sequenceFlow id="f" sourceRef="start" targetRef="gone"/>' >bad.bpmn
run 1 deploy bad.bpmn --db a.db --json
says "$out" '^\{"file":"bad.bpmn","line":[0-9]+,"column":[0-9]+,"severity":"error","rule":"[^"]+","element":"f","message":"'
says "$err" '^\{"error":"EMODEL",'
run 2 deploy gone.bpmn --db a.db --json
says "$err" '^\{"error":"EIO","message":"gone.bpmn: '
run 2 ps --db gone.db --json
says "$err" '^\{"error":"EIO",'
for verb in 'start p' tick 'task complete 00000000-0000-7000-8000-000000000000' 'task list'; do
    run 2 $verb --db gone.db
    is "$(find . -name 'gone.db*')" '' # a slip of the pen makes no database
done
for verb in 'start p' ps log; do
    run 2 $verb --db gone.db
    is "$err" "weir: gone.db: there is no such database; 'weir deploy' makes one (EIO)"
done
run 2 deploy gone.bpmn --db gone.db
is "$(find . -name 'gone.db*')" ''
printf 'no database at all, but long enough to be looked at as one: %0200d' 0 >text.db
run 2 ps --db text.db
run 2 start p --db text.db
run 0 deploy p.bpmn --db 'file:b.db?mode=memory' # a name like any other
is "$(ls | grep -E '^(file:)?b\.db' | grep -vE -e '-(wal|shm|owner|inflight)$')" 'file:b.db?mode=memory'
run 0 backup --db 'file:b.db?mode=memory' --out file:c.db
run 0 audit verify --db ./file:c.db
mkdir folder.db
for verb in 'deploy p.bpmn' 'start p' ps serve; do
    run 2 $verb --db folder.db
    says "$err" 'folder.db: that is a folder'
done
run 2 deploy p.bpmn --db ''
says "$err" 'name the database: --db FILE'
run 2 start p --db a.db --var '{"a": }'
says "$err" '^weir start: --var, line 1, column 7: a value is expected here; '
run 2 start p --db a.db --var '[1]'
says "$err" '^weir start: --var must be a JSON object'
run 2 task complete 00000000-0000-7000-8000-000000000000 --db a.db --var '{"a":'
says "$err" '^weir task: --var, line 1, column 6: '
run 1 trace gone --db a.db
is "$err" "weir: 'gone' is no id of an instance (EVALUE)"
run 2 ps --db a.db --count 0
run 2 task error x --db a.db
says "$err" 'name the error: --code CODE'
run 0 tick --db a.db --json
is "$out" '{"fired":0}'

# Each help says what the codes mean.
for verb in deploy start ps show trace task tick audit; do
    run 0 help $verb
    says "$out" '^Exit code: 0 '
done
exit $failed
