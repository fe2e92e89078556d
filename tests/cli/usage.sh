#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# How the program answers to right and wrong usage.
. "$(dirname "$0")/checks.sh"

run 0 --version
says "$out" '^weir [0-9]+\.[0-9]+\.[0-9]+$'

run 0 --help
says "$out" '^  weir validate '
says "$out" '^  weir test '

# Operands with "…" take as many columns as others.
is "$(printf '%s\n' "$out" | sed -n 's/^\(  weir help  *VERB  *\)Say all.*/\1/p' | wc -m)" \
    "$(printf '%s\n' "$out" | sed -n 's/^\(  weir test  *PATH….*  *\)Run scenarios.*/\1/p' | wc -m)"

run 0 help test
says "$out" '--modes LIST'
says "$out" '^Exit code: 0 all passed'
run 0 test --help
says "$out" '--modes LIST'

run 2
says "$err" 'weir validate'
run 2 dance
says "$err" "there is no verb 'dance'"
run 2 help dance
says "$err" "there is no verb 'dance'"

run 2 test --mode all x.xml
says "$err" "^weir test: there is no option '--mode'"
run 2 test --modes
says "$err" '--modes needs a value: --modes LIST'
run 2 test --all=yes x.xml
says "$err" '--all takes no value'
run 2 test --seed twelve x.xml
says "$err" "--seed needs a whole number, not 'twelve'"
run 2 test --modes straight,sideways x.xml
says "$err" "there is no mode 'sideways'"
run 2 test
says "$err" 'name at least one file or folder'
run 2 validate
says "$err" 'name at least one file'
run 2 validate -- --json
says "$err" "^--json: can't be opened"

exit $failed
