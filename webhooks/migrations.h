/* SPDX-License-Identifier: Apache-2.0
 * webhooks/migrations.h - the scripts of migrations/, put into the binary by cmake/embed.cmake.
 *
 * Script n makes schema version n of FILE-webhooks out of version n - 1. A released script is never changed.
 * Layer: webhooks.
 */
#ifndef WEIR_WEBHOOKS_MIGRATIONS_H
#define WEIR_WEBHOOKS_MIGRATIONS_H

#include "base/embedded.h"

extern const weir_embedded weir_cursor_migration_files[];

#endif
