/* SPDX-License-Identifier: Apache-2.0
 * feel/parse_type.c - types, as after `instance of` and at parameters; see compiler.h.
 *
 * Spec: DMN 1.5 §10.3.1.2 rules 52-56, §10.3.2.9.
 */
#include "base/buffer.h"
#include "feel/compiler.h"

typedef struct type_row {
    weir_text name;
    weir_type type;
} type_row;

#define NAMED(name, ...)                                                                                               \
    {                                                                                                                  \
        {name, sizeof(name) - 1},                                                                                      \
        {                                                                                                              \
            __VA_ARGS__                                                                                                \
        }                                                                                                              \
    }

static const type_row named_types[] = {
    NAMED("Any", .form = WEIR_TYPE_ANY),
    NAMED("Null", .form = WEIR_TYPE_KIND, .kind = WEIR_NULL),
    NAMED("boolean", .form = WEIR_TYPE_KIND, .kind = WEIR_BOOLEAN),
    NAMED("number", .form = WEIR_TYPE_KIND, .kind = WEIR_NUMBER),
    NAMED("string", .form = WEIR_TYPE_KIND, .kind = WEIR_STRING),
    NAMED("date", .form = WEIR_TYPE_KIND, .kind = WEIR_DATE),
    NAMED("time", .form = WEIR_TYPE_KIND, .kind = WEIR_TIME),
    NAMED("date and time", .form = WEIR_TYPE_KIND, .kind = WEIR_DATE_TIME),
    NAMED("dateTime", .form = WEIR_TYPE_KIND, .kind = WEIR_DATE_TIME),
    NAMED("days and time duration", .form = WEIR_TYPE_KIND, .kind = WEIR_SECONDS),
    NAMED("dayTimeDuration", .form = WEIR_TYPE_KIND, .kind = WEIR_SECONDS),
    NAMED("years and months duration", .form = WEIR_TYPE_KIND, .kind = WEIR_MONTHS),
    NAMED("yearMonthDuration", .form = WEIR_TYPE_KIND, .kind = WEIR_MONTHS),
    NAMED("duration", .form = WEIR_TYPE_DURATION),
    NAMED("list", .form = WEIR_TYPE_LIST),
    NAMED("range", .form = WEIR_TYPE_RANGE),
    NAMED("context", .form = WEIR_TYPE_CONTEXT),
    NAMED("function", .form = WEIR_TYPE_FUNCTION),
};

typedef struct member_list {
    WEIR_LIST_OF(weir_text) names;
    WEIR_LIST_OF(const weir_type *) types;
} member_list;

const weir_type *weir_type_named(weir_text name)
{
    for (size_t i = 0; i < sizeof named_types / sizeof *named_types; i++) {
        if (weir_text_equal(named_types[i].name, name))
            return &named_types[i].type;
    }
    return NULL;
}

static weir_err make_unknown(weir_compiler *c, weir_text name)
{
    weir_type *type = WEIR_TAKE(c->arena, weir_type, 1);
    weir_text *names = WEIR_TAKE(c->arena, weir_text, 1);

    if (!type || !names)
        return WEIR_ENOMEM;
    *type = (weir_type){.form = WEIR_TYPE_UNKNOWN, .names = names};
    c->unknown_type = type;
    return weir_arena_text(c->arena, name, names);
}

static weir_err find_type(weir_compiler *c, weir_text name, const weir_type **out)
{
    *out = weir_type_named(name);
    if (!*out && c->model_types)
        WEIR_TRY(c->model_types->find(c->model_types->self, name, out));
    if (*out)
        return WEIR_OK;
    WEIR_TRY(make_unknown(c, name));
    *out = c->unknown_type;
    return WEIR_OK;
}

static weir_err parse_one(weir_compiler *c, const weir_type **out);

static weir_err parse_members(weir_compiler *c, bool are_named, member_list *members)
{
    do {
        weir_token name;
        bool found = false;

        if (are_named) {
            WEIR_TRY(WEIR_GROW(c->arena, &members->names));
            WEIR_TRY(weir_lex_declared(&c->lexer, WEIR_NO_TEXT, &name, &found));
            if (found)
                c->token = name; /* what stands before the next one in a message */
            WEIR_TRY(weir_advance(c));
            if (!found)
                return weir_unexpected(c, "a key");
            WEIR_TRY(weir_learn_name(c, name.text));
            members->names.items[members->names.count++] = name.text;
            if (c->token.kind != WEIR_TOKEN_COLON)
                return weir_unexpected(c, "\":\"");
        }
        WEIR_TRY(weir_advance(c));
        if (!are_named && members->types.count == 0 && c->token.kind == WEIR_TOKEN_GREATER)
            break; /* function<> */
        WEIR_TRY(WEIR_GROW(c->arena, &members->types));
        WEIR_TRY(parse_one(c, &members->types.items[members->types.count]));
        members->types.count++;
    } while (c->token.kind == WEIR_TOKEN_COMMA);
    return weir_expect(c, WEIR_TOKEN_GREATER, " or \",\"");
}

/* c->token is "<". */
static weir_err parse_parametrized(weir_compiler *c, const weir_type *plain, const weir_type **out)
{
    weir_type *type = WEIR_TAKE(c->arena, weir_type, 1);
    member_list members = {0};
    bool has_result;

    if (!type)
        return WEIR_ENOMEM;
    *type = *plain;
    WEIR_TRY(parse_members(c, plain->form == WEIR_TYPE_CONTEXT, &members));
    if ((plain->form == WEIR_TYPE_LIST || plain->form == WEIR_TYPE_RANGE) && members.types.count != 1)
        return weir_unexpected(c, "one type between \"<\" and \">\"");
    type->names = members.names.items;
    type->members = members.types.items;
    type->count = members.types.count;
    *out = type;
    if (plain->form != WEIR_TYPE_FUNCTION)
        return WEIR_OK;
    WEIR_TRY(weir_accept(c, WEIR_TOKEN_ARROW, &has_result));
    return has_result ? parse_one(c, &type->result) : weir_unexpected(c, "\"->\" and the type of the result");
}

/* Types of a model may have names with blanks, signs and dots, which the token does not reach to the end. */
static void stretch_token(weir_compiler *c)
{
    weir_lexer at = c->lexer;
    weir_token longer;

    at.offset = c->token.start;
    at.known = &c->type_names;
    if (weir_lex_known(&at, &longer) && longer.end > c->token.end) {
        c->token = longer;
        c->lexer.offset = at.offset;
    }
}

/* "model.tRate": a name with dots that the lexer does not know as one. */
static weir_err parse_type_name(weir_compiler *c, weir_text *name)
{
    weir_buffer buffer;
    bool is_qualified;

    stretch_token(c);
    if (c->token.kind != WEIR_TOKEN_NAME && c->token.kind != WEIR_TOKEN_FUNCTION)
        return weir_unexpected(c, "the name of a type");
    *name = c->token.text;
    WEIR_TRY(weir_advance(c));
    if (c->token.kind != WEIR_TOKEN_DOT)
        return WEIR_OK;
    weir_buffer_init(&buffer, c->arena, 0);
    weir_buffer_text(&buffer, *name);
    WEIR_TRY(weir_accept(c, WEIR_TOKEN_DOT, &is_qualified));
    while (is_qualified) {
        if (c->token.kind != WEIR_TOKEN_NAME)
            return weir_unexpected(c, "the rest of the name");
        weir_buffer_char(&buffer, '.');
        weir_buffer_text(&buffer, c->token.text);
        WEIR_TRY(weir_advance(c));
        WEIR_TRY(weir_accept(c, WEIR_TOKEN_DOT, &is_qualified));
    }
    return weir_buffer_done(&buffer, name);
}

static bool takes_parameters(const weir_type *type)
{
    return type->count == 0 && !type->result &&
           (type->form == WEIR_TYPE_LIST || type->form == WEIR_TYPE_RANGE || type->form == WEIR_TYPE_CONTEXT ||
            type->form == WEIR_TYPE_FUNCTION);
}

static weir_err parse_one(weir_compiler *c, const weir_type **out)
{
    weir_text name;

    WEIR_TRY(weir_enter(c));
    WEIR_TRY(parse_type_name(c, &name));
    WEIR_TRY(find_type(c, name, out));
    if (takes_parameters(*out) && c->token.kind == WEIR_TOKEN_LESS)
        WEIR_TRY(parse_parametrized(c, *out, out));
    weir_leave(c);
    return WEIR_OK;
}

weir_err weir_parse_type(weir_compiler *c, const weir_type **out)
{
    c->unknown_type = NULL;
    WEIR_TRY(parse_one(c, out));
    if (c->unknown_type)
        *out = c->unknown_type;
    return WEIR_OK;
}

/* The type of a value that says all about it by its kind; NULL: it does not. */
static const weir_type *type_of_constant(const weir_value *value)
{
    const weir_kind kind = (weir_kind)value->kind;

    for (size_t i = 0; i < sizeof named_types / sizeof *named_types; i++) {
        if (named_types[i].type.form == WEIR_TYPE_KIND && named_types[i].type.kind == kind)
            return &named_types[i].type;
    }
    return NULL;
}

/* `{b: "b", c: 3}`: n constants and the instruction that makes a context of them. */
static weir_err infer_context(weir_compiler *c, uint32_t begin, const weir_code *code, const weir_type **out)
{
    weir_type *type = WEIR_TAKE(c->arena, weir_type, 1);
    weir_text *names = WEIR_TAKE(c->arena, weir_text, code->a);
    const weir_type **members = WEIR_TAKE(c->arena, const weir_type *, code->a);

    if (!type || !names || !members)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < code->a; i++) {
        names[i] = c->names.items[c->keys.items[code->b + i]];
        members[i] = type_of_constant(&c->constants.items[c->code.items[begin + i].b]);
        if (!members[i])
            return WEIR_OK;
    }
    *type = (weir_type){.form = WEIR_TYPE_CONTEXT, .count = code->a, .names = names, .members = members};
    *out = type;
    return WEIR_OK;
}

weir_err weir_infer_type(weir_compiler *c, uint32_t begin, const weir_prototype *function, const weir_type **out)
{
    const uint32_t count = c->code.count - begin;
    const weir_code *last = &c->code.items[c->code.count - 1];

    *out = NULL;
    for (uint32_t i = begin; i + 1 < c->code.count; i++) {
        if (c->code.items[i].op != WEIR_OP_CONSTANT)
            return WEIR_OK;
    }
    if (last->op == WEIR_OP_CONSTANT && count == 1)
        *out = type_of_constant(&c->constants.items[last->b]);
    else if (last->op == WEIR_OP_LOCAL && count == 1 && last->b < function->parameter_count)
        *out = function->types[last->b];
    else if (last->op == WEIR_OP_CONTEXT && count == last->a + 1)
        return infer_context(c, begin, last, out);
    return WEIR_OK;
}
