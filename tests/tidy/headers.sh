#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Each header compiles alone.
#   headers.sh SOURCE CC [FLAG…]
set -u
cd "$1" || exit 1
cc=$2
shift 2
status=0
for header in $(find engine cli webhooks server -name '*.h' 2>/dev/null | sort); do
    "$cc" -std=c17 -Wall -Wextra -Werror -fsyntax-only -I engine -I engine/include -I . "$@" -x c -include "$header" \
        /dev/null || { echo "$header does not compile alone"; status=1; }
done
exit $status
