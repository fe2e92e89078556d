/* SPDX-License-Identifier: Apache-2.0
 * run/codec.h - facts and states as bytes that outlive the program that made them.
 *
 * Both are JSON in a fixed order of keys, so that equal states have equal bytes and an administrator
 * can read them with any SQL shell. They name elements by XML id, never by index.
 * Facts: an array of {"type": …, key: value …}. State: an object with "format".
 * Layer: run.
 */
#ifndef WEIR_RUN_CODEC_H
#define WEIR_RUN_CODEC_H

#include "run/state.h"

/* Which definition is meant of an event that has several; in facts and states. */
#define WEIR_PART_KEY "eventDefinition"

/* Every format that was released stays readable. */
#define WEIR_FACTS_FORMAT 1
#define WEIR_STATE_FORMAT 1
#define WEIR_STATE_LENGTH_MAX (64u * 1024u * 1024u)
#define WEIR_FACTS_LENGTH_MAX (16u * 1024u * 1024u) /* of one command */

WEIR_MUST_USE weir_err weir_facts_encode(const weir_program *program, const weir_facts *facts, weir_buffer *out);
/* EFORMAT: not facts of this program. */
WEIR_MUST_USE weir_err weir_facts_decode(const weir_program *program, weir_text bytes, const weir_zones *zones,
                                         weir_arena *arena, weir_facts *out, weir_diag *diag);
WEIR_MUST_USE weir_err weir_state_encode(const weir_program *program, const weir_state *state, weir_buffer *out);
WEIR_MUST_USE weir_err weir_state_decode(const weir_program *program, weir_text bytes, const weir_zones *zones,
                                         weir_arena *arena, weir_state *out, weir_diag *diag);

#endif
