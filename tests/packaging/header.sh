#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir.h compiles without a warning as each language that its users write.
#   header.sh FOLDER CC SCRATCH
set -u
folder=$1 cc=$2 scratch=$3
rm -rf "$scratch" && mkdir -p "$scratch" && cd "$scratch" || exit 1
failed=0

# Twice: it guards itself.
printf '%s\n' '#include <weir.h>' '#include <weir.h>' >uses.c

for language in 'c c99' 'c c11' 'c c17' 'c++ c++11' 'c++ c++17'; do
    "$cc" -x "${language% *}" -std="${language#* }" -Wall -Wextra -Wpedantic -Werror -fsyntax-only \
        -I "$folder" uses.c || { echo "weir.h does not compile as ${language#* }"; failed=1; }
done
exit $failed
