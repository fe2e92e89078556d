/* SPDX-License-Identifier: Apache-2.0
 * feel/juel_eval.c - the instructions of ${…}: each takes its values from the stack and leaves one; see ops.def.
 */
#include <stdarg.h>
#include <stdio.h>

#include "feel/juel_vm.h"

weir_err weir_vm_fail(weir_vm *vm, const char *format, ...)
{
    const weir_frame *frame = &vm->frames[vm->frame_count - 1];
    char message[400];
    uint32_t line, column;
    va_list list;

    va_start(list, format);
    (void)vsnprintf(message, sizeof message, format, list);
    va_end(list);
    weir_feel_place(frame->expression->source, frame->expression->places[frame->pc - 1], &line, &column);
    return weir_fail_at(vm->diag, WEIR_EPROCESS, WEIR_NO_TEXT, line, column, "%s (line %u, column %u)", message, line,
                        column);
}

static weir_err load_name(weir_vm *vm, const weir_frame *frame, weir_text name, weir_value *out)
{
    if (frame->scope && frame->scope->find && frame->scope->find(frame->scope->self, name, out))
        return WEIR_OK;
    vm->run->misses_name = true;
    return weir_vm_fail(vm, "there is no variable '%.*s'", WEIR_ARG(name));
}

static weir_err to_boolean(weir_vm *vm, const weir_value *value, weir_value *out)
{
    bool found;

    WEIR_TRY(weir_juel_to_boolean(vm, value, &found));
    *out = weir_boolean(found);
    return WEIR_OK;
}

/* x x1 …: call the method, and store what x becomes. */
static weir_err update(weir_vm *vm, const weir_frame *frame, const weir_code *code, const weir_value *self,
                       weir_value *out)
{
    weir_value arguments[2] = {weir_string(frame->expression->names[code->a])}, nothing;

    WEIR_TRY(weir_juel_call_method(vm, code->b, self, self + 1, code->flag, out, &arguments[1]));
    return weir_juel_call_member(vm, frame->scope, WEIR_MEMBER_execution_set_variable, arguments, false, &nothing);
}

/* How many cells an instruction takes. */
static uint32_t taken(const weir_code *code)
{
    switch ((weir_op)code->op) {
    case WEIR_OP_JUEL_NAME:
        return 0;
    case WEIR_OP_JUEL_BINARY:
    case WEIR_OP_JUEL_INDEX:
        return 2;
    case WEIR_OP_JUEL_TEXT:
        return code->b;
    case WEIR_OP_JUEL_FUNCTION:
    case WEIR_OP_JUEL_MEMBER:
        return code->a;
    case WEIR_OP_JUEL_METHOD:
        return code->a + 1;
    case WEIR_OP_JUEL_UPDATE:
        return code->flag + 1u;
    default: /* one in, one out */
        return 1;
    }
}

weir_err weir_juel_step(weir_vm *vm, const weir_frame *frame, const weir_code *code)
{
    const uint32_t count = taken(code);
    const weir_value *first = &vm->cells[vm->cell_count - count];
    const weir_text *names = frame->expression->names;
    weir_value out = weir_null();
    weir_err err = WEIR_OK;

    switch ((weir_op)code->op) {
    case WEIR_OP_JUEL_NAME:
        err = load_name(vm, frame, names[code->b], &out);
        break;
    case WEIR_OP_JUEL_UNARY:
        err = weir_juel_apply_unary(vm, (weir_juel_unary)code->flag, first, &out);
        break;
    case WEIR_OP_JUEL_BINARY:
        err = weir_juel_apply_binary(vm, (weir_juel_binary)code->flag, first, first + 1, &out);
        break;
    case WEIR_OP_JUEL_BOOLEAN:
        err = to_boolean(vm, first, &out);
        break;
    case WEIR_OP_JUEL_TEXT:
        err = weir_juel_text(vm, first, count, &out);
        break;
    case WEIR_OP_JUEL_PROPERTY:
        err = weir_juel_property(vm, first, names[code->b], &out);
        break;
    case WEIR_OP_JUEL_INDEX:
        err = weir_juel_index(vm, first, first + 1, &out);
        break;
    case WEIR_OP_JUEL_FUNCTION:
        err = weir_juel_call_function(vm, frame->scope, code->b, first, &out);
        break;
    case WEIR_OP_JUEL_METHOD:
        err = weir_juel_call_method(vm, code->b, first, first + 1, code->a, &out, NULL);
        break;
    case WEIR_OP_JUEL_UPDATE:
        err = update(vm, frame, code, first, &out);
        break;
    default: /* WEIR_OP_JUEL_MEMBER, the last one */
        err = weir_juel_call_member(vm, frame->scope, (weir_member)code->b, first, code->flag, &out);
        break;
    }
    vm->cell_count -= count;
    vm->cells[vm->cell_count++] = out;
    return err;
}
