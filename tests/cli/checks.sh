# SPDX-License-Identifier: Apache-2.0
# Sourced by the tests of the command line: run the program, look at what it says and how it ends.
#   NAME.sh WEIR SCRATCH           verbs over files
#   NAME.sh WEIR SCRATCH served    the same verbs, which ask a server: every --db FILE becomes its --server URL
set -u
weir=$1
scratch=$2
is_served=${3:+yes}
export LC_ALL=C.UTF-8 NO_COLOR=1
rm -rf "$scratch" && mkdir -p "$scratch" && cd "$scratch" || exit 1
failed=0

# serve FILE: a server over it, with a clock that stands still; its address is in $url. It goes when the test ends.
servers=
serve() {
    "$weir" serve --db "$1" --listen 127.0.0.1:0 --virtual-clock >served.txt 2>&1 &
    servers="$servers $!"
    wait_for grep -q '^listening at ' served.txt
    url=$(sed -n 's/^listening at //p' served.txt)
}
trap '[ -z "$servers" ] || kill $servers 2>/dev/null' EXIT

# wait_for COMMAND…: until it succeeds.
wait_for() {
    until "$@"; do
        sleep 0.05
    done
}

# run STATUS ARGUMENT…: the program must end with this status; what it says is in $out (stdout) and $err.
run() {
    wanted=$1
    shift
    if [ -z "$is_served" ]; then
        "$weir" "$@" >out.txt 2>err.txt
    else
        run_served "$@" >out.txt 2>err.txt
    fi
    found=$?
    out=$(cat out.txt)
    err=$(cat err.txt)
    [ "$found" -eq "$wanted" ] && return
    echo "weir $*: ended with $found instead of $wanted"
    cat out.txt err.txt
    failed=1
}

# The first --db makes the server. What needs the file itself gets it.
run_served() {
    case $1 in audit | backup) "$weir" "$@"; return ;; esac
    is_db=
    for argument in "$@"; do
        shift
        if [ -n "$is_db" ]; then
            [ -n "${url:-}" ] || serve "$argument"
            argument=$url is_db=
        elif [ "$argument" = --db ]; then
            argument=--server is_db=yes
        fi
        set -- "$@" "$argument"
    done
    "$weir" "$@"
}

# says TEXT PATTERN: an extended regular expression matches a line of the text.
says() {
    printf '%s\n' "$1" | grep -qE -e "$2" && return
    echo "nothing matches '$2' in:"
    printf '%s\n' "$1"
    failed=1
}

is() {
    [ "$1" = "$2" ] && return
    echo "'$1' is not '$2'"
    failed=1
}

# process ID CONTENT: a BPMN file on stdout.
process() {
    cat <<XML
<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
  <process id="$1" isExecutable="true">
    <startEvent id="start"/>
    $2
  </process>
</definitions>
XML
}

fine='<sequenceFlow id="f" sourceRef="start" targetRef="end"/><endEvent id="end"/>'
