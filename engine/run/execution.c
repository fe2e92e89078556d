/* SPDX-License-Identifier: Apache-2.0
 * run/execution.c - a function for each row of feel/juel.def that is a member of execution or task.
 */
#include "run/execution.h"

#include "feel/juel.h"
#include "run/set_variables.h"
#include "run/user_task.h"

typedef struct call {
    weir_cx *cx;
    const weir_visible *here;
    weir_member member;
    const weir_value *arguments;
    weir_diag *diag;
} call;

typedef weir_err member_function(const call *c, weir_value *out);

static weir_err name_of(const call *c, weir_text *out)
{
    if (c->arguments[0].kind != WEIR_STRING)
        return weir_fail(c->diag, WEIR_EPROCESS, WEIR_NO_TEXT, "%.*s needs a text as its first argument, not a %s",
                         WEIR_ARG(weir_member_name(c->member)), weir_kind_name((weir_kind)c->arguments[0].kind));
    *out = c->arguments[0].as.string;
    return WEIR_OK;
}

static weir_value text_or_null(weir_text text)
{
    return text.length > 0 ? weir_string(text) : weir_null();
}

/* ── variables ─────────────────────────────────────────────────────────────────────────────────────── */

static weir_err find_variable(const call *c, bool *found, weir_value *out)
{
    weir_text name;

    WEIR_TRY(name_of(c, &name));
    return weir_cx_variable(c->cx, c->here->scope, name, found, out);
}

static weir_err find_local(const call *c, bool *found, weir_value *out)
{
    const weir_scope *scope = weir_state_scope(&c->cx->state, c->here->scope);
    const weir_variable *variable;
    weir_text name;

    WEIR_TRY(name_of(c, &name));
    variable = weir_scope_variable(scope, name);
    *found = variable != NULL;
    if (variable)
        *out = variable->value;
    return WEIR_OK;
}

static weir_err get_variable(const call *c, weir_value *out)
{
    bool found;

    WEIR_TRY(find_variable(c, &found, out));
    if (!found)
        *out = weir_null();
    return WEIR_OK;
}

static weir_err get_variable_local(const call *c, weir_value *out)
{
    bool found;

    WEIR_TRY(find_local(c, &found, out));
    if (!found)
        *out = weir_null();
    return WEIR_OK;
}

static weir_err has_variable(const call *c, weir_value *out)
{
    bool found;

    WEIR_TRY(find_variable(c, &found, out));
    *out = weir_boolean(found);
    return WEIR_OK;
}

static weir_err has_variable_local(const call *c, weir_value *out)
{
    bool found;

    WEIR_TRY(find_local(c, &found, out));
    *out = weir_boolean(found);
    return WEIR_OK;
}

static bool is_hidden(const weir_entry *entries, uint32_t count, weir_text name)
{
    for (uint32_t i = 0; i < count; i++) {
        if (weir_text_equal(entries[i].key, name))
            return true;
    }
    return false;
}

/* From the inside out; what lies further out is hidden by the same name further in. */
static weir_err get_variables(const call *c, weir_value *out)
{
    const weir_state *state = &c->cx->state;
    const weir_scope *innermost = weir_state_scope(state, c->here->scope);
    weir_entry *entries;
    uint32_t count = 0;

    for (const weir_scope *scope = innermost; scope; scope = weir_state_scope(state, scope->parent))
        count += scope->variables.count;
    entries = WEIR_TAKE(c->cx->arena, weir_entry, count);
    if (!entries)
        return WEIR_ENOMEM;
    count = 0;
    for (const weir_scope *scope = innermost; scope; scope = weir_state_scope(state, scope->parent)) {
        const uint32_t hidden_by = count;

        for (uint32_t i = 0; i < scope->variables.count; i++) {
            const weir_variable *variable = &scope->variables.items[i];

            if (!is_hidden(entries, hidden_by, variable->name))
                entries[count++] = (weir_entry){variable->name, variable->value};
        }
    }
    *out = weir_context(entries, count);
    return WEIR_OK;
}

static weir_err set_variable(const call *c, weir_value *out)
{
    weir_text name;

    WEIR_TRY(name_of(c, &name));
    *out = weir_null();
    return weir_cx_set(c->cx, c->here->scope, name, c->arguments[1]);
}

static weir_err set_variable_local(const call *c, weir_value *out)
{
    weir_text name;

    WEIR_TRY(name_of(c, &name));
    *out = weir_null();
    return weir_cx_set_local(c->cx, c->here->scope, name, c->arguments[1]);
}

static weir_err remove_variable(const call *c, weir_value *out)
{
    weir_text name;

    WEIR_TRY(name_of(c, &name));
    *out = weir_null();
    return weir_variables_remove(c->cx, c->here->scope, name);
}

/* ── the instance and where it is ──────────────────────────────────────────────────────────────────── */

static weir_err give_text(const call *c, const char *format, weir_text text, const char *id, uint32_t number,
                          weir_value *out)
{
    weir_buffer buffer;

    weir_buffer_init(&buffer, c->cx->arena, 0);
    weir_buffer_format(&buffer, format, WEIR_ARG(text), id, number);
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    *out = weir_string(text);
    return WEIR_OK;
}

static weir_err give_id(const call *c, weir_id id, weir_value *out)
{
    char text[WEIR_ID_TEXT_LENGTH + 1];

    weir_id_print(id, text);
    return give_text(c, "%.*s%s", WEIR_NO_TEXT, text, 0, out);
}

static weir_err instance_id(const call *c, weir_value *out)
{
    return give_id(c, c->cx->state.instance, out);
}

static weir_err business_key(const call *c, weir_value *out)
{
    *out = text_or_null(c->cx->state.business_key);
    return WEIR_OK;
}

static weir_err definition_id(const call *c, weir_value *out)
{
    *out = text_or_null(c->cx->state.definition);
    return WEIR_OK;
}

static weir_err activity_id(const call *c, weir_value *out)
{
    *out = weir_string(weir_cx_node(c->cx, c->here->node)->id);
    return WEIR_OK;
}

static weir_err activity_name(const call *c, weir_value *out)
{
    *out = text_or_null(weir_cx_node(c->cx, c->here->node)->name);
    return WEIR_OK;
}

/* The token that is at the element and sees these variables. */
static weir_number_in_instance token_here(const call *c)
{
    const weir_state *state = &c->cx->state;

    if (c->cx->moment.token != 0)
        return c->cx->moment.token;
    for (uint32_t i = 0; i < state->tokens.count; i++) {
        const weir_token *token = &state->tokens.items[i];

        if (token->node.ix == c->here->node.ix && weir_cx_scope_of(c->cx, token->number) == c->here->scope)
            return token->number;
    }
    return 0;
}

/* As REST names it: element, instance, token. */
static weir_err activity_instance_id(const call *c, weir_value *out)
{
    const weir_number_in_instance token = token_here(c);
    char id[WEIR_ID_TEXT_LENGTH + 1];

    if (token == 0)
        return instance_id(c, out);
    weir_id_print(c->cx->state.instance, id);
    return give_text(c, "%.*s:%s:%u", weir_cx_node(c->cx, c->here->node)->id, id, token, out);
}

static weir_err event_name(const call *c, weir_value *out)
{
    *out = text_or_null(c->cx->moment.event);
    return WEIR_OK;
}

static weir_err nothing(const call *c, weir_value *out)
{
    (void)c;
    *out = weir_null();
    return WEIR_OK;
}

static weir_err user(const call *c, weir_value *out)
{
    *out = text_or_null(c->cx->env.user);
    return WEIR_OK;
}

/* ── the user task of a task listener ──────────────────────────────────────────────────────────────── */

static const weir_wait *task_of(const weir_cx *cx)
{
    return cx->moment.task != 0 ? weir_state_wait(&cx->state, cx->moment.task) : NULL;
}

static weir_err task_id(const call *c, weir_value *out)
{
    return give_id(c, task_of(c->cx)->id, out);
}

static weir_err task_detail(const call *c, weir_value *out)
{
    const weir_value *detail = weir_context_find(&task_of(c->cx)->value, weir_member_name(c->member));

    *out = detail ? *detail : weir_null();
    return WEIR_OK;
}

static weir_err task_due(const call *c, weir_value *out)
{
    const int64_t due_ms = task_of(c->cx)->due_ms, second = due_ms / 1000 - (due_ms % 1000 < 0);
    const weir_time utc = {.offset_kind = WEIR_OFFSET_FIXED};
    weir_date_time *made = WEIR_TAKE(c->cx->arena, weir_date_time, 1);

    *out = weir_null();
    if (!made)
        return WEIR_ENOMEM;
    if (due_ms != 0 && weir_date_time_of_instant(second, (uint32_t)(due_ms - second * 1000) * 1000000u, &utc, made))
        *out = (weir_value){.kind = WEIR_DATE_TIME, .as.date_time = made};
    return WEIR_OK;
}

static weir_err set_task_variable_local(const call *c, weir_value *out)
{
    weir_entry entry = {.value = c->arguments[1]};
    weir_value locals;

    WEIR_TRY(name_of(c, &entry.key));
    locals = weir_context(&entry, 1);
    *out = weir_null();
    return weir_variables_set_local(c->cx, task_of(c->cx)->token, &locals);
}

/* setAssignee sets assignee. */
static weir_text detail_name(const call *c, char buffer[static 32])
{
    const weir_text name = weir_member_name(c->member);
    const size_t length = name.length - 3 < 31 ? name.length - 3 : 31;

    for (size_t i = 0; i < length; i++)
        buffer[i] = name.at[i + 3];
    buffer[0] = (char)(buffer[0] + ('a' - 'A'));
    return (weir_text){buffer, length};
}

static weir_err set_task_detail(const call *c, weir_value *out)
{
    const weir_wait task = *task_of(c->cx);
    const bool is_number = c->member == WEIR_MEMBER_task_set_priority;
    weir_value value = c->arguments[0];
    char buffer[32];
    weir_text key;

    if (!is_number)
        WEIR_TRY(weir_cx_to_text(c->cx, &value));
    if (value.kind != (is_number ? WEIR_NUMBER : WEIR_STRING) && (is_number || value.kind != WEIR_NULL))
        return weir_fail(c->diag, WEIR_EPROCESS, WEIR_NO_TEXT, "%.*s got a %s", WEIR_ARG(weir_member_name(c->member)),
                         weir_kind_name((weir_kind)value.kind));
    *out = weir_null();
    WEIR_TRY(weir_arena_text(c->cx->arena, detail_name(c, buffer), &key));
    return weir_task_set_detail(c->cx, &task, key, value);
}

static weir_err set_task_due(const call *c, weir_value *out)
{
    const weir_wait task = *task_of(c->cx);
    const weir_value *value = &c->arguments[0];
    weir_date_time at = {0};
    weir_period period;
    int64_t due_ms = 0;
    bool is_good = value->kind == WEIR_NULL;

    *out = weir_null();
    if (value->kind == WEIR_DATE_TIME) {
        due_ms = weir_date_time_to_ms(value->as.date_time);
        is_good = true;
    } else if (value->kind == WEIR_STRING && weir_period_parse(value->as.string, &period)) {
        is_good = weir_period_add(c->cx->env.now_ms, &period, 1, NULL, &due_ms);
    } else if (value->kind == WEIR_STRING && (weir_date_time_parse(value->as.string, c->cx->env.zones, &at) ||
                                              weir_date_parse(value->as.string, &at.date))) {
        due_ms = weir_date_time_to_ms(&at);
        is_good = true;
    }
    if (!is_good)
        return weir_fail(c->diag, WEIR_EPROCESS, WEIR_NO_TEXT, "setDueDate needs a date or a duration");
    return weir_task_set_due(c->cx, &task, due_ms, false);
}

static weir_err change_link(const call *c, bool is_to_be_there, weir_value *out)
{
    const weir_wait task = *task_of(c->cx);
    const bool is_user =
        c->member == WEIR_MEMBER_task_add_candidate_user || c->member == WEIR_MEMBER_task_delete_candidate_user;
    weir_command command = {.text = is_user ? WEIR_T("candidateUsers") : WEIR_T("candidateGroups")};

    WEIR_TRY(name_of(c, &command.name));
    *out = weir_null();
    return is_to_be_there ? weir_task_link(c->cx, &command, &task) : weir_task_unlink(c->cx, &command, &task);
}

static weir_err link_task(const call *c, weir_value *out)
{
    return change_link(c, true, out);
}

static weir_err unlink_task(const call *c, weir_value *out)
{
    return change_link(c, false, out);
}

/* ── the external task of an error mapping ─────────────────────────────────────────────────────────── */

static bool has_failed(const call *c)
{
    return c->cx->moment.command->kind == WEIR_COMMAND_FAIL;
}

static weir_err external_id(const call *c, weir_value *out)
{
    return give_id(c, c->cx->moment.external->id, out);
}

static weir_err external_topic(const call *c, weir_value *out)
{
    *out = text_or_null(c->cx->moment.external->name);
    return WEIR_OK;
}

static weir_err external_worker(const call *c, weir_value *out)
{
    *out = text_or_null(c->cx->moment.command->worker);
    return WEIR_OK;
}

static weir_err external_retries(const call *c, weir_value *out)
{
    const int64_t left = has_failed(c) ? c->cx->moment.command->retries : c->cx->moment.external->retries;

    *out = left >= 0 ? weir_integer(left) : weir_null();
    return WEIR_OK;
}

static weir_err external_message(const call *c, weir_value *out)
{
    *out = has_failed(c) ? text_or_null(c->cx->moment.command->text) : weir_null();
    return WEIR_OK;
}

static weir_err external_details(const call *c, weir_value *out)
{
    *out = has_failed(c) ? c->cx->moment.command->details : weir_null();
    return WEIR_OK;
}

static const struct {
    const char *root;
    member_function *run;
} members[] = {
#define FUNCTION(name, count_min, count_max, run, sentence)
#define METHOD(name, receivers, count_min, count_max, run, changes, sentence)
#define MEMBER(ident, root, name, count_min, count_max, changes, run, sentence) {root, run},
#include "feel/juel.def"
#undef FUNCTION
#undef METHOD
#undef MEMBER
};

static bool has_root(const weir_cx *cx, weir_text root)
{
    if (weir_text_equal(root, WEIR_T("task")))
        return task_of(cx) != NULL;
    return !weir_text_equal(root, WEIR_T("externalTask")) || cx->moment.external;
}

weir_err weir_execution_member(const void *self, uint32_t member, const weir_value *arguments, bool *found,
                               weir_value *out, weir_diag *diag)
{
    const weir_visible *here = self;
    const call c = {here->cx, here, (weir_member)member, arguments, diag};

    *found = has_root(here->cx, weir_text_of(members[member].root));
    return *found ? members[member].run(&c, out) : WEIR_OK;
}
