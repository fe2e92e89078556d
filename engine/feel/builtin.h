/* SPDX-License-Identifier: Apache-2.0
 * feel/builtin.h - the built-in functions: one row each in builtins.def.
 *
 * Before a builtin runs, its row has been checked: the number of arguments, and their kinds by one letter
 * each (a singleton list stands for its item and an item for a singleton list where the row asks so).
 * Layer: feel, private to it.   Spec: DMN 1.5 §10.3.4.
 */
#ifndef WEIR_FEEL_BUILTIN_H
#define WEIR_FEEL_BUILTIN_H

#include "feel/vm.h"

typedef struct weir_call {
    weir_vm *vm;
    weir_feel_run *run;
    weir_arena *arena;
    const weir_builtin *builtin;
    const char *kinds; /* up to a bar */
    const weir_value *arguments;
    uint32_t count;
} weir_call;

typedef weir_err weir_builtin_run(weir_call *call, weir_value *out);

#define WEIR_BUILTIN_ANY_COUNT 255u
#define WEIR_BUILTIN_BY_POSITION 0u
#define WEIR_BUILTIN_ARGUMENT_MAX 8u /* of builtins that do not take any number */

struct weir_builtin {
    weir_text name;
    uint8_t count_min, count_max; /* count_max WEIR_BUILTIN_ANY_COUNT: any number */
    /* One letter an argument, the last one for all further ones: a any, n number, s string,
     * l list, c context, f function, d date, r range, o no list, p neither range nor list; a letter in upper case
     * also takes null. Behind bars: the kinds of the first, second … signature, when its names are used. */
    const char *kinds;
    const char *parameters; /* names with commas, a ? behind what may be left out; other signatures after a bar */
    weir_builtin_run *run;
};

#define BUILTIN(name, count_min, count_max, kinds, parameters, run) weir_builtin_run weir_builtin_##run;
#include "feel/builtins.def"
#undef BUILTIN

uint32_t weir_builtins_count(void);
const weir_builtin *weir_builtin_at(uint32_t ix);
bool weir_builtin_find(weir_text name, uint32_t *ix);
weir_value weir_builtin_value(uint32_t ix); /* the function as a value */
/* Check the arguments and run. signature: WEIR_BUILTIN_BY_POSITION, or the one whose names were used. */
WEIR_MUST_USE weir_err weir_builtin_call(weir_vm *vm, const weir_builtin *builtin, uint32_t signature,
                                         const weir_value *arguments, uint32_t count, weir_value *out);
/* Named arguments: the signature (from 1) that has all the names, if possible in their order. Each name gets
 * positions[i], least is how many arguments the signature must have. False: none has them. */
bool weir_builtin_positions(const weir_builtin *builtin, const weir_text *names, uint32_t count, uint32_t *signature,
                            uint32_t *positions, uint32_t *least);

/* Null with the reason "<name>: …". */
weir_value weir_call_null(weir_call *call, const char *format, ...) WEIR_PRINTF(2, 3);
/* The items of `f(list)` and of `f(x1, x2, …)`. */
void weir_call_items(const weir_call *call, const weir_value **items, uint32_t *count);
/* Is there an argument that may be left out? Null is as good as nothing. */
bool weir_call_has(const weir_call *call, uint32_t ix);
/* A number cut to a whole one; false: it is too large. */
bool weir_call_integer(const weir_call *call, uint32_t ix, int64_t *out);

/* builtin_temporal.c: a literal of any of the five temporal kinds; null if it is none. */
WEIR_MUST_USE weir_err weir_feel_temporal_parse(weir_text text, const weir_zones *zones, weir_arena *arena,
                                                weir_value *out);

#endif
