# SPDX-License-Identifier: Apache-2.0
# Sourced by the tests of the command line: run the program, look at what it says and how it ends.
#   NAME.sh WEIR SCRATCH
set -u
weir=$1
scratch=$2
export LC_ALL=C.UTF-8 NO_COLOR=1
rm -rf "$scratch" && mkdir -p "$scratch" && cd "$scratch" || exit 1
failed=0

# run STATUS ARGUMENT…: the program must end with this status; what it says is in $out (stdout) and $err.
run() {
    wanted=$1
    shift
    "$weir" "$@" >out.txt 2>err.txt
    found=$?
    out=$(cat out.txt)
    err=$(cat err.txt)
    [ "$found" -eq "$wanted" ] && return
    echo "weir $*: ended with $found instead of $wanted"
    cat out.txt err.txt
    failed=1
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
