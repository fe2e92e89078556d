/* SPDX-License-Identifier: Apache-2.0
 * host/library_tap.h - weir.h, with somebody who sees each statement that the writer runs: for measuring.
 *
 * Layer: host.
 */
#ifndef WEIR_HOST_LIBRARY_TAP_H
#define WEIR_HOST_LIBRARY_TAP_H

#include <weir.h>

#include "store/sqlite.h"

/* weir_db_open. The tap is called on the thread that writes. */
int weir_db_open_tapped(const weir_db_options *options, weir_sql_tap tap, weir_db **out, weir_db_error *error);

#endif
