/* SPDX-License-Identifier: Apache-2.0
 * compile/program.h - one process of a model becomes one program.
 *
 * Layer: compile.
 */
#ifndef WEIR_COMPILE_PROGRAM_H
#define WEIR_COMPILE_PROGRAM_H

#include "elements/build.h"

/* process: a part with tag WEIR_PART_process. Problems are recorded in the build; *out is complete only if
 * there was no error among them. ENOMEM. */
WEIR_MUST_USE weir_err weir_program_build(weir_build *build, const weir_part *process, const weir_program **out);

#endif
