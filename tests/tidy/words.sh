#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What must and what must not be written in our files.
#   words.sh SOURCE
#   words.sh --self-test SCRATCH    planted words are found, comments and texts are not code
set -u

if [ "$1" = --self-test ]; then
    mkdir -p "$2/engine/base" "$2/engine/run" "$2/.ci"
    printf '# SPDX-License-Identifier: Apache-2.0\n' | tee "$2/CMakeLists.txt" >"$2/.ci/run"
    printf '/* SPDX-License-Identifier: Apache-2.0 */\n/* a double\n * is fine */ const char *tag = "double /*";\n' \
        >"$2/engine/base/fine.c"
    printf '/* SPDX-License-Identifier: Apache-2.0 */\ndouble rate; /* TO''DO later, see /ro''ot/notes */\n' \
        >"$2/engine/base/planted.c"
    printf 'void stop(void)\n{\n    exit(1);\n}\n' >"$2/engine/run/stop.c"
    found=$("$0" "$2" | grep -v '^ ' | tr '\n' ' ')
    expected='no SPDX line at the top: not in the core: not in a library: a TODO without an issue number: a path of the build machine: '
    [ "$found" = "$expected" ] || { echo "found: $found"; exit 1; }
    exit 0
fi

cd "$1" || exit 1
status=0
core="engine/base engine/model engine/feel engine/dmn engine/run engine/elements engine/compile engine/layout"
ours="engine cli webhooks server cmake tests xsd processes docs .ci"

complain() { # text of grep, sentence
    [ -z "$1" ] && return
    printf '%s\n%s\n' "$2:" "$1" | sed '2,$s/^/    /'
    status=1
}

files() { # folders, name patterns
    folders=$1
    shift
    for pattern in "$@"; do
        # shellcheck disable=SC2086
        find $folders -name "$pattern" -type f 2>/dev/null
    done | grep -v '^tests/fuzz/corpus/' | sort
}

# Code without comments and texts, each line behind "file:line: ".
code_of() {
    awk 'FNR == 1 { comment = 0 }
    {
        line = $0; code = ""
        while (line != "") {
            if (comment) {
                end = index(line, "*/")
                if (!end) break
                line = substr(line, end + 2); comment = 0
            } else if (match(line, /^"([^"\\]|\\.)*"/) || match(line, /^\047([^\047\\]|\\.)*\047/)) {
                code = code "\"\""; line = substr(line, RLENGTH + 1)
            } else if (substr(line, 1, 2) == "/*") {
                comment = 1; line = substr(line, 3)
            } else if (substr(line, 1, 2) == "//") {
                break
            } else {
                match(line, /^[^"\047\/]+|^./)
                code = code substr(line, 1, RLENGTH); line = substr(line, RLENGTH + 1)
            }
        }
        if (code ~ /[^ \t]/) print FILENAME ":" FNR ": " code
    }' "$@"
}

# The licence stands at the top of every source.
for file in $(files "$ours" '*.c' '*.h' '*.def' '*.cmake' 'CMakeLists.txt' '*.sh' '*.xsd' '*.xsl') CMakeLists.txt .ci/run; do
    head -n 3 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' || complain "$file" "no SPDX line at the top"
done

# Processes compute with decimals, and the core has no hidden state. time_t and friends never reach it.
core_code=$(code_of $(files "$core" '*.c' '*.h' | grep -v 'base/banned.h$'))
complain "$(echo "$core_code" | grep -E '[^_[:alnum:]](float|double|strtold|errno|malloc|calloc|realloc|free|getenv|rand|time_t|_Thread_local)[^_[:alnum:]]')" \
    "not in the core"
complain "$(echo "$core_code" | grep -E '[^_[:alnum:]]static +(inline +)?(_Thread_local )')" "no hidden state"

# Product code never ends the process and never reads user text with scanf.
product_code=$(code_of $(files "engine" '*.c' '*.h' | grep -v 'base/banned.h$'))
complain "$(echo "$product_code" | grep -E '[^_.>[:alnum:]](exit|_Exit|quick_exit|system|popen|sscanf|scanf|fscanf|perror)[[:space:]]*\(')" \
    "not in a library"
complain "$(echo "$product_code" | grep -E '#[[:space:]]*undef[[:space:]]+(assert|NDEBUG)|#[[:space:]]*define[[:space:]]+NDEBUG')" \
    "asserts stay on"

# A promise for later needs the number of its issue.
complain "$(files "$ours" '*.c' '*.h' '*.def' '*.cmake' '*.sh' '*.xsd' '*.xsl' '*.xml' '*.md' | grep -v 'tests/tidy/words.sh' |
    xargs grep -nE '\b(TODO|FIXME|XXX|HACK)\b' | grep -vE '(TODO|FIXME) ?\(?#[0-9]+')" "a TODO without an issue number"

# No file knows the machine that made it.
complain "$(files "$ours" '*' | xargs grep -nIE '(^|[^[:alnum:]_.])/(work|root|home|builds?|workspace)/[[:alnum:]_.]' CMakeLists.txt $(ls ./*.md ./*.json 2>/dev/null) | grep -v 'tests/tidy/words.sh')" "a path of the build machine"

exit $status
