#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Each line of docs/behaviour.md names a scenario that exists, with its whole name: file “name”.
#   behaviour.sh SOURCE
set -u
cd "$1" || exit 1
status=0
count=0
while IFS= read -r line; do
    case $line in '| '*' “'*) shown=$(printf '%s' "$line" | sed 's/.*| \([a-z_/]* “.*\) |$/\1/') ;; *) continue ;; esac
    count=$((count + 1))
    file=tests/scenarios/${shown%% “*}.xml
    name=${shown#*“}
    case $name in *”) ;; *) echo "docs/behaviour.md: no ” behind \"$name\""; status=1 ;; esac
    name=${name%”}
    grep -qF "scenario name=\"$name\"" "$file" 2>/dev/null || { echo "docs/behaviour.md: no scenario \"$name\" in $file"; status=1; }
done <docs/behaviour.md
[ "$count" -gt 20 ] || { echo "docs/behaviour.md: only $count lines name a scenario"; status=1; }
exit $status
