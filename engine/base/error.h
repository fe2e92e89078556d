/* SPDX-License-Identifier: Apache-2.0
 * base/error.h - errors are values; what a person needs to know goes into a diag.
 *
 * Every function that can fail returns weir_err and leaves its `out` untouched then.
 * A caller that wants words passes a weir_diag it owns (NULL is allowed everywhere).
 * Layer: base.
 */
#ifndef WEIR_BASE_ERROR_H
#define WEIR_BASE_ERROR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

#define WEIR_MUST_USE __attribute__((warn_unused_result))
#define WEIR_PRINTF(format_ix, first_ix) __attribute__((format(printf, format_ix, first_ix)))

typedef enum weir_err {
    WEIR_OK = 0,
#define ERR(name, status, retry, sentence) WEIR_##name,
#include "base/errors.def"
#undef ERR
    WEIR_ERR_COUNT
} weir_err;

/* Name ("ENOTOKEN"), sentence, HTTP status of an error; never NULL. */
const char *weir_err_name(weir_err err);
const char *weir_err_describe(weir_err err);
int weir_err_status(weir_err err);
bool weir_err_is_worth_retry(weir_err err);

/* Return at once what `call` returns, if it is an error. Only where nothing but arena memory is held. */
#define WEIR_TRY(call)                                                                                                 \
    do {                                                                                                               \
        const weir_err weir_try_err = (call);                                                                          \
        if (weir_try_err != WEIR_OK)                                                                                   \
            return weir_try_err;                                                                                       \
    } while (0)

/* One problem in words, with the place. Owned by the caller, zero-initialised; all texts are
 * zero-terminated UTF-8 and cut at a character boundary when they are too long.
 *
 * element      id of the element the user wrote, "" if there is none
 * line, column 1-based in the user's file or text, 0 = unknown
 */
typedef struct weir_diag {
    weir_err err;
    uint32_t line, column;
    char element[128];
    char message[512];
} weir_diag;

/* Fill `diag` (may be NULL) and return `err`. A diag that is already filled keeps its line and
 * column only if the new call does not come with its own (see weir_fail_at). */
weir_err weir_fail(weir_diag *diag, weir_err err, weir_text element, const char *format, ...) WEIR_PRINTF(4, 5);
weir_err weir_fail_at(weir_diag *diag, weir_err err, weir_text element, uint32_t line, uint32_t column,
                      const char *format, ...) WEIR_PRINTF(6, 7);

#endif
