#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The core touches nothing of the world: what its archives ask for is in pure_libc.txt, and they hold
# no writable data.
#   symbols.sh SCRATCH CC ARCHIVE…         check
#   symbols.sh --self-test SCRATCH CC      a planted clock and a planted counter are found
set -eu
export LC_ALL=C
allowed=$(dirname "$0")/pure_libc.txt

# Undefined symbols that neither the archives themselves nor the list provide, as "archive: symbol".
foreign_symbols() {
    scratch=$1
    shift
    grep -v '^#' "$allowed" | sed 's/.*/^(&)$/' >"$scratch/allowed"
    nm --defined-only --extern-only --no-sort "$@" 2>/dev/null | awk 'NF == 3 {print $3}' | sort -u >"$scratch/own"
    for archive in "$@"; do
        nm --undefined-only "$archive" 2>/dev/null | awk '$1 == "U" {print $2}' | sort -u |
            comm -23 - "$scratch/own" | grep -vE -f "$scratch/allowed" | sed "s|^|$(basename "$archive"): asks for |" || :
    done
}

# Objects in writable sections. Constants that hold addresses (.data.rel.ro) are read-only when we run.
writable_objects() {
    for archive in "$@"; do
        objdump -t "$archive" | awk -v archive="$(basename "$archive")" '
            / file format / { sub(/:.*/, ""); object = $0 }
            match($0, /[ \t](\.data|\.data\.rel|\.data\.rel\.local|\.bss|\.tdata|\.tbss|\*COM\*)(\.[A-Za-z_][^ \t]*)?[ \t]/) &&
                !/\.data\.rel\.ro/ && $(NF - 1) !~ /^0+$/ { print archive ": " object " has writable data: " $NF }'
    done
}

if [ "$1" = --self-test ]; then
    scratch=$2 cc=$3
    mkdir -p "$scratch"
    printf '%s\n' '#include <time.h>' 'static int calls;' 'static const char *const fine[] = {"a"};' \
        'long long planted(int i);' 'long long planted(int i) { calls++; return time(0) + fine[i][0]; }' >"$scratch/p.c"
    "$cc" -fPIC -c "$scratch/p.c" -o "$scratch/p.o"
    rm -f "$scratch/planted.a"
    ar rc "$scratch/planted.a" "$scratch/p.o"
    found=$(foreign_symbols "$scratch" "$scratch/planted.a"; writable_objects "$scratch/planted.a")
    expected='planted.a: asks for time
planted.a: p.o has writable data: calls'
    [ "$found" = "$expected" ] || { echo "planted a clock and a counter, found: $found"; exit 1; }
    exit 0
fi

scratch=$1
shift 2
mkdir -p "$scratch"
found=$(foreign_symbols "$scratch" "$@"; writable_objects "$@")
[ -z "$found" ] || { echo "$found"; exit 1; }
