#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every C file looks as .clang-format says. Repair with: clang-format -i FILE
#   format.sh SOURCE
set -u
cd "$1" || exit 1
command -v clang-format >/dev/null || { echo "clang-format is not installed"; exit 1; }
find engine cli webhooks server tests -name '*.[ch]' 2>/dev/null | sort | xargs clang-format --dry-run --Werror
