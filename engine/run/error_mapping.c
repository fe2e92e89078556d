/* SPDX-License-Identifier: Apache-2.0
 * run/error_mapping.c - the first mapping that is true throws its error.
 */
#include "run/error_mapping.h"

static weir_err is_true(weir_cx *cx, const weir_wait *task, const weir_error_mapping *mapping, bool is_failure,
                        bool *out)
{
    weir_diag *const diag = cx->diag;
    weir_diag own = {0};
    weir_value value;
    weir_err err;

    *out = false;
    if (!mapping->expression)
        return WEIR_OK;
    if (is_failure)
        cx->diag = &own;
    err = weir_cx_evaluate(cx, task->node, mapping->expression, weir_cx_scope_of(cx, task->token), &value);
    cx->diag = diag;
    if (is_failure && err == WEIR_EPROCESS)
        return WEIR_OK;
    WEIR_TRY(err);
    if (value.kind == WEIR_BOOLEAN)
        *out = value.as.boolean;
    else if (value.kind != WEIR_NULL && !is_failure)
        return weir_cx_fail(cx, task->node, "the expression of an error mapping gives a %s instead of true or false",
                            weir_kind_name((weir_kind)value.kind));
    return WEIR_OK;
}

static weir_err throw_it(weir_cx *cx, const weir_wait *task, const weir_error_mapping *mapping)
{
    const weir_number_in_instance scope = weir_cx_scope_of(cx, task->token);
    const weir_value nothing = weir_null();
    weir_text code, message;

    WEIR_TRY(weir_cx_setting_text(cx, task->node, &mapping->code, scope, "error code", &code));
    WEIR_TRY(weir_cx_setting_text(cx, task->node, &mapping->message, scope, "error message", &message));
    return weir_cx_throw_error(cx, task->node, task->token, code, message, &nothing);
}

weir_err weir_cx_map_error(weir_cx *cx, const weir_command *command, const weir_wait *task, bool *thrown)
{
    const weir_error_mappings *mappings = weir_cx_node(cx, task->node)->error_mappings;
    const weir_moment around = cx->moment;

    *thrown = false;
    if (!mappings || task->kind != WEIR_WAIT_EXTERNAL_TASK)
        return WEIR_OK;
    cx->moment = (weir_moment){.token = task->token, .external = task, .command = command};
    for (uint32_t i = 0; i < mappings->count && !*thrown; i++) {
        WEIR_TRY(is_true(cx, task, &mappings->items[i], command->kind == WEIR_COMMAND_FAIL, thrown));
        if (*thrown) {
            cx->moment = around;
            WEIR_TRY(throw_it(cx, task, &mappings->items[i]));
        }
    }
    cx->moment = around;
    return WEIR_OK;
}
