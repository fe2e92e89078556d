/* SPDX-License-Identifier: Apache-2.0
 * feel/emit.c - the part of the compiler that writes code and resolves names; see compiler.h.
 */
#include <assert.h>

#include "feel/compiler.h"

static weir_err limit(weir_compiler *c, const char *name, uint32_t max)
{
    uint32_t line, column;

    weir_feel_place(c->source, c->previous.start, &line, &column);
    return weir_fail_at(c->diag, WEIR_ELIMIT, WEIR_NO_TEXT, line, column, "the expression reached a limit: %s is %u",
                        name, max);
}

weir_err weir_emit(weir_compiler *c, weir_op op, uint8_t flag, uint32_t a, uint32_t b, int64_t height_change)
{
    weir_function_scope *function = c->function;

    if (c->code.count >= WEIR_FEEL_CODE_COUNT_MAX)
        return limit(c, "feel_code_count_max", WEIR_FEEL_CODE_COUNT_MAX);
    WEIR_TRY(WEIR_GROW(c->arena, &c->code));
    WEIR_TRY(WEIR_GROW(c->arena, &c->places));
    c->code.items[c->code.count++] = (weir_code){(uint8_t)op, flag, a, b};
    c->places.items[c->places.count++] = c->previous.start;
    assert((int64_t)function->height + height_change >= 0);
    function->height = (uint32_t)((int64_t)function->height + height_change);
    if (function->height > function->height_max)
        function->height_max = function->height;
    return WEIR_OK;
}

weir_err weir_emit_constant(weir_compiler *c, weir_value value)
{
    WEIR_TRY(WEIR_GROW(c->arena, &c->constants));
    c->constants.items[c->constants.count] = value;
    return weir_emit(c, WEIR_OP_CONSTANT, 0, 0, c->constants.count++, 1);
}

weir_err weir_emit_jump(weir_compiler *c, weir_op op, int64_t height_change, uint32_t *at)
{
    *at = c->code.count;
    return weir_emit(c, op, 0, 0, 0, height_change);
}

void weir_emit_land(weir_compiler *c, uint32_t at)
{
    c->code.items[at].b = c->code.count;
}

void weir_emit_loop(weir_compiler *c, int change)
{
    weir_function_scope *function = c->function;

    function->loop_count = (uint32_t)((int64_t)function->loop_count + change);
    if (function->loop_count > function->loop_count_max)
        function->loop_count_max = function->loop_count;
}

weir_err weir_emit_list(weir_compiler *c, uint32_t first, uint32_t n)
{
    weir_value *items;

    for (uint32_t i = first; i < c->code.count; i++) {
        if (c->code.items[i].op != WEIR_OP_CONSTANT)
            return weir_emit(c, WEIR_OP_LIST, 0, 0, n, 1 - (int64_t)n);
    }
    assert(c->code.count - first == n);
    items = WEIR_TAKE(c->arena, weir_value, n);
    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < n; i++)
        items[i] = c->constants.items[c->code.items[first + i].b];
    c->code.count = c->places.count = first;
    c->function->height -= n;
    return weir_emit_constant(c, weir_list(items, n));
}

static uint32_t *find_name_slot(const weir_compiler *c, weir_text name)
{
    const uint32_t mask = c->name_slot_count - 1;
    uint32_t at = (uint32_t)weir_text_hash(name) & mask;

    while (c->name_slots[at] && !weir_text_equal(c->names.items[c->name_slots[at] - 1], name))
        at = (at + 1) & mask;
    return &c->name_slots[at];
}

static weir_err grow_name_slots(weir_compiler *c)
{
    if (c->names.count < c->name_slot_count / 2)
        return WEIR_OK;
    c->name_slot_count = c->name_slot_count ? c->name_slot_count * 4 : 16;
    c->name_slots = WEIR_TAKE(c->arena, uint32_t, c->name_slot_count);
    if (!c->name_slots)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < c->names.count; i++)
        *find_name_slot(c, c->names.items[i]) = i + 1;
    return WEIR_OK;
}

weir_err weir_intern_name(weir_compiler *c, weir_text name, uint32_t *out)
{
    uint32_t *slot;

    WEIR_TRY(grow_name_slots(c));
    slot = find_name_slot(c, name);
    if (!*slot) {
        WEIR_TRY(WEIR_GROW(c->arena, &c->names));
        WEIR_TRY(weir_arena_text(c->arena, name, &c->names.items[c->names.count]));
        *slot = ++c->names.count;
    }
    *out = *slot - 1;
    return WEIR_OK;
}

weir_err weir_learn_name(weir_compiler *c, weir_text name)
{
    if (weir_lex_is_plain_name(name) || name.length == 0)
        return WEIR_OK;
    for (uint32_t i = 0; i < c->known.count; i++) {
        if (weir_text_equal(c->known.items[i], name))
            return WEIR_OK;
    }
    if (++c->learned_count > WEIR_FEEL_LEARNED_NAME_COUNT_MAX)
        return limit(c, "feel_learned_name_count_max", WEIR_FEEL_LEARNED_NAME_COUNT_MAX);
    WEIR_TRY(WEIR_GROW(c->arena, &c->known));
    c->known.items[c->known.count++] = name;
    return WEIR_OK;
}

weir_err weir_bind(weir_compiler *c, weir_binding_kind kind, weir_text name, uint32_t cell)
{
    weir_binding binding = {.kind = kind, .cell = cell, .level = c->function->level};

    if (kind != WEIR_BINDING_ITEM) {
        WEIR_TRY(weir_intern_name(c, name, &binding.name));
        WEIR_TRY(weir_learn_name(c, c->names.items[binding.name]));
    }
    WEIR_TRY(WEIR_GROW(c->arena, &c->bindings));
    c->bindings.items[c->bindings.count++] = binding;
    return WEIR_OK;
}

/* How the running function gets at the function of `level` + 1 … down to its own: a chain of captures. */
static weir_err capture(weir_compiler *c, weir_function_scope *function, const weir_binding *binding, uint32_t *out)
{
    weir_capture found;

    if (function->level == binding->level + 1 && binding->kind != WEIR_BINDING_SELF) {
        found = (weir_capture){WEIR_CAPTURE_LOCAL, binding->cell};
    } else if (function->level == binding->level + 1) {
        found = (weir_capture){WEIR_CAPTURE_SELF, 0};
    } else {
        found.source = WEIR_CAPTURE_CAPTURED;
        WEIR_TRY(capture(c, function->parent, binding, &found.ix)); /* as deep as functions nest */
    }
    for (uint32_t i = 0; i < function->captures.count; i++) {
        const weir_capture *known = &function->captures.items[i];

        if (known->source == found.source && known->ix == found.ix) {
            *out = i;
            return WEIR_OK;
        }
    }
    WEIR_TRY(WEIR_GROW(c->arena, &function->captures));
    function->captures.items[function->captures.count] = found;
    *out = function->captures.count++;
    return WEIR_OK;
}

static weir_err emit_binding(weir_compiler *c, const weir_binding *binding)
{
    uint32_t ix;

    if (binding->level == c->function->level) {
        if (binding->kind == WEIR_BINDING_SELF)
            return weir_emit(c, WEIR_OP_SELF, 0, 0, 0, 1);
        return weir_emit(c, WEIR_OP_LOCAL, 0, 0, binding->cell, 1);
    }
    WEIR_TRY(capture(c, c->function, binding, &ix));
    return weir_emit(c, WEIR_OP_CAPTURED, 0, 0, ix, 1);
}

/* Items of the filters around are asked first, from the inside out; their jumps are chained through b. */
weir_err weir_emit_name(weir_compiler *c, weir_text name)
{
    uint32_t ix, pending = UINT32_MAX;
    bool is_resolved = false;

    WEIR_TRY(weir_intern_name(c, name, &ix));
    for (uint32_t i = c->bindings.count; i > 0 && !is_resolved; i--) {
        const weir_binding *binding = &c->bindings.items[i - 1];

        if (binding->kind == WEIR_BINDING_ITEM) {
            WEIR_TRY(emit_binding(c, binding));
            WEIR_TRY(weir_emit(c, WEIR_OP_ENTRY_OR_SKIP, 0, ix, pending, -1));
            pending = c->code.count - 1;
        } else if (binding->name == ix) {
            WEIR_TRY(emit_binding(c, binding));
            is_resolved = true;
        }
    }
    if (!is_resolved)
        WEIR_TRY(weir_emit(c, WEIR_OP_NAME, 0, 0, ix, 1));
    while (pending != UINT32_MAX) {
        const uint32_t next = c->code.items[pending].b;

        weir_emit_land(c, pending);
        pending = next;
    }
    return WEIR_OK;
}

bool weir_is_bound(weir_compiler *c, weir_text name)
{
    for (uint32_t i = c->bindings.count; i > 0; i--) {
        const weir_binding *binding = &c->bindings.items[i - 1];

        if (binding->kind != WEIR_BINDING_ITEM && weir_text_equal(c->names.items[binding->name], name))
            return true;
    }
    return false;
}
