/* SPDX-License-Identifier: Apache-2.0
 * xml/load.c - the steps from bytes to a model, in order.
 *
 * Layer: xml.
 */
#include "xml/xml_internal.h"

/* Decoded text, outline and open texts: a few times the file at most. */
#define SCRATCH_BYTES_MAX (16u * weir_xml_byte_count_max)

static weir_err build(weir_xml_reader *reader, const weir_xml_schemas *schemas, weir_text text,
                      weir_err pass(weir_xml_reader *reader, weir_text text))
{
    weir_err err = WEIR_OK;

    if (schemas != NULL)
        err = weir_xml_validator_new(schemas, reader, &reader->validator);
    if (err == WEIR_OK)
        err = pass(reader, text);
    weir_xml_validator_free(reader->validator);
    reader->validator = NULL;
    return err;
}

/* From the beginning, with nothing left of what was read so far. */
static void forget(weir_xml_reader *reader, const weir_problems *problems)
{
    *reader->problems = *problems;
    reader->model = (weir_model){0};
    reader->depth = reader->skipped_depth = reader->started_count = 0;
}

static weir_err read_with(weir_xml_reader *reader, weir_text bytes, const weir_xml_schemas *schemas)
{
    const weir_problems before = *reader->problems;
    weir_text text;

    WEIR_TRY(weir_xml_decode(bytes, reader->scratch, &text, reader->diag));
    WEIR_TRY(weir_xml_guard(text, reader->scratch, &reader->outline, reader->diag));
    WEIR_TRY(weir_names_build(reader->scratch, &reader->names));
    WEIR_TRY(build(reader, schemas, text, weir_xml_parse));
    if (reader->is_for_sheets) {
        forget(reader, &before);
        WEIR_TRY(build(reader, schemas, text, weir_xml_adapt));
    }
    WEIR_TRY(weir_model_finish(&reader->model, reader->arena));
    WEIR_TRY(weir_xml_check_ids(&reader->model, reader->scratch, reader->problems));
    WEIR_TRY(weir_model_name_flows(&reader->model, reader->arena));
    return weir_xml_check_order(&reader->model, reader->problems);
}

weir_err weir_xml_read(weir_text bytes, const weir_xml_schemas *schemas, weir_arena *arena, weir_model *out,
                       weir_problems *problems, weir_diag *diag)
{
    const weir_xml_settings settings = {.schemas = schemas};

    return weir_xml_read_with(bytes, &settings, arena, out, problems, diag);
}

weir_err weir_xml_read_with(weir_text bytes, const weir_xml_settings *settings, weir_arena *arena, weir_model *out,
                            weir_problems *problems, weir_diag *diag)
{
    weir_arena scratch;
    weir_xml_reader *reader;
    weir_err err = WEIR_ENOMEM;

    weir_arena_init(&scratch, arena->memory, SCRATCH_BYTES_MAX);
    reader = WEIR_TAKE(&scratch, weir_xml_reader, 1);
    if (reader == NULL)
        goto out;
    reader->arena = arena;
    reader->scratch = &scratch;
    reader->problems = problems;
    reader->diag = diag;
    reader->delegates_external = settings->delegates_external;
    err = read_with(reader, bytes, settings->schemas);
    if (err == WEIR_OK)
        *out = reader->model;
out:
    weir_arena_release(&scratch);
    return err;
}
