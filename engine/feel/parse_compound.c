/* SPDX-License-Identifier: Apache-2.0
 * feel/parse_compound.c - expressions that bring names or loops of their own; see compiler.h.
 *
 * Spec: DMN 1.5 §10.3.1.2 rules 44-55.
 */
#include "feel/compiler.h"

#define NO_PLACE UINT32_MAX

weir_err weir_parse_if(weir_compiler *c)
{
    uint32_t to_else, to_end;

    WEIR_TRY(weir_advance(c));
    WEIR_TRY(weir_parse_expression(c));
    WEIR_TRY(weir_expect(c, WEIR_TOKEN_THEN, ""));
    WEIR_TRY(weir_emit_jump(c, WEIR_OP_BRANCH, -1, &to_else));
    WEIR_TRY(weir_parse_expression(c));
    WEIR_TRY(weir_emit_jump(c, WEIR_OP_JUMP, -1, &to_end)); /* the value of the other arm takes its cell */
    weir_emit_land(c, to_else);
    WEIR_TRY(weir_expect(c, WEIR_TOKEN_ELSE, ""));
    WEIR_TRY(weir_parse_expression(c));
    weir_emit_land(c, to_end);
    return WEIR_OK;
}

/* What must be a declared name; c->token is the token before it, afterwards the one behind it. */
static weir_err parse_declared(weir_compiler *c, weir_text stop, const char *expected, weir_text *out)
{
    weir_token name;
    bool found;

    WEIR_TRY(weir_lex_declared(&c->lexer, stop, &name, &found));
    if (!found) {
        WEIR_TRY(weir_advance(c));
        return weir_unexpected(c, expected);
    }
    c->token = name;
    *out = name.text;
    return weir_advance(c);
}

/* `x in source, y in source …`. Behind each ITERATE stands its NEXT; those are chained through their operand a. */
static weir_err parse_iterators(weir_compiler *c, uint32_t *count, uint32_t *last_next)
{
    *count = 0;
    *last_next = NO_PLACE;
    do {
        weir_text name;
        bool is_span;

        WEIR_TRY(parse_declared(c, WEIR_T("in"), "the name of an iteration variable", &name));
        WEIR_TRY(weir_expect(c, WEIR_TOKEN_IN, ""));
        WEIR_TRY(weir_parse_expression(c));
        WEIR_TRY(weir_accept(c, WEIR_TOKEN_DOT_DOT, &is_span));
        if (is_span)
            WEIR_TRY(weir_parse_expression(c));
        WEIR_TRY(weir_emit(c, WEIR_OP_ITERATE, is_span ? WEIR_ITERATE_SPAN : WEIR_ITERATE_SOURCE, *count, 0,
                           is_span ? -1 : 0));
        weir_emit_loop(c, 1);
        WEIR_TRY(weir_bind(c, WEIR_BINDING_CELL, name, c->function->height - 1));
        WEIR_TRY(weir_emit(c, WEIR_OP_NEXT, 0, *last_next, 0, 0));
        *last_next = c->code.count - 1;
        ++*count;
    } while (c->token.kind == WEIR_TOKEN_COMMA);
    return WEIR_OK;
}

/* Close the iterations from the inside out. */
static weir_err emit_iterators_end(weir_compiler *c, uint32_t last_next)
{
    for (uint32_t next = last_next; next != NO_PLACE; next = c->code.items[next].a) {
        WEIR_TRY(weir_emit(c, WEIR_OP_JUMP, 0, 0, next, 0));
        weir_emit_land(c, next);
        c->function->height--; /* the item, dropped by NEXT */
        weir_emit_loop(c, -1);
    }
    for (uint32_t next = last_next; next != NO_PLACE; next = c->code.items[next].a)
        weir_emit_land(c, next - 1);
    return WEIR_OK;
}

weir_err weir_parse_for(weir_compiler *c)
{
    const uint32_t outer_bindings = c->bindings.count;
    uint32_t count, last_next;

    WEIR_TRY(weir_emit(c, WEIR_OP_FOR_BEGIN, 0, 0, 0, 1));
    weir_emit_loop(c, 1);
    WEIR_TRY(weir_bind(c, WEIR_BINDING_CELL, WEIR_T("partial"), c->function->height - 1));
    WEIR_TRY(parse_iterators(c, &count, &last_next));
    WEIR_TRY(weir_expect(c, WEIR_TOKEN_RETURN, ""));
    WEIR_TRY(weir_parse_expression(c));
    WEIR_TRY(weir_emit(c, WEIR_OP_COLLECT, 0, count, 0, -1));
    WEIR_TRY(emit_iterators_end(c, last_next));
    WEIR_TRY(weir_emit(c, WEIR_OP_FOR_END, 0, 0, 0, 0));
    weir_emit_loop(c, -1);
    c->bindings.count = outer_bindings;
    return WEIR_OK;
}

weir_err weir_parse_quantified(weir_compiler *c)
{
    const bool is_every = c->token.kind == WEIR_TOKEN_EVERY;
    const uint32_t outer_bindings = c->bindings.count;
    uint32_t count, last_next, decided;

    WEIR_TRY(weir_emit_constant(c, weir_boolean(is_every)));
    WEIR_TRY(parse_iterators(c, &count, &last_next));
    WEIR_TRY(weir_expect(c, WEIR_TOKEN_SATISFIES, ""));
    WEIR_TRY(weir_parse_expression(c));
    decided = c->code.count;
    WEIR_TRY(weir_emit(c, WEIR_OP_QUANTIFY, is_every ? WEIR_QUANTIFY_EVERY : WEIR_QUANTIFY_SOME, count, 0, -1));
    WEIR_TRY(emit_iterators_end(c, last_next));
    weir_emit_land(c, decided);
    c->bindings.count = outer_bindings;
    return WEIR_OK;
}

weir_err weir_parse_filter(weir_compiler *c)
{
    const uint32_t outer_bindings = c->bindings.count, begin = c->code.count;
    uint32_t next;

    WEIR_TRY(weir_emit(c, WEIR_OP_FILTER_BEGIN, 0, 0, 0, 1));
    weir_emit_loop(c, 1);
    WEIR_TRY(weir_bind(c, WEIR_BINDING_CELL, WEIR_T("item"), c->function->height - 1));
    WEIR_TRY(weir_bind(c, WEIR_BINDING_ITEM, WEIR_NO_TEXT, c->function->height - 1));
    WEIR_TRY(weir_emit_jump(c, WEIR_OP_FILTER_NEXT, 0, &next));
    WEIR_TRY(weir_advance(c));
    WEIR_TRY(weir_parse_expression(c));
    WEIR_TRY(weir_expect(c, WEIR_TOKEN_BRACKET_CLOSE, ""));
    c->bindings.count = outer_bindings;
    weir_emit_loop(c, -1);
    if (c->code.count == next + 2 && c->code.items[next + 1].op == WEIR_OP_CONSTANT &&
        c->constants.items[c->code.items[next + 1].b].kind == WEIR_NUMBER) {
        const weir_value index = c->constants.items[c->code.items[next + 1].b];

        c->code.count = c->places.count = begin; /* no loop is needed to take one item */
        c->function->height -= 2;
        WEIR_TRY(weir_emit_constant(c, index));
        return weir_emit(c, WEIR_OP_INDEX, 0, 0, 0, -1);
    }
    WEIR_TRY(weir_emit(c, WEIR_OP_FILTER_KEEP, 0, 0, next, -1));
    weir_emit_land(c, next);
    c->function->height--; /* the item, dropped by FILTER_NEXT */
    return WEIR_OK;
}

typedef WEIR_LIST_OF(weir_text) name_list;
typedef WEIR_LIST_OF(const weir_type *) type_list;

static weir_err parse_parameters(weir_compiler *c, name_list *names, type_list *types)
{
    weir_lexer ahead = c->lexer;
    weir_token next;
    bool typed;

    if (c->token.kind != WEIR_TOKEN_PAREN_OPEN)
        return weir_unexpected(c, "\"(\"");
    WEIR_TRY(weir_lex_next(&ahead, &next));
    if (next.kind == WEIR_TOKEN_PAREN_CLOSE)
        return weir_advance(c);
    do {
        WEIR_TRY(WEIR_GROW(c->arena, names));
        WEIR_TRY(WEIR_GROW(c->arena, types));
        WEIR_TRY(parse_declared(c, WEIR_NO_TEXT, "the name of a parameter", &names->items[names->count]));
        WEIR_TRY(weir_learn_name(c, names->items[names->count++])); /* the token behind ")" may be one */
        types->items[types->count] = NULL;
        WEIR_TRY(weir_accept(c, WEIR_TOKEN_COLON, &typed));
        if (typed)
            WEIR_TRY(weir_parse_type(c, &types->items[types->count]));
        types->count++;
    } while (c->token.kind == WEIR_TOKEN_COMMA);
    return WEIR_OK;
}

/* The body in a frame of its own: parameters are its first cells. */
static weir_err parse_body(weir_compiler *c, const weir_text *self, const name_list *names, weir_prototype *prototype)
{
    const uint32_t outer_bindings = c->bindings.count;
    weir_function_scope function = {.parent = c->function, .level = c->function->level + 1};

    function.height = function.height_max = names->count;
    c->function = &function;
    if (self)
        WEIR_TRY(weir_bind(c, WEIR_BINDING_SELF, *self, 0));
    for (uint32_t i = 0; i < names->count; i++)
        WEIR_TRY(weir_bind(c, WEIR_BINDING_CELL, names->items[i], i));
    WEIR_TRY(weir_accept(c, WEIR_TOKEN_EXTERNAL, &prototype->is_external));
    WEIR_TRY(weir_parse_expression(c));
    WEIR_TRY(weir_infer_type(c, prototype->entry, prototype, &prototype->result));
    WEIR_TRY(weir_emit(c, WEIR_OP_RETURN, 0, 0, 0, -1));
    c->bindings.count = outer_bindings;
    c->function = function.parent;
    prototype->cell_count_max = function.height_max;
    prototype->loop_count_max = function.loop_count_max;
    prototype->captures = function.captures.items;
    prototype->capture_count = function.captures.count;
    return WEIR_OK;
}

weir_err weir_parse_function(weir_compiler *c)
{
    const weir_text *self = c->function_name;
    weir_prototype prototype = {0};
    name_list names = {0};
    type_list types = {0};
    uint32_t place, over;

    c->function_name = NULL;
    WEIR_TRY(weir_advance(c));
    WEIR_TRY(parse_parameters(c, &names, &types));
    WEIR_TRY(weir_expect(c, WEIR_TOKEN_PAREN_CLOSE, " or \",\""));
    WEIR_TRY(weir_emit_jump(c, WEIR_OP_FUNCTION, 1, &place));
    WEIR_TRY(weir_emit_jump(c, WEIR_OP_JUMP, 0, &over));
    prototype.entry = c->code.count;
    prototype.parameters = names.items;
    prototype.types = types.items;
    prototype.parameter_count = names.count;
    WEIR_TRY(parse_body(c, self, &names, &prototype));
    weir_emit_land(c, over);
    WEIR_TRY(WEIR_GROW(c->arena, &c->prototypes));
    c->prototypes.items[c->prototypes.count] = prototype;
    c->code.items[place].b = c->prototypes.count++;
    return WEIR_OK;
}

/* c->token is "{" or ","; afterwards it is ":". */
static weir_err parse_key(weir_compiler *c, weir_text *key)
{
    weir_lexer ahead = c->lexer;
    weir_token next;

    WEIR_TRY(weir_lex_next(&ahead, &next));
    if (next.kind != WEIR_TOKEN_STRING)
        return parse_declared(c, WEIR_NO_TEXT, "a key", key);
    *key = next.text;
    WEIR_TRY(weir_advance(c));
    return weir_advance(c);
}

static bool has_key_twice(const weir_compiler *c, uint32_t first_binding)
{
    const weir_binding *newest = &c->bindings.items[c->bindings.count - 1];

    for (uint32_t i = first_binding; i + 1 < c->bindings.count; i++) {
        if (c->bindings.items[i].name == newest->name)
            return true;
    }
    return false;
}

static weir_err parse_entry(weir_compiler *c)
{
    weir_text key;

    WEIR_TRY(parse_key(c, &key));
    WEIR_TRY(weir_expect(c, WEIR_TOKEN_COLON, ""));
    if (c->token.kind == WEIR_TOKEN_FUNCTION)
        c->function_name = &key;
    WEIR_TRY(weir_parse_expression(c));
    c->function_name = NULL;
    return weir_bind(c, WEIR_BINDING_CELL, key, c->function->height - 1);
}

/* Each value stays in its cell, where later entries find it by name. */
weir_err weir_parse_context(weir_compiler *c)
{
    const uint32_t outer_bindings = c->bindings.count;
    weir_lexer ahead = c->lexer;
    weir_token next;
    uint32_t count, keys_at;
    bool is_ambiguous = false;

    WEIR_TRY(weir_lex_next(&ahead, &next));
    if (next.kind == WEIR_TOKEN_BRACE_CLOSE) {
        WEIR_TRY(weir_advance(c));
        WEIR_TRY(weir_advance(c));
        return weir_emit_constant(c, weir_context(NULL, 0));
    }
    do {
        WEIR_TRY(parse_entry(c));
        is_ambiguous = is_ambiguous || has_key_twice(c, outer_bindings);
    } while (c->token.kind == WEIR_TOKEN_COMMA);
    WEIR_TRY(weir_expect(c, WEIR_TOKEN_BRACE_CLOSE, " or \",\""));
    count = c->bindings.count - outer_bindings;
    keys_at = c->keys.count;
    for (uint32_t i = 0; i < count; i++) {
        WEIR_TRY(WEIR_GROW(c->arena, &c->keys));
        c->keys.items[c->keys.count++] = c->bindings.items[outer_bindings + i].name;
    }
    c->bindings.count = outer_bindings;
    return weir_emit(c, WEIR_OP_CONTEXT, is_ambiguous, count, keys_at, 1 - (int64_t)count);
}
