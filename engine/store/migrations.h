/* SPDX-License-Identifier: Apache-2.0
 * store/migrations.h - the scripts of migrations/, put into the binary by cmake/embed.cmake.
 *
 * Script n (file 000n_….sql) makes schema version n out of version n - 1. A released script is never changed.
 * Layer: store.
 */
#ifndef WEIR_STORE_MIGRATIONS_H
#define WEIR_STORE_MIGRATIONS_H

#include "base/embedded.h"

extern const weir_embedded weir_migration_files[];

#endif
