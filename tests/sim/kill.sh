#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Begin with no database, then kill:  kill.sh PROGRAM FILE ROUNDS
rm -f "$2" "$2-wal" "$2-shm" "$2-owner"
exec "$1" "$2" "$3"
