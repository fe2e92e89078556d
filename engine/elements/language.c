/* SPDX-License-Identifier: Apache-2.0
 * elements/language.c - tell FEEL, ${…} and what weir does not execute apart.
 */
#include "elements/language.h"

static bool has_word(weir_text text, weir_text word)
{
    for (size_t at = 0; at + word.length <= text.length; at++) {
        if (weir_text_equal_ignoring_case(weir_text_part(text, at, word.length), word))
            return true;
    }
    return false;
}

static bool begins_with_braces(weir_text text)
{
    const weir_text trimmed = weir_text_trim(text);

    return weir_text_starts_with(trimmed, WEIR_T("${")) || weir_text_starts_with(trimmed, WEIR_T("#{"));
}

/* The same in every language. */
static bool is_literal(weir_text text)
{
    weir_decimal number;

    text = weir_text_trim(text);
    return text.length == 0 || weir_decimal_parse(text, &number) || weir_text_equal(text, WEIR_T("true")) ||
           weir_text_equal(text, WEIR_T("false"));
}

/* What the definitions say holds for a formal expression of BPMN that says nothing itself and bears no mark of ours. */
static weir_text declared_for_all(const weir_part *part)
{
    if (weir_tag_namespace(part->tag) != WEIR_NS_BPMN || begins_with_braces(part->text) ||
        weir_language_of_setting(part->text) == WEIR_LANGUAGE_FEEL || is_literal(part->text))
        return WEIR_NO_TEXT;
    while (part->parent)
        part = part->parent;
    return weir_text_trim(weir_part_attribute(part, WEIR_ATTR_expression_language));
}

weir_text weir_language_declared(const weir_part *part)
{
    const weir_part *owner = part->tag == WEIR_PART_script && part->parent ? part->parent : part;
    const bool is_script = part->tag == WEIR_PART_script || part->tag == WEIR_PART_weir_script;
    const weir_text own =
        weir_text_trim(weir_part_attribute(owner, is_script ? WEIR_ATTR_script_format : WEIR_ATTR_language));

    return own.length > 0 || is_script ? own : declared_for_all(part);
}

weir_language weir_language_of(weir_text declared, weir_text text)
{
    if (has_word(declared, WEIR_T("feel")))
        return WEIR_LANGUAGE_FEEL;
    if (has_word(declared, WEIR_T("juel")))
        return WEIR_LANGUAGE_JUEL;
    if (declared.length > 0 && weir_text_find(declared, WEIR_T("://"), 0) == SIZE_MAX)
        return WEIR_LANGUAGE_OTHER;
    if (begins_with_braces(text))
        return WEIR_LANGUAGE_JUEL;
    return declared.length > 0 ? WEIR_LANGUAGE_OTHER : WEIR_LANGUAGE_FEEL;
}

weir_language weir_language_of_action(weir_text declared, weir_text text)
{
    if (declared.length == 0 && weir_language_of_setting(text) == WEIR_LANGUAGE_JUEL)
        return WEIR_LANGUAGE_JUEL;
    return weir_language_of(declared, text);
}

weir_language weir_language_of_setting(weir_text text)
{
    if (weir_text_starts_with(weir_text_trim(text), WEIR_T("=")))
        return WEIR_LANGUAGE_FEEL;
    return weir_is_juel(text) ? WEIR_LANGUAGE_JUEL : WEIR_LANGUAGE_LITERAL;
}

weir_err weir_language_compile(weir_language language, weir_text text, bool may_change, weir_arena *arena,
                               const weir_expression **out, weir_diag *diag)
{
    if (language == WEIR_LANGUAGE_JUEL)
        return weir_juel_compile(text, may_change, arena, out, diag);
    text = weir_text_trim(text);
    if (weir_text_starts_with(text, WEIR_T("=")))
        text = weir_text_trim(weir_text_part(text, 1, text.length - 1));
    return weir_feel_compile(text, WEIR_FEEL_EXPRESSION, NULL, arena, out, diag);
}
