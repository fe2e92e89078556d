/* SPDX-License-Identifier: Apache-2.0
 * host/forms.h - the forms that a BPMN file names by weir:formRef, found among the files beside it.
 *
 * A form is a neighbour whose name ends in .form; its id is the one in it, or the name of the file without what stands
 * before it and without .form. Only references that are written down are looked for, not expressions.
 *
 * form-not-beside  warning  weir:formRefBinding="deployment", and no such form is there, or what is there is none
 * Layer: host.
 */
#ifndef WEIR_HOST_FORMS_H
#define WEIR_HOST_FORMS_H

#include "host/resource.h"

bool weir_form_is_file(weir_text name); /* ends in .form */
bool weir_forms_are_named(const weir_model *model);
/* All of it lives in the arena. ENOMEM. */
WEIR_MUST_USE weir_err weir_forms_beside(const weir_resource *resource, const weir_model *model, weir_arena *arena,
                                         weir_problems *problems, weir_form_files *out);

#endif
