/* SPDX-License-Identifier: Apache-2.0
 * feel/call.c - calls of function values: which argument belongs to which parameter; see vm.h.
 *
 * Spec: DMN 1.5 §10.3.2.13.
 */
#include <string.h>

#include "feel/builtin.h"

static bool find_position(const weir_text *parameters, uint32_t parameter_count, weir_text name, uint32_t *out)
{
    for (uint32_t i = 0; i < parameter_count; i++) {
        if (weir_text_equal(parameters[i], name)) {
            *out = i;
            return true;
        }
    }
    return false;
}

/* Named arguments in the order of the parameters, as many. False: a name is not one of them, or stands twice. */
static bool place_arguments(const weir_text *parameters, uint32_t parameter_count, const weir_text *names,
                            const weir_value *arguments, uint32_t count, weir_value *placed)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t position, earlier;

        if (!find_position(parameters, parameter_count, names[i], &position) ||
            find_position(names, i, names[i], &earlier))
            return false;
        placed[position] = arguments[i];
    }
    return true;
}

static weir_err call_builtin(weir_vm *vm, const weir_builtin *builtin, const weir_value *arguments, uint32_t count,
                             const weir_text *names, weir_value *out)
{
    weir_value placed[WEIR_BUILTIN_ARGUMENT_MAX] = {0};
    uint32_t positions[WEIR_BUILTIN_ARGUMENT_MAX], signature, placed_count;

    if (!names)
        return weir_builtin_call(vm, builtin, WEIR_BUILTIN_BY_POSITION, arguments, count, out);
    if (count > WEIR_BUILTIN_ARGUMENT_MAX ||
        !weir_builtin_positions(builtin, names, count, &signature, positions, &placed_count)) {
        *out = weir_vm_null(vm, "%.*s has no parameters of these names", WEIR_ARG(builtin->name));
        return WEIR_OK;
    }
    for (uint32_t i = 0; i < count; i++) {
        placed[positions[i]] = arguments[i];
        if (positions[i] >= placed_count)
            placed_count = positions[i] + 1;
    }
    return weir_builtin_call(vm, builtin, signature, placed, placed_count, out);
}

static weir_err call_native(weir_vm *vm, const weir_function *function, const weir_value *arguments, weir_value *out)
{
    char outer_reason[sizeof vm->run->reason];
    weir_err err;

    if (vm->callback_depth >= WEIR_FEEL_CALLBACK_DEPTH_MAX)
        return weir_fail(vm->diag, WEIR_ELIMIT, WEIR_NO_TEXT,
                         "the expression reached a limit: feel_callback_depth_max is %u", WEIR_FEEL_CALLBACK_DEPTH_MAX);
    memcpy(outer_reason, vm->run->reason, sizeof outer_reason); /* the callee evaluates in the same run */
    vm->callback_depth++;
    err = function->native(function->self, arguments, vm->run, out, vm->diag);
    vm->callback_depth--;
    if (outer_reason[0])
        memcpy(vm->run->reason, outer_reason, sizeof outer_reason);
    return err;
}

/* The arguments as the cells of a new frame. */
static weir_err enter_prototype(weir_vm *vm, const weir_function *function, const weir_value *arguments, bool *entered,
                                weir_value *out)
{
    const weir_prototype *prototype = function->prototype;
    const uint32_t base = vm->cell_count;
    weir_value *cells = &vm->cells[base];
    weir_frame *frame;

    if (prototype->is_external) {
        *out = weir_vm_null(vm, "external functions are not executed");
        return WEIR_OK;
    }
    for (uint32_t i = 0; i < prototype->parameter_count; i++) {
        bool fits;

        WEIR_TRY(weir_feel_coerce(vm, &arguments[i], prototype->types[i], &cells[i], &fits));
        if (!fits) /* what does not conform becomes null (§10.3.2.9.4) */
            cells[i] = weir_vm_null(vm, "the argument %.*s has the wrong type", WEIR_ARG(prototype->parameters[i]));
    }
    vm->cell_count += prototype->parameter_count;
    *entered = true;
    WEIR_TRY(weir_vm_push_frame(vm, prototype->cell_count_max, prototype->loop_count_max, &frame));
    frame->expression = function->expression;
    frame->function = function;
    frame->scope = &function->scope;
    frame->pc = prototype->entry;
    frame->base = base;
    return WEIR_OK;
}

weir_err weir_vm_enter(weir_vm *vm, const weir_value *callee, weir_value *arguments, uint32_t count,
                       const weir_text *names, bool *entered, weir_value *out)
{
    const weir_function *function = callee->as.function;
    const weir_text *parameters;
    uint32_t parameter_count;

    *entered = false;
    if (callee->kind != WEIR_FUNCTION) {
        *out = weir_vm_null(vm, "a %s can't be called", weir_kind_name((weir_kind)callee->kind));
        return WEIR_OK;
    }
    if (function->builtin)
        return call_builtin(vm, function->builtin, arguments, count, names, out);
    parameters = function->native ? function->parameters : function->prototype->parameters;
    parameter_count = function->native ? function->parameter_count : function->prototype->parameter_count;
    if (count != parameter_count) {
        *out = weir_vm_null(vm, "the function takes %u arguments, not %u", parameter_count, count);
        return WEIR_OK;
    }
    if (names) {
        weir_value *placed = WEIR_TAKE(vm->run->arena, weir_value, count);

        if (!placed)
            return WEIR_ENOMEM;
        if (!place_arguments(parameters, parameter_count, names, arguments, count, placed)) {
            *out = weir_vm_null(vm, "the function has no parameters of these names");
            return WEIR_OK;
        }
        arguments = placed;
    }
    if (function->native)
        return call_native(vm, function, arguments, out);
    return enter_prototype(vm, function, arguments, entered, out);
}

weir_err weir_feel_function(const weir_text *parameters, uint32_t parameter_count, weir_feel_native call,
                            const void *self, weir_arena *arena, weir_value *out)
{
    return weir_feel_typed_function(parameters, parameter_count, call, self, NULL, arena, out);
}

weir_err weir_feel_typed_function(const weir_text *parameters, uint32_t parameter_count, weir_feel_native call,
                                  const void *self, const weir_type *signature, weir_arena *arena, weir_value *out)
{
    weir_function *function = WEIR_TAKE(arena, weir_function, 1);

    if (!function)
        return WEIR_ENOMEM;
    function->native = call;
    function->self = self;
    function->parameters = parameters;
    function->parameter_count = parameter_count;
    function->signature = signature;
    *out = (weir_value){.kind = WEIR_FUNCTION, .as.function = function};
    return WEIR_OK;
}
