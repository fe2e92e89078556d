/* SPDX-License-Identifier: Apache-2.0
 * dmn/language.c - the languages that an expression may be written in: FEEL, and what models of Camunda 7 and Operaton
 * call juel.
 *
 * What is said of the expression itself counts before what is said of the whole file. A text in ${…} is taken for what
 * it is where nobody names a language, since FEEL knows no such sign; one without it that is called juel is put into
 * it, as these engines do.
 * Spec: DMN 1.5 §7.3.1, §7.3.6 (expressionLanguage).
 */
#include "dmn/dmn_internal.h"
#include "feel/juel.h"

/* Any version of FEEL; as a URI, or as tools abbreviate it. DMN 1.1 has a date behind the name. */
static bool is_feel(weir_text language)
{
    while (weir_text_ends_with(language, WEIR_T("/")))
        language.length--;
    return weir_text_starts_with(language, WEIR_T("http://www.omg.org/spec/FEEL/")) ||
           weir_text_ends_with(language, WEIR_T("FEEL")) || weir_text_ends_with(language, WEIR_T("feel"));
}

static bool begins_with_brace(weir_text source)
{
    return weir_text_starts_with(source, WEIR_T("${")) || weir_text_starts_with(source, WEIR_T("#{"));
}

weir_err weir_dmn_language_of(weir_dmn_compiler *c, const weir_part *part, weir_dmn_language *out)
{
    weir_text language = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_expression_language));

    if (language.length == 0)
        language = weir_text_trim(weir_part_attribute(c->model->root, WEIR_ATTR_expression_language));
    *out = WEIR_DMN_FEEL;
    if (language.length == 0)
        *out = begins_with_brace(weir_dmn_source(part)) ? WEIR_DMN_JUEL : WEIR_DMN_FEEL;
    else if (weir_text_equal_ignoring_case(language, WEIR_T("juel")))
        *out = WEIR_DMN_JUEL;
    else if (!is_feel(language))
        *out = WEIR_DMN_UNKNOWN;
    if (*out != WEIR_DMN_UNKNOWN)
        return WEIR_OK;
    return weir_dmn_problem(c, WEIR_ERROR, "dmn-language-unsupported", part,
                            "weir evaluates FEEL, and juel in ${…}, but not \"%.*s\"; write it in FEEL",
                            WEIR_ARG(language));
}

weir_err weir_dmn_juel(weir_dmn_compiler *c, const weir_part *part, const weir_expression **out, weir_diag *diag)
{
    const weir_text source = weir_dmn_source(part);
    weir_buffer buffer;
    weir_text text;

    if (weir_is_juel(source))
        return weir_juel_compile(source, false, c->arena, out, diag);
    weir_buffer_init(&buffer, c->arena, 0);
    weir_buffer_text(&buffer, WEIR_T("${"));
    weir_buffer_text(&buffer, source);
    weir_buffer_char(&buffer, '}');
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    return weir_juel_compile(text, false, c->arena, out, diag);
}
