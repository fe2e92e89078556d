/* SPDX-License-Identifier: Apache-2.0
 * compile/form_js.h - a form of form-js (JSON) becomes the fields that the engine checks.
 *
 * What a browser shows is none of the engine's business: it reads keys, types, defaults, choices and what `validate`
 * asks for, also in groups and dynamic lists. A component that is disabled is not submitted, so nothing is asked of it.
 *
 * Problems; the place is the path of the component in the file:
 *
 * form-syntax             error    the file is no JSON
 * form-no-form            error    it is no object with an id, or its components are no list of objects
 * form-key-missing        error    a component that holds a value has no key
 * form-key-twice          error    two components have one key, and none of them is shown on a condition
 * form-components-missing warning  it has no components
 * form-component-unknown  warning  a type that weir does not know: its value is not looked into
 * form-rule-invalid       warning  a part of `validate`, a choice or a condition that can't be understood: it is not
 * asked for Layer: compile, may use base, feel and run.
 */
#ifndef WEIR_COMPILE_FORM_JS_H
#define WEIR_COMPILE_FORM_JS_H

#include "base/problem.h"
#include "run/program.h"

#define WEIR_FORM_DEPTH_MAX 16u /* of groups and lists in each other */

/* bytes: borrowed during the call. out: in the arena. EMODEL: there was an error among the problems; out is untouched.
 * ENOMEM. */
WEIR_MUST_USE weir_err weir_form_js_read(weir_text bytes, weir_arena *arena, weir_problems *problems,
                                         const weir_deployed_form **out);

#endif
