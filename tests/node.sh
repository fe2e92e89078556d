#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copy the programs of a folder of tests in node, and install the packages that they use, once for each lock file.
#   node.sh FROM TO
set -eu
from=$1 to=$2
mkdir -p "$to"
for file in "$from"/*.js "$from"/*.mjs "$from"/package*.json; do
    [ ! -e "$file" ] || cp "$file" "$to"
done
cd "$to"
if ! cmp -s package-lock.json node_modules/installed; then
    npm ci --ignore-scripts --no-audit --no-fund # it begins by removing what is there
    cp package-lock.json node_modules/installed
fi
