/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/host/rebuild_fixture.h - an engine over a SQLite file, and a second file that is made again from its log.
 */
#ifndef WEIR_TESTS_REBUILD_FIXTURE_H
#define WEIR_TESTS_REBUILD_FIXTURE_H

#include <sqlite3.h>
#include <unistd.h>

#include "unit/host/host_fixture.h"

#include "host/administer.h"
#include "host/definition_fact.h"
#include "host/message_fact.h"
#include "host/rebuild.h"
#include "host/sha256.h"
#include "host/webhooks.h"
#include "run/codec.h"
#include "store/sqlite_store.h"

#ifndef LIVE /* each program has files of its own */
#define LIVE "rebuild-live.db"
#define AGAIN "rebuild-again.db"
#endif

typedef struct files {
    fixture f;
    weir_sha256 *sha256;
    weir_sqlite_store *live, *again;
    weir_store live_port, again_port;
} files;

static inline void remove_file(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char name[64];

        (void)snprintf(name, sizeof name, "%s%s", path, endings[i]);
        (void)unlink(name);
    }
}

static inline weir_sqlite_store *open_file(files *s, const char *path)
{
    const weir_sqlite_options options = {.path = path, .busy_ms = -1};
    weir_sqlite_store *store = NULL;

    remove_file(path);
    assert_int_equal(weir_sqlite_store_open(&options, weir_sha256_hasher(s->sha256),
                                            test_memory_port(&s->f.store_memory, false), &store, &s->f.diag),
                     WEIR_OK);
    return store;
}

static inline int files_setup(void **state)
{
    files *s = test_calloc(1, sizeof *s);
    fixture *f = &s->f;

    assert_int_equal(weir_sha256_new(test_memory_port(&f->store_memory, false), &s->sha256), WEIR_OK);
    s->live = open_file(s, LIVE);
    s->again = open_file(s, AGAIN);
    s->live_port = weir_sqlite_store_port(s->live);
    s->again_port = weir_sqlite_store_port(s->again);
    f->ports = (weir_ports){.memory = test_memory_port(&f->memory, false),
                            .store = s->live_port,
                            .hasher = weir_sha256_hasher(s->sha256),
                            .seed = 7};
    assert_int_equal(weir_engine_new(&f->ports, &f->engine, &f->diag), WEIR_OK);
    weir_arena_init(&f->arena, test_memory_port(&f->own_memory, false), ARENA_BYTES_MAX);
    weir_problems_init(&f->problems, &f->arena);
    f->now_ms = NOON;
    *state = s;
    return 0;
}

static inline int files_teardown(void **state)
{
    files *s = *state;

    weir_engine_free(s->f.engine);
    weir_sqlite_store_close(s->live);
    weir_sqlite_store_close(s->again);
    weir_sha256_free(s->sha256);
    weir_arena_release(&s->f.arena);
    assert_int_equal(s->f.memory.live_count, 0);
    assert_int_equal(s->f.store_memory.live_count, 0);
    remove_file(LIVE);
    remove_file(AGAIN);
    test_free(s);
    return 0;
}

static inline weir_err keep_first(void *context, const weir_difference *difference)
{
    weir_difference *first = context;

    if (!first->table)
        *first = *difference;
    return WEIR_OK;
}

static inline void assert_same(files *s)
{
    weir_difference difference = {0};

    assert_int_equal(weir_sqlite_store_compare(s->live, s->again, keep_first, NULL, &difference, &s->f.diag), WEIR_OK);
    if (difference.table)
        fail_msg("%s differs at %s: %s %s, %s", difference.table, difference.key,
                 difference.column ? difference.column : "row", difference.first, difference.second);
}

static inline weir_err rebuild(files *s)
{
    weir_sqlite_store_close(s->again);
    s->again = open_file(s, AGAIN);
    s->again_port = weir_sqlite_store_port(s->again);
    return weir_rebuild(s->f.engine, &s->live_port, &s->again_port, NULL, test_memory_port(&s->f.own_memory, false),
                        &s->f.diag);
}

static inline void rebuild_and_compare(files *s)
{
    if (rebuild(s) != WEIR_OK)
        fail_msg("%s", s->f.diag.message);
    assert_same(s);
}

static inline int count_rows(const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *statement;
    int count;

    assert_int_equal(sqlite3_open_v2(LIVE, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    count = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return count;
}

#define FILES_TEST(name) cmocka_unit_test_setup_teardown(name, files_setup, files_teardown)

#endif
