#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The READMEs of a process name each group that its model names: who does what, whom limits are reported to, and which
# duties are kept apart; and as many limits of each length.
#   readmes.sh SOURCE
set -u
cd "$1" || exit 1
status=0

# groups MODEL: what stands in attributes that name groups, or in the collection that one of them goes over
groups() {
    grep -oE '[ :](candidateGroups|groups|superior)="[^"]*"|collection="=\[[^"]*"' "$1" | sed 's/&quot;/ /g; s/^[^"]*"//' |
        tr -c 'a-z-' '\n' | grep -E '^(smo|spo|suo)-[a-z]' | sort -u
}

# limits MODEL: "5wd 3", so many user tasks have this limit
limits() {
    tr '\n' ' ' <"$1" | sed 's/<userTask /\n&/g; s/<\/userTask>/\n/g' | grep '^<userTask' | sed 's/>.*//' |
        grep -oE 'timeLimit="[0-9]+(wd|nd)"' | grep -oE '[0-9]+[wn]d' | sort | uniq -c | awk '{ print $2, $1 }'
}

for model in processes/*/*.bpmn; do
    folder=$(dirname "$model")
    for page in "$folder/README.md" "$folder/README.zh-CN.md"; do
        for group in $(groups "$model"); do
            grep -q "\`$group\`" "$page" || { echo "$page: does not name $group"; status=1; }
        done
    done
    while read -r limit count; do
        [ -n "$limit" ] || continue
        told=$(grep '^|' "$folder/README.md" | grep -cE "\| ${limit%?d} ${limit#"${limit%?d}"}[ ,]")
        [ "$told" -ge "$count" ] || [ "$(basename "$folder")" = service-design-management ] || # it has one row for three tasks
            { echo "$folder/README.md: $told steps have $limit, in the model $count"; status=1; }
    done <<TEXT
$(limits "$model")
TEXT
done
exit $status
