#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The tests of the REST API, with their packages installed in a folder of the build.
#   run.sh PATH-OF-WEIR FOLDER
set -eu
weir=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
mkdir -p "$2"
cp "$(dirname "$0")"/*.js "$(dirname "$0")"/package*.json "$2"
cd "$2"
# npm ci begins by removing what is there; it is only needed when the lock has changed.
if ! cmp -s package-lock.json node_modules/installed; then
    npm ci --ignore-scripts --no-audit --no-fund
    cp package-lock.json node_modules/installed
fi
exec node run.js "$weir"
