#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The program in docs/embedding.md, which the build takes from there and compiles.
. "$(dirname "$0")/checks.sh"
example=$(dirname "$weir")/tests/embedding_example

out=$("$example" approval.db) || { echo "the example ended with $?"; failed=1; }
says "$out" '^1 deployment\.created$'
says "$out" '^2 instance\.created$'
says "$out" 'task\.completed$'
says "$out" 'instance\.ended$'
run 0 ps --db approval.db --state ended --key request-7
says "$out" 'approval'
exit $failed
