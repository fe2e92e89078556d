/* SPDX-License-Identifier: Apache-2.0
 * feel/case.h - the upper and the lower case of a text, by Unicode and not by the locale.
 *
 * Layer: feel, private to it.   Spec: Unicode 14 §3.13, without what depends on a language.
 */
#ifndef WEIR_FEEL_CASE_H
#define WEIR_FEEL_CASE_H

#include "base/buffer.h"

/* text: valid UTF-8. A letter may become several (ß is SS); a sigma at the end of a word becomes ς. */
WEIR_MUST_USE weir_err weir_case_change(weir_text text, bool to_upper, weir_arena *arena, weir_text *out);

#endif
