/* SPDX-License-Identifier: Apache-2.0
 * store/two_rows.h - the least that a durable step of a process can cost: one row appended, one row changed.
 *
 * A row of 300 bytes goes to the end of a table, one of 400 bytes replaces one of many that is picked at random; no
 * further index. The settings are those of a store. For information beside other figures.
 * Layer: store.
 */
#ifndef WEIR_STORE_TWO_ROWS_H
#define WEIR_STORE_TWO_ROWS_H

#include "base/arena.h"

typedef struct weir_two_rows weir_two_rows;

/* own: pair with weir_two_rows_close. Makes the file, which may not be there yet, with so many rows to replace.
 * grows_wal: as weir_bare_open. Errors: as weir_sqlite_open. */
WEIR_MUST_USE weir_err weir_two_rows_open(const char *path, uint32_t instance_count, bool grows_wal, weir_memory memory,
                                          weir_two_rows **out, weir_diag *diag);
void weir_two_rows_close(weir_two_rows *rows);
/* So many steps in one commit. */
WEIR_MUST_USE weir_err weir_two_rows_commit(weir_two_rows *rows, uint32_t step_count, weir_diag *diag);

#endif
