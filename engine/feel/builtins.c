/* SPDX-License-Identifier: Apache-2.0
 * feel/builtins.c - the table of builtins and the check of their arguments; see builtin.h.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "feel/builtin.h"

enum {
#define BUILTIN(name, count_min, count_max, kinds, parameters, run) ROW_##run,
#include "feel/builtins.def"
#undef BUILTIN
    BUILTIN_COUNT
};

static const weir_builtin builtins[] = {
#define BUILTIN(name, count_min, count_max, kinds, parameters, run)                                                    \
    {{name, sizeof(name) - 1}, count_min, count_max, kinds, parameters, weir_builtin_##run},
#include "feel/builtins.def"
#undef BUILTIN
};

/* Each as a function, so that a builtin becomes a value without memory. */
static const weir_function functions[] = {
#define BUILTIN(name, count_min, count_max, kinds, parameters, run) {.builtin = &builtins[ROW_##run]},
#include "feel/builtins.def"
#undef BUILTIN
};

typedef struct kind_row {
    char letter;
    weir_kind kind;
} kind_row;

static const kind_row kinds[] = {
    {'N', WEIR_NUMBER},  {'S', WEIR_STRING},   {'L', WEIR_LIST},
    {'C', WEIR_CONTEXT}, {'F', WEIR_FUNCTION}, {'R', WEIR_RANGE},
};

uint32_t weir_builtins_count(void)
{
    return BUILTIN_COUNT;
}

const weir_builtin *weir_builtin_at(uint32_t ix)
{
    return &builtins[ix];
}

bool weir_builtin_find(weir_text name, uint32_t *ix)
{
    for (uint32_t i = 0; i < BUILTIN_COUNT; i++) {
        if (weir_text_equal(builtins[i].name, name)) {
            *ix = i;
            return true;
        }
    }
    return false;
}

bool weir_feel_is_builtin(weir_text name)
{
    uint32_t ix;

    return weir_builtin_find(name, &ix);
}

weir_value weir_builtin_value(uint32_t ix)
{
    return (weir_value){.kind = WEIR_FUNCTION, .as.function = &functions[ix]};
}

weir_value weir_call_null(weir_call *call, const char *format, ...)
{
    char message[200];
    va_list list;

    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    return weir_vm_null(call->vm, "%.*s: %s", WEIR_ARG(call->builtin->name), message);
}

void weir_call_items(const weir_call *call, const weir_value **items, uint32_t *count)
{
    const bool is_list = call->count == 1 && call->arguments[0].kind == WEIR_LIST;

    *items = is_list ? call->arguments[0].as.items : call->arguments;
    *count = is_list ? call->arguments[0].count : call->count;
}

bool weir_call_has(const weir_call *call, uint32_t ix)
{
    return call->count > ix && call->arguments[ix].kind != WEIR_NULL;
}

bool weir_call_integer(const weir_call *call, uint32_t ix, int64_t *out)
{
    weir_decimal whole;

    return weir_decimal_round(call->arguments[ix].as.number, 0, WEIR_ROUND_DOWN, &whole) &&
           weir_decimal_to_int64(whole, out);
}

static char upper(char letter)
{
    return (char)(letter >= 'a' ? letter - 'a' + 'A' : letter);
}

static bool has_kind(char upper_letter, const weir_value *value)
{
    if (upper_letter == 'A')
        return value->kind != WEIR_NULL;
    if (upper_letter == 'O')
        return value->kind != WEIR_NULL && value->kind != WEIR_LIST;
    if (upper_letter == 'P')
        return value->kind != WEIR_NULL && value->kind != WEIR_LIST && value->kind != WEIR_RANGE;
    if (upper_letter == 'D')
        return value->kind == WEIR_DATE || value->kind == WEIR_DATE_TIME;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].letter == upper_letter)
            return value->kind == kinds[i].kind;
    }
    return false;
}

/* The kinds of a signature; those of the call by position if it has none of its own. */
static const char *kinds_of(const weir_builtin *builtin, uint32_t signature)
{
    const char *at = builtin->kinds;

    while (at && signature-- > 0) {
        at = strchr(at, '|');
        at = at ? at + 1 : NULL;
    }
    return at ? at : builtin->kinds;
}

static char letter_of(const char *of_signature, uint32_t ix)
{
    const size_t count = strcspn(of_signature, "|");

    return of_signature[ix < count ? ix : count - 1];
}

/* Does the argument fit, if need be as the item of a singleton list or as one? `fitted` is then what to pass. */
static weir_err fit(weir_arena *arena, char letter, const weir_value *value, weir_value *fitted, bool *fits)
{
    const char needed = upper(letter);

    *fitted = *value;
    *fits = has_kind(needed, value) || (value->kind == WEIR_NULL && letter == needed);
    if (*fits || value->kind == WEIR_NULL)
        return WEIR_OK;
    if (needed == 'L') {
        weir_value *single = WEIR_TAKE(arena, weir_value, 1);

        if (!single)
            return WEIR_ENOMEM;
        *single = *value;
        *fitted = weir_list(single, 1);
        *fits = true;
    } else if (value->kind == WEIR_LIST && value->count == 1 && has_kind(needed, &value->as.items[0])) {
        *fitted = value->as.items[0];
        *fits = true;
    }
    return WEIR_OK;
}

/* Copies the arguments only if one of them has to be converted. */
static weir_err fit_arguments(weir_call *call, bool *all_fit)
{
    weir_value *copy = NULL;

    *all_fit = true;
    for (uint32_t i = 0; i < call->count && *all_fit; i++) {
        const weir_value *value = &call->arguments[i];
        weir_value fitted;

        WEIR_TRY(fit(call->arena, letter_of(call->kinds, i), value, &fitted, all_fit));
        if (!*all_fit) {
            (void)weir_call_null(call, "argument %u must not be a %s", i + 1, weir_kind_name((weir_kind)value->kind));
        } else if (fitted.kind != value->kind) {
            if (!copy) {
                copy = WEIR_TAKE(call->arena, weir_value, call->count);
                if (!copy)
                    return WEIR_ENOMEM;
                memcpy(copy, call->arguments, call->count * sizeof *copy);
            }
            copy[i] = fitted;
        }
    }
    if (copy)
        call->arguments = copy;
    return WEIR_OK;
}

/* What a builtin reads costs steps. */
static uint64_t size_of(const weir_call *call)
{
    uint64_t size = 0;

    for (uint32_t i = 0; i < call->count; i++) {
        const weir_value *value = &call->arguments[i];

        size += value->kind == WEIR_STRING ? value->as.string.length / 64 : value->count / 4;
    }
    return size;
}

weir_err weir_builtin_call(weir_vm *vm, const weir_builtin *builtin, uint32_t signature, const weir_value *arguments,
                           uint32_t count, weir_value *out)
{
    weir_call call = {vm, vm->run, vm->run->arena, builtin, kinds_of(builtin, signature), arguments, count};
    bool fits;

    if (count < builtin->count_min || (count > builtin->count_max && builtin->count_max != WEIR_BUILTIN_ANY_COUNT)) {
        *out = weir_call_null(&call, "takes another number of arguments than %u", count);
        return WEIR_OK;
    }
    WEIR_TRY(weir_vm_charge(vm, size_of(&call)));
    WEIR_TRY(fit_arguments(&call, &fits));
    *out = weir_null();
    return fits ? builtin->run(&call, out) : WEIR_OK;
}

/* The next name of a signature; *at moves behind it. False at its end. */
static bool next_parameter(const char **at, weir_text *out, bool *is_optional)
{
    const size_t length = strcspn(*at, "?,|");

    *out = (weir_text){*at, length};
    if (length == 0)
        return false;
    *at += length;
    *is_optional = **at == '?';
    if (*is_optional)
        ++*at;
    if (**at == ',')
        ++*at;
    return true;
}

static bool find_in_signature(const char *signature, weir_text name, uint32_t *position)
{
    weir_text parameter;
    bool is_optional;

    for (uint32_t i = 0; next_parameter(&signature, &parameter, &is_optional); i++) {
        if (weir_text_equal(parameter, name)) {
            *position = i;
            return true;
        }
    }
    return false;
}

static uint32_t count_required(const char *signature)
{
    uint32_t count = 0;
    weir_text parameter;
    bool is_optional;

    while (next_parameter(&signature, &parameter, &is_optional))
        count += !is_optional;
    return count;
}

typedef enum fit_of_names { NOT_IN_SIGNATURE, IN_SIGNATURE, IN_ITS_ORDER } fit_of_names;

static fit_of_names place_names(const char *signature, const weir_text *names, uint32_t count, uint32_t *positions)
{
    fit_of_names fit = IN_ITS_ORDER;

    for (uint32_t i = 0; i < count; i++) {
        if (!find_in_signature(signature, names[i], &positions[i]))
            return NOT_IN_SIGNATURE;
        for (uint32_t j = 0; j < i; j++) {
            if (positions[j] == positions[i])
                return NOT_IN_SIGNATURE;
        }
        if (positions[i] != i)
            fit = IN_SIGNATURE;
    }
    return fit;
}

bool weir_builtin_positions(const weir_builtin *builtin, const weir_text *names, uint32_t count, uint32_t *signature,
                            uint32_t *positions, uint32_t *least)
{
    const char *best = NULL, *at = builtin->parameters;

    for (uint32_t i = 1; at; i++) {
        const fit_of_names fit = place_names(at, names, count, positions);

        if (fit == IN_ITS_ORDER || (fit == IN_SIGNATURE && !best)) {
            best = at;
            *signature = i;
        }
        if (fit == IN_ITS_ORDER)
            break;
        at = strchr(at, '|');
        at = at ? at + 1 : NULL;
    }
    if (!best)
        return false;
    *least = count_required(best);
    return place_names(best, names, count, positions) != NOT_IN_SIGNATURE;
}
