/* SPDX-License-Identifier: Apache-2.0
 * store/projection.h - facts become rows of the projections, through the table projection.def.
 *
 * The rows after a command are those before it, changed by what is left when the command's openings and closings
 * are set off against each other. They depend on the facts alone, so that they can be made again from the log.
 * Layer: store.
 */
#ifndef WEIR_STORE_PROJECTION_H
#define WEIR_STORE_PROJECTION_H

#include "store/sql.h"
#include "store/store.h"

/* definition  its number in the table
 * scratch     reset by the caller
 * EFORMAT: the facts do not fit the state before them. ENOMEM, and what the driver says. */
WEIR_MUST_USE weir_err weir_projection_write(const weir_sql *sql, const weir_projection *projection, int64_t definition,
                                             weir_arena *scratch, weir_diag *diag);

#endif
