/* SPDX-License-Identifier: Apache-2.0
 * host/door.c - the inside of a weir_db, for the program that listens in front of it.
 */
#include "host/door.h"

#include "host/library_internal.h"

weir_writer *weir_db_writer(weir_db *db)
{
    return db->writer;
}

int64_t weir_db_clock_ms(const weir_db *db)
{
    return weir_db_now(db);
}

typedef struct listening {
    weir_db *db;
    void (*committed)(void *self);
    void *self;
} listening;

static weir_err listen(void *context, weir_engine *engine, weir_diag *diag)
{
    const listening *l = context;

    (void)engine;
    (void)diag;
    l->db->door_committed = l->committed;
    l->db->door_self = l->self;
    return WEIR_OK;
}

weir_err weir_db_on_commit(weir_db *db, void (*committed)(void *self), void *self, weir_diag *diag)
{
    listening l = {db, committed, self};

    WEIR_TRY(weir_db_check_writable(db, diag));
    return weir_writer_call(db->writer, listen, &l, diag);
}

weir_err weir_db_set_address(weir_db *db, weir_text address, weir_diag *diag)
{
    return weir_owner_set_address(db->owner, address, diag);
}

weir_err weir_db_deploy_here(weir_db *db, weir_engine *engine, const weir_deployment_source *source,
                             weir_problems *problems, weir_diag *diag)
{
    WEIR_TRY(weir_db_load_schemas(db, diag));
    return weir_engine_deploy(engine, source, problems, diag);
}
