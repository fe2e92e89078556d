#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a page links to, or names as a path in `…`, exists.
#   links.sh SOURCE
set -u
cd "$1" || exit 1
status=0
for page in $(find . -name '*.md' -not -path './build/*' -not -path './.git/*' | sort); do
    folder=$(dirname "$page")
    for target in $(grep -oE '\]\([^)#]+' "$page" | sed 's/^](//' | grep -vE '^[a-z]+:'); do
        [ -e "$folder/$target" ] || { echo "$page: there is no $target"; status=1; }
    done
    for target in $(grep -oE '`(engine|cli|cmake|tests|docs|xsd|processes)/[[:alnum:]_./-]+`' "$page" | tr -d '`'); do
        [ -e "$target" ] || { echo "$page: there is no $target"; status=1; }
    done
done
exit $status
