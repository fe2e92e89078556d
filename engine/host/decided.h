/* SPDX-License-Identifier: Apache-2.0
 * host/decided.h - decisions that were evaluated outside of any instance: WEIR_REQUEST_DECIDED.
 *
 * Who asks evaluates, on whatever thread; the request brings what came of it, so that it is in the log before anybody
 * is answered. Layer: host.
 */
#ifndef WEIR_HOST_DECIDED_H
#define WEIR_HOST_DECIDED_H

#include "base/text.h"

/* Whether a row of stream 0 tells of them. */
bool weir_decided_is_fact(weir_text facts);

#endif
