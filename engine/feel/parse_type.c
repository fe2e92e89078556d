/* SPDX-License-Identifier: Apache-2.0
 * feel/parse_type.c - types, as after `instance of` and at parameters; see compiler.h.
 *
 * Spec: DMN 1.5 §10.3.1.2 rules 51-54, §10.3.2.9.
 */
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

static const weir_type unknown_type = {.form = WEIR_TYPE_UNKNOWN};

typedef struct member_list {
    WEIR_LIST_OF(weir_text) names;
    WEIR_LIST_OF(const weir_type *) types;
} member_list;

static const weir_type *find_type(weir_text name)
{
    for (size_t i = 0; i < sizeof named_types / sizeof *named_types; i++) {
        if (weir_text_equal(named_types[i].name, name))
            return &named_types[i].type;
    }
    return &unknown_type;
}

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
        WEIR_TRY(weir_parse_type(c, &members->types.items[members->types.count]));
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
    return has_result ? weir_parse_type(c, &type->result) : weir_unexpected(c, "\"->\" and the type of the result");
}

weir_err weir_parse_type(weir_compiler *c, const weir_type **out)
{
    const weir_text name = c->token.text;
    const weir_type *plain;
    bool is_qualified;

    if (c->token.kind != WEIR_TOKEN_NAME && c->token.kind != WEIR_TOKEN_FUNCTION)
        return weir_unexpected(c, "the name of a type");
    WEIR_TRY(weir_enter(c));
    WEIR_TRY(weir_advance(c));
    plain = find_type(name);
    WEIR_TRY(weir_accept(c, WEIR_TOKEN_DOT, &is_qualified));
    while (is_qualified) { /* a type of an imported model */
        plain = &unknown_type;
        if (c->token.kind != WEIR_TOKEN_NAME)
            return weir_unexpected(c, "the rest of the name");
        WEIR_TRY(weir_advance(c));
        WEIR_TRY(weir_accept(c, WEIR_TOKEN_DOT, &is_qualified));
    }
    *out = plain;
    if (plain->form >= WEIR_TYPE_LIST && plain->form != WEIR_TYPE_UNKNOWN && c->token.kind == WEIR_TOKEN_LESS)
        WEIR_TRY(parse_parametrized(c, plain, out));
    weir_leave(c);
    return WEIR_OK;
}
