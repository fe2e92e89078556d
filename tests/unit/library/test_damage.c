/* SPDX-License-Identifier: Apache-2.0
 * Files with a byte that is another one, and files that were cut off.
 *
 * weir refuses such a file in words, or works with it: then what it says of the log is what was written, or verify
 * finds the place. It never ends the process and never hangs. WEIR_ALL in the environment: many more places. WEIR_SEED:
 * other ones.
 */
#include "unit/library/fault_fixture.h"

#include "store/sqlite_store.h"

#define FLIP_COUNT 300
#define FLIP_COUNT_ALL 5000 /* of the file; elsewhere: */
#define FLIP_COUNT_MANY 1000
#define FACT_COUNT_MAX 1000
#define INSTANCE_COUNT 24

/* ── a database, as it should be ───────────────────────────────────────────────────────────────────────── */

typedef struct bytes {
    unsigned char *at;
    int64_t length;
} bytes;

typedef struct original {
    bytes file, wal;
    uint64_t fact_count, facts[FACT_COUNT_MAX]; /* a hash of each */
    char head[86];
} original;

static uint64_t hash_text(uint64_t hash, const char *text)
{
    do
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    while (*text++ != '\0');
    return hash;
}

static uint64_t hash_fact(const weir_db_fact *fact)
{
    uint64_t hash = fact->position * 31 + fact->number * 7 + (uint64_t)fact->time_ms;

    hash = hash_text(hash, fact->instance);
    hash = hash_text(hash, fact->type);
    hash = hash_text(hash, fact->data);
    return hash_text(hash, fact->actor);
}

static bool keep_fact(void *context, const weir_db_fact *fact)
{
    original *o = context;

    assert_true(fact->position == o->fact_count + 1 && fact->position < FACT_COUNT_MAX);
    o->facts[o->fact_count++] = hash_fact(fact);
    return true;
}

static void keep_bytes(fixture *f, const char *suffix, bytes *out)
{
    const unsigned char *at;
    char name[128];

    (void)snprintf(name, sizeof name, "%s%s", f->path, suffix);
    at = faulty_vfs_get(f->vfs, name, &out->length);
    *out = (bytes){.length = at ? out->length : 0};
    if (!at)
        return; /* as put_bytes takes it: there is none */
    out->at = malloc((size_t)out->length + 1);
    assert_non_null(out->at);
    memcpy(out->at, at, (size_t)out->length);
}

static void put_bytes(fixture *f, const char *suffix, const bytes *content)
{
    char name[128];

    (void)snprintf(name, sizeof name, "%s%s", f->path, suffix);
    faulty_vfs_put(f->vfs, name, content->at, content->length);
}

/* Instances that wait in all the ways there are, and some that have ended. */
static void fill(fixture *f)
{
    open_with_processes(f);
    for (int i = 0; i < INSTANCE_COUNT; i++) {
        must(f, start(f, i % 3 == 0 ? "print" : "order"));
        if (i % 4 == 1)
            must(f, complete(f));
        if (i == INSTANCE_COUNT / 2) {
            f->now_ms += HOUR;
            must(f, weir_db_tick(f->db, NULL, &f->error));
        }
    }
}

/* Either as a program leaves it that closes the database, or as one that is killed does: all is in the log then. */
static original *make_original(fixture *f, bool is_closed)
{
    original *o = calloc(1, sizeof *o);
    weir_db_verification log;

    assert_non_null(o);
    fill(f);
    must(f, weir_db_facts(f->db, NULL, 0, keep_fact, o, &f->error));
    must(f, weir_db_verify(f->db, NULL, NULL, NULL, &log, &f->error));
    memcpy(o->head, log.head, sizeof o->head);
    if (is_closed)
        close_db(f);
    keep_bytes(f, "", &o->file);
    keep_bytes(f, "-wal", &o->wal);
    close_db(f);
    return o;
}

static void free_original(original *o)
{
    free(o->file.at);
    free(o->wal.at);
    free(o);
}

/* ── everything weir can be asked ──────────────────────────────────────────────────────────────────────── */

typedef struct reading {
    const original *original;
    uint64_t fact_count;
    bool differs;
    unsigned count;
    char ids[INSTANCE_COUNT + 8][WEIR_DB_ID_SIZE];
} reading;

static bool compare_fact(void *context, const weir_db_fact *fact)
{
    reading *r = context;

    r->differs |= fact->position != r->fact_count + 1 || fact->position > r->original->fact_count ||
                  r->original->facts[r->fact_count] != hash_fact(fact);
    r->fact_count++;
    return !r->differs;
}

static bool keep_id(reading *r, const char *id)
{
    if (r->count < sizeof r->ids / sizeof *r->ids)
        (void)snprintf(r->ids[r->count++], WEIR_DB_ID_SIZE, "%s", id);
    return true;
}

static bool keep_instance(void *context, const weir_db_instance *instance)
{
    return keep_id(context, instance->id);
}

static bool keep_user_task(void *context, const weir_db_task *task)
{
    return keep_id(context, task->id);
}

static bool keep_external_task(void *context, const weir_db_external_task *task)
{
    return keep_id(context, task->id);
}

static bool see_definition(void *context, const weir_db_definition *definition)
{
    (void)context;
    return strlen(definition->key) + strlen(definition->id) > 0;
}

static bool see_activity(void *context, const weir_db_activity *activity)
{
    (void)context;
    return activity->element[0] != '\0' || activity->since_ms != 0;
}

static bool see_variable(void *context, const weir_db_variable *variable)
{
    (void)context;
    return variable->name[0] != '\0' || variable->scope != 0;
}

static bool see_incident(void *context, const weir_db_incident *incident)
{
    (void)context;
    return incident->id[0] != '\0';
}

/* It may say no, but in words. */
static void try(fixture *f, int code)
{
    if (code != 0)
        assert_true(f->error.message[0] != '\0' && f->error.name[0] == 'E');
    f->error = (weir_db_error){0};
}

static void look_at_all(fixture *f)
{
    static const weir_db_filter everything;
    reading r = {0};

    try(f, weir_db_instances(f->db, &everything, keep_instance, &r, &f->error));
    for (unsigned i = 0; i < r.count; i++) {
        try(f, weir_db_activities(f->db, r.ids[i], see_activity, NULL, &f->error));
        try(f, weir_db_variables(f->db, r.ids[i], see_variable, NULL, &f->error));
    }
    try(f, weir_db_incidents(f->db, &everything, see_incident, NULL, &f->error));
    try(f, weir_db_definitions(f->db, see_definition, NULL, &f->error));
}

static void do_all(fixture *f)
{
    static const char *const topics[] = {"print"};
    static const weir_db_filter everything;
    const weir_db_lock lock = {.worker = "a", .topics = topics, .topic_count = 1, .duration_ms = 1000};
    reading r = {0};

    try(f, start(f, "order"));
    try(f, start(f, "print"));
    try(f, weir_db_lock_tasks(f->db, &lock, keep_external_task, &r, &f->error));
    try(f, weir_db_tasks(f->db, &everything, keep_user_task, &r, &f->error));
    for (unsigned i = 0; i < r.count; i++)
        try(f, weir_db_complete(f->db, &(weir_db_command){.task = r.ids[i]}, NULL, &f->error));
    f->now_ms += HOUR;
    try(f, weir_db_tick(f->db, NULL, &f->error));
    try(f, weir_db_correlate(f->db, &(weir_db_command){.name = "paid", .business_key = "k1"}, NULL, &f->error));
    r.count = 0;
    try(f, weir_db_instances(f->db, &everything, keep_instance, &r, &f->error));
    for (unsigned i = 0; i < r.count; i++)
        try(f, weir_db_cancel(f->db, &(weir_db_command){.instance = r.ids[i]}, NULL, &f->error));
}

/* ── what is made of a damaged one ─────────────────────────────────────────────────────────────────────── */

typedef enum outcome { REFUSED, FOUND, WORKS, SHORTER, OUTCOME_COUNT } outcome;

/* The log, if it verifies, is what was written, or the front part of it. */
static outcome check_log(fixture *f, const original *o)
{
    weir_db_verification log;
    reading r = {.original = o};
    const int code = weir_db_verify(f->db, NULL, NULL, NULL, &log, &f->error);

    try(f, code);
    if (code != 0 || !log.is_fine)
        return FOUND;
    try(f, weir_db_facts(f->db, NULL, 0, compare_fact, &r, &f->error));
    assert_false(r.differs);
    assert_int_equal(r.fact_count, log.fact_count);
    must(f, weir_db_verify(f->db, o->head, NULL, NULL, &log, &f->error));
    assert_int_equal(log.is_fine, r.fact_count == o->fact_count);
    return log.is_fine ? WORKS : SHORTER;
}

static outcome try_damaged(fixture *f, const original *o, const bytes *file, const bytes *wal)
{
    outcome result = REFUSED;

    f->now_ms = NOON + 2 * HOUR;
    put_bytes(f, "", file);
    put_bytes(f, "-wal", wal);
    if (open_as(f, true, &f->db) == 0)
        (void)check_log(f, o);
    close_db(f);
    if (open_as(f, false, &f->db) == 0) {
        result = check_log(f, o);
        look_at_all(f);
        do_all(f);
    } else if (!strstr(f->error.message, f->path)) {
        print_message("refused: %s: %s\n", f->error.name, f->error.message);
        fail();
    }
    close_db(f);
    return result;
}

static void tell(const unsigned counts[static OUTCOME_COUNT])
{
    print_message("%u refused, %u found, %u fine, %u with a shorter log\n", counts[REFUSED], counts[FOUND],
                  counts[WORKS], counts[SHORTER]);
}

static uint64_t first_seed(void)
{
    const char *text = getenv("WEIR_SEED");
    const uint64_t seed = text ? strtoull(text, NULL, 10) : 1;

    print_message("seed %llu\n", (unsigned long long)seed);
    return seed;
}

/* Places by chance in some bytes of the original, one at a time. */
static void flip_often(fixture *f, const original *o, const bytes *target, int count,
                       unsigned counts[static OUTCOME_COUNT])
{
    uint64_t seed = first_seed();

    for (int i = 0; i < count; i++) {
        unsigned char *place = &target->at[faulty_random(&seed) % (uint64_t)target->length];
        const unsigned char before = *place;

        *place = (unsigned char)(before ^ (1 + faulty_random(&seed) % 255));
        counts[try_damaged(f, o, &o->file, &o->wal)]++;
        *place = before;
    }
    tell(counts);
}

static void flip_of(sqlite3_context *context, int count, sqlite3_value **values)
{
    uint64_t *seed = sqlite3_user_data(context);
    const int length = sqlite3_value_bytes(values[0]);
    unsigned char *copy = sqlite3_malloc(length + 1);

    assert(count == 1 && copy && length > 0);
    memcpy(copy, sqlite3_value_blob(values[0]), (size_t)length);
    copy[faulty_random(seed) % (uint64_t)length] ^= (unsigned char)(1 + faulty_random(seed) % 255);
    sqlite3_result_blob(context, copy, length, sqlite3_free);
}

/* One byte of each. */
static void flip_states(fixture *f, uint64_t *seed)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open_v2(f->path, &db, SQLITE_OPEN_READWRITE, VFS_NAME), SQLITE_OK);
    assert_int_equal(sqlite3_create_function(db, "flip", 1, SQLITE_UTF8 | SQLITE_DIRECTONLY, seed, flip_of, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "UPDATE instance SET state = flip(state)", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void a_byte_of_the_file_that_is_another_one_is_found_or_does_not_matter(void **state)
{
    fixture *f = *state;
    original *o = make_original(f, true);
    unsigned counts[OUTCOME_COUNT] = {0};

    flip_often(f, o, &o->file, getenv("WEIR_ALL") ? FLIP_COUNT_ALL : FLIP_COUNT, counts);
    assert_int_equal(counts[SHORTER], 0);
    assert_true(counts[REFUSED] > 0 && counts[FOUND] > 0 && counts[WORKS] > 0);
    free_original(o);
}

/* The frame and all behind it are none: what is left is what was there before. */
static void a_byte_of_the_write_ahead_log_that_is_another_one_ends_it_there(void **state)
{
    fixture *f = *state;
    original *o = make_original(f, false);
    unsigned counts[OUTCOME_COUNT] = {0};

    flip_often(f, o, &o->wal, getenv("WEIR_ALL") ? FLIP_COUNT_MANY : FLIP_COUNT, counts);
    assert_true(counts[SHORTER] > 0);
    assert_int_equal(counts[FOUND], 0);
    free_original(o);
}

/* Straight into the place that is believed most: the state of an instance, which no checksum guards. */
static void a_byte_of_a_state_that_is_another_one_ends_no_process(void **state)
{
    fixture *f = *state;
    original *o = make_original(f, true);
    const int count = getenv("WEIR_ALL") ? FLIP_COUNT_MANY : FLIP_COUNT;
    uint64_t seed = first_seed();
    unsigned counts[OUTCOME_COUNT] = {0};

    for (int i = 0; i < count; i++) {
        bytes file = {0}, wal = {0};

        put_bytes(f, "", &o->file);
        put_bytes(f, "-wal", &o->wal);
        flip_states(f, &seed);
        keep_bytes(f, "", &file);
        keep_bytes(f, "-wal", &wal);
        counts[try_damaged(f, o, &file, &wal)]++;
        free(file.at);
        free(wal.at);
    }
    tell(counts);
    assert_int_equal(counts[WORKS], count); /* the log is as it was, and a rebuild gives the states again */
    free_original(o);
}

static void cut(fixture *f, const original *o, const bytes *whole, bool is_wal, unsigned counts[static OUTCOME_COUNT])
{
    for (int64_t length = 0; length < whole->length; length += length % 4096 == 0 ? 1000 : 4096 - length % 4096) {
        const bytes part = {whole->at, length};

        counts[is_wal ? try_damaged(f, o, &o->file, &part) : try_damaged(f, o, &part, &o->wal)]++;
    }
    tell(counts);
}

static void a_file_that_was_cut_off_is_refused_or_whole(void **state)
{
    fixture *f = *state;
    original *o = make_original(f, true);
    unsigned counts[OUTCOME_COUNT] = {0};

    cut(f, o, &o->file, false, counts);
    assert_int_equal(counts[SHORTER], 0);
    assert_true(counts[REFUSED] > 0);
    free_original(o);
}

/* Only who noted the head of the log knows that something is missing. */
static void a_write_ahead_log_that_was_cut_off_shows_against_a_known_head(void **state)
{
    fixture *f = *state;
    original *o = make_original(f, false);
    unsigned counts[OUTCOME_COUNT] = {0};

    cut(f, o, &o->wal, true, counts);
    assert_int_equal(counts[FOUND], 0);
    assert_true(counts[SHORTER] > 0);
    free_original(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAULT_TEST(a_byte_of_the_file_that_is_another_one_is_found_or_does_not_matter),
        FAULT_TEST(a_byte_of_the_write_ahead_log_that_is_another_one_ends_it_there),
        FAULT_TEST(a_byte_of_a_state_that_is_another_one_ends_no_process),
        FAULT_TEST(a_file_that_was_cut_off_is_refused_or_whole),
        FAULT_TEST(a_write_ahead_log_that_was_cut_off_shows_against_a_known_head),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
