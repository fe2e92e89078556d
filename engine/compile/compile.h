/* SPDX-License-Identifier: Apache-2.0
 * compile/compile.h - a model becomes frozen programs, or a list of all that is wrong with it.
 *
 * Layer: compile, may use elements, run, dmn, feel, model, base.
 */
#ifndef WEIR_COMPILE_COMPILE_H
#define WEIR_COMPILE_COMPILE_H

#include "base/calendar.h"
#include "base/problem.h"
#include "model/model.h"
#include "run/program.h"

typedef struct weir_programs {
    const weir_program **items; /* executable processes in document order */
    uint32_t count, capacity;
} weir_programs;

/* model: a BPMN file (root definitions, or a bare process), borrowed during the call; `arena` must keep
 * its texts alive as long as the programs.
 * calendars: those that its texts may name; NULL: nobody knows which there are.
 * problems: everything found by the rules and by the compiler, errors and warnings, with line and id.
 * EMODEL: there was at least one error; out is untouched. */
WEIR_MUST_USE weir_err weir_compile(const weir_model *model, const weir_calendar_ids *calendars, weir_arena *arena,
                                    weir_problems *problems, weir_programs *out);

/* The semantic rules alone (rules.def): what a valid process must fulfil. Called by weir_compile. */
WEIR_MUST_USE weir_err weir_rules_check(const weir_model *model, const weir_calendar_ids *calendars,
                                        weir_problems *problems);

#endif
