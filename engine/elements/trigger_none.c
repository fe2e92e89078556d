/* SPDX-License-Identifier: Apache-2.0
 * elements/trigger_none.c - nothing is waited for or thrown.
 */
#include "elements/elements.h"

const weir_trigger weir_tr_none = {0};
