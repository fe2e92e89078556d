/* SPDX-License-Identifier: Apache-2.0
 * server/instructions.c - each kind of instruction, and which of its members it needs.
 */
#include "server/instructions.h"

#include "server/names.h"
#include "server/snapshot.h"
#include "server/tables.h"
#include "server/variables.h"

static const weir_member fields[] = {
    FIELD("type", TEXT, NULL),
    FIELD("activityId", TEXT, NULL),
    FIELD("transitionId", TEXT, NULL),
    FIELD("activityInstanceId", TEXT, NULL),
    FIELD("transitionInstanceId", TEXT, NULL),
    FIELD("ancestorActivityInstanceId", TEXT, NULL),
    FIELD("ancestorTransitionInstanceId", TEXT, NULL),
    FIELD("cancelCurrentActiveActivityInstances", BOOLEAN, NULL),
    {.name = "variables", .kind = WEIR_MEMBER_VARIABLES},
};
const weir_shape weir_shape_instruction = WEIR_SHAPE("Instruction", fields);

typedef struct reading {
    weir_rest *call;
    const char *member;
    weir_id instance;
    const weir_value *object;
    uint32_t ix;
} reading;

static weir_err refuse(const reading *r, const char *sentence)
{
    return weir_rest_refuse(r->call, 400, "InvalidRequestException", "%s[%u]: %s", r->member, r->ix, sentence);
}

static weir_text text_of(const reading *r, const char *name)
{
    return weir_snapshot_text(r->object, name);
}

/* What is active names itself "element:instance:token"; the process by the id of the instance: token 0. */
static weir_err read_active(const reading *r, const char *name, weir_text *element, uint32_t *token)
{
    const weir_text text = text_of(r, name);
    const size_t first = weir_text_find(text, WEIR_T(":"), 0);
    const size_t second = first == SIZE_MAX ? SIZE_MAX : weir_text_find(text, WEIR_T(":"), first + 1);
    weir_decimal number;
    weir_id instance;
    int64_t whole = 0;

    *token = 0;
    *element = WEIR_NO_TEXT;
    if (weir_id_parse(text, &instance) && weir_id_equal(instance, r->instance))
        return WEIR_OK;
    if (second == SIZE_MAX || !weir_id_parse(weir_text_part(text, first + 1, second - first - 1), &instance) ||
        !weir_id_equal(instance, r->instance) ||
        !weir_decimal_parse(weir_text_part(text, second + 1, text.length - second - 1), &number) ||
        !weir_decimal_to_int64(number, &whole) || whole < 1 || whole > UINT32_MAX)
        return refuse(r, "this instance has no such activity instance");
    *element = weir_text_part(text, 0, first);
    *token = (uint32_t)whole;
    return WEIR_OK;
}

/* The body of a multi-instance is the activity as a whole, which is what weir starts and cancels. */
static weir_text without_body(weir_text activity)
{
    const weir_text suffix = WEIR_T(WEIR_NAMES_BODY);

    return weir_text_ends_with(activity, suffix) ? weir_text_part(activity, 0, activity.length - suffix.length)
                                                 : activity;
}

static weir_err read_cancel(const reading *r, weir_instruction *out)
{
    const weir_value *spares = weir_context_find(r->object, WEIR_T("cancelCurrentActiveActivityInstances"));
    const weir_text activity = text_of(r, "activityId");
    const bool is_transition = text_of(r, "transitionInstanceId").at != NULL;

    if (weir_id_is_none(r->instance))
        return refuse(r, "what has not started can't be cancelled");
    if ((activity.at != NULL) + (text_of(r, "activityInstanceId").at != NULL) + is_transition != 1)
        return refuse(r, "For instruction type 'cancel': exactly one of activityId, activityInstanceId and "
                         "transitionInstanceId must be set");
    out->spares_new = spares && spares->kind == WEIR_BOOLEAN && spares->as.boolean;
    out->element = without_body(activity);
    if (activity.at)
        return activity.length > 0 ? WEIR_OK : refuse(r, "activityId must not be empty");
    return read_active(r, is_transition ? "transitionInstanceId" : "activityInstanceId", &out->element, &out->token);
}

/* Those with "local": true, and the others. */
static weir_err read_variables(const reading *r, weir_instruction *out)
{
    const weir_value *variables = weir_context_find(r->object, WEIR_T("variables"));
    const uint32_t count = variables && variables->kind == WEIR_CONTEXT ? variables->count : 0;
    weir_entry *entries = WEIR_TAKE(&r->call->arena, weir_entry, 2 * count);
    uint32_t kept = 0, local_count = 0;

    if (!entries)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++) {
        const weir_entry *entry = &variables->as.entries[i];
        const weir_value *local = weir_context_find(&entry->value, WEIR_T("local"));
        const bool is_local = local && local->kind == WEIR_BOOLEAN && local->as.boolean;
        weir_entry *to = is_local ? &entries[count + local_count++] : &entries[kept++];

        to->key = entry->key;
        WEIR_TRY(weir_variable_read(r->call, &entry->value, &to->value));
    }
    out->variables = weir_context(entries, kept);
    out->locals = weir_context(entries + count, local_count);
    return WEIR_OK;
}

static weir_err read_start(const reading *r, weir_instruction *out)
{
    const char *name = out->kind == WEIR_INSTRUCTION_TRANSITION ? "transitionId" : "activityId";
    weir_text ancestor;

    out->element = without_body(text_of(r, name));
    if (out->element.length == 0)
        return weir_rest_refuse(r->call, 400, "InvalidRequestException",
                                "%s[%u]: For instruction type '%s': '%s' must be set", r->member, r->ix,
                                weir_instruction_name(out->kind), name);
    if (text_of(r, "ancestorTransitionInstanceId").at)
        return weir_rest_missing(r->call, "ancestorTransitionInstanceId");
    out->has_ancestor = text_of(r, "ancestorActivityInstanceId").at != NULL;
    if (out->has_ancestor)
        WEIR_TRY(read_active(r, "ancestorActivityInstanceId", &ancestor, &out->ancestor));
    return read_variables(r, out);
}

static weir_err read_instruction(const reading *r, weir_instruction *out)
{
    const weir_text type = text_of(r, "type");

    *out = (weir_instruction){0};
    for (uint32_t i = 0; i < WEIR_INSTRUCTION_KIND_COUNT; i++) {
        out->kind = (weir_instruction_kind)i;
        if (weir_text_equal(type, weir_text_of(weir_instruction_name(out->kind))))
            return out->kind == WEIR_INSTRUCTION_CANCEL ? read_cancel(r, out) : read_start(r, out);
    }
    return refuse(r, "the type must be cancel, startBeforeActivity, startAfterActivity or startTransition");
}

weir_err weir_instructions_of(weir_rest *call, const char *member, weir_id instance, weir_instructions *out)
{
    const weir_value *list = weir_rest_member(call, member);
    weir_instruction *items = WEIR_TAKE(&call->arena, weir_instruction, list ? list->count : 0);
    reading r = {.call = call, .member = member, .instance = instance};

    if (!items)
        return WEIR_ENOMEM;
    *out = (weir_instructions){items, list ? list->count : 0};
    if (out->count > WEIR_INSTRUCTION_COUNT_MAX)
        return weir_fail(&call->diag, WEIR_ELIMIT, WEIR_NO_TEXT, "at most %u instructions (limit instruction_count)",
                         WEIR_INSTRUCTION_COUNT_MAX);
    for (r.ix = 0; r.ix < out->count; r.ix++) {
        r.object = &list->as.items[r.ix];
        WEIR_TRY(read_instruction(&r, &items[r.ix]));
    }
    return WEIR_OK;
}
