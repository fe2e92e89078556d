/* SPDX-License-Identifier: Apache-2.0
 * webhooks/log.c - rows of the log to events. What is known of an instance never changes, so the last ones are kept.
 */
#include "webhooks/log.h"

#include <string.h>

#include "base/json.h"
#include "host/fact_json.h"
#include "host/webhook_fact.h"

#define SCRATCH_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define KNOWN_COUNT 1024u /* a power of two */
#define KNOWN_TEXT_MAX 255u

/* An instance that was met before. */
typedef struct known_instance {
    weir_id id;
    char process[KNOWN_TEXT_MAX], business_key[KNOWN_TEXT_MAX];
    uint8_t process_length, business_key_length;
    bool has_business_key, is_known;
} known_instance;

struct weir_log_reader {
    weir_memory memory;
    weir_sql sql;
    weir_store store;
    weir_arena scratch;
    known_instance known[KNOWN_COUNT];
};

weir_err weir_log_reader_new(weir_sqlite_store *store, weir_memory memory, weir_log_reader **out)
{
    weir_log_reader *reader = memory.take(memory.self, sizeof *reader);

    if (!reader)
        return WEIR_ENOMEM;
    memset(reader, 0, sizeof *reader);
    reader->memory = memory;
    reader->sql = weir_sqlite_store_sql(store);
    reader->store = weir_sqlite_store_port(store);
    weir_arena_init(&reader->scratch, memory, SCRATCH_BYTES_MAX);
    *out = reader;
    return WEIR_OK;
}

void weir_log_reader_free(weir_log_reader *reader)
{
    if (!reader)
        return;
    weir_arena_release(&reader->scratch);
    reader->memory.give(reader->memory.self, reader, sizeof *reader);
}

/* ── instances ───────────────────────────────────────────────────────────────────────────────────────── */

static void keep(known_instance *known, weir_id id, weir_text process, weir_text business_key)
{
    known->is_known = process.length <= KNOWN_TEXT_MAX && business_key.length <= KNOWN_TEXT_MAX;
    if (!known->is_known)
        return;
    known->id = id;
    memcpy(known->process, process.at ? process.at : "", process.length);
    known->process_length = (uint8_t)process.length;
    known->has_business_key = business_key.at != NULL;
    memcpy(known->business_key, business_key.at ? business_key.at : "", business_key.length);
    known->business_key_length = (uint8_t)business_key.length;
}

static weir_err look_up(weir_log_reader *reader, known_instance *known, weir_event *event, weir_diag *diag)
{
    const weir_sql *sql = &reader->sql;
    const weir_sql_value value = weir_sql_bytes(event->stream.byte, sizeof event->stream.byte);
    weir_sql_cursor *cursor;
    bool has_row;
    weir_err err;

    WEIR_TRY(sql->open(sql->self, WEIR_QUERY_list_one, &value, 1, &cursor, diag));
    err = sql->next(sql->self, cursor, &has_row, diag);
    if (err == WEIR_OK && has_row) {
        err = weir_arena_text(&reader->scratch, sql->text(cursor, 1), &event->process);
        if (err == WEIR_OK)
            err = weir_arena_text(&reader->scratch, sql->text(cursor, 3), &event->business_key);
        if (err == WEIR_OK)
            keep(known, event->stream, event->process, event->business_key);
    }
    sql->close(sql->self, cursor);
    return err;
}

static weir_err describe_instance(weir_log_reader *reader, weir_event *event, weir_diag *diag)
{
    const weir_text bytes = {(const char *)event->stream.byte, sizeof event->stream.byte};
    known_instance *known = &reader->known[weir_text_hash(bytes) & (KNOWN_COUNT - 1)];

    if (weir_id_is_none(event->stream))
        return WEIR_OK;
    if (!known->is_known || !weir_id_equal(known->id, event->stream))
        return look_up(reader, known, event, diag);
    event->process = (weir_text){known->process, known->process_length};
    event->business_key =
        known->has_business_key ? (weir_text){known->business_key, known->business_key_length} : WEIR_NO_TEXT;
    return WEIR_OK;
}

/* ── reading ─────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct reading {
    weir_log_reader *reader;
    uint64_t from_pos, from_number;
    weir_event_visit visit;
    void *context;
    weir_diag *diag;
} reading;

static uint64_t read_cause(weir_text command)
{
    const weir_text cause = weir_fact_member(command, WEIR_T("cause"));
    uint64_t position = 0;

    for (size_t i = 0; i < cause.length && cause.at[i] >= '0' && cause.at[i] <= '9'; i++)
        position = position * 10 + (uint64_t)(cause.at[i] - '0');
    return position;
}

/* EENDED stops the reading early and is no error. */
static weir_err visit_row(void *context, const weir_log_row *row)
{
    reading *r = context;
    weir_text rest = row->facts, fact;
    weir_event event = {.stream = row->stream, .time_ms = row->time_ms};

    if (row->pos + row->fact_count <= r->from_pos)
        return WEIR_OK;
    weir_arena_reset(&r->reader->scratch);
    WEIR_TRY(describe_instance(r->reader, &event, r->diag));
    event.cause = read_cause(row->command);
    for (uint64_t i = 0; i < row->fact_count; i++) {
        if (!weir_fact_next(&rest, &fact))
            fact = WEIR_T(""); /* erased */
        if (row->pos + i < r->from_pos || row->seq + i < r->from_number)
            continue;
        event.position = row->pos + i;
        event.number = row->seq + i;
        event.type = weir_fact_type(fact);
        WEIR_TRY(weir_webhook_conceal(fact, &r->reader->scratch, &event.data));
        if (!r->visit(r->context, &event))
            return WEIR_EENDED;
    }
    return WEIR_OK;
}

static weir_err read_number(weir_log_reader *reader, weir_query query, const weir_sql_value *values, uint32_t count,
                            uint64_t *out, weir_diag *diag)
{
    const weir_sql *sql = &reader->sql;
    weir_sql_cursor *cursor;
    bool has_row;
    weir_err err;

    WEIR_TRY(sql->open(sql->self, query, values, count, &cursor, diag));
    err = sql->next(sql->self, cursor, &has_row, diag);
    if (err == WEIR_OK && has_row)
        *out = (uint64_t)sql->integer(cursor, 0);
    sql->close(sql->self, cursor);
    return err;
}

static weir_err read_from(void *self, uint64_t from_pos, weir_event_visit visit, void *context, weir_diag *diag)
{
    weir_log_reader *reader = self;
    reading r = {.reader = reader, .from_pos = from_pos, .visit = visit, .context = context, .diag = diag};
    const weir_sql_value value = weir_sql_integer((int64_t)from_pos);
    uint64_t row_pos = from_pos;
    weir_err err;

    WEIR_TRY(read_number(reader, WEIR_QUERY_log_row_of, &value, 1, &row_pos, diag));
    err = reader->store.read_log(reader->store.self, row_pos, visit_row, &r, diag);
    return err == WEIR_EENDED ? WEIR_OK : err;
}

/* The row that holds a number begins at it or before. */
static weir_err read_stream(void *self, weir_id stream, uint64_t from_number, weir_event_visit visit, void *context,
                            weir_diag *diag)
{
    weir_log_reader *reader = self;
    reading r = {.reader = reader, .from_number = from_number, .visit = visit, .context = context, .diag = diag};
    const weir_sql_value values[] = {weir_sql_bytes(stream.byte, sizeof stream.byte),
                                     weir_sql_integer((int64_t)from_number)};
    uint64_t row_number = 1;
    weir_err err;

    WEIR_TRY(read_number(reader, WEIR_QUERY_log_stream_row_of, values, 2, &row_number, diag));
    err = reader->store.read_stream(reader->store.self, stream, row_number, visit_row, &r, diag);
    return err == WEIR_EENDED ? WEIR_OK : err;
}

static uint64_t last_match(const weir_event_filter *filter, weir_text facts, uint64_t pos, uint64_t seq,
                           uint64_t number, uint64_t from_pos)
{
    uint64_t found = 0;
    weir_text fact;

    for (uint64_t i = 0; seq + i < number && weir_fact_next(&facts, &fact); i++) {
        if (pos + i >= from_pos && weir_event_filter_takes_type(filter, weir_fact_type(fact)))
            found = seq + i;
    }
    return found;
}

static weir_err previous(void *self, weir_id stream, uint64_t number, uint64_t from_pos,
                         const weir_event_filter *filter, uint64_t *out, weir_diag *diag)
{
    weir_log_reader *reader = self;
    const weir_sql *sql = &reader->sql;
    const weir_sql_value values[] = {weir_sql_bytes(stream.byte, sizeof stream.byte),
                                     weir_sql_integer((int64_t)number)};
    weir_sql_cursor *cursor;
    uint64_t found = 0, pos;
    bool has_row;
    weir_err err;

    WEIR_TRY(sql->open(sql->self, WEIR_QUERY_log_read_stream_back, values, 2, &cursor, diag));
    while ((err = sql->next(sql->self, cursor, &has_row, diag)) == WEIR_OK && has_row && found == 0) {
        pos = (uint64_t)sql->integer(cursor, 0);
        if (pos + (uint64_t)sql->integer(cursor, 2) <= from_pos)
            break;
        found = last_match(filter, sql->text(cursor, 3), pos, (uint64_t)sql->integer(cursor, 1), number, from_pos);
    }
    sql->close(sql->self, cursor);
    if (err == WEIR_OK)
        *out = found;
    return err;
}

static weir_err next_pos(void *self, uint64_t *out, weir_diag *diag)
{
    const weir_log_reader *reader = self;

    return reader->store.next_pos(reader->store.self, out, diag);
}

weir_log weir_log_reader_port(weir_log_reader *reader)
{
    return (weir_log){
        .self = reader, .next_pos = next_pos, .read = read_from, .read_stream = read_stream, .previous = previous};
}
