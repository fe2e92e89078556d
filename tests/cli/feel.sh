#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir feel: an expression, lines of them, and a terminal.
. "$(dirname "$0")/checks.sh"

# gives WANTED ARGUMENT…
gives() {
    wanted_text=$1
    shift
    run 0 feel "$@"
    is "$out" "$wanted_text"
}

gives 30 'sum(for i in 1..4 return i ** 2)'
gives 2.5 '1 + 1.50'
gives '"a\"b"' '"a\"b"'
gives '@"2026-03-01"' 'date("2026-02-28") + @"P1D"'
gives '["a", 1, null, @"PT1H", {b: [1..2]}]' '["a", 1.0, null, duration("PT60M"), {b: [1..2]}]'
gives true 'true or null'
is "$err" ''
gives '"好审"' '"好" + "审"'
gives '{"type":"list","value":[{"type":"number","value":"1"},{"type":"date","value":"2026-01-01"}]}' --json '[1, @"2026-01-01"]'
gives -1 -- -1

# A null says why.
gives null '1 + "a"'
says "$err" '^weir feel: null: .*line 1, column'
gives null null
is "$err" ''

# Variables, also with blanks, at any depth.
gives '"Li"' 'full name.last' --input '{"full name": {"last": "Li"}}'
gives '[1, 2]' 'rows.the n' --input '{"rows": [{"the n": 1}, {"the n": {"type": "number", "value": "2.0"}}]}'
gives '@"P1Y"' 'x' --input '{"x": {"type": "duration", "value": "P12M"}}'
printf '{"n": 3}' >three.json
gives 9 'n * n' --input @three.json
out=$("$weir" feel 'n + 1' --input - <three.json)
is "$out" 4
run 2 feel x --input '[1]'
says "$err" '--input: it is no object'
run 2 feel x --input '{"x": {"type": "date", "value": "today"}}'
says "$err" '--input: x: no date: today'
run 2 feel x --input @nowhere.json

# Unary tests, over the value of an expression.
gives true '[1..5], > 10' --tests 3
gives false '[1..5], > 10' --tests 7
gives true 'not("a", "b")' --tests '"c"'
gives true '? > n' --tests 'n + 1' --input '{"n": 4}'
gives true - --tests null
run 1 feel '> ,' --tests 1
run 1 feel 'true' --tests '1 +'
says "$err" '^  1 \+$'

# What does not compile is shown with its place; wide characters, tabulators and long lines line up.
run 1 feel '1 + * 2'
is "$out" ''
is "$err" 'weir feel: expected an expression after "+", found "*"
  1 + * 2
      ^'
run 1 feel '"审批" + ) 2'
says "$err" '^  "审批" \+ \) 2$'
says "$err" '^           \^$'
run 1 feel 'if true then
	1 else ) '
says "$err" '^weir feel: line 2: '
says "$err" '^   1 else \) $'
says "$err" '^          \^$'
run 1 feel "[$(printf '%200s' ')' | tr ' ' 1)"
says "$err" '^  1{59}\)$'
says "$err" '^ {61}\^$'
run 1 feel "$(printf '1 + \033[31m')"
says "$err" '^  1 \+ \?\[31m$'
run 1 feel 'count(for a in 1..100000, b in 1..100000 return a)'
says "$err" 'feel_step_count_max'
is "$out" ''
run 2 feel 1 + 1
says "$err" "'\\+' is not expected; write the expression in quotes"
run 2 feel --tests 1
run 2 feel --input -
run 2 feel 1 --input

# Lines of stdin: one in, one out; what is set stays.
cat >lines.txt <<'LINES'
1 + 1

:let my name = "x"
:let f = function(a) a + my name
f("y")
:let my name = "z"
f("y"), 2
f("y")
null
  :json
my name
:let 5 = 5
:let n 5
:unknown
:variables
LINES
"$weir" feel <lines.txt >out.txt 2>err.txt
is $? 1
is "$(cat out.txt)" '2
"x"
function
"yx"
"z"

"yx"
null
{"type":"string","value":"z"}



my name = {"type":"string","value":"z"}
f = {"type":"function","value":"function"}'
says "$(cat err.txt)" '^weir feel: there is no command :unknown; :help lists them$'
says "$(cat err.txt)" '^weir feel: a variable is set by :let NAME = EXPRESSION$'
printf '1\n:quit\n2' | "$weir" feel >out.txt
is "$(cat out.txt)" 1
printf '1\n2' | "$weir" feel >out.txt
is "$(cat out.txt)" '1
2'
printf ':help\n' | "$weir" feel >out.txt
says "$(cat out.txt)" '^  :let +NAME = EXPRESSION +set a variable'
is "$("$weir" feel --input '{"n": 5}' <<LINES
n
LINES
)" 5

# On a terminal: Tab completes, an expression goes on until its brackets are closed.
printf 'upper c\t"a")\n:let 审批 = sum([1,\n2])\n审批 + 1\n1 + * 2\n(1 +\n\n:quit\n' >typed.txt
TERM=xterm script -qec "'$weir' feel" /dev/null <typed.txt | tr -d '\r' >out.txt
says "$(cat out.txt)" '^"A"$'
says "$(cat out.txt)" '^3$'
says "$(cat out.txt)" '^4$'
says "$(cat out.txt)" '^      \^$'
says "$(cat out.txt)" '^weir feel: line 2: '
printf '1 + 1\n:quit\n' >typed.txt
TERM=xterm script -qec "'$weir' feel; echo ended \$?" /dev/null <typed.txt | tr -d '\r' >out.txt
says "$(cat out.txt)" '^2$'
says "$(cat out.txt)" '^ended 0$'

exit $failed
