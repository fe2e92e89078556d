/* SPDX-License-Identifier: Apache-2.0
 * tests/fuzz/model.h - bytes to a model, for the targets that begin with XML.
 */
#ifndef WEIR_TESTS_FUZZ_MODEL_H
#define WEIR_TESTS_FUZZ_MODEL_H

#include "fuzz/fuzz.h"
#include "xml/load.h"

/* Every problem names its rule and says something; there are as many errors as the list counts. */
static inline void check_problems(const weir_problems *problems)
{
    uint32_t error_count = 0;

    for (uint32_t i = 0; i < problems->count; i++) {
        FUZZ_PROMISE(problems->items[i].rule && problems->items[i].message.length > 0);
        error_count += problems->items[i].severity == WEIR_ERROR;
    }
    FUZZ_PROMISE(problems->dropped_count > 0 || error_count == problems->error_count);
}

/* False: the bytes are no XML that weir reads, and the diag says why and where. */
static inline bool read_model(const uint8_t *data, size_t size, weir_arena *arena, weir_model *out,
                              weir_problems *problems)
{
    static weir_xml_schemas *schemas; /* compiled once for all inputs */
    const weir_text bytes = {(const char *)data, size};
    weir_diag diag = {0};
    weir_err err;

    if (!schemas && weir_xml_schemas_new(&schemas, &diag) != WEIR_OK) {
        fprintf(stderr, "%s\n", diag.message);
        abort();
    }
    weir_problems_init(problems, arena);
    err = weir_xml_read(bytes, schemas, arena, out, problems, &diag);
    if (err != WEIR_OK && err != WEIR_ENOMEM)
        FUZZ_PROMISE(diag.message[0] != '\0');
    check_problems(problems);
    return err == WEIR_OK;
}

#endif
