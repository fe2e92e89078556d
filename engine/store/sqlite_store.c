/* SPDX-License-Identifier: Apache-2.0
 * store/sqlite_store.c - opens a file and brings its schema up to date.
 */
#include "store/sqlite_store.h"

#include "store/migrations.h"

struct weir_sqlite_store {
    weir_memory memory;
    weir_sqlite *sqlite;
    weir_sql sql;
    weir_sql_store *logic;
};

int weir_sqlite_schema_version(void)
{
    int version = 0;

    while (weir_migration_files[version].name)
        version++;
    return version;
}

static weir_err run_migrations(weir_sqlite_store *store, int version, weir_diag *diag)
{
    for (; weir_migration_files[version].name; version++) {
        const weir_embedded *file = &weir_migration_files[version];

        WEIR_TRY(store->sql.script(store->sql.self, (weir_text){(const char *)file->bytes, file->length}, diag));
    }
    return weir_sqlite_set_version(store->sqlite, version, diag);
}

/* The version is looked at again inside the transaction: another process may have been faster. */
static weir_err migrate(weir_sqlite_store *store, weir_diag *diag)
{
    weir_err err;
    int version;

    WEIR_TRY(weir_sqlite_version(store->sqlite, &version, diag));
    if (version == weir_sqlite_schema_version())
        return WEIR_OK;
    WEIR_TRY(store->sql.run(store->sql.self, WEIR_QUERY_begin, NULL, 0, NULL, diag));
    err = weir_sqlite_version(store->sqlite, &version, diag);
    if (err == WEIR_OK)
        err = run_migrations(store, version, diag);
    if (err == WEIR_OK)
        err = store->sql.run(store->sql.self, WEIR_QUERY_commit, NULL, 0, NULL, diag);
    if (err != WEIR_OK && store->sql.in_transaction(store->sql.self))
        (void)store->sql.run(store->sql.self, WEIR_QUERY_rollback, NULL, 0, NULL, NULL); /* closed next anyway */
    return err;
}

/* Readers can't bring a schema up to date. */
static weir_err check_version(weir_sqlite_store *store, const char *path, weir_diag *diag)
{
    int version;

    WEIR_TRY(weir_sqlite_version(store->sqlite, &version, diag));
    if (version == weir_sqlite_schema_version())
        return WEIR_OK;
    return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT,
                     "%s: the database has schema version %d, this weir reads %d: open it for writing once", path,
                     version, weir_sqlite_schema_version());
}

weir_err weir_sqlite_store_open(const weir_sqlite_options *options, weir_hasher hasher, weir_memory memory,
                                weir_sqlite_store **out, weir_diag *diag)
{
    weir_sqlite_store *store = memory.take(memory.self, sizeof *store);
    weir_err err;

    if (!store)
        return weir_fail(diag, WEIR_ENOMEM, WEIR_NO_TEXT, "no memory for a store");
    *store = (weir_sqlite_store){.memory = memory};
    err = weir_sqlite_open(options, weir_sqlite_schema_version(), memory, &store->sqlite, diag);
    if (err == WEIR_OK) {
        store->sql = weir_sqlite_port(store->sqlite);
        err = options->is_read_only ? check_version(store, options->path, diag) : migrate(store, diag);
    }
    if (err == WEIR_OK)
        err = weir_sql_store_new(memory, store->sql, hasher, &store->logic);
    if (err != WEIR_OK) {
        weir_sqlite_store_close(store);
        return err;
    }
    *out = store;
    return WEIR_OK;
}

void weir_sqlite_store_close(weir_sqlite_store *store)
{
    if (!store)
        return;
    weir_sql_store_free(store->logic);
    weir_sqlite_close(store->sqlite);
    store->memory.give(store->memory.self, store, sizeof *store);
}

weir_store weir_sqlite_store_port(weir_sqlite_store *store)
{
    return weir_sql_store_port(store->logic);
}

weir_chain_source weir_sqlite_store_chain(weir_sqlite_store *store)
{
    return weir_sql_store_chain(store->logic);
}

weir_sql weir_sqlite_store_sql(const weir_sqlite_store *store)
{
    return store->sql;
}

weir_err weir_sqlite_store_open_text(const weir_sqlite_store *store, weir_text sql, const weir_sql_value *values,
                                     uint32_t count, weir_sql_cursor **out, weir_diag *diag)
{
    return weir_sqlite_open_text(store->sqlite, sql, values, count, out, diag);
}

weir_sqlite_wal weir_sqlite_store_wal(const weir_sqlite_store *store)
{
    return weir_sqlite_look_at_wal(store->sqlite);
}

weir_err weir_sqlite_store_idle(weir_sqlite_store *store, bool *has_more, weir_diag *diag)
{
    return store->sql.idle(store->sql.self, has_more, diag);
}

weir_err weir_sqlite_store_compare(weir_sqlite_store *store, weir_sqlite_store *other, weir_difference_visit visit,
                                   weir_err (*looked)(void *context), void *context, weir_diag *diag)
{
    return weir_sql_compare(&store->sql, &other->sql, visit, looked, context, diag);
}

weir_err weir_sqlite_store_backup(const weir_sqlite_store *store, const char *path, weir_sqlite_watch watch,
                                  weir_diag *diag)
{
    return weir_sqlite_backup(store->sqlite, path, watch, diag);
}

weir_err weir_sqlite_store_check(weir_sqlite_store *store, weir_sqlite_watch watch, weir_diag *diag)
{
    return weir_sqlite_check(store->sqlite, watch, diag);
}

const char *weir_sqlite_store_path(const weir_sqlite_store *store)
{
    return weir_sqlite_path(store->sqlite);
}
