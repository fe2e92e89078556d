/* SPDX-License-Identifier: Apache-2.0
 * server/handle_time_to_live.c - say anew how long the history of a process or a decision is to be kept.
 *
 * The log only grows, so nothing is deleted by it: it is a fact like others, and what a definition shows from then on.
 */
#include "server/decisions.h"
#include "server/handlers.h"
#include "server/server_internal.h"
#include "server/sweep.h"
#include "server/tables.h"

#define DAY_COUNT_MAX INT32_MAX /* what clients can read */

static const weir_member fields[] = {FIELD("historyTimeToLive", INTEGER, NULL)};
const weir_shape weir_shape_time_to_live = WEIR_SHAPE("HistoryTimeToLive", fields);

typedef struct change {
    weir_text definition;
    int64_t day_count; /* -1: none */
} change;

static weir_err run_change(void *context, weir_engine *engine, weir_diag *diag)
{
    const weir_rest *call = context;
    const change *wanted = call->local;
    const weir_definition_changes changes = {.change = WEIR_DEFINITION_TIME_TO_LIVE,
                                             .actor = call->actor,
                                             .definitions = &wanted->definition,
                                             .count = 1,
                                             .day_count = wanted->day_count,
                                             .now_ms = weir_db_now(call->server->db)};

    return weir_engine_change_definitions(engine, &changes, diag);
}

/* Null, or none: nobody says it any more. */
static weir_err read_days(weir_rest *call, int64_t *out)
{
    const weir_value *given = weir_rest_member(call, "historyTimeToLive");

    WEIR_TRY(weir_rest_integer(call, "historyTimeToLive", -1, out));
    if (given && (*out < 0 || *out > DAY_COUNT_MAX))
        return weir_rest_refuse(call, 400, "BadUserRequestException",
                                "historyTimeToLive is a number of days from 0 to %d, or null, but not %lld",
                                DAY_COUNT_MAX, (long long)*out);
    return WEIR_OK;
}

static weir_err change_to(weir_rest *call, weir_text definition)
{
    change *wanted = WEIR_TAKE(&call->arena, change, 1);

    if (!wanted)
        return WEIR_ENOMEM;
    WEIR_TRY(read_days(call, &wanted->day_count));
    wanted->definition = definition;
    call->local = wanted;
    return weir_rest_work(call, run_change, weir_rest_nothing);
}

weir_err weir_handle_definition_time_to_live(weir_rest *call)
{
    const weir_text *ids;
    uint32_t count;

    WEIR_TRY(weir_find_definitions(call, call->path[0], WEIR_NO_TEXT, &ids, &count));
    return change_to(call, ids[0]);
}

/* The latest version alone, as with all that is asked of a key but its suspension. */
weir_err weir_handle_definition_of_key_time_to_live(weir_rest *call)
{
    const weir_text *ids;
    uint32_t count;

    WEIR_TRY(weir_find_definitions(call, WEIR_NO_TEXT, call->path[0], &ids, &count));
    return change_to(call, ids[count - 1]);
}

weir_err weir_handle_decision_time_to_live(weir_rest *call)
{
    weir_known_decision item;
    bool are_known;

    WEIR_TRY(weir_decisions_learn(call, weir_handle_decision_time_to_live, &are_known));
    if (!are_known)
        return WEIR_OK;
    WEIR_TRY(weir_find_decision(call, &item));
    return change_to(call, item.id);
}
