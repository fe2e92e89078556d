/* SPDX-License-Identifier: Apache-2.0
 * elements/user_task.c - work for a person: waits until somebody completes it (BPMN 2.0.2 §10.3.4.1, §13.3.3).
 *
 * Who may do it and until when is computed when the task is created and stands in the fact.
 */
#include <assert.h>

#include "elements/build.h"
#include "elements/elements.h"
#include "elements/language.h"
#include "elements/when.h"
#include "run/listener.h"

#define DETAIL_COUNT_MAX 9u
#define DEFAULT_PRIORITY 50

/* Attributes that go into the details of the task as they are. */
static const struct {
    weir_attr attribute;
    const char *name;
    bool is_list; /* comma list, or an expression that gives a list or a text */
} details[] = {
    {WEIR_ATTR_weir_assignee, "assignee", false},
    {WEIR_ATTR_weir_candidate_users, "candidateUsers", true},
    {WEIR_ATTR_weir_candidate_groups, "candidateGroups", true},
    {WEIR_ATTR_weir_form_key, "formKey", false},
    {WEIR_ATTR_weir_form_ref, "formRef", false},
};
#define DETAIL_COUNT (sizeof details / sizeof *details)

typedef struct user_task {
    weir_setting name, description;
    weir_setting details[DETAIL_COUNT]; /* of a list: its only part */
    weir_setting *lists[DETAIL_COUNT];  /* the parts of a comma list with ${…} in it; NULL: there is one part */
    uint32_t list_counts[DETAIL_COUNT];
    weir_setting due_date, follow_up_date, priority;
} user_task;

/* Where the part of a comma list that begins at `from` ends: at a comma outside of braces and texts, or at the end. */
static size_t part_end(weir_text list, size_t from)
{
    uint32_t depth = 0;
    char quote = '\0';

    for (; from < list.length; from++) {
        const char c = list.at[from];

        if (quote != '\0') {
            if (c == '\\')
                from++;
            else if (c == quote)
                quote = '\0';
        } else if (depth > 0 && (c == '\'' || c == '"')) {
            quote = c;
        } else if (c == '{') {
            depth++;
        } else if (c == '}' && depth > 0) {
            depth--;
        } else if (c == ',' && depth == 0) {
            return from;
        }
    }
    return list.length;
}

static weir_err build_parts(struct weir_build *b, const struct weir_part *part, weir_text list, user_task *config,
                            uint32_t ix)
{
    uint32_t count = 1;

    for (size_t at = part_end(list, 0); at < list.length; at = part_end(list, at + 1))
        count++;
    config->lists[ix] = WEIR_TAKE(b->arena, weir_setting, count);
    if (!config->lists[ix])
        return WEIR_ENOMEM;
    for (size_t from = 0, end; from <= list.length; from = end + 1) {
        end = part_end(list, from);
        if (weir_text_trim(weir_text_part(list, from, end - from)).length > 0)
            WEIR_TRY(weir_build_setting(b, part, weir_text_part(list, from, end - from),
                                        &config->lists[ix][config->list_counts[ix]++]));
    }
    return WEIR_OK;
}

static weir_err build_detail(struct weir_build *b, const struct weir_part *part, user_task *config, uint32_t ix)
{
    const weir_text text = weir_part_attribute(part, details[ix].attribute);

    if (details[ix].is_list && weir_language_of_setting(text) == WEIR_LANGUAGE_JUEL)
        return build_parts(b, part, text, config, ix);
    return weir_build_attribute(b, part, details[ix].attribute, &config->details[ix]);
}

static weir_err build(struct weir_build *b, const struct weir_part *part, weir_node *node)
{
    user_task *config = WEIR_BUILD_TAKE(b, user_task);
    const weir_part *documentation;

    if (!config)
        return WEIR_ENOMEM;
    node->config = config;
    for (uint32_t i = 0; i < DETAIL_COUNT; i++)
        WEIR_TRY(build_detail(b, part, config, i));
    WEIR_TRY(weir_build_composite(b, part, weir_part_attribute(part, WEIR_ATTR_name), &config->name));
    documentation = weir_part_child(part, WEIR_PART_documentation);
    if (documentation)
        WEIR_TRY(weir_build_composite(b, documentation, documentation->text, &config->description));
    WEIR_TRY(weir_build_attribute(b, part, WEIR_ATTR_weir_due_date, &config->due_date));
    WEIR_TRY(weir_build_attribute(b, part, WEIR_ATTR_weir_follow_up_date, &config->follow_up_date));
    return weir_build_attribute(b, part, WEIR_ATTR_weir_priority, &config->priority);
}

/* "a, b" becomes ["a", "b"]; a list stays. */
static weir_err to_list(weir_cx *cx, weir_value *value)
{
    weir_value *items;
    uint32_t count = 1;
    size_t from = 0;

    if (value->kind != WEIR_STRING)
        return WEIR_OK;
    for (size_t i = 0; i < value->as.string.length; i++)
        count += value->as.string.at[i] == ',';
    items = WEIR_TAKE(cx->arena, weir_value, count);
    if (!items)
        return WEIR_ENOMEM;
    count = 0;
    for (size_t i = 0; i <= value->as.string.length; i++) {
        weir_text item;

        if (i < value->as.string.length && value->as.string.at[i] != ',')
            continue;
        item = weir_text_trim(weir_text_part(value->as.string, from, i - from));
        if (item.length > 0)
            items[count++] = weir_string(item);
        from = i + 1;
    }
    *value = weir_list(items, count);
    return WEIR_OK;
}

/* The parts of a list one after the other; each gives a text, which may be a comma list, or a list. */
static weir_err join_parts(weir_cx *cx, weir_node_ix node, const user_task *config, uint32_t ix,
                           weir_number_in_instance scope, weir_value *out)
{
    struct {
        weir_value *items;
        uint32_t count, capacity;
    } joined = {0};

    for (uint32_t i = 0; i < config->list_counts[ix]; i++) {
        weir_value part;

        WEIR_TRY(weir_cx_setting(cx, node, &config->lists[ix][i], scope, &part));
        WEIR_TRY(weir_cx_to_text(cx, &part));
        WEIR_TRY(to_list(cx, &part));
        for (uint32_t k = 0; part.kind == WEIR_LIST && k < part.count; k++) {
            WEIR_TRY(WEIR_GROW(cx->arena, &joined));
            joined.items[joined.count++] = part.as.items[k];
        }
    }
    *out = weir_list(joined.items, joined.count);
    return WEIR_OK;
}

static weir_err detail(weir_cx *cx, weir_node_ix node, const user_task *config, uint32_t ix,
                       weir_number_in_instance scope, weir_value *out)
{
    const weir_setting *setting = &config->details[ix];

    if (config->lists[ix])
        return join_parts(cx, node, config, ix, scope, out);
    WEIR_TRY(weir_cx_setting(cx, node, setting, scope, out));
    if (details[ix].is_list)
        return to_list(cx, out);
    return setting->expression && weir_expression_is_juel(setting->expression) ? weir_cx_to_text(cx, out) : WEIR_OK;
}

/* Name and description, as texts. */
static weir_err add_text(weir_cx *cx, weir_node_ix node, const weir_setting *setting, weir_number_in_instance scope,
                         weir_text key, weir_entry *entries, uint32_t *count)
{
    weir_value value;

    WEIR_TRY(weir_cx_setting(cx, node, setting, scope, &value));
    WEIR_TRY(weir_cx_to_text(cx, &value));
    if (value.kind == WEIR_STRING && value.as.string.length > 0)
        entries[(*count)++] = (weir_entry){key, value};
    return WEIR_OK;
}

static weir_err task_priority(weir_cx *cx, weir_node_ix node, const weir_setting *setting,
                              weir_number_in_instance scope, weir_value *out)
{
    weir_value value;
    weir_decimal number;
    int64_t whole;

    WEIR_TRY(weir_cx_setting(cx, node, setting, scope, &value));
    if (value.kind == WEIR_NULL)
        value = weir_integer(DEFAULT_PRIORITY);
    else if (value.kind == WEIR_STRING && weir_decimal_parse(value.as.string, &number))
        value = weir_number(number);
    if (value.kind != WEIR_NUMBER || !weir_decimal_to_int64(value.as.number, &whole))
        return weir_cx_fail(cx, node, "the priority must be a whole number");
    *out = weir_integer(whole);
    return WEIR_OK;
}

/* 0: it says none. */
static weir_err moment(weir_cx *cx, weir_node_ix node, const weir_setting *setting, weir_number_in_instance scope,
                       const char *what, int64_t *out_ms)
{
    weir_value value;

    *out_ms = 0;
    WEIR_TRY(weir_cx_setting(cx, node, setting, scope, &value));
    return value.kind == WEIR_NULL ? WEIR_OK : weir_when(cx, node, &value, what, out_ms);
}

/* As an instant in UTC, whatever it was computed from. */
static weir_err follow_up(weir_cx *cx, weir_node_ix node, const weir_setting *setting, weir_number_in_instance scope,
                          weir_value *out)
{
    weir_buffer buffer;
    weir_text text;
    int64_t at_ms;

    *out = weir_null();
    if (!setting->is_set)
        return WEIR_OK;
    WEIR_TRY(moment(cx, node, setting, scope, "follow-up date", &at_ms));
    if (at_ms == 0)
        return WEIR_OK;
    weir_buffer_init(&buffer, cx->arena, 0);
    weir_instant_write(at_ms, &buffer);
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    *out = weir_string(text);
    return WEIR_OK;
}

/* Of the task that was opened last. */
static weir_err tell_listeners(weir_cx *cx)
{
    const weir_wait task = cx->state.waits.items[cx->state.waits.count - 1];
    const weir_value *assignee;

    WEIR_TRY(weir_cx_listen_task(cx, &task, WEIR_LISTENER_CREATE));
    assignee = weir_context_find(&weir_state_wait(&cx->state, task.number)->value, WEIR_T("assignee"));
    return assignee ? weir_cx_listen_task(cx, &task, WEIR_LISTENER_ASSIGNMENT) : WEIR_OK;
}

static weir_err on_token(weir_cx *cx, weir_node_ix ix, weir_number_in_instance token)
{
    const weir_node *node = weir_cx_node(cx, ix);
    const user_task *config = node->config;
    const weir_number_in_instance scope = weir_cx_scope_of(cx, token);
    weir_entry *entries = WEIR_TAKE(cx->arena, weir_entry, DETAIL_COUNT_MAX);
    weir_fact fact = {.kind = WEIR_FACT_task_created};
    uint32_t count = 0;

    static_assert(DETAIL_COUNT + 4 <= DETAIL_COUNT_MAX, "name, description, priority and follow-up have their place");
    if (!entries)
        return WEIR_ENOMEM;
    WEIR_TRY(add_text(cx, ix, &config->name, scope, WEIR_T("name"), entries, &count));
    WEIR_TRY(add_text(cx, ix, &config->description, scope, WEIR_T("description"), entries, &count));
    for (uint32_t i = 0; i < DETAIL_COUNT; i++) {
        weir_value value;

        WEIR_TRY(detail(cx, ix, config, i, scope, &value));
        if (value.kind != WEIR_NULL)
            entries[count++] = (weir_entry){weir_text_of(details[i].name), value};
    }
    WEIR_TRY(follow_up(cx, ix, &config->follow_up_date, scope, &entries[count].value));
    if (entries[count].value.kind != WEIR_NULL)
        entries[count++].key = WEIR_T("followUpDate");
    WEIR_TRY(task_priority(cx, ix, &config->priority, scope, &entries[count].value));
    entries[count++].key = WEIR_T("priority");
    WEIR_TRY(moment(cx, ix, &config->due_date, scope, "due date", &fact.due_ms));
    fact.value = weir_context(entries, count);
    WEIR_TRY(weir_cx_wait(cx, ix, token, fact));
    return node->task_listeners ? tell_listeners(cx) : WEIR_OK;
}

static weir_err on_wait(weir_cx *cx, const weir_wait *wait, const weir_command *command)
{
    (void)command;
    return weir_cx_complete(cx, wait->token);
}

const weir_element weir_el_user_task = {.build = build, .on_token = on_token, .on_wait = on_wait};
