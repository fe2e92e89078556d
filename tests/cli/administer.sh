#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir suspend, activate, cancel: an instance stands still, goes on, and ends.
. "$(dirname "$0")/checks.sh"

process p '<sequenceFlow id="f" sourceRef="start" targetRef="look"/><userTask id="look"/>' >p.bpmn
run 0 deploy p.bpmn --db a.db
run 0 start p --db a.db
instance=$out
task() {
    run 0 task list --db a.db --json
    printf '%s\n' "$out" | sed 's/{"id":"\([^"]*\)".*/\1/'
}

run 0 suspend "$instance" --db a.db --actor mei
says "$out" 'done'
run 0 suspend "$instance" --db a.db
is "$out" 'it is so already'
run 1 task complete "$(task)" --db a.db
run 0 activate "$instance" --db a.db --actor mei --json
says "$out" "\"instance\":\"$instance\""
run 0 cancel "$instance" --db a.db --reason 'ordered twice'
run 0 trace "$instance" --db a.db
says "$out" 'mei suspended it'
says "$out" 'mei activated it'
says "$out" 'cancelled it: ordered twice'
run 1 suspend "$instance" --db a.db
run 2 suspend --db a.db
exit $failed
