/* SPDX-License-Identifier: Apache-2.0
 * feel/simple.c - the instructions that most expressions consist of, run with the machine in registers; see vm.h.
 *
 * They need no memory, call nothing that could fail and know no reasons: numbers that have a sum, contexts that have
 * the entry, lists with room. In any other case the instruction is left to eval.c, as if it had not been looked at.
 */
#include "feel/vm.h"

static inline bool compare(weir_op op, const weir_value *a, const weir_value *b, weir_value *out)
{
    bool is_equal;

    if (a->kind == WEIR_NUMBER && b->kind == WEIR_NUMBER) {
        *out = weir_boolean(weir_order_holds(op, weir_decimal_compare(a->as.number, b->as.number)));
        return true;
    }
    if (a->kind != WEIR_STRING || b->kind != WEIR_STRING || op > WEIR_OP_NOT_EQUAL)
        return false;
    is_equal = weir_text_equal(a->as.string, b->as.string);
    *out = weir_boolean(is_equal == (op == WEIR_OP_EQUAL));
    return true;
}

static inline bool compute(weir_op op, const weir_value *a, const weir_value *b, weir_value *out)
{
    weir_decimal number;
    bool ok = false;

    if (a->kind != WEIR_NUMBER || b->kind != WEIR_NUMBER)
        return false;
    if (op == WEIR_OP_ADD)
        ok = weir_decimal_add(a->as.number, b->as.number, &number);
    else if (op == WEIR_OP_SUBTRACT)
        ok = weir_decimal_subtract(a->as.number, b->as.number, &number);
    else if (op == WEIR_OP_MULTIPLY)
        ok = weir_decimal_multiply(a->as.number, b->as.number, &number);
    else
        ok = weir_decimal_divide(a->as.number, b->as.number, &number);
    if (ok)
        *out = weir_number(number);
    return ok;
}

/* `list` is the cell that shows what the loop has collected. */
static inline bool append(weir_loop *loop, const weir_value *value, weir_value *list)
{
    if (loop->count == loop->capacity)
        return false;
    loop->items[loop->count++] = *value;
    list->as.items = loop->items;
    list->count = loop->count;
    return true;
}

static inline bool find_entry(const weir_value *item, weir_text name, weir_value *out)
{
    const weir_value *value = weir_context_find(item, name);

    if (value)
        *out = *value;
    return value != NULL;
}

static inline bool is_boolean(const weir_value *value, bool boolean)
{
    return value->kind == WEIR_BOOLEAN && value->as.boolean == boolean;
}

/* and, or; false: one of them is no boolean. */
static inline bool combine(weir_op op, weir_value *a, const weir_value *b)
{
    if (a->kind != WEIR_BOOLEAN || b->kind != WEIR_BOOLEAN)
        return false;
    a->as.boolean = op == WEIR_OP_AND ? a->as.boolean && b->as.boolean : a->as.boolean || b->as.boolean;
    return true;
}

static inline bool next_item(weir_loop *loop, weir_value *out)
{
    if (loop->left <= 0 || loop->kind == WEIR_LOOP_DATES)
        return weir_loop_next(loop, out);
    *out = loop->kind == WEIR_LOOP_LIST ? loop->source[loop->next] : weir_integer(loop->next);
    loop->next += loop->step;
    loop->left--;
    return true;
}

/* left: the budget; to find a name may take some of it. */
static inline bool load_name(weir_feel_run *run, const weir_feel_scope *scope, weir_text name, uint32_t *left,
                             weir_value *out)
{
    bool is_found;

    if (!scope || !scope->find)
        return false;
    run->step_count = run->step_count_max - *left + 1;
    is_found = scope->find(scope->self, name, out);
    if (is_found)
        *left = run->step_count_max - run->step_count + 1;
    return is_found;
}

void weir_vm_run_simple(weir_vm *vm, weir_frame *frame)
{
    const weir_expression *expression = frame->expression;
    weir_feel_run *run = vm->run;
    const weir_code *code = &expression->code[frame->pc];
    weir_value *const base = &vm->cells[frame->base];
    weir_value *top = &vm->cells[vm->cell_count - 1];
    weir_loop *const loops = vm->loops;
    uint32_t loop_count = vm->loop_count;
    uint32_t left = run->step_count_max - run->step_count;

    for (bool goes_on = true; left > 0; left--) {
        const weir_code *next = code + 1;

        switch ((weir_op)code->op) {
        case WEIR_OP_CONSTANT:
            *++top = expression->constants[code->b];
            break;
        case WEIR_OP_NAME:
            goes_on = code->flag != WEIR_NAME_IS_CALLED &&
                      load_name(run, frame->scope, expression->names[code->b], &left, top + 1);
            top += goes_on;
            break;
        case WEIR_OP_LOCAL:
            *++top = base[code->b];
            break;
        case WEIR_OP_ENTRY_OR_SKIP:
            if (find_entry(top, expression->names[code->a], top))
                next = &expression->code[code->b];
            else
                top--;
            break;
        case WEIR_OP_PROPERTY:
            goes_on = find_entry(top, expression->names[code->b], top);
            break;
        case WEIR_OP_ADD:
        case WEIR_OP_SUBTRACT:
        case WEIR_OP_MULTIPLY:
        case WEIR_OP_DIVIDE:
            goes_on = compute((weir_op)code->op, top - 1, top, top - 1);
            top -= goes_on;
            break;
        case WEIR_OP_EQUAL:
        case WEIR_OP_NOT_EQUAL:
        case WEIR_OP_LESS:
        case WEIR_OP_LESS_EQUAL:
        case WEIR_OP_GREATER:
        case WEIR_OP_GREATER_EQUAL:
            goes_on = compare((weir_op)code->op, top - 1, top, top - 1);
            top -= goes_on;
            break;
        case WEIR_OP_AND_SKIP:
            if (is_boolean(top, false))
                next = &expression->code[code->b];
            break;
        case WEIR_OP_OR_SKIP:
            if (is_boolean(top, true))
                next = &expression->code[code->b];
            break;
        case WEIR_OP_AND:
        case WEIR_OP_OR:
            goes_on = combine((weir_op)code->op, top - 1, top);
            top -= goes_on;
            break;
        case WEIR_OP_NOT:
            goes_on = top->kind == WEIR_BOOLEAN;
            if (goes_on)
                *top = weir_feel_not(top);
            break;
        case WEIR_OP_JUMP:
            next = &expression->code[code->b];
            break;
        case WEIR_OP_BRANCH:
            if (!is_boolean(top--, true))
                next = &expression->code[code->b];
            break;
        case WEIR_OP_SLIDE:
            top[-(int64_t)code->a] = *top;
            top -= code->a;
            break;
        case WEIR_OP_NEXT:
            if (!next_item(&loops[loop_count - 1], top)) {
                loop_count--;
                top--;
                next = &expression->code[code->b];
            }
            break;
        case WEIR_OP_COLLECT:
            goes_on = append(&loops[loop_count - 1 - code->a], top, top - 1 - code->a);
            top -= goes_on;
            break;
        case WEIR_OP_QUANTIFY: /* what decides nothing leaves the result as it is */
            goes_on = is_boolean(top, code->flag != WEIR_QUANTIFY_SOME);
            top -= goes_on;
            break;
        case WEIR_OP_FILTER_NEXT:
            goes_on = !loops[loop_count - 1].is_probing && next_item(&loops[loop_count - 1], top);
            break;
        case WEIR_OP_FILTER_KEEP:
            goes_on =
                !loops[loop_count - 1].is_probing &&
                (is_boolean(top, false) || (is_boolean(top, true) && append(&loops[loop_count - 1], top - 1, top - 2)));
            top -= goes_on;
            next = &expression->code[code->b];
            break;
        default:
            goes_on = false;
        }
        if (!goes_on)
            break;
        code = next;
    }
    frame->pc = (uint32_t)(code - expression->code);
    vm->cell_count = (uint32_t)(top - vm->cells) + 1;
    vm->loop_count = loop_count;
    run->step_count = run->step_count_max - left;
}
