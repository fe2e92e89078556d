/* SPDX-License-Identifier: Apache-2.0
 * host/decided.c - decisions that somebody outside had evaluated, as facts of stream 0.
 *
 * They look like those of instances (run/facts.def), so that one list has both. Nothing follows from them.
 */
#include "host/decided.h"

#include "host/fact_json.h"
#include "host/host_internal.h"
#include "run/codec.h"

#define TYPE "decision.evaluated"

bool weir_decided_is_fact(weir_text facts)
{
    return weir_text_starts_with(facts, WEIR_T("[{\"type\":\"" TYPE "\""));
}

/* The members of each, as they come, behind the type. */
static weir_err encode(const weir_value *decided, weir_buffer *out)
{
    weir_buffer_char(out, '[');
    for (uint32_t i = 0; i < decided->count; i++) {
        const weir_value *fact = &decided->as.items[i];

        weir_buffer_text(out, i == 0 ? WEIR_T("{\"type\":\"" TYPE "\"") : WEIR_T(",{\"type\":\"" TYPE "\""));
        for (uint32_t e = 0; e < fact->count; e++) {
            weir_buffer_char(out, ',');
            weir_json_write_string(fact->as.entries[e].key, out);
            weir_buffer_char(out, ':');
            weir_json_write(&fact->as.entries[e].value, WEIR_JSON_TYPED, out);
        }
        weir_buffer_char(out, '}');
    }
    weir_buffer_char(out, ']');
    return out->err;
}

static weir_err write_facts(weir_work *work, const weir_value *decided, weir_text *out)
{
    weir_buffer buffer;
    weir_err err;

    weir_buffer_init(&buffer, &work->engine->step, WEIR_FACTS_LENGTH_MAX);
    err = encode(decided, &buffer);
    if (err == WEIR_ELIMIT)
        return weir_fail(work->diag, err, WEIR_NO_TEXT, "what was decided takes more than %u bytes in the log",
                         WEIR_FACTS_LENGTH_MAX);
    WEIR_TRY(err);
    return weir_buffer_done(&buffer, out);
}

weir_err weir_work_decided(weir_work *work, const weir_job *job)
{
    weir_engine *engine = work->engine;
    const weir_store *store = &engine->ports.store;
    const weir_value *decided = &job->command.variables;
    weir_log_row log = {.pos = engine->next_pos,
                        .fact_count = decided->count,
                        .time_ms = work->now_ms,
                        .format = WEIR_FACTS_FORMAT,
                        .actor = work->actor};
    weir_buffer command;

    weir_buffer_init(&command, &engine->step, 0);
    weir_buffer_text(&command, WEIR_T("{\"command\":\"evaluate\",\"name\":"));
    weir_json_write_string(job->command.name, &command);
    weir_buffer_char(&command, '}');
    WEIR_TRY(weir_buffer_done(&command, &log.command));
    WEIR_TRY(write_facts(work, decided, &log.facts));
    WEIR_TRY(store->next_seq(store->self, log.stream, &log.seq, work->diag));
    engine->has_written = true;
    WEIR_TRY(store->append_log(store->self, &log, work->diag));
    engine->next_pos += decided->count;
    work->answer.fact_count += decided->count;
    return WEIR_OK;
}
