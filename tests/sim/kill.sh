#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Begin with no database, then kill:  kill.sh PROGRAM FILE MANNER
rm -f "$2" "$2-wal" "$2-shm" "$2-owner" "$2-inflight" "$2-again" "$2-again-wal" "$2-again-shm"
rounds=20
[ -z "${WEIR_ALL:-}" ] || rounds=200
exec "$1" "$2" "$3" "$rounds"
