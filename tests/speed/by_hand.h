/* SPDX-License-Identifier: Apache-2.0
 * tests/speed/by_hand.h - what a C programmer would write in place of three of the expressions.
 *
 * Same inputs (found by name in the context), same numbers (34 decimal digits), no limits and no reasons.
 */
#ifndef WEIR_TESTS_BY_HAND_H
#define WEIR_TESTS_BY_HAND_H

#include "base/value.h"

typedef weir_value weir_by_hand(const weir_value *scope);

/* The one for the case of this name; NULL: there is none. */
weir_by_hand *weir_by_hand_find(weir_text name);

#endif
