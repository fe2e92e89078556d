/* SPDX-License-Identifier: Apache-2.0
 * compile/rules.c - look at every part of a model with every rule that concerns it.
 *
 * A process that is not executable is documentation: it is left alone where another process of the file is executable;
 * where none is, its author may only have forgotten the attribute, so all that is wrong is said, as warnings.
 * Layer: compile.
 */
#include "compile/rules.h"

#include <stdarg.h>

#include "compile/compile.h"

#define HINT_EFFORT_MAX 4000000u /* parts looked at, and letters compared */
#define SHOWN_LENGTH_MAX 80u
#define MESSAGE_LENGTH_MAX 1200u /* some sentence, some shown texts and the message of a diag */

static const struct {
    const char *id;
    weir_severity severity;
    uint32_t subject;
    weir_err (*check)(weir_rules *rules, const weir_part *part);
} rows[] = {
#define RULE(name, id, severity, subject, clause, sentence) {id, WEIR_##severity, WEIR_ON_##subject, weir_rule_##name},
#include "compile/rules.def"
#undef RULE
};

#define ROW_COUNT (sizeof rows / sizeof *rows)

int weir_rule_shown_length(weir_text text)
{
    size_t length = text.length;

    if (length > SHOWN_LENGTH_MAX) {
        length = SHOWN_LENGTH_MAX;
        while (length > 0 && ((unsigned char)text.at[length] & 0xC0u) == 0x80u)
            length--;
    }
    return (int)length;
}

const char *weir_rule_shown_bytes(weir_text text)
{
    return text.at ? text.at : "";
}

/* The flow node or flow that a designer sees and that holds the part; else the nearest id. */
static weir_text owner_id(const weir_part *part)
{
    weir_text nearest = WEIR_NO_TEXT;
    const weir_part *at = part;

    for (; at; at = at->parent) {
        const uint32_t subjects = weir_rule_subjects(at);

        if (at->tag == WEIR_PART_sequence_flow || subjects & (WEIR_ON_NODE | WEIR_ON_CONTAINER))
            break;
        if (nearest.length == 0 && weir_part_is_referable(at) && !(subjects & (WEIR_ON_DEFINITION | WEIR_ON_LOOP)))
            nearest = at->id;
    }
    if (nearest.length > 0 && (!at || (at->tag == WEIR_PART_process && at != part)))
        return nearest; /* a lane, a message, a participant */
    return at ? at->id : WEIR_NO_TEXT;
}

weir_err weir_rule_report(weir_rules *rules, const weir_part *part, const char *format, ...)
{
    const weir_severity severity = rules->in_documentation ? WEIR_WARNING : rows[rules->row].severity;
    char message[MESSAGE_LENGTH_MAX];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments); /* its texts are cut to fit */
    va_end(arguments);
    return weir_problem_add(rules->problems, severity, rows[rules->row].id, part->line, 0, owner_id(part), "%s",
                            message);
}

bool weir_rule_is_said(const weir_rules *rules, const weir_part *part, const char *xsd_rule)
{
    for (uint32_t i = 0; i < rules->problems->count; i++) {
        if (rules->problems->items[i].line == part->line && strcmp(rules->problems->items[i].rule, xsd_rule) == 0)
            return true;
    }
    return false;
}

static weir_err check_part(weir_rules *rules, const weir_part *part, uint32_t subjects)
{
    for (rules->row = 0; rules->row < ROW_COUNT; rules->row++) {
        if (rows[rules->row].subject & subjects && weir_problems_take(rules->problems, rows[rules->row].severity))
            WEIR_TRY(rows[rules->row].check(rules, part));
    }
    return WEIR_OK;
}

static uint32_t subjects_of(const weir_rules *rules, const weir_part *part)
{
    const weir_rule_flow *flow = weir_rules_flow(rules, part);
    uint32_t subjects = weir_rule_subjects(part);

    if (part == rules->model->root)
        subjects |= WEIR_ON_FILE;
    if (flow && flow->source != WEIR_RULE_NO_IX && flow->target != WEIR_RULE_NO_IX)
        subjects |= WEIR_ON_FLOW;
    return subjects;
}

static bool is_documentation(const weir_part *part)
{
    return part->tag == WEIR_PART_process && !weir_part_flag(part, WEIR_ATTR_is_executable, false);
}

static weir_err check_parts(weir_rules *rules)
{
    const weir_part *root = rules->model->root;
    const weir_part *documentation = NULL; /* the process we are in, if it is not executable */

    for (const weir_part *part = root; part; part = weir_part_walk(part, root)) {
        if (documentation && part->parent == documentation->parent)
            documentation = NULL;
        if (is_documentation(part))
            documentation = part;
        rules->in_documentation = documentation != NULL;
        if (!documentation || rules->executable_count == 0)
            WEIR_TRY(check_part(rules, part, subjects_of(rules, part)));
        else if (part == documentation)
            WEIR_TRY(check_part(rules, part, WEIR_ON_PROCESS));
    }
    return WEIR_OK;
}

weir_err weir_rules_check(const weir_model *model, const weir_calendar_ids *calendars, weir_problems *problems)
{
    weir_arena scratch, expressions;
    weir_rules rules = {.model = model,
                        .calendars = calendars,
                        .problems = problems,
                        .scratch = &scratch,
                        .expressions = &expressions,
                        .hint_budget = HINT_EFFORT_MAX};
    weir_err err;

    weir_arena_init(&scratch, problems->arena->memory, problems->arena->used_bytes_max);
    weir_arena_init(&expressions, problems->arena->memory, problems->arena->used_bytes_max);
    err = weir_rules_index(&rules);
    if (err == WEIR_OK)
        err = weir_rules_find_links(&rules);
    if (err == WEIR_OK)
        err = weir_rules_explore(&rules);
    if (err == WEIR_OK)
        err = check_parts(&rules);
    weir_arena_release(&expressions);
    weir_arena_release(&scratch);
    return err;
}
