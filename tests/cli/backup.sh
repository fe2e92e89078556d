#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir backup: a copy that is a database of its own, and everything that is refused.
. "$(dirname "$0")/checks.sh"

process p '<sequenceFlow id="f" sourceRef="start" targetRef="a"/><userTask id="a"/>
    <sequenceFlow id="g" sourceRef="a" targetRef="end"/><endEvent id="end"/>' >p.bpmn
run 0 deploy p.bpmn --db a.db
run 0 start p --db a.db --business-key one
chmod 640 a.db
run 0 backup --db a.db --out copy.db
says "$out" '^copy\.db: [0-9]+ bytes, checked$'
head=$(printf '%s\n' "$out" | sed -n 's/^head //p')
is "$(ls copy.db*)" copy.db
is "$(stat -c %a copy.db)" 640
run 0 start p --db a.db --business-key two
run 0 audit verify --db a.db --head "$head"
run 0 audit verify --db copy.db --head "$head"
says "$out" "^head $head$"

# It can be read where nothing can be written, and goes on by itself elsewhere.
mkdir shelf && cp copy.db shelf/ && chmod 444 shelf/copy.db && chmod 555 shelf
run 0 ps --db shelf/copy.db
says "$out" ' one$'
is "$(printf '%s\n' "$out" | wc -l | tr -d ' ')" 2
is "$(ls shelf)" copy.db
chmod 755 shelf
run 0 start p --db copy.db
run 0 audit verify --db copy.db --head "$head"

# As a program reads it; without reading the copy once more.
run 0 backup --db a.db --out second.db --no-check --json
says "$out" '^\{"file":"second\.db","bytes":[0-9]+,"isChecked":false,"head":"[0-9]+:[0-9a-f]{64}"\}$'

# Nothing is overwritten, nothing half made is left.
run 2 backup --db a.db --out copy.db
is "$err" 'weir: copy.db is there already; nothing is overwritten (EIO)'
run 2 backup --db a.db --out a.db
touch third.db.part
run 2 backup --db a.db --out third.db
says "$err" 'third\.db\.part is there: another process is at it, or one was killed'
run 2 backup --db a.db --out nowhere/copy.db
run 2 backup --db a.db
says "$err" 'name the copy: --out FILE'
run 2 backup --out x.db
run 2 backup --db gone.db --out x.db
run 2 backup now --db a.db --out x.db
is "$(ls x.db* 2>/dev/null)" ''

# How far webhooks are goes with it, also while they are served.
serve a.db
run 0 webhook create http://127.0.0.1:9/ --db a.db
run 0 backup --db a.db --out hooks.db
is "$(ls hooks.db*)" "hooks.db
hooks.db-webhooks"
is "$(sqlite3 hooks.db-webhooks 'PRAGMA integrity_check')" ok
run 2 backup --db a.db --out hooks.db
is "$(sqlite3 hooks.db-webhooks 'PRAGMA integrity_check')" ok
touch other.db-webhooks
run 2 backup --db a.db --out other.db
is "$err" 'weir: other.db-webhooks is there already; nothing is overwritten (EIO)'
is "$(ls other.db*)" other.db-webhooks
run 2 backup --db a.db --out nowhere/copy.db
run 0 help backup
says "$out" '^Exit code: 0 done; 2 '
exit $failed
