/* SPDX-License-Identifier: Apache-2.0
 * feel/eval.c - the stack machine: a loop over the code with a budget of steps; see feel.h and vm.h.
 */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "feel/builtin.h"
#include "feel/juel_vm.h"

static weir_err limit(const weir_vm *vm, const char *name, uint32_t max)
{
    return weir_fail(vm->diag, WEIR_ELIMIT, WEIR_NO_TEXT, "the expression reached a limit: %s is %u", name, max);
}

weir_err weir_vm_charge(weir_vm *vm, uint64_t step_count)
{
    weir_feel_run *run = vm->run;

    if (step_count > run->step_count_max - run->step_count) {
        run->step_count = run->step_count_max;
        return limit(vm, "feel_step_count_max", run->step_count_max);
    }
    run->step_count += (uint32_t)step_count;
    return WEIR_OK;
}

weir_value weir_vm_null(weir_vm *vm, const char *format, ...)
{
    char *reason = vm->run->reason;
    const size_t size = sizeof vm->run->reason;

    if (reason[0] == '\0' && vm->frame_count > 0) {
        const weir_frame *frame = &vm->frames[vm->frame_count - 1];
        uint32_t line, column;
        size_t length;
        va_list list;

        va_start(list, format);
        vsnprintf(reason, size - 40, format, list);
        va_end(list);
        length = strlen(reason);
        while (length > 0 && !weir_utf8_valid((weir_text){reason, length}, NULL))
            length--; /* cut inside a character */
        weir_feel_place(frame->expression->source, frame->expression->places[frame->pc - 1], &line, &column);
        snprintf(reason + length, size - length, " (line %u, column %u)", line, column);
    }
    return weir_null();
}

/* Room for what a frame may push; cells keep their index, not their address. */
static weir_err reserve(weir_vm *vm, uint32_t cell_count, uint32_t loop_count)
{
    const uint32_t cells = vm->cell_count + cell_count, loops = vm->loop_count + loop_count;

    if (cells > vm->cell_capacity) {
        const uint32_t capacity = cells * 2;
        weir_value *grown = WEIR_TAKE(vm->run->arena, weir_value, capacity);

        if (!grown)
            return WEIR_ENOMEM;
        memcpy(grown, vm->cells, vm->cell_count * sizeof *grown);
        vm->cells = grown;
        vm->cell_capacity = capacity;
    }
    if (loops > vm->loop_capacity) {
        const uint32_t capacity = loops * 2;
        weir_loop *grown = WEIR_TAKE(vm->run->arena, weir_loop, capacity);

        if (!grown)
            return WEIR_ENOMEM;
        if (vm->loop_count)
            memcpy(grown, vm->loops, vm->loop_count * sizeof *grown);
        vm->loops = grown;
        vm->loop_capacity = capacity;
    }
    return WEIR_OK;
}

weir_err weir_vm_push_frame(weir_vm *vm, uint32_t cell_count, uint32_t loop_count, weir_frame **out)
{
    weir_frame *frame;

    if (vm->frame_count >= WEIR_FEEL_CALL_DEPTH_MAX)
        return limit(vm, "feel_call_depth_max", WEIR_FEEL_CALL_DEPTH_MAX);
    if (vm->frame_count == vm->frame_capacity) {
        const uint32_t capacity = vm->frame_capacity * 4;
        weir_frame *grown = WEIR_TAKE(vm->run->arena, weir_frame, capacity);

        if (!grown)
            return WEIR_ENOMEM;
        memcpy(grown, vm->frames, vm->frame_count * sizeof *grown);
        vm->frames = grown;
        vm->frame_capacity = capacity;
    }
    WEIR_TRY(reserve(vm, cell_count + 1, loop_count));
    frame = &vm->frames[vm->frame_count++];
    frame->loop_base = vm->loop_count;
    *out = frame;
    return WEIR_OK;
}

static weir_err load_name(weir_vm *vm, const weir_frame *frame, weir_text name, bool is_called, weir_value *out)
{
    uint32_t builtin;
    const bool is_there = frame->scope && frame->scope->find && frame->scope->find(frame->scope->self, name, out);

    if (is_there && (!is_called || out->kind == WEIR_FUNCTION))
        return WEIR_OK;
    if (weir_builtin_find(name, &builtin))
        *out = weir_builtin_value(builtin);
    else
        *out = weir_vm_null(vm, "no variable named %.*s", WEIR_ARG(name));
    return WEIR_OK;
}

static weir_err make_context(weir_vm *vm, const weir_expression *expression, uint32_t keys_at, uint32_t count)
{
    weir_entry *entries = WEIR_TAKE(vm->run->arena, weir_entry, count);

    if (!entries)
        return WEIR_ENOMEM;
    vm->cell_count -= count;
    for (uint32_t i = 0; i < count; i++) {
        entries[i].key = expression->names[expression->keys[keys_at + i]];
        entries[i].value = vm->cells[vm->cell_count + i];
    }
    vm->cells[vm->cell_count++] = weir_context(entries, count);
    return WEIR_OK;
}

static weir_err make_list(weir_vm *vm, uint32_t count)
{
    weir_value *items = WEIR_TAKE(vm->run->arena, weir_value, count);

    if (!items)
        return WEIR_ENOMEM;
    vm->cell_count -= count;
    memcpy(items, &vm->cells[vm->cell_count], count * sizeof *items);
    vm->cells[vm->cell_count++] = weir_list(items, count);
    return WEIR_OK;
}

/* An end that is null: of (< 5) it is no end, of [null..5] it is not known. The latter is kept as a closed end. */
static bool end_closed(const weir_value *end, bool is_one_ended, bool is_closed)
{
    return end->kind == WEIR_NULL ? !is_one_ended : is_closed;
}

static weir_err make_range(weir_vm *vm, uint8_t flag, weir_value low, weir_value high, weir_value *out)
{
    const bool is_one_ended = flag & WEIR_RANGE_ONE_ENDED, is_point = flag & WEIR_RANGE_OF_POINT;
    const bool low_closed = flag & WEIR_RANGE_LOW_CLOSED, high_closed = flag & WEIR_RANGE_HIGH_CLOSED;
    weir_range *range;
    int order;

    if (low.kind == WEIR_NULL && high.kind == WEIR_NULL) {
        *out = weir_vm_null(vm, "a range needs an end that is not null");
        return WEIR_OK;
    }
    if (!is_point && low.kind != WEIR_NULL && high.kind != WEIR_NULL && !weir_feel_order(&low, &high, &order)) {
        *out = weir_vm_null(vm, "a range can't go from a %s to a %s", weir_kind_name((weir_kind)low.kind),
                            weir_kind_name((weir_kind)high.kind));
        return WEIR_OK;
    }
    if (!is_point && low.kind != WEIR_NULL && high.kind != WEIR_NULL && order > 0) {
        *out = weir_vm_null(vm, "a range can't begin above its end");
        return WEIR_OK;
    }
    range = WEIR_TAKE(vm->run->arena, weir_range, 1);
    if (!range)
        return WEIR_ENOMEM;
    range->low = low;
    range->high = high;
    range->low_closed = end_closed(&low, is_one_ended, low_closed);
    range->high_closed = end_closed(&high, is_one_ended, high_closed);
    if (is_point)
        range->form = low_closed ? WEIR_RANGE_ONLY : WEIR_RANGE_ALL_BUT;
    *out = (weir_value){.kind = WEIR_RANGE, .as.range = range};
    return WEIR_OK;
}

static weir_err make_function(weir_vm *vm, const weir_frame *frame, const weir_prototype *prototype, weir_value *out)
{
    weir_function *function = WEIR_TAKE(vm->run->arena, weir_function, 1);
    weir_value *captures = WEIR_TAKE(vm->run->arena, weir_value, prototype->capture_count);

    if (!function || !captures)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < prototype->capture_count; i++) {
        const weir_capture capture = prototype->captures[i];

        if (capture.source == WEIR_CAPTURE_LOCAL)
            captures[i] = vm->cells[frame->base + capture.ix];
        else if (capture.source == WEIR_CAPTURE_CAPTURED)
            captures[i] = frame->function->captures[capture.ix];
        else
            captures[i] = (weir_value){.kind = WEIR_FUNCTION, .as.function = frame->function};
    }
    function->prototype = prototype;
    function->expression = frame->expression;
    function->captures = captures;
    if (frame->scope)
        function->scope = *frame->scope;
    *out = (weir_value){.kind = WEIR_FUNCTION, .as.function = function};
    return WEIR_OK;
}

static weir_err call_value(weir_vm *vm, const weir_expression *expression, const weir_code *code, bool *entered)
{
    weir_value *first = &vm->cells[vm->cell_count - 1 - code->a];
    weir_value callee = *first, out;
    const weir_text *names = NULL;

    if (code->flag & WEIR_CALL_CALLEE_LAST)
        callee = vm->cells[vm->cell_count - 1];
    else
        memmove(first, first + 1, code->a * sizeof *first);
    vm->cell_count -= code->a + 1;
    if (code->flag & WEIR_CALL_NAMED) {
        weir_text *list = WEIR_TAKE(vm->run->arena, weir_text, code->a);

        if (!list)
            return WEIR_ENOMEM;
        for (uint32_t i = 0; i < code->a; i++)
            list[i] = expression->names[expression->keys[code->b + i]];
        names = list;
    }
    WEIR_TRY(weir_vm_enter(vm, &callee, first, code->a, names, entered, &out));
    if (!*entered)
        vm->cells[vm->cell_count++] = out;
    return WEIR_OK;
}

static weir_value compare(weir_vm *vm, weir_op op, const weir_value *a, const weir_value *b)
{
    weir_value equal;
    uint32_t steps = vm->run->step_count_max - vm->run->step_count;
    const uint32_t before = steps;

    switch (op) {
    case WEIR_OP_EQUAL:
    case WEIR_OP_NOT_EQUAL:
        equal = weir_feel_equal_within(a, b, &steps);
        vm->run->step_count += before - steps;
        if (equal.kind == WEIR_NULL)
            return weir_vm_null(vm, "a %s and a %s can't be compared", weir_kind_name((weir_kind)a->kind),
                                weir_kind_name((weir_kind)b->kind));
        return op == WEIR_OP_EQUAL ? equal : weir_feel_not(&equal);
    case WEIR_OP_LESS:
        return weir_feel_less(vm, a, b);
    case WEIR_OP_LESS_EQUAL:
        return weir_feel_less_equal(vm, a, b);
    case WEIR_OP_GREATER:
        return weir_feel_less(vm, b, a);
    default:
        return weir_feel_less_equal(vm, b, a);
    }
}

static weir_value between(weir_vm *vm, const weir_value *value, const weir_value *low, const weir_value *high)
{
    const weir_value above = weir_feel_less_equal(vm, low, value), below = weir_feel_less_equal(vm, value, high);

    return weir_feel_and(&above, &below);
}

/* Null counts as "not known"; anything else that is no boolean is a mistake, too. */
static void explain_operand(weir_vm *vm, const char *operation, const weir_value *operand)
{
    if (operand->kind != WEIR_BOOLEAN && operand->kind != WEIR_NULL)
        (void)weir_vm_null(vm, "%s needs booleans, not a %s", operation, weir_kind_name((weir_kind)operand->kind));
}

static weir_value combine(weir_vm *vm, weir_op op, const weir_value *a, const weir_value *b)
{
    const weir_value result = op == WEIR_OP_AND ? weir_feel_and(a, b) : weir_feel_or(a, b);
    const char *const operation = op == WEIR_OP_AND ? "and" : "or";

    if (result.kind == WEIR_NULL) {
        explain_operand(vm, operation, a);
        explain_operand(vm, operation, b);
    }
    return result;
}

static weir_value test_input(weir_vm *vm, const weir_value *input, const weir_value *test, uint8_t flag)
{
    const weir_value result = weir_feel_satisfies(input, test, flag);

    if (result.kind != WEIR_NULL || vm->frames[vm->frame_count - 1].expression->kind == WEIR_FEEL_UNARY_TESTS)
        return result; /* an input entry that does not fit is nothing to tell of */
    return weir_vm_null(vm, "a %s can't be tested with a %s", weir_kind_name((weir_kind)input->kind),
                        test->kind == WEIR_RANGE ? "range of other values" : weir_kind_name((weir_kind)test->kind));
}

/* Run until the frame count falls to `frame_floor`; the result is then the top cell. */
static weir_err run_frames(weir_vm *vm, uint32_t frame_floor)
{
    weir_frame *frame = &vm->frames[vm->frame_count - 1];
    const weir_expression *expression = frame->expression;
    weir_feel_run *run = vm->run;

    for (;;) {
        const weir_code *code;
        weir_value *top, value;
        bool entered;

        weir_vm_run_simple(vm, frame);
        code = &expression->code[frame->pc++];
        top = &vm->cells[vm->cell_count - 1];
        if (++run->step_count > run->step_count_max) {
            run->step_count = run->step_count_max;
            return limit(vm, "feel_step_count_max", run->step_count_max);
        }
        switch ((weir_op)code->op) {
        case WEIR_OP_NAME:
            WEIR_TRY(load_name(vm, frame, expression->names[code->b], code->flag == WEIR_NAME_IS_CALLED,
                               &vm->cells[vm->cell_count]));
            vm->cell_count++;
            break;
        case WEIR_OP_CAPTURED:
            vm->cells[vm->cell_count++] = frame->function->captures[code->b];
            break;
        case WEIR_OP_SELF:
            vm->cells[vm->cell_count++] = (weir_value){.kind = WEIR_FUNCTION, .as.function = frame->function};
            break;
        case WEIR_OP_ADD:
            WEIR_TRY(weir_feel_add(vm, top - 1, top, top - 1));
            vm->cell_count--;
            break;
        case WEIR_OP_SUBTRACT:
            WEIR_TRY(weir_feel_subtract(vm, top - 1, top, top - 1));
            vm->cell_count--;
            break;
        case WEIR_OP_MULTIPLY:
            top[-1] = weir_feel_multiply(vm, top - 1, top);
            vm->cell_count--;
            break;
        case WEIR_OP_DIVIDE:
            top[-1] = weir_feel_divide(vm, top - 1, top);
            vm->cell_count--;
            break;
        case WEIR_OP_POWER:
            top[-1] = weir_feel_power(vm, top - 1, top);
            vm->cell_count--;
            break;
        case WEIR_OP_NEGATE:
            *top = weir_feel_negate(vm, top);
            break;
        case WEIR_OP_EQUAL:
        case WEIR_OP_NOT_EQUAL:
        case WEIR_OP_LESS:
        case WEIR_OP_LESS_EQUAL:
        case WEIR_OP_GREATER:
        case WEIR_OP_GREATER_EQUAL:
            top[-1] = compare(vm, (weir_op)code->op, top - 1, top);
            vm->cell_count--;
            break;
        case WEIR_OP_BETWEEN:
            top[-2] = between(vm, top - 2, top - 1, top);
            vm->cell_count -= 2;
            break;
        case WEIR_OP_AND:
        case WEIR_OP_OR:
            top[-1] = combine(vm, (weir_op)code->op, top - 1, top);
            vm->cell_count--;
            break;
        case WEIR_OP_NOT:
            explain_operand(vm, "not", top);
            *top = weir_null();
            break;
        case WEIR_OP_TEST:
            if (top->kind == WEIR_LIST)
                WEIR_TRY(weir_vm_charge(vm, top->count));
            *top = test_input(vm, &vm->cells[frame->base + code->b], top, code->flag);
            break;
        case WEIR_OP_LIST:
            WEIR_TRY(make_list(vm, code->b));
            break;
        case WEIR_OP_CONTEXT:
            WEIR_TRY(make_context(vm, expression, code->b, code->a));
            if (code->flag)
                vm->cells[vm->cell_count - 1] = weir_vm_null(vm, "a key stands twice in the context");
            break;
        case WEIR_OP_RANGE:
            WEIR_TRY(make_range(vm, code->flag, top[-1], *top, top - 1));
            vm->cell_count--;
            break;
        case WEIR_OP_PROPERTY:
            if (top->kind == WEIR_LIST)
                WEIR_TRY(weir_vm_charge(vm, top->count));
            WEIR_TRY(weir_feel_property(vm, top, expression->names[code->b], top));
            break;
        case WEIR_OP_INDEX:
            top[-1] = weir_feel_index(vm, top - 1, top);
            vm->cell_count--;
            break;
        case WEIR_OP_INSTANCE:
            *top = weir_feel_instance_of(vm, top, expression->types[code->b]);
            break;
        case WEIR_OP_FUNCTION:
            WEIR_TRY(make_function(vm, frame, &expression->prototypes[code->b], &vm->cells[vm->cell_count]));
            vm->cell_count++;
            break;
        case WEIR_OP_BUILTIN:
            WEIR_TRY(weir_builtin_call(vm, weir_builtin_at(code->b), WEIR_BUILTIN_BY_POSITION, top + 1 - code->a,
                                       code->a, &value));
            frame = &vm->frames[vm->frame_count - 1];
            vm->cell_count -= code->a;
            vm->cells[vm->cell_count++] = value;
            break;
        case WEIR_OP_CALL:
            WEIR_TRY(call_value(vm, expression, code, &entered));
            frame = &vm->frames[vm->frame_count - 1];
            expression = frame->expression;
            break;
        case WEIR_OP_RETURN:
            assert(vm->loop_count == frame->loop_base);
            vm->cells[frame->base] = *top;
            vm->cell_count = frame->base + 1;
            if (--vm->frame_count == frame_floor)
                return WEIR_OK;
            frame = &vm->frames[vm->frame_count - 1];
            expression = frame->expression;
            break;
        case WEIR_OP_FOR_BEGIN:
            vm->loops[vm->loop_count++] = (weir_loop){0};
            vm->cells[vm->cell_count++] = weir_list(NULL, 0);
            break;
        case WEIR_OP_FOR_END:
            vm->loop_count--;
            break;
        case WEIR_OP_ITERATE:
            WEIR_TRY(weir_vm_iterate(vm, code->flag, code->a, &entered));
            if (!entered)
                frame->pc = code->b;
            break;
        case WEIR_OP_COLLECT:
            WEIR_TRY(weir_vm_collect(vm, code->a));
            break;
        case WEIR_OP_QUANTIFY:
            if (weir_vm_quantify(vm, code->flag, code->a))
                frame->pc = code->b;
            break;
        case WEIR_OP_FILTER_BEGIN:
            WEIR_TRY(weir_vm_filter_begin(vm));
            break;
        case WEIR_OP_FILTER_NEXT:
            if (!weir_vm_filter_next(vm))
                frame->pc = code->b;
            break;
        case WEIR_OP_FILTER_KEEP:
            WEIR_TRY(weir_vm_filter_keep(vm));
            frame->pc = code->b;
            break;
        case WEIR_OP_JUEL_NAME:
        case WEIR_OP_JUEL_UNARY:
        case WEIR_OP_JUEL_BINARY:
        case WEIR_OP_JUEL_BOOLEAN:
        case WEIR_OP_JUEL_TEXT:
        case WEIR_OP_JUEL_PROPERTY:
        case WEIR_OP_JUEL_INDEX:
        case WEIR_OP_JUEL_FUNCTION:
        case WEIR_OP_JUEL_METHOD:
        case WEIR_OP_JUEL_UPDATE:
        case WEIR_OP_JUEL_MEMBER:
            WEIR_TRY(weir_juel_step(vm, frame, code));
            break;
        case WEIR_OP_CONSTANT:
        case WEIR_OP_LOCAL:
        case WEIR_OP_ENTRY_OR_SKIP:
        case WEIR_OP_AND_SKIP:
        case WEIR_OP_OR_SKIP:
        case WEIR_OP_JUMP:
        case WEIR_OP_BRANCH:
        case WEIR_OP_SLIDE:
        case WEIR_OP_NEXT:
        case WEIR_OP_COUNT:
            assert(false && "left by weir_vm_run_simple");
        }
    }
}

weir_err weir_vm_call(weir_vm *vm, const weir_function *function, const weir_value *arguments, uint32_t count,
                      weir_value *out)
{
    const weir_value callee = {.kind = WEIR_FUNCTION, .as.function = function};
    const uint32_t frame_floor = vm->frame_count;
    weir_value *first;
    bool entered;

    if (vm->callback_depth >= WEIR_FEEL_CALLBACK_DEPTH_MAX)
        return limit(vm, "feel_callback_depth_max", WEIR_FEEL_CALLBACK_DEPTH_MAX);
    WEIR_TRY(reserve(vm, count + 1, 0));
    first = &vm->cells[vm->cell_count];
    memcpy(first, arguments, count * sizeof *first);
    vm->callback_depth++;
    WEIR_TRY(weir_vm_enter(vm, &callee, first, count, NULL, &entered, out));
    if (entered) {
        WEIR_TRY(run_frames(vm, frame_floor));
        *out = vm->cells[--vm->cell_count];
    }
    vm->callback_depth--;
    return WEIR_OK;
}

static weir_err evaluate(const weir_expression *expression, const weir_value *input, const weir_feel_scope *scope,
                         weir_feel_run *run, weir_value *out, weir_diag *diag)
{
    weir_value cells[WEIR_FEEL_INLINE_CELLS];
    weir_frame frames[4], *frame;
    weir_vm vm = {.run = run,
                  .diag = diag,
                  .cells = cells,
                  .cell_capacity = WEIR_FEEL_INLINE_CELLS,
                  .frames = frames,
                  .frame_capacity = 4};

    run->reason[0] = '\0';
    run->misses_name = false;
    cells[vm.cell_count++] = weir_null(); /* so that there is always a top */
    if (input)
        cells[vm.cell_count++] = *input;
    WEIR_TRY(weir_vm_push_frame(&vm, expression->cell_count_max, expression->loop_count_max, &frame));
    frame->expression = expression;
    frame->function = NULL;
    frame->scope = scope;
    frame->pc = 0;
    frame->base = 1;
    WEIR_TRY(run_frames(&vm, 0));
    *out = vm.cells[1];
    if (out->kind != WEIR_NULL && !run->keeps_reason)
        run->reason[0] = '\0';
    return WEIR_OK;
}

weir_err weir_feel_eval(const weir_expression *expression, const weir_feel_scope *scope, weir_feel_run *run,
                        weir_value *out, weir_diag *diag)
{
    const weir_value no_input = weir_null();

    return evaluate(expression, expression->kind == WEIR_FEEL_UNARY_TESTS ? &no_input : NULL, scope, run, out, diag);
}

weir_err weir_feel_test(const weir_expression *tests, const weir_value *input, const weir_feel_scope *scope,
                        weir_feel_run *run, weir_value *out, weir_diag *diag)
{
    assert(tests->kind == WEIR_FEEL_UNARY_TESTS);
    WEIR_TRY(evaluate(tests, input, scope, run, out, diag));
    if (out->kind != WEIR_BOOLEAN)
        *out = weir_null();
    return WEIR_OK;
}

static bool find_in_context(const void *self, weir_text name, weir_value *out)
{
    const weir_value *value = weir_context_find(self, name);

    if (value)
        *out = *value;
    return value != NULL;
}

weir_feel_scope weir_feel_scope_of(const weir_value *context)
{
    return (weir_feel_scope){.find = find_in_context, .self = context};
}
