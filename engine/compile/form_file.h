/* SPDX-License-Identifier: Apache-2.0
 * compile/form_file.h - a form as form-js keeps it (JSON) becomes the weir:formData that says the same.
 *
 * What counts of a component: its key, type, defaultValue, values and validate (required, min, max, minLength,
 * maxLength, pattern). The rest is for whoever draws the form. A component that may be hidden is not required. Of
 * components in a group with a path, and of a dynamic list, the variable of the first part of the path is known and
 * nothing else.
 *
 *   textfield, textarea          string
 *   number                       number; long if decimalDigits is 0; string if serializeToString
 *   checkbox                     boolean
 *   radio, select                enum of its values; string if they are not written in the form
 *   datetime                     date; string if it is a time of day
 *   checklist, taglist           list
 *   filepicker                   file
 *   another one with a key       whatever it is given
 * Layer: compile.
 */
#ifndef WEIR_COMPILE_FORM_FILE_H
#define WEIR_COMPILE_FORM_FILE_H

#include "elements/build.h"

/* bytes: borrowed; out lives in the arena. ESYNTAX, EVALUE: it is no form, and diag says what is wrong and where.
 * ENOMEM. */
WEIR_MUST_USE weir_err weir_form_file_read(weir_text bytes, weir_arena *arena, weir_form_file *out, weir_diag *diag);

#endif
