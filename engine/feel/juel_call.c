/* SPDX-License-Identifier: Apache-2.0
 * feel/juel_call.c - find and call what juel.def lists; see juel_vm.h.
 */
#include <string.h>

#include "feel/juel_vm.h"

#define PROPERTY 255u

typedef struct function_row {
    weir_text name;
    uint8_t count_min, count_max;
    weir_juel_run *run;
} function_row;

typedef struct method_row {
    weir_text name;
    const char *receivers;
    uint8_t count_min, count_max;
    bool changes;
    weir_juel_run *run;
} method_row;

typedef struct member_row {
    weir_text root, name;
    uint8_t count_min, count_max;
    bool changes;
} member_row;

#define NAMED(text)                                                                                                    \
    {                                                                                                                  \
        text, sizeof(text) - 1                                                                                         \
    }

static const function_row functions[] = {
#define FUNCTION(name, count_min, count_max, run, sentence) {NAMED(#name), count_min, count_max, weir_juel_##run},
#define METHOD(name, receivers, count_min, count_max, run, changes, sentence)
#define MEMBER(ident, root, name, count_min, count_max, changes, run, sentence)
#include "feel/juel.def"
#undef FUNCTION
#undef METHOD
#undef MEMBER
};

static const method_row methods[] = {
#define FUNCTION(name, count_min, count_max, run, sentence)
#define METHOD(name, receivers, count_min, count_max, run, changes, sentence)                                          \
    {NAMED(#name), receivers, count_min, count_max, changes, weir_juel_##run},
#define MEMBER(ident, root, name, count_min, count_max, changes, run, sentence)
#include "feel/juel.def"
#undef FUNCTION
#undef METHOD
#undef MEMBER
};
#define METHOD_COUNT (sizeof methods / sizeof *methods)

static const member_row members[] = {
#define FUNCTION(name, count_min, count_max, run, sentence)
#define METHOD(name, receivers, count_min, count_max, run, changes, sentence)
#define MEMBER(ident, root, name, count_min, count_max, changes, run, sentence)                                        \
    {NAMED(root), NAMED(name), count_min, count_max, changes},
#include "feel/juel.def"
#undef FUNCTION
#undef METHOD
#undef MEMBER
};

weir_text weir_member_name(weir_member member)
{
    return members[member].name;
}

bool weir_juel_find_function(weir_text name, uint32_t count, uint32_t *ix, bool *known)
{
    *known = false;
    for (*ix = 0; *ix < sizeof functions / sizeof *functions; ++*ix) {
        if (!weir_text_equal(functions[*ix].name, name))
            continue;
        *known = true;
        if (count >= functions[*ix].count_min && count <= functions[*ix].count_max)
            return true;
    }
    return false;
}

bool weir_juel_find_method(weir_text name, uint32_t count, uint32_t *ix, bool *changes, bool *known)
{
    *known = false;
    for (*ix = 0; *ix < METHOD_COUNT; ++*ix) {
        const method_row *row = &methods[*ix];

        if (!weir_text_equal(row->name, name))
            continue;
        *known = true;
        *changes = row->changes;
        if (count >= row->count_min && count <= row->count_max)
            return true;
    }
    return false;
}

/* The property that a getter stands for: getId, isCanceled. */
static bool is_getter_of(weir_text getter, weir_text property)
{
    const size_t prefix = weir_text_starts_with(getter, WEIR_T("get")) ? 3 : 2;

    if (prefix == 2 && !weir_text_starts_with(getter, WEIR_T("is")))
        return false;
    if (getter.length != property.length + prefix || property.length == 0)
        return false;
    return getter.at[prefix] + ('a' - 'A') == property.at[0] &&
           memcmp(getter.at + prefix + 1, property.at + 1, property.length - 1) == 0;
}

bool weir_juel_find_member(weir_text root, weir_text name, bool is_property, uint32_t count, weir_member *out,
                           bool *known)
{
    *known = false;
    for (uint32_t i = 0; i < WEIR_MEMBER_COUNT; i++) {
        const member_row *row = &members[i];
        const bool is_row_property = row->count_min == PROPERTY;

        if (!weir_text_equal(row->root, root))
            continue;
        if (is_property ? is_row_property && weir_text_equal(row->name, name)
                        : is_row_property && count == 0 && is_getter_of(name, row->name)) {
            *out = (weir_member)i;
            return true;
        }
        if (is_property || is_row_property || !weir_text_equal(row->name, name))
            continue;
        *known = true;
        *out = (weir_member)i;
        if (count >= row->count_min && count <= row->count_max)
            return true;
    }
    return false;
}

bool weir_juel_is_root(weir_text name)
{
    for (uint32_t i = 0; i < WEIR_MEMBER_COUNT; i++) {
        if (members[i].root.length > 0 && weir_text_equal(members[i].root, name))
            return true;
    }
    return false;
}

bool weir_juel_member_changes(weir_member member)
{
    return members[member].changes;
}

weir_text weir_juel_member_root(weir_member member)
{
    return members[member].root;
}

weir_err weir_juel_call_function(weir_vm *vm, const weir_feel_scope *scope, uint32_t ix, const weir_value *arguments,
                                 weir_value *out)
{
    weir_juel_call call = {.vm = vm, .scope = scope, .name = functions[ix].name, .arguments = arguments};

    return functions[ix].run(&call, out);
}

static char letter_of(weir_kind kind)
{
    switch (kind) {
    case WEIR_STRING:
        return 's';
    case WEIR_NUMBER:
        return 'n';
    case WEIR_BOOLEAN:
        return 'b';
    case WEIR_LIST:
        return 'l';
    case WEIR_CONTEXT:
        return 'c';
    case WEIR_DATE:
    case WEIR_DATE_TIME:
        return 't';
    case WEIR_NULL:
    case WEIR_TIME:
    case WEIR_MONTHS:
    case WEIR_SECONDS:
    case WEIR_RANGE:
    case WEIR_FUNCTION:
    case WEIR_KIND_COUNT:
        return '-';
    }
    return '-';
}

weir_err weir_juel_call_method(weir_vm *vm, uint32_t ix, const weir_value *self, const weir_value *arguments,
                               uint32_t count, weir_value *out, weir_value *changed)
{
    const weir_text name = methods[ix].name;
    const weir_value receiver = *self;

    for (; ix < METHOD_COUNT && weir_text_equal(methods[ix].name, name); ix++) {
        const method_row *row = &methods[ix];
        weir_juel_call call = {.vm = vm, .name = name, .self = &receiver, .arguments = arguments, .count = count};
        weir_value result;

        if (!strchr(row->receivers, letter_of((weir_kind)receiver.kind)) || count < row->count_min ||
            count > row->count_max)
            continue;
        WEIR_TRY(row->run(&call, &result));
        if (changed)
            *changed = call.changed;
        *out = result;
        return WEIR_OK;
    }
    return weir_vm_fail(vm, "a %s has no method %.*s", weir_kind_name((weir_kind)receiver.kind), WEIR_ARG(name));
}

/* Where a scope does not have the root, a property may be that of a variable with its name. */
static weir_err property_of_variable(weir_vm *vm, const weir_feel_scope *scope, weir_member member, weir_value *out)
{
    const weir_text root = members[member].root;
    weir_value variable;

    if (root.length > 0 && scope && scope->find && scope->find(scope->self, root, &variable))
        return weir_juel_property(vm, &variable, members[member].name, out);
    return weir_vm_fail(vm, "there is no %.*s here", WEIR_ARG(root.length > 0 ? root : members[member].name));
}

weir_err weir_juel_call_member(weir_vm *vm, const weir_feel_scope *scope, weir_member member,
                               const weir_value *arguments, bool is_property, weir_value *out)
{
    bool found = false;

    if (scope && scope->member)
        WEIR_TRY(scope->member(scope->self, member, arguments, &found, out, vm->diag));
    if (found)
        return WEIR_OK;
    if (is_property)
        return property_of_variable(vm, scope, member, out);
    return weir_vm_fail(vm, "there is no %.*s here", WEIR_ARG(members[member].root));
}
