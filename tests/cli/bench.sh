#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir bench in runs too small to measure anything: it prints all figures, leaves nothing behind, refuses nonsense.
. "$(dirname "$0")/checks.sh"

tiny='--brief --rounds 1 --commands 200'

# nothing_left: no file or folder of the bench is here.
nothing_left() {
    is "$(find . -name 'weir-bench-*')" ''
}

# Both tables with all their columns, rows by statement, the disk and the promise.
run 0 bench $tiny --scenario step --clients 2,64
nothing_left
says "$out" '^weir [0-9.]+, SQLite [0-9.]+, [0-9]+ processors; 1 round of 200 commands'
says "$out" '^scenario  clients +weir commands/s +SQLite alone +weir/SQLite +facts/s$'
says "$out" '^scenario  clients +commits/s +commands/commit +CPU us +alone +p50 ms +p99 ms +rows +bytes +WAL bytes$'
is "$(printf '%s\n' "$out" | grep -cE '^step +(2|64) +[0-9,]+ \([0-9,]+-[0-9,]+\) +[0-9,]+ \([0-9,]+-[0-9,]+\) +[0-9.]+ \([0-9.]+-[0-9.]+\) +[0-9,]+$')" 2
is "$(printf '%s\n' "$out" | grep -cE '^step +(2|64) +[0-9,]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9,]+ +[0-9,]+$')" 2
says "$out" '^step +.*log_append 1\.00'
says "$out" '^commits of the disk: .* [0-9,]+ \([0-9,]+-[0-9,]+\)$'
says "$out" '^two rows .* 1 a commit +[0-9,]+ '
says "$out" '^two rows .* 100 a commit +[0-9,]+ '
says "$out" '^promise  step, 64 clients: [0-9.]+ of bare SQLite \(at least 0\.50\): (kept|NOT kept|no verdict:)$'
is "$(printf '%s\n' "$out" | awk 'length($0) > 120')" ''
is "$err" ''

# Every scenario; timers say how long the storm took.
run 0 bench $tiny --clients 3
nothing_left
for scenario in step sequence parallel auto timers; do
    is "$(printf '%s\n' "$out" | grep -cE "^$scenario +(3|-) ")" 2
done
says "$out" '^timers +200 were due at once; all had fired after [0-9.]+ s$'
is "$(printf '%s\n' "$out" | grep -c '^promise')" 0

# For programs: one object a line. Exactly so many commands were done.
run 0 bench $tiny --scenario sequence --clients 1,4 --json
is "$(printf '%s\n' "$out" | grep -cE '^\{"kind":"(line|floor)",.*\}$')" 5
is "$(printf '%s\n' "$out" | wc -l | tr -d ' ')" 5
for key in commandsPerSecond bareCommandsPerSecond ratio factsPerSecond commitsPerSecond commandsPerCommit \
    cpuMicroseconds bareCpuMicroseconds p50Milliseconds p99Milliseconds rowsPerCommand bytesPerCommand walBytesPerCommand; do
    is "$(printf '%s\n' "$out" | grep -cE "\"$key\":\{\"median\":[0-9.]+,\"min\":[0-9.]+,\"max\":[0-9.]+\}")" 2
done
says "$out" '"scenario":"sequence","clients":1,"rounds":1,"commandsPerSecond".*"commandsPerCommit":\{"median":1\.0000,'
run 0 bench $tiny --scenario step --clients 64 --json
says "$out" '^\{"kind":"promise","ratio":[0-9.]+,"wanted":0\.50,"isKept":(true|false|null,"noVerdict":"[^"]+")\}$'

# The check ends as the promise says.
"$weir" bench $tiny --scenario step --clients 64 --check >out.txt 2>err.txt
found=$?
case $(grep '^promise' out.txt) in
*': kept') is $found 0 ;;
*': NOT kept') is $found 1 ;;
*': no verdict:')
    is $found 4
    says "$(cat out.txt)" '^ {9}.+; run it on a quiet machine$'
    ;;
*) is 'a promise' "$(cat out.txt err.txt)" ;;
esac

# More than one round: SQLite alone goes first in every other one.
run 0 bench --brief --rounds 3 --commands 200 --scenario step --clients 2 --json
nothing_left
says "$out" '"scenario":"step","clients":2,"rounds":3,'

# Files go where they are told to; a signal removes them.
mkdir disk
"$weir" bench --scenario step --dir disk >out.txt 2>err.txt &
while [ -z "$(find disk -name 'rows.db*' 2>/dev/null)" ] && kill -0 $! 2>/dev/null; do :; done
is "$(find disk -name 'weir-bench-*' | wc -l | tr -d ' ')" 1
kill -TERM $!
wait $!
is $? 143
is "$(find disk -mindepth 1)" ''
is "$(cat out.txt)" ''

# What is refused.
run 2 bench $tiny --scenario nothing
says "$err" "there is no scenario 'nothing'"
for list in '' 0 1, ,1 x 1001 99999999999 1,2,3,4,5,6,7,8,9; do
    run 2 bench $tiny --clients "$list"
    says "$err" '^weir bench: --clients needs up to 8 numbers from 1 to 1000'
done
run 2 bench --rounds 0
run 2 bench --rounds 101
run 2 bench --seconds 0
run 2 bench --commands 0
run 2 bench --seconds x
run 2 bench something
run 2 bench $tiny --check --clients 16
says "$err" '^weir bench: --check needs the scenario step with 64 clients'
run 2 bench $tiny --dir gone
says "$err" 'no folder can be made in gone'
run 0 help bench
says "$out" '^Exit code: 0'
nothing_left
exit $failed
