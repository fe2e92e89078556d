/* SPDX-License-Identifier: Apache-2.0
 * model/model_internal.h - what the files of the model share.
 *
 * Layer: model.
 */
#ifndef WEIR_MODEL_MODEL_INTERNAL_H
#define WEIR_MODEL_MODEL_INTERNAL_H

#include "model/model.h"

/* Rows of triggers.def. */
enum {
#define TRIGGER(name, xml, clause, summary) WEIR_ROW_OF_TRIGGER_##name,
#include "model/triggers.def"
#undef TRIGGER
    WEIR_TRIGGER_COUNT_OF_MODEL
};

/* Put event definitions where they are referred to. The index by id is there. ENOMEM. (reference.c) */
WEIR_MUST_USE weir_err weir_model_resolve_definitions(weir_model *model, weir_arena *arena);

#endif
