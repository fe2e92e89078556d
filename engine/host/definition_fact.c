/* SPDX-License-Identifier: Apache-2.0
 * host/definition_fact.c - changes of definitions to JSON and back.
 */
#include "host/definition_fact.h"

#include "base/json.h"
#include "host/fact_json.h"

static const char *const types[] = {
    [WEIR_DEFINITION_SUSPENDED] = "definition.suspended", [WEIR_DEFINITION_ACTIVATED] = "definition.activated",
    [WEIR_DEFINITION_DELETED] = "definition.deleted",     [WEIR_DEPLOYMENT_DELETED] = "deployment.deleted",
    [WEIR_DEFINITION_START_DUE] = "definition.start_due", [WEIR_DEFINITION_TIME_TO_LIVE] = "definition.time_to_live",
};

/* False: of another type. */
static bool find_change(weir_text type, weir_definition_change *out)
{
    for (int i = 0; i < (int)(sizeof types / sizeof *types); i++) {
        *out = (weir_definition_change)i;
        if (weir_text_equal(type, weir_text_of(types[i])))
            return true;
    }
    return false;
}

bool weir_definition_is_fact(weir_text facts)
{
    weir_definition_change change;
    weir_text rest = facts, first;

    return weir_fact_next(&rest, &first) && find_change(weir_fact_type(first), &change);
}

static void write_start(const weir_definition_fact *fact, weir_buffer *out)
{
    weir_buffer_text(out, WEIR_T(",\"element\":"));
    weir_json_write_string(fact->element, out);
    weir_buffer_text(out, WEIR_T(",\"starts\":"));
    weir_buffer_text(out, fact->starts);
    if (!fact->message.at)
        return;
    weir_buffer_text(out, WEIR_T(",\"message\":"));
    weir_json_write_string(fact->message, out);
}

static void write_days(int64_t day_count, weir_buffer *out)
{
    if (day_count < 0)
        weir_buffer_text(out, WEIR_T(",\"days\":null"));
    else
        weir_buffer_format(out, ",\"days\":%lld", (long long)day_count);
}

weir_err weir_definition_facts_encode(const weir_definition_fact *facts, uint32_t count, weir_arena *arena,
                                      weir_text *out)
{
    char id[WEIR_ID_TEXT_LENGTH + 1];
    weir_buffer buffer;

    weir_buffer_init(&buffer, arena, 0);
    for (uint32_t i = 0; i < count; i++) {
        weir_buffer_format(&buffer, "%s{\"type\":\"%s\"", i == 0 ? "[" : ",", types[facts[i].change]);
        if (facts[i].change == WEIR_DEPLOYMENT_DELETED) {
            weir_id_print(facts[i].deployment, id);
            weir_buffer_format(&buffer, ",\"deployment\":\"%s\"", id);
        } else {
            weir_buffer_text(&buffer, WEIR_T(",\"definition\":"));
            weir_json_write_string(facts[i].definition, &buffer);
        }
        if (facts[i].change == WEIR_DEFINITION_START_DUE)
            write_start(&facts[i], &buffer);
        if (facts[i].change == WEIR_DEFINITION_TIME_TO_LIVE)
            write_days(facts[i].day_count, &buffer);
        weir_buffer_char(&buffer, '}');
    }
    weir_buffer_char(&buffer, ']');
    return weir_buffer_done(&buffer, out);
}

static weir_err read_starts(const weir_value *object, weir_arena *arena, weir_definition_fact *out)
{
    const weir_value *starts = weir_context_find(object, WEIR_T("starts"));
    weir_buffer buffer;

    if (!starts)
        return WEIR_OK;
    weir_buffer_init(&buffer, arena, 0);
    weir_json_write(starts, WEIR_JSON_TYPED, &buffer);
    return weir_buffer_done(&buffer, &out->starts);
}

/* A number of days or null. */
static bool read_days(const weir_value *object, weir_definition_fact *out)
{
    const weir_value *days = weir_context_find(object, WEIR_T("days"));

    out->day_count = -1;
    if (!days || days->kind == WEIR_NULL)
        return days;
    return days->kind == WEIR_NUMBER && weir_decimal_to_int64(days->as.number, &out->day_count) && out->day_count >= 0;
}

static bool read_fact(const weir_value *object, weir_definition_fact *out)
{
    if (!find_change(weir_fact_text(object, WEIR_T("type")), &out->change))
        return false;
    if (out->change == WEIR_DEPLOYMENT_DELETED)
        return weir_id_parse(weir_fact_text(object, WEIR_T("deployment")), &out->deployment);
    out->definition = weir_fact_text(object, WEIR_T("definition"));
    if (out->change == WEIR_DEFINITION_TIME_TO_LIVE && !read_days(object, out))
        return false;
    return out->definition.length > 0;
}

weir_err weir_definition_facts_decode(weir_text facts, weir_arena *arena, weir_definition_fact **out, uint32_t *count,
                                      weir_diag *diag)
{
    weir_definition_fact *items;
    weir_value list;
    weir_err err = weir_json_read(facts, WEIR_JSON_TYPED, NULL, arena, &list, diag);

    if (err == WEIR_ENOMEM)
        return err;
    if (err == WEIR_OK && list.kind != WEIR_LIST)
        err = WEIR_EFORMAT;
    items = err == WEIR_OK ? WEIR_TAKE(arena, weir_definition_fact, list.count) : NULL;
    if (err == WEIR_OK && !items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; err == WEIR_OK && i < list.count; i++) {
        items[i] = (weir_definition_fact){.change = WEIR_DEPLOYMENT_DELETED};
        if (!read_fact(&list.as.items[i], &items[i]))
            err = WEIR_EFORMAT;
        else
            WEIR_TRY(read_starts(&list.as.items[i], arena, &items[i]));
    }
    if (err != WEIR_OK)
        return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "a fact of the engine can't be read");
    *out = items;
    *count = list.count;
    return WEIR_OK;
}

weir_err weir_definition_fact_apply(const weir_definition_fact *fact, const weir_store *store, weir_diag *diag)
{
    if (fact->change == WEIR_DEPLOYMENT_DELETED)
        return store->delete_deployment(store->self, fact->deployment, diag);
    if (fact->change == WEIR_DEFINITION_START_DUE)
        return store->put_starts(store->self, fact->definition, fact->starts, diag);
    if (fact->change == WEIR_DEFINITION_TIME_TO_LIVE)
        return store->put_time_to_live(store->self, fact->definition, fact->day_count, diag);
    return store->change_definition(store->self, fact->definition, fact->change, diag);
}
