#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Verbs that ask a server: because it owns the file, or by its address; and when there is none.
. "$(dirname "$0")/checks.sh"

process p '<sequenceFlow id="f" sourceRef="start" targetRef="look"/><userTask id="look" name="看"/>
    <sequenceFlow id="g" sourceRef="look" targetRef="end"/><endEvent id="end"/>' >'p "1".bpmn'
run 0 deploy 'p "1".bpmn' --db a.db
serve a.db

# The owner of the file is asked, without a word about it; who only looks reads the file.
run 0 start p --db a.db --business-key k --var '{"n": 1.10, "day": {"$date": "2026-01-31"}}' --actor 安娜
id=$out
run 0 task list --db a.db --json
task=$(printf '%s' "$out" | sed 's/{"id":"\([^"]*\)".*/\1/')
run 0 task claim "$task" --db a.db --actor bob
says "$out" "^claimed: fact [0-9]+ of instance $id$"
run 1 task claim "$task" --db a.db --actor eve --json
is "$err" '{"error":"ELOCK","message":"the task is with bob already","element":"look"}'
run 0 task assign "$task" carla --db a.db --actor bob
run 0 task unclaim "$task" --db a.db --actor carla
run 0 task complete "$task" --db a.db --actor bob
run 0 deploy 'p "1".bpmn' --db a.db
says "$out" '^p +2 +p:2:[0-9a-f-]{36}$'
run 0 tick --db a.db
is "$out" '0 timers fired'
run 0 tick --server "$url" --advance P1D --json
is "$out" '{"fired":0}'

# What the server says is what the file says.
for verb in ps "show $id" "trace $id" "trace $id --at 5" 'task list' 'task list --external' 'task list --incidents' \
    'audit head'; do
    for form in '' --json; do
        run 0 $verb $form --db a.db
        from_file=$out
        run 0 $verb $form --server "$url"
        is "$out" "$from_file"
    done
done
run 0 trace "$id" --server "$url/engine-rest/"
says "$out" "安娜 started p, business key k$"
says "$out" "bob took '看'$"
says "$out" "'看' is with carla now$"
run 0 show "$id" --server "${url#http://}"
says "$out" '^  n +1\.10$'
says "$out" '^  day +\{"\$date":"2026-01-31"\}$'
run 0 ps --server "$url" --count 1
run 0 start p --server "$url"
run 0 ps --server "$url" --count 1
says "$out" '^… there are more; the next page: --after 2$'

# What a server refuses, and what it is not asked.
run 1 start gone --server "$url" --json
is "$err" '{"error":"ENOTFOUND","message":"no process '"'gone'"' is deployed","element":null}'
run 2 ps --db a.db --server "$url"
says "$err" 'say either --db or --server'
run 2 audit verify --server "$url"
says "$err" 'no server can vouch for its own log'
run 2 audit rebuild --server "$url" --out b.db
run 2 start p --server "$url" --actor a:b
says "$err" 'no colon'

for port in 65536 99999 4294967376 -1 +80 80x ''; do
    run 2 serve --db c.db --listen "127.0.0.1:$port"
    is "$err" "weir: '127.0.0.1:$port' is no ADDRESS:PORT, like 127.0.0.1:8080"
done

run 2 serve --db c.db --listen 127.0.0.1:0 --webhook-ca gone.pem
says "$err" '^weir: gone\.pem: the certificates of authorities can'"'"'t be read: '

# Nobody there, or somebody else.
run 2 ps --server 127.0.0.1:1
says "$err" '^weir: http://127\.0\.0\.1:1: the server does not answer: .* \(EIO\)$'
run 2 start p --server 127.0.0.1:1 --json
says "$err" '^\{"error":"EIO","message":"http://127\.0\.0\.1:1: the server does not answer: '
for wrong in http:// '' 'ftp://x' 'a b' 'http://x/?q'; do
    run 2 ps --server "$wrong"
    says "$err" 'is no address of a server, like http://127'
done
run 2 ps --server "$url/other"
says "$err" 'what answers there is not weir'
exit $failed
