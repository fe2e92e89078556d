#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# From a bare Debian 12 to processes that run: build weir, start it, play the whole life of a service, ask what happened.
#   ./quickstart.sh            listens on 127.0.0.1:8080 until Ctrl-C
#   ./quickstart.sh --once     ends when all was shown
#   ./quickstart.sh --port N   another port; 0 picks one
#   ./quickstart.sh --now T    the clock of a new database begins at T, 2027-02-05T09:00:00+08:00 say; else now
# Everything it makes is in build/. Every run plays a new service in the same database.
set -uo pipefail
cd "$(dirname "$0")" || exit 1
unset CDPATH
port=8080 once= now=
work=build/quickstart
db=$work/weir.db
weir=build/release/weir
models=processes
play=processes/public-platform-service-lifecycle/lifecycle.play
consumers=processes/consumers.txt

# --- sentences -----------------------------------------------------------------------------------------

# say KEY ARGUMENT…: a sentence in English, or in Chinese if LANG, LC_ALL or LC_MESSAGES ask for it; else the key itself.
case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in zh*) column=3 ;; *) column=2 ;; esac
sentences='
usage|usage: ./quickstart.sh [--once] [--port N] [--now TIME]|用法：./quickstart.sh [--once] [--port 端口] [--now 时刻]
no-apt|This script installs packages with apt, which is not here: use Debian 12, or install yourself:|本脚本用 apt 安装软件包，而这里没有 apt：请使用 Debian 12，或自行安装：
no-root|These packages are missing, and installing them needs root or sudo:|缺少下列软件包，安装它们需要 root 或 sudo：
no-packages|The packages could not be installed: is there a network, and a mirror of Debian in /etc/apt? What apt said:|软件包安装失败：网络是否可用，/etc/apt 中的镜像是否可达？apt 的输出：
no-build|The build failed; the log is %s, and ends with:|构建失败；日志在 %s，末尾如下：
no-port|Port %s is taken by %s. End it, or say --port with another number (0 picks a free one).|端口 %s 已被 %s 占用。请结束它，或用 --port 换一个端口（0 表示自动选择）。
no-owner|An earlier ./quickstart.sh still runs (process %s) and uses %s: end it first.|之前的 ./quickstart.sh 仍在运行（进程 %s），占用着 %s：请先结束它。
no-server|weir did not start:|weir 未能启动：
gone|weir has ended, though nobody asked for it:|weir 意外退出：
no-task|No task %s is open; open are:|没有待办任务 %s；待办的有：
no-step|This did not work:|这一步失败：
somebody|another process|其他进程
s-packages|Packages|软件包
s-build|Build|构建
s-server|Server|服务
s-deploy|Processes|流程
s-receiver|Receivers|接收端
s-case|The service|服务
there|all there|已齐备
installing|installing (log: %s)|正在安装（日志：%s）
building|building|正在构建
deployed|%s: the lifecycle of a service of the government cloud, its parts and accountability|%s 个：政务云服务生命周期、各环节与责任管理
same|%s, deployed already|%s 个，已部署
server|%s (its clock stands still until we move it)|%s（流程时钟静止，由本脚本拨动）
told|%s systems outside, each with its own subscription; events are signed|%s 个外部系统，各按订阅接收；事件均签名
case|%s, from the first proposal to its last backup|%s，从立项建议到数据清除
other|also proposes %s, which nobody will work on|另提议 %s（之后无人办理）
using|using body|使用机构
providing|providing body|提供机构
managing|managing body|管理机构
platform|platform|平台
time|time|时间
counts|What the systems outside were told, every signature right:|各外部系统收到的事件，签名全部正确：
q-title|Three questions worth asking|三个值得问的问题
q-who|Who did what in the accountability case, and when?|责任案件中谁在什么时候做了什么？
q-log|Is the log still what was written?|日志是否仍与写入时一致？
q-open|What is open, and late?|还有哪些未办且已逾期？
note-head|Note the head elsewhere: it shows later whether the end was cut off.|请把 head 抄到别处：日后可据此发现日志末尾是否被删。
more|Go on yourself|接下来可以自己试试
once|weir has stopped, as --once asks; without it, it goes on listening.|weir 已按 --once 停止；不带 --once 运行则会继续监听。
files|Files|文件
f-db|the database: log, instances, definitions (SQLite)|数据库：日志、实例、流程定义（SQLite）
f-events|what the systems outside got|各外部系统收到的事件
f-server|what the server said|服务的输出
f-model|what was played, step by step|所演示的步骤
up|weir listens at %s until Ctrl-C.|weir 正在 %s 监听，按 Ctrl-C 结束。
bye|weir has stopped; ./quickstart.sh goes on where it ended.|weir 已停止；再次运行 ./quickstart.sh 即可继续。
'
say() {
    local key=$1 line
    shift
    line=$(printf '%s' "$sentences" | awk -F'|' -v key="$key" -v column="$column" '$1 == key { print $column }')
    # shellcheck disable=SC2059 # the sentences are ours
    printf -- "${line:-$key}" "$@"
}

bold= dim= red= plain=
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$'\033[1m' dim=$'\033[2m' red=$'\033[31m' plain=$'\033[0m'
fi

# fail KEY ARGUMENT…: the sentence on stderr, then what stdin has, and the end.
fail() {
    printf '\n%s%s%s\n' "$red" "$(say "$@")" "$plain" >&2
    [ -t 0 ] || sed 's/^/    /' >&2
    exit 1
}

stage_number=0
stage() { # KEY; what came of it is told behind it
    stage_number=$((stage_number + 1))
    printf '%s[%d/6]%s %s%s%s  ' "$dim" "$stage_number" "$plain" "$bold" "$(say "$1")" "$plain"
}

# --- what ends with us ---------------------------------------------------------------------------------

server= receiver=
clean_up() {
    local status=$?
    trap - EXIT INT TERM HUP
    for process in $server $receiver; do
        kill -TERM "$process" 2>/dev/null
    done
    for process in $server $receiver; do
        wait "$process" 2>/dev/null
    done
    exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# wait_for PROCESS COMMAND…: until the command succeeds; 1 if the process has ended before.
wait_for() {
    local process=$1
    shift
    until "$@"; do
        kill -0 "$process" 2>/dev/null || return 1
        sleep 0.1
    done
}

# --- packages, build -----------------------------------------------------------------------------------

prepare_packages() {
    local missing log=$work/packages.log status=0
    # shellcheck source=cmake/packages.sh
    . cmake/packages.sh
    command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || fail no-apt <<<"$build_packages"
    # shellcheck disable=SC2086 # a list of words
    missing=$(missing_packages $build_packages)
    if [ -z "$missing" ]; then
        echo "$(say there)"
        return
    fi
    [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null || fail no-root <<<"$missing"
    echo "$(say installing "$log")"
    # shellcheck disable=SC2086
    install_packages $missing >"$log" 2>&1 </dev/null || status=$?
    [ "$status" -eq 0 ] || fail no-packages < <(grep -E '^[EW]:' "$log" | head -n 5; tail -n 3 "$log")
}

build_weir() {
    # A folder that was made with tests stays so, if what they need is here.
    [ -f build/release/build.ninja ] && pkg-config --exists cmocka ||
        grep -qs '^WEIR_TESTS:BOOL=OFF' build/release/CMakeCache.txt && [ -f build/release/build.ninja ] ||
        cmake --preset release -Wno-dev -DWEIR_TESTS=OFF || return 1
    cmake --build build/release --target weir
}

prepare_build() {
    local log=$work/build.log builder step
    : >"$log"
    build_weir >"$log" 2>&1 </dev/null &
    builder=$!
    while kill -0 "$builder" 2>/dev/null; do
        step=$(tr '\r' '\n' <"$log" | sed -nE 's/^\[([0-9]+\/[0-9]+)\].*/\1/p' | tail -n 1)
        [ ! -t 1 ] || printf '\0337%s %s \0338' "$(say building)" "$step"
        sleep 0.3
    done
    [ ! -t 1 ] || printf '\033[K'
    wait "$builder" || fail no-build "$log" < <(tail -n 12 "$log")
    echo "$weir  ($("$weir" --version))"
}

# --- server, receiver ----------------------------------------------------------------------------------

# Who listens on a port of this machine, as far as we may know.
who_listens() {
    local socket pid
    socket=$(awk -v port="$(printf ':%04X' "$1")" '$4 == "0A" && $2 ~ port "$" { print $10; exit }' \
        /proc/net/tcp /proc/net/tcp6 2>/dev/null)
    pid=$(find /proc/[0-9]*/fd -maxdepth 1 -lname "socket:\\[${socket:-none}\\]" 2>/dev/null | head -n 1 | cut -d / -f 3)
    if [ -n "$pid" ]; then
        printf '%s (%s)' "$(tr '\0' ' ' <"/proc/$pid/cmdline" | cut -c 1-60 | sed 's/ *$//')" "$pid"
    else
        say somebody
    fi
}

start_server() {
    local log=$work/server.log
    [ -f "$db" ] || rm -f "$work/deployed"
    : >"$log" # or what an earlier run said would be read
    "$weir" serve --db "$db" --listen "127.0.0.1:$port" --virtual-clock ${now:+"--now=$now"} >"$log" 2>&1 </dev/null &
    server=$!
    if ! wait_for "$server" grep -q '^listening at ' "$log"; then
        server=
        ! grep -q 'Address already in use' "$log" || fail no-port "$port" "$(who_listens "$port")" </dev/null
        ! grep -q 'owns this file' "$log" || fail no-owner "$(sed -nE 's/.*process ([0-9]+) owns.*/\1/p' "$log")" "$db" </dev/null
        fail no-server <"$log"
    fi
    url=$(sed -n 's/^listening at //p' "$log")
    echo "$(say server "$url")"
}

# New versions only if the files are not those of the last time.
deploy() {
    local sum count
    sum=$(find "$models" -name '*.bpmn' -o -name '*.dmn' -o -name '*.form' | LC_ALL=C sort | xargs cat | cksum)
    count=$(find "$models" -name '*.bpmn' | wc -l)
    if [ -f "$work/deployed" ] && [ "$(cat "$work/deployed")" = "$sum" ]; then
        echo "$(say same "$count")"
        return
    fi
    ask deploy "$models" --server "$url" --actor quickstart >"$work/deploy.log" || exit 1
    printf '%s' "$sum" >"$work/deployed"
    echo "$(say deployed "$count")"
}

# One process listens for all of them; each has a path.
start_receiver() {
    local log=$work/events.log address secret id name types
    : >"$log"
    "$weir" webhook receive >"$log" 2>&1 </dev/null &
    receiver=$!
    wait_for "$receiver" grep -q '^secret ' "$log" || fail no-step <"$log"
    address=$(sed -n 's/^listening at //p' "$log")
    secret=$(sed -n 's/^secret //p' "$log")
    # Receivers of earlier runs are gone.
    for id in $(ask webhook list --server "$url" --json | field id); do
        ask webhook delete "$id" --server "$url" --actor quickstart >/dev/null
    done
    while read -r name types; do
        mapfile -t types < <(sed 's/^/--type=/; s/ /\n--type=/g' <<<"$types")
        ask webhook create "$address$name" --secret "$secret" --server "$url" --actor quickstart "${types[@]}" >/dev/null
    done < <(awk -F ' [|] ' '!/^#/ { print $1, $4 }' "$consumers")
    echo "$(say told "$(grep -cv '^#' "$consumers")")"
}

# --- the case ------------------------------------------------------------------------------------------

# ask ARGUMENT…: weir; what it says if it can't ends the script.
ask() {
    local out
    out=$("$weir" "$@" 2>&1) || { fail no-step <<<"weir $*
$out"; }
    printf '%s\n' "$out"
}

# field NAME: its value in each line of JSON on stdin.
field() {
    sed -nE 's/^.*"'"$1"'":("([^"]*)"|([0-9]+|true|false)).*$/\2\3/p'
}

# task_of ELEMENT OPTION…: the id of the oldest open task of that element, of the service or of nobody else's; user
# tasks, or those of workers.
task_of() {
    local element=$1 open row
    shift
    open=$(ask task list --server "$url" --json "$@") || exit 1
    row=$(grep -F "\"element\":\"$element\"" <<<"$open" | grep -F -e "\"businessKey\":\"$key\"" -e '"businessKey":null' | head -n 1)
    [ -n "$row" ] || fail no-task "$element" <<<"$open"
    field id <<<"$row"
}

# is_open ELEMENT: whether a task of it is open for the service, or for nobody else's.
is_open() {
    ask task list --server "$url" --json | grep -F "\"element\":\"$1\"" |
        grep -qF -e "\"businessKey\":\"$key\"" -e '"businessKey":null'
}

# wait_days ELEMENT: a day after another passes, until a task of it is open; a limit of working days may meet holidays.
days_max=60
wait_days() {
    local days
    for ((days = 0; days < days_max; days++)); do
        ! is_open "$1" || return 0
        ask tick --server "$url" --advance P1D >/dev/null
    done
}

# The events of the business that a step led to, each with those who were told; the audit platform gets everything.
shown_lines=2
show_events() {
    local log=$work/events.log
    while ask webhook list --server "$url" --json | field lag | grep -qv '^0$'; do
        kill -0 "$receiver" 2>/dev/null || fail no-step <"$log"
        sleep 0.05
    done
    tail -n "+$((shown_lines + 1))" "$log" |
        sed -nE 's/^[^ ]+ +([0-9]+)  #[0-9]+ +([a-z]+) .*  (platform\.[^ ]+)  +(.*)$/\1|\2|\3|\4/p' | sort -t '|' -k 1,1n -s |
        awk -F '|' -v dim="$dim" -v plain="$plain" '
            $2 == "audit" { next }
            !($1 in type) { order[++count] = $1; type[$1] = substr($3, 10); about[$1] = $4 }
            { told[$1] = told[$1] (told[$1] ? " " : "") $2 }
            END { for (i = 1; i <= count; i++) {
                printf "      %s<- %-32s %s%s\n", dim, type[order[i]], about[order[i]], plain
                printf "      %s   -> %s%s\n", dim, told[order[i]], plain } }'
    shown_lines=$(wc -l <"$log")
}

# act BODY WHO WHAT: who does what, in a line.
act() {
    printf '  %s%s%s  %s%s\n' "$bold" "$(say "$1")" "$plain" "${2:+$2 }" "$3"
}

# A step of the play; its parts are in p1, p2 …
play_step() {
    local id
    case $1 in
    chapter) printf '\n%s%s%s\n' "$bold" "$(in_words "$2" "$3")" "$plain" ;;
    tell)
        act "$2" "$3" "$(in_words "$7" "$8")"
        ask message "$4" --key "$key" --match "$5" --var "$6" --server "$url" --actor "$3" >/dev/null
        ;;
    do | work)
        act "$2" "$3" "$(in_words "$6" "$7")"
        # shellcheck disable=SC2046
        id=$(task_of "$4" $([ "$1" = do ] || echo --external)) || exit 1
        [ "$1" = work ] || ask task claim "$id" --server "$url" --actor "$3" >/dev/null
        ask task complete "$id" --server "$url" --actor "$3" --var "$5" >/dev/null
        ;;
    pass)
        act time '' "$(in_words "$3" "$4")"
        ask tick --server "$url" --advance "$2" >/dev/null
        ;;
    wait)
        act time '' "$(in_words "$3" "$4")"
        wait_days "$2"
        ;;
    esac
    show_events
}

# in_words ENGLISH CHINESE
in_words() {
    [ "$column" -eq 3 ] && printf '%s' "$2" || printf '%s' "$1"
}

play() {
    local number line instances
    number=$(ask ps --process public-platform-service-lifecycle --count 1000000 --server "$url" --json | grep -c '^{')
    key=$(printf 'SVC-%03d' $((number + 1)))
    echo "$(say case "$key")"
    while IFS= read -r line <&3; do
        case $line in '' | '#'*) continue ;; esac
        mapfile -t parts < <(sed "s/KEY/$key/g; s/ | /\n/g" <<<"$line")
        play_step "${parts[@]}" || exit 1
    done 3<"$play"
    act using wang-fang "$(say other "$(printf 'SVC-%03d' $((number + 2)))")"
    ask message msg-service-proposal --match '{}' --server "$url" --actor wang-fang --key "$(printf 'SVC-%03d' $((number + 2)))" \
        --var "{\"serviceCode\": \"$(printf 'SVC-%03d' $((number + 2)))\", \"serviceName\": \"政务短信服务\"}" >/dev/null
    ask tick --server "$url" --advance P20D >/dev/null
    show_events
    ! grep -q '^refused' "$work/events.log" || fail no-step <"$work/events.log"
    show_counts
    # Of the two cases the first came from the incident.
    case_id=$(ask ps --process service-accountability-management --count 1000000 --server "$url" --json | field id | tail -n 2 | head -n 1)
}

# What each of them got.
show_counts() {
    local name english chinese types
    printf '\n%s%s%s\n' "$bold" "$(say counts)" "$plain"
    while IFS='|' read -r name english chinese types; do
        printf '  %5d  %s%s%s\n' "$(grep -cE "^[^ ]+ +[0-9]+  #[0-9]+ +$name " "$work/events.log")" \
            "$(in_words "$english" "$chinese")" "$dim ($name)" "$plain"
    done < <(sed -nE '/^#/!s/ [|] /|/gp' "$consumers")
}

# --- questions -----------------------------------------------------------------------------------------

# command_line END ARGUMENT…: how weir is called, with what stands behind it; in lines of a terminal.
command_line() {
    local end=$1 line="  $weir" part
    shift
    while [ $# -gt 0 ] || [ -n "$end" ]; do
        if [ $# -eq 0 ]; then
            part=$end end=
        else
            part=$1
            shift
            case $part in --*) case ${1:-} in
                '' | --*) ;;
                *[!A-Za-z0-9_./:=-]*) part="$part '$1'" && shift ;;
                *) part="$part $1" && shift ;;
            esac ;; esac
        fi
        if [ $((${#line} + ${#part})) -gt 76 ]; then
            printf '%s \\\n' "$line"
            line='     '
        fi
        line="$line $part"
    done
    printf '%s\n' "$line"
}

question() { # KEY COLUMNS ARGUMENT…: the question, the command, those columns of its answer
    local key=$1 columns=$2
    shift 2
    printf '\n  %s%s%s\n' "$bold" "$(say "$key")" "$plain"
    printf '%s%s%s\n' "$dim" "$(command_line "${columns:+| cut -c $columns}" "$@")" "$plain"
    ask "$@" | cut -c "${columns:-1-}" | sed 's/^/  /'
}

ask_questions() {
    printf '\n%s%s%s\n' "$bold" "$(say q-title)" "$plain"
    question q-who 1-21,54- log --db "$db" --type task.completed --instance "$case_id"
    question q-log '' audit verify --db "$db"
    printf '  %s\n' "$(say note-head)"
    question q-open 60-80,108- task list --server "$url" --overdue
}

show_files() {
    printf '\n%s%s%s\n' "$bold" "$(say files)" "$plain"
    local row
    for row in "$db f-db" "$work/events.log f-events" "$work/server.log f-server" "$play f-model"; do
        printf '  %s  %s%s%s\n' "${row% *}" "$dim" "$(say "${row##* }")" "$plain"
    done
    printf '\n%s%s%s\n' "$bold" "$(say more)" "$plain"
    command_line '' trace "$case_id" --db "$db"
    command_line '' task list --db "$db"
    command_line '' log --db "$db" --type 'instance.*'
    if [ -n "$once" ]; then
        printf '\n%s\n' "$(say once)"
    else
        command_line '' start service-design-management --db "$db"
        command_line '' tick --db "$db" --advance P6D
        command_line '' task list --server "$url" --overdue
        printf '  %s\n' "$url/engine-rest/openapi.json"
    fi
}

# --- all of it -----------------------------------------------------------------------------------------

while [ $# -gt 0 ]; do
    case $1 in
    --once) once=yes ;;
    --port) shift && port=${1:-} ;;
    --port=*) port=${1#--port=} ;;
    --now) shift && now=${1:-} ;;
    --now=*) now=${1#--now=} ;;
    -h | --help) say usage && echo && exit 0 ;;
    *) port= ;;
    esac
    case $port in '' | *[!0-9]*)
        say usage >&2
        echo >&2
        exit 2
        ;;
    esac
    shift
done
mkdir -p "$work" || exit 1
stage s-packages
prepare_packages
stage s-build
prepare_build
stage s-server
start_server
stage s-deploy
deploy
stage s-receiver
start_receiver
stage s-case
play
ask_questions
show_files
[ -z "$once" ] || exit 0
printf '\n%s%s%s\n' "$bold" "$(say up "$url")" "$plain"
trap 'printf "\n%s\n" "$(say bye)"; exit 0' INT TERM
wait "$server"
fail gone <"$work/server.log"
