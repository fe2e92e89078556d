#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Install what the tests need, build, run everything; ends with "N passed, M failed".
#   tests/run.sh          what every change must pass (at most 20 minutes on two cores)
#   tests/run.sh --all    also what takes long: every fault in every scenario, 10,000 losses of power, 200 kills, gcc's
#                         sanitizers beside clang's, ten minutes of fuzzing per target (WEIR_FUZZ_SECONDS: another
#                         time), measurements
# Runs on a bare Debian 12 as root or with sudo; needs no network once the packages are there.
# A stage is one line; its log is in build/logs/ and is shown when it fails.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2

core_folders="base feel dmn model run elements compile" # coverage counts these as the core
core_branches_min=90                                    # per cent; 0 = print only
fuzz_seconds=10
fuzz_expression_seconds=30 # where most is new and most is composed: FEEL, ${…} and DMN
# Losses of power, kills and failing disks: what they look for is no error of memory, so that sanitizers only slow them.
durability_units='^sim/(power_loss|store_faults|kill_)'
# What slow builds do less often (tests/CMakeLists.txt).
repeating_units='^unit/(library/faults|compile/rules_changed|webhooks/dispatch)'
# What waits, does the same many times, or looks at what is not the core: coverage leaves it out.
uncovering_units="^(sim|cli|load)/|^hostile|^unit/(library/(faults|damage)|webhooks/dispatch)"
unset CDPATH WEIR_ALL
export LC_ALL=C.UTF-8 TZ=UTC
# The signal stack of a thread that ends is an overflow to clang 14's own runtime.
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=1:use_sigaltstack=0 UBSAN_OPTIONS=print_stacktrace=1
[ "${1:-}" = --all ] && WEIR_ALL=1 fuzz_seconds=${WEIR_FUZZ_SECONDS:-600} fuzz_expression_seconds=${WEIR_FUZZ_SECONDS:-600}
jobs=$(nproc)
logs=build/logs
total_passed=0 total_failed=0
mkdir -p "$logs"

. cmake/packages.sh

# --- what a stage is made of -------------------------------------------------------------------------

# stage TITLE COMMAND…: the command counts into `passed` and `failed` and may leave a `note`.
stage() {
    local title=$1 log started=$SECONDS mark=ok
    shift
    log=$logs/${title// /-}.log
    passed=0 failed=0 note=
    if ! "$@" >"$log" 2>&1 </dev/null && [ "$failed" -eq 0 ]; then
        failed=1
    fi
    [ "$failed" -eq 0 ] || mark=FAIL
    total_passed=$((total_passed + passed)) total_failed=$((total_failed + failed))
    printf '%-4s  %-22s %5d fine %4d not  %4d s%s\n' "$mark" "$title" "$passed" "$failed" $((SECONDS - started)) "${note:+  $note}"
    [ "$failed" -eq 0 ] || sed 's/^/      | /' "$log" | tail -n 300
    [ "$failed" -eq 0 ]
}

# One check of the stage.
check() {
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "failed: $*"
        return 1
    fi
}

build() {
    local preset=$1
    shift
    check eval "cmake --preset $preset -Wno-dev && cmake --build --preset $preset -j $jobs -- -k 0"
}

# ctest in a build folder; adds its counts to the stage.
run_ctest() {
    local preset=$1 out=$logs/ctest-$1.txt bad all skipped
    shift
    ctest --test-dir "build/$preset" --output-on-failure --no-tests=error -j "$jobs" "$@" >"$out"
    cat "$out"
    read -r bad all < <(sed -nE 's/^[0-9]+% tests passed, ([0-9]+) tests? failed out of ([0-9]+)$/\1 \2/p' "$out")
    [ -n "${all:-}" ] || { failed=$((failed + 1)); return 1; }
    skipped=$(grep -c '\*\*\*Skipped' "$out")
    [ "$skipped" -eq 0 ] || note="$skipped skipped"
    passed=$((passed + all - bad - skipped)) failed=$((failed + bad))
    [ "$bad" -eq 0 ]
}

# --- the stages ----------------------------------------------------------------------------------------

prepare_packages() {
    local missing status=0
    missing=$(missing_packages $build_packages $test_packages | tr '\n' ' ')
    [ -z "$missing" ] && note="all there" && return 0
    note="new: $missing"
    install_packages $missing || status=$?
    [ "$status" -ne 2 ] || echo "needs root or sudo to install $missing"
    return "$status"
}

run_tidy() {
    run_ctest release -L tidy
    run_ctest release -R '^hostile'
    check no_build_path
}

# Test suites of others; their cases are not in this tree, and where they are missing the suite is skipped.
run_conformance() {
    run_ctest release -L conformance
}

# Only the host, webhooks and the server have threads; the rest of the tests would run the same code once more.
run_threads() {
    local program programs="unit_host_writer unit_library_library unit_library_locks unit_library_broken unit_library_port unit_library_threads unit_webhooks_webhooks unit_server_http"
    cmake --preset tsan -Wno-dev && cmake --build --preset tsan -j "$jobs" --target $programs || return 1
    for program in $programs; do
        check "build/tsan/tests/$program"
    done
}

no_build_path() {
    ! grep -qF "$PWD" build/release/weir || { echo "build/release/weir knows the folder it was built in"; return 1; }
}

# The long forms of the tests: once, without sanitizers, which look at the short ones.
run_long() {
    WEIR_ALL=1 run_ctest release -L unit
}

# run_units PRESET [-E PATTERN]
run_units() {
    local preset=$1
    shift
    run_ctest "$preset" -L 'unit|fuzz' "$@"
}

# The runner's own last line is "N passed, M failed"; a scenario counts once for each of its modes.
run_counted() {
    local out=$1 good bad
    shift
    "$@" >"$out" 2>&1
    local status=$?
    cat "$out"
    read -r good bad < <(sed -nE 's/^([0-9]+) passed, ([0-9]+) failed.*/\1 \2/p' "$out" | tail -n 1)
    [ -n "${bad:-}" ] || return 1
    passed=$((passed + good)) failed=$((failed + bad))
    return $status
}

# The command over both folders of scenarios, side by side, since it keeps one core busy.
run_counted_folders() {
    local out=$1 other status=0
    shift
    "$@" processes >"$out-processes.txt" 2>&1 &
    other=$!
    run_counted "$out-tests.txt" "$@" tests/scenarios || status=1
    wait "$other" || status=1
    run_counted "$out.txt" cat "$out-processes.txt" || status=1
    return $status
}

# The program for one test, from its package; to install that would start it.
fetch_nginx() {
    [ ! -x /usr/sbin/nginx ] && [ ! -x build/nginx/usr/sbin/nginx ] || return 0
    mkdir -p build/nginx && (cd build/nginx && apt-get -q download nginx && dpkg -x nginx_*.deb .)
}

# Clients of the REST API, in node, with the libraries that users have.
run_api() {
    fetch_nginx || note="no nginx here: its test is skipped"
    tests/node.sh tests/api build/api &&
        run_counted "$logs/api.txt" node build/api/run.js build/release/weir
}

# The scenarios again, each over HTTP on a server of its own, all of it delivered to a receiver of webhooks.
run_http_scenarios() {
    tests/node.sh tests/api build/api &&
        run_counted_folders "$logs/http-scenarios" node build/api/scenarios.js build/release/weir || return 1
    note=$(cat "$logs/http-scenarios-tests.txt" "$logs/http-scenarios.txt" | sed -n 's/^skipped [0-9]*: \(.*\): .*/\1/p' | sort -u | wc -l)
    note="${note/#0/no} kinds skipped"
}

# Random processes, played by random commands; a token game of its own judges them, and has to see what is planted.
run_games() {
    local count=3000 first=1
    [ -z "${WEIR_ALL:-}" ] || count=120000 first=$(($(date +%s) / 2 * 2))
    tests/node.sh tests/game build/game &&
        node build/game/modeler.js processes >"$logs/modeler.txt" &&
        build/release/tests/game_play 1 300 >"$logs/games.jsonl" &&
        run_counted "$logs/games-planted.txt" sh -c "node build/game/referee.js --planted <$logs/games.jsonl" || return 1
    note="from $first"
    run_counted "$logs/games.txt" bash -o pipefail -c \
        "build/release/tests/game_play $first $count | node build/game/referee.js"
}

compare_speed() {
    node build/speed/compare.mjs build/release/tests/speed_feel tests/speed/expressions.json "$@"
}

# FEEL beside feelin and beside C written by hand: here only that all give the same values.
run_speed_values() {
    tests/node.sh tests/speed build/speed &&
        run_counted "$logs/speed.txt" compare_speed --values
}

# Receivers of webhooks, in node too; the sender is killed again and again.
run_webhooks() {
    tests/node.sh tests/webhooks build/webhooks &&
        run_counted "$logs/webhooks.txt" node build/webhooks/drive.mjs build/release/tests/webhooks_emit build/webhooks/data \
            "$([ -z "${WEIR_ALL:-}" ] && echo 10 || echo 30)"
}

# The same with weir serve, under clients of its own; two runs are wrong on purpose and have to be found out.
run_killed_server() {
    local planted
    tests/node.sh tests/webhooks build/webhooks &&
        run_counted "$logs/killed-server.txt" node build/webhooks/kill.mjs build/release/weir build/webhooks/killed \
            "$([ -z "${WEIR_ALL:-}" ] && echo 10 || echo 30)"
    for planted in early skip; do
        run_counted "$logs/killed-server-$planted.txt" node build/webhooks/kill.mjs build/release/weir build/webhooks/killed 2 $planted
    done
}

# What a newcomer sees first, over the build that is there.
run_quickstart() {
    rm -rf build/quickstart
    check ./quickstart.sh --once --port 0
    check env LC_ALL=zh_CN.UTF-8 ./quickstart.sh --once --port 0 # again: a new case in the same database
    rm -rf build/quickstart
    check ./quickstart.sh --once --port 0 --now 2026-02-14T20:00:00+08:00 # what it waits for takes longer over holidays
}

# run_scenarios PRESET MODES [MODES of the processes, the same if they are not said]
run_scenarios() {
    local out=$logs/scenarios-$1 weir=build/$1/weir every= other status=0
    [ "$1" != release ] || every=${WEIR_ALL:+--all}
    "$weir" test --modes "${3:-$2}" $every processes >"$out-processes.txt" 2>&1 &
    other=$!
    run_counted "$out-tests.txt" "$weir" test --modes "$2" $every tests/scenarios || status=1
    wait "$other" || status=1
    run_counted "$out.txt" cat "$out-processes.txt" || status=1
    return $status
}

# Over SQLite on a disk in memory that fails and loses power.
run_disk_scenarios() {
    run_counted_folders "$logs/disk-scenarios" env ${WEIR_ALL:+WEIR_ALL=1} build/release/tests/sim_scenarios
}

run_coverage() {
    find build/coverage -name '*.gcda' -delete
    run_ctest coverage -L 'unit|fuzz' -E "$uncovering_units" || note="incomplete,"
    run_scenarios coverage all straight || note="incomplete,"
    build/coverage/tests/game_play 1 1000 >/dev/null || note="incomplete,"
    passed=0 failed=0 # the same tests counted already
    gcovr --root . --object-directory build/coverage --filter 'engine/' -j "$jobs" \
        --exclude-branches-by-pattern '.*\bassert\(.*' --exclude-unreachable-branches --csv build/coverage.csv &&
        branches_by_folder build/coverage.csv >build/coverage.txt || return 1
    cat build/coverage.txt
    note="$note core $(sed -n 's/^core  *\([0-9.]*\) .*/\1/p' build/coverage.txt) % of branches"
    check awk -v min="$core_branches_min" '$1 == "core" { seen = 1; bad = $2 < min } END { exit bad || !seen }' build/coverage.txt
}

# "folder percent covered/all" for each folder, then for the core.
branches_by_folder() {
    awk -F, -v core="$core_folders" '
        function percent(name) { return all[name] ? 100 * hit[name] / all[name] : 100 }
        BEGIN { split(core, names, " "); for (i in names) is_core["engine/" names[i]] = 1; line = "%-18s %5.1f %% of branches  %d/%d\n" }
        FNR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        {
            folder = $column["filename"]; sub(/\/[^\/]*$/, "", folder); folders[folder] = 1
            all[folder] += $column["branch_total"]; hit[folder] += $column["branch_covered"]
            if (folder in is_core) { all["core"] += $column["branch_total"]; hit["core"] += $column["branch_covered"] }
        }
        END {
            for (folder in folders) printf line, folder, percent(folder), hit[folder], all[folder] | "sort"
            close("sort")
            printf line, "core", percent("core"), hit["core"], all["core"]
        }' "$1"
}

# New inputs go to a scratch corpus; a crash is kept in build/crashes/ and shown with its bytes.
fuzz_one() {
    local name=$1 found=build/corpus/$1 words=tests/fuzz/$1.dict seconds=$fuzz_seconds
    case $name in feel | evaluate | juel | dmn | decide) seconds=$fuzz_expression_seconds ;; esac
    mkdir -p "$found" build/crashes
    "build/fuzz/tests/fuzz_$name" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -max_len=16384 \
        -artifact_prefix="build/crashes/$name-" -print_final_stats=1 $([ ! -f "$words" ] || echo "-dict=$words") \
        "$found" "tests/fuzz/corpus/$name" \
        >"$logs/fuzz-$name.txt" 2>&1
    echo $? >"$logs/fuzz-$name.status"
}

run_fuzz() {
    local source names="" name
    for source in tests/fuzz/fuzz_*.c; do
        name=${source##*/fuzz_}
        names="$names ${name%.c}"
    done
    for name in $names; do
        [ "$(jobs -rp | wc -l)" -lt "$jobs" ] || wait -n
        fuzz_one "$name" &
    done
    wait
    for name in $names; do
        check [ "$(cat "$logs/fuzz-$name.status")" -eq 0 ] || tail -n 60 "$logs/fuzz-$name.txt"
        note="$note $name $(sed -n 's/^stat::number_of_executed_units: *//p' "$logs/fuzz-$name.txt")"
    done
    note="inputs:$note"
}

# On a machine that is too busy to judge there is no verdict; that is no failure.
judge_bench() {
    local status=0
    "$@" || status=$?
    [ "$status" -ne 4 ] || { note="no verdict on a promise: the machine is too busy" status=0; }
    return "$status"
}

run_bench() {
    local program
    for program in build/release/tests/bench_*; do
        [ "${program##*_}" = http ] || check "$program"
    done
    check compare_speed
    check build/release/tests/speed_feel --growth
    check judge_bench build/release/weir bench --dir build --check
    check judge_bench build/release/tests/bench_http --check build
    check build/release/tests/load_parked 10000
    check build/release/tests/load_overload
    check build/release/tests/load_drain 20
    check build/release/tests/load_redating 10000 build
    check build/release/tests/load_lifecycles 10000 1 build
}

# --- all of them ------------------------------------------------------------------------------------------

started=$SECONDS
stage install prepare_packages || { echo "$total_passed passed, $total_failed failed"; exit 1; }
stage "build release" build release && {
    stage tidy run_tidy
    stage conformance run_conformance
    stage packaging run_ctest release -L packaging
    stage webhooks run_webhooks
    stage "killed server" run_killed_server
    stage scenarios run_scenarios release all
    stage games run_games
    stage "values of feel" run_speed_values
    stage api run_api
    stage quickstart run_quickstart
    stage lifecycles run_ctest release -L load
    stage durability run_ctest release -R "$durability_units|$repeating_units"
    stage "scenarios over http" run_http_scenarios
    stage "scenarios on disk" run_disk_scenarios
    [ -z "${WEIR_ALL:-}" ] || stage "units, long" run_long
    [ -z "${WEIR_ALL:-}" ] || { stage bench run_bench && sed 's/^/      /' "$logs/bench.log"; }
}
stage "threads tsan" run_threads
stage "build clang" build fuzz && {
    stage "units clang" run_units fuzz -E "$durability_units"
    stage "scenarios clang" run_scenarios fuzz straight,reload,replay,memory straight,reload
    stage "fuzz" run_fuzz
}
[ -z "${WEIR_ALL:-}" ] || {
    stage "build asan" build asan && {
        stage "units asan" run_units asan
        stage "scenarios asan" run_scenarios asan all
    }
}
stage "build coverage" build coverage && {
    stage "coverage" run_coverage
    [ ! -f build/coverage.txt ] || sed 's/^/      /' build/coverage.txt
}
printf '%d minutes %d seconds\n' $(((SECONDS - started) / 60)) $(((SECONDS - started) % 60))
echo "$total_passed passed, $total_failed failed"
[ "$total_failed" -eq 0 ]
