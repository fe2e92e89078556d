/* SPDX-License-Identifier: Apache-2.0
 * server/snapshot.c - a state read as JSON (run/codec.h), and the scopes in it.
 */
#include "server/snapshot.h"

#include "server/server_internal.h"
#include "server/variables.h"

#define SCOPE_DEPTH_MAX 256u

static weir_err read_state(weir_rest *call, weir_reader *reader, weir_id instance, weir_text columns[3])
{
    const weir_sql_value id = weir_sql_bytes(instance.byte, sizeof instance.byte);

    return weir_reader_get(reader, WEIR_QUERY_instance_look, &id, 1, &call->arena, columns, 3, &call->diag);
}

weir_err weir_snapshot_of_instance(weir_rest *call, weir_id instance, weir_snapshot *out)
{
    weir_reader *reader;
    weir_text columns[3];
    weir_err err;

    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = read_state(call, reader, instance, columns);
    weir_server_give_reader(call->server, reader);
    if (err == WEIR_ENOTFOUND)
        return weir_fail(&call->diag, err, WEIR_NO_TEXT, "there is no such process instance");
    WEIR_TRY(err);
    *out = (weir_snapshot){
        .instance = instance, .definition = columns[0], .has_ended = !weir_text_equal(columns[1], WEIR_T("1"))};
    WEIR_TRY(weir_json_read(columns[2], WEIR_JSON_TYPED, NULL, &call->arena, &out->state, &call->diag));
    out->tokens = weir_context_find(&out->state, WEIR_T("tokens"));
    out->scopes = weir_context_find(&out->state, WEIR_T("scopes"));
    out->waits = weir_context_find(&out->state, WEIR_T("waits"));
    return weir_snapshot_add_loops(call, out);
}

weir_err weir_snapshot_of_task(weir_rest *call, weir_id task, weir_snapshot *out)
{
    const weir_sql_value id = weir_sql_bytes(task.byte, sizeof task.byte);
    weir_reader *reader;
    weir_text bytes;
    weir_id instance;
    weir_err err;

    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_get(reader, WEIR_QUERY_task_instance, &id, 1, &call->arena, &bytes, 1, &call->diag);
    weir_server_give_reader(call->server, reader);
    if (err == WEIR_ENOTFOUND || (err == WEIR_OK && bytes.length != sizeof instance.byte))
        return weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "No matching task with this id");
    WEIR_TRY(err);
    memcpy(instance.byte, bytes.at, sizeof instance.byte);
    return weir_snapshot_of_instance(call, instance, out);
}

int64_t weir_snapshot_number(const weir_value *object, const char *key)
{
    const weir_value *value = weir_context_find(object, weir_text_of(key));
    int64_t number = 0;

    if (value && value->kind == WEIR_NUMBER)
        (void)weir_decimal_to_int64(value->as.number, &number); /* weir wrote it */
    return number;
}

weir_text weir_snapshot_text(const weir_value *object, const char *key)
{
    return weir_context_text(object, weir_text_of(key));
}

const weir_value *weir_snapshot_find(const weir_value *list, const char *key, int64_t number)
{
    for (uint32_t i = 0; list && i < list->count; i++) {
        if (weir_snapshot_number(&list->as.items[i], key) == number)
            return &list->as.items[i];
    }
    return NULL;
}

/* ── variables ───────────────────────────────────────────────────────────────────────────────────────── */

/* Scopes that a task sees, the innermost first; the first one is its own only if *has_own. */
static uint32_t scopes_of(const weir_snapshot *snapshot, weir_id task, const weir_value *out[SCOPE_DEPTH_MAX],
                          bool *has_own)
{
    const weir_value *wait = NULL, *token, *scope;
    char id[WEIR_ID_TEXT_LENGTH + 1];
    uint32_t count = 0;

    *has_own = false;
    weir_id_print(task, id);
    for (uint32_t i = 0; snapshot->waits && i < snapshot->waits->count && !wait; i++) {
        if (weir_text_equal(weir_snapshot_text(&snapshot->waits->as.items[i], "id"), weir_text_of(id)))
            wait = &snapshot->waits->as.items[i];
    }
    if (!wait)
        return 0;
    token = weir_snapshot_find(snapshot->tokens, "n", weir_snapshot_number(wait, "token"));
    if (!token)
        return 0;
    scope = weir_snapshot_find(snapshot->scopes, "token", weir_snapshot_number(token, "n"));
    *has_own = scope != NULL;
    if (!scope)
        scope = weir_snapshot_find(snapshot->scopes, "n", weir_snapshot_number(token, "scope"));
    while (scope && count < SCOPE_DEPTH_MAX) {
        const int64_t parent = weir_snapshot_number(scope, "parent");

        out[count++] = scope;
        scope = parent > 0 ? weir_snapshot_find(snapshot->scopes, "n", parent) : NULL;
    }
    return count;
}

static const weir_value *variables_in(const weir_value *scope)
{
    return weir_context_find(scope, WEIR_T("variables"));
}

static const weir_value *find_in(const weir_value *scope, weir_text name)
{
    const weir_value *list = variables_in(scope);

    for (uint32_t i = 0; list && i < list->count; i++) {
        if (weir_text_equal(weir_snapshot_text(&list->as.items[i], "name"), name))
            return weir_context_find(&list->as.items[i], WEIR_T("value"));
    }
    return NULL;
}

static bool is_wanted(const weir_value *names, weir_text name)
{
    for (uint32_t i = 0; names && i < names->count; i++) {
        if (names->as.items[i].kind == WEIR_STRING && weir_text_equal(names->as.items[i].as.string, name))
            return true;
    }
    return names == NULL;
}

/* Names that were met; variables of inner scopes hide those of outer ones. */
typedef struct name_set {
    weir_text *slots; /* a power of two of them, more than half stay free */
    size_t slot_count;
} name_set;

static weir_err name_set_init(weir_rest *call, const weir_value *const *scopes, uint32_t count, name_set *out)
{
    size_t name_count = 0;

    for (uint32_t i = 0; i < count; i++) {
        const weir_value *list = variables_in(scopes[i]);

        name_count += list ? list->count : 0;
    }
    for (out->slot_count = 2; out->slot_count <= 2 * name_count;)
        out->slot_count *= 2;
    out->slots = WEIR_TAKE(&call->arena, weir_text, out->slot_count); /* zeroed */
    return out->slots ? WEIR_OK : WEIR_ENOMEM;
}

/* False: it was there. */
static bool name_set_add(name_set *set, weir_text name)
{
    size_t at = weir_text_hash(name) & (set->slot_count - 1);

    while (set->slots[at].at) {
        if (weir_text_equal(set->slots[at], name))
            return false;
        at = (at + 1) & (set->slot_count - 1);
    }
    set->slots[at] = name.at ? name : WEIR_T("");
    return true;
}

weir_err weir_snapshot_write_variables(weir_rest *call, const weir_snapshot *snapshot, weir_id task, bool is_local,
                                       const weir_value *names, weir_buffer *out)
{
    const weir_value *scopes[SCOPE_DEPTH_MAX];
    bool has_own;
    uint32_t count = scopes_of(snapshot, task, scopes, &has_own);
    name_set met;

    if (is_local)
        count = has_own ? 1 : 0;
    WEIR_TRY(name_set_init(call, scopes, count, &met));
    weir_buffer_char(out, '{');
    for (uint32_t i = 0; i < count; i++) {
        const weir_value *list = variables_in(scopes[i]);

        for (uint32_t k = 0; list && k < list->count; k++) {
            const weir_text name = weir_snapshot_text(&list->as.items[k], "name");
            const weir_value *value = weir_context_find(&list->as.items[k], WEIR_T("value"));
            const weir_value absent = weir_null();

            if (!name_set_add(&met, name) || !is_wanted(names, name))
                continue;
            weir_write_comma(out);
            weir_json_write_string(name, out);
            weir_buffer_char(out, ':');
            WEIR_TRY(weir_variable_write(call, value ? value : &absent, out));
        }
    }
    weir_buffer_char(out, '}');
    return out->err;
}

const weir_value *weir_snapshot_variable(const weir_snapshot *snapshot, weir_id task, bool is_local, weir_text name)
{
    const weir_value *scopes[SCOPE_DEPTH_MAX];
    bool has_own;
    uint32_t count = scopes_of(snapshot, task, scopes, &has_own);

    if (is_local)
        count = has_own ? 1 : 0;
    for (uint32_t i = 0; i < count; i++) {
        const weir_value *value = find_in(scopes[i], name);

        if (value)
            return value;
    }
    return NULL;
}

const weir_value *weir_snapshot_process_variable(const weir_snapshot *snapshot, weir_text name)
{
    const weir_value *scope = weir_snapshot_find(snapshot->scopes, "n", 1);

    return scope ? find_in(scope, name) : NULL;
}
