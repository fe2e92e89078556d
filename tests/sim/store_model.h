/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/store_model.h - a store under load whose client remembers what was acknowledged to it.
 *
 * Each transaction writes some log rows of random streams, and with each the instance, whose state is the number of its
 * last fact. What comes back after a fault must be what was acknowledged, or that and all of the last transaction, of
 * which nobody knows.
 */
#ifndef WEIR_TESTS_STORE_MODEL_H
#define WEIR_TESTS_STORE_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "store/sqlite_store.h"
#include "tests/memory.h"

#define MODEL_STREAM_COUNT 12

typedef struct model_state {
    uint64_t next_pos;
    uint64_t last_seq[MODEL_STREAM_COUNT];
} model_state;

typedef struct model {
    const char *vfs;
    weir_durability durability;
    uint64_t seed;
    weir_sqlite_store *store;        /* NULL: closed */
    model_state acknowledged, tried; /* tried: with the last transaction */
    test_memory memory;
    weir_diag diag; /* of the last error */
} model;

/* Open the store; what it says when it can't is in diag. */
weir_err model_open(model *m);
void model_close(model *m);
/* One transaction; acknowledged follows when it works. */
weir_err model_write(model *m);
/* NULL: all is as it must be, and the model goes on from there. Else what is wrong. The store must be open. */
const char *model_check(model *m);

#endif
