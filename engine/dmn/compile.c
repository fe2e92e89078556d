/* SPDX-License-Identifier: Apache-2.0
 * dmn/compile.c - from the model of a DMN file to decisions; see dmn.h.
 */
#include <stdarg.h>
#include <string.h>

#include "dmn/table.h"

/* -- problems -- */

static weir_text nearest_id(const weir_part *part)
{
    for (; part; part = part->parent) {
        if (weir_part_is_referable(part))
            return part->id;
    }
    return WEIR_NO_TEXT;
}

/* What is wrong with an element is remembered beside it. */
static weir_err add_problem(weir_dmn_compiler *c, weir_severity severity, const char *rule, const weir_part *part,
                            uint32_t line, uint32_t column, const char *message)
{
    weir_drg_element *element = severity == WEIR_ERROR ? weir_graph_element_around(c, part) : NULL;

    if (element && element->fault.length == 0) {
        WEIR_TRY(weir_arena_text(c->arena, weir_text_of(message), &element->fault));
        element->fault_line = line;
    }
    if (element && c->keeps_faults)
        return WEIR_OK;
    return weir_problem_add(c->problems, severity, rule, line, column, nearest_id(part), "%s", message);
}

static weir_err add_problem_va(weir_dmn_compiler *c, weir_severity severity, const char *rule, const weir_part *part,
                               uint32_t line, uint32_t column, const char *format, va_list list)
{
    char message[640];

    (void)vsnprintf(message, sizeof message, format, list);
    for (size_t length = strlen(message); length > 0 && !weir_utf8_valid((weir_text){message, length}, NULL);)
        message[--length] = '\0'; /* cut inside a character */
    return add_problem(c, severity, rule, part, line, column, message);
}

weir_err weir_dmn_problem(weir_dmn_compiler *c, weir_severity severity, const char *rule, const weir_part *part,
                          const char *format, ...)
{
    va_list list;
    weir_err err;

    va_start(list, format);
    err = add_problem_va(c, severity, rule, part, part->line, 0, format, list);
    va_end(list);
    return err;
}

/* The place is that of the text in the file: its lines are counted from the tag that holds it. */
weir_err weir_dmn_problem_at(weir_dmn_compiler *c, weir_severity severity, const char *rule, const weir_part *part,
                             uint32_t line, uint32_t column, const char *format, ...)
{
    va_list list;
    weir_err err;

    va_start(list, format);
    err = add_problem_va(c, severity, rule, part, part->line + (line > 0 ? line - 1 : 0), line > 1 ? column : 0, format,
                         list);
    va_end(list);
    return err;
}

/* -- expressions -- */

static const weir_part *text_of(const weir_part *part)
{
    return weir_part_child(part, WEIR_PART_dmn_text);
}

weir_text weir_dmn_source(const weir_part *part)
{
    const weir_part *text = text_of(part);

    return text ? weir_text_trim(text->text) : WEIR_NO_TEXT;
}

/* The number of the rule that a part stands in, from 1; 0: in none. */
static uint32_t rule_number(const weir_part *part)
{
    uint32_t number = 1;

    while (part && part->tag != WEIR_PART_dmn_rule)
        part = part->parent;
    if (!part)
        return 0;
    for (const weir_part *each = weir_part_child(part->parent, WEIR_PART_dmn_rule); each != part;
         each = weir_part_sibling(each, WEIR_PART_dmn_rule))
        number++;
    return number;
}

/* Counting rules takes time, and a file may have many faults. */
static bool will_be_told(const weir_dmn_compiler *c, const weir_part *part)
{
    const weir_drg_element *element = c->keeps_faults ? weir_graph_element_around(c, part) : NULL;

    return element ? element->fault.length == 0 : c->problems->count < WEIR_PROBLEM_COUNT_MAX;
}

static weir_err report_syntax(weir_dmn_compiler *c, const weir_part *text, const weir_diag *diag)
{
    const uint32_t rule = will_be_told(c, text) ? rule_number(text) : 0;
    char place[32] = "";

    if (rule > 0)
        (void)snprintf(place, sizeof place, " in rule %u", rule);
    return weir_dmn_problem_at(c, WEIR_ERROR, "dmn-expression", text, diag->line, diag->column,
                               "the expression%s is wrong in its line %u, column %u: %s", place, diag->line,
                               diag->column, diag->message);
}

static weir_err compile_source(weir_dmn_compiler *c, const weir_part *place, weir_text source, weir_feel_kind kind,
                               const weir_feel_names *names, const weir_expression **out)
{
    const weir_feel_types types = weir_types_for_feel(c);
    weir_diag diag = {0};
    const weir_err err = weir_feel_compile_typed(source, kind, names, &types, c->arena, out, &diag);

    if (err == WEIR_OK || err == WEIR_ENOMEM)
        return err;
    *out = NULL;
    return report_syntax(c, place, &diag);
}

/* Lines above the expression count, too. */
static weir_err compile_juel(weir_dmn_compiler *c, const weir_part *part, const weir_part *text,
                             const weir_expression **out)
{
    const size_t begin = (size_t)(weir_dmn_source(part).at - text->text.at);
    weir_diag diag = {0};
    const weir_err err = weir_dmn_juel(c, part, out, &diag);

    if (err == WEIR_OK)
        return weir_dmn_check_names(c, text, WEIR_FEEL_EXPRESSION, *out);
    if (err == WEIR_ENOMEM)
        return err;
    *out = NULL;
    for (size_t i = 0; i < begin; i++)
        diag.line += text->text.at[i] == '\n';
    return report_syntax(c, text, &diag);
}

weir_err weir_dmn_expression(weir_dmn_compiler *c, const weir_part *part, weir_feel_kind kind,
                             const weir_expression **out)
{
    const weir_part *text = text_of(part);
    weir_dmn_language language;

    *out = NULL;
    if (weir_dmn_source(part).length == 0)
        return WEIR_OK;
    WEIR_TRY(weir_dmn_language_of(c, part, &language));
    if (language == WEIR_DMN_JUEL)
        return compile_juel(c, part, text, out);
    if (language != WEIR_DMN_FEEL)
        return WEIR_OK;
    WEIR_TRY(compile_source(c, text, text->text, kind, &c->names, out));
    WEIR_TRY(weir_dmn_check_names(c, text, kind, *out));
    if (!*out)
        return WEIR_OK;
    WEIR_TRY(weir_dmn_check_arguments(c, text, *out));
    return weir_dmn_check_calls(c, text, *out);
}

weir_err weir_dmn_own_expression(weir_dmn_compiler *c, const weir_part *part, weir_text source,
                                 const weir_feel_names *names, const weir_expression **out)
{
    return compile_source(c, part, source, WEIR_FEEL_EXPRESSION, names, out);
}

/* -- logic -- */

/* The boxed expression of a decision or business knowledge model. */
static weir_err compile_logic(weir_dmn_compiler *c, weir_drg_element *element)
{
    weir_box *box = WEIR_TAKE(c->arena, weir_box, 1);

    if (!box)
        return WEIR_ENOMEM;
    element->box = box;
    c->element = element;
    WEIR_TRY(weir_names_of_element(c, element));
    WEIR_TRY(weir_box_compile_child(c, element->part, box));
    WEIR_TRY(weir_box_compile_all(c));
    if (element->part->tag == WEIR_PART_dmn_decision_service)
        return weir_service_sign(c, element);
    if (element->part->tag == WEIR_PART_dmn_business_knowledge_model && box->kind && box->kind->is_function)
        WEIR_TRY(weir_box_sign(c, box, weir_type_of_result(element->type)));
    if (box->kind || element->part->tag == WEIR_PART_dmn_input_data)
        return WEIR_OK;
    return weir_dmn_problem(c, WEIR_WARNING, "dmn-logic-missing", element->part,
                            "the %s \"%.*s\" has no logic and is always null", element->kind->word,
                            WEIR_ARG(element->name));
}

static int compare_by_name(const void *left, const void *right)
{
    const weir_drg_element *const *a = left, *const *b = right;
    const int order = weir_text_compare((*a)->name, (*b)->name);

    return order != 0 ? order : ((*a)->part->order > (*b)->part->order) - ((*a)->part->order < (*b)->part->order);
}

/* Two decisions of one name: a reference by name finds the first alone. */
static weir_err check_names(weir_dmn_compiler *c)
{
    const weir_decisions *file = c->file;
    const weir_drg_element **sorted = WEIR_TAKE(c->arena, const weir_drg_element *, file->decision_count);

    weir_dmn_enter(c, c->file->models);
    if (!sorted)
        return WEIR_ENOMEM;
    if (file->decision_count > 0)
        memcpy(sorted, file->decisions, file->decision_count * sizeof *sorted);
    qsort(sorted, file->decision_count, sizeof *sorted, compare_by_name);
    for (uint32_t i = 1; i < file->decision_count; i++) {
        if (sorted[i]->name.length > 0 && weir_text_equal(sorted[i - 1]->name, sorted[i]->name))
            WEIR_TRY(weir_dmn_problem(c, WEIR_WARNING, "dmn-name-duplicate", sorted[i]->part,
                                      "there is another decision \"%.*s\"; refer to it by its id",
                                      WEIR_ARG(sorted[i]->name)));
    }
    return WEIR_OK;
}

void weir_dmn_enter(weir_dmn_compiler *c, weir_dmn_model *model)
{
    c->current = model;
    c->model = model->model;
    c->problems = model->problems;
    c->names = model->names;
}

static weir_err compile_elements(weir_dmn_compiler *c)
{
    WEIR_TRY(weir_dmn_name_check_begin(c));
    for (uint32_t i = 0; i < c->file->model_count; i++) {
        weir_dmn_enter(c, &c->file->models[i]);
        for (uint32_t e = 0; e < c->current->element_count; e++)
            WEIR_TRY(compile_logic(c, &c->current->elements[e]));
    }
    return WEIR_OK;
}

/* Where somebody wants to hear of it; tables of other files are checked with those. */
static weir_err check_tables(weir_dmn_compiler *c)
{
    weir_dmn_enter(c, &c->file->models[0]);
    for (uint32_t i = 0; i < c->tables.count && weir_problems_take(c->problems, WEIR_WARNING); i++)
        WEIR_TRY(weir_table_check(c, c->tables.items[i]));
    return WEIR_OK;
}

static weir_err compile_files(const weir_dmn_files *files, bool keeps_faults, weir_arena *arena,
                              weir_problems *problems, const weir_decisions **out)
{
    const uint32_t errors_before = problems->error_count;
    weir_dmn_compiler c = {.arena = arena, .problems = problems, .keeps_faults = keeps_faults};

    c.file = WEIR_TAKE(arena, weir_decisions, 1);
    if (!c.file)
        return WEIR_ENOMEM;
    WEIR_TRY(weir_imports_compile(&c, files));
    WEIR_TRY(weir_names_of_models(&c));
    WEIR_TRY(weir_types_compile(&c));
    WEIR_TRY(weir_graph_compile(&c));
    WEIR_TRY(check_names(&c));
    WEIR_TRY(compile_elements(&c));
    WEIR_TRY(weir_imports_report(&c));
    if (!keeps_faults && problems->error_count == errors_before)
        WEIR_TRY(check_tables(&c));
    *out = c.file;
    return WEIR_OK;
}

weir_err weir_dmn_compile_each(const weir_dmn_files *files, weir_arena *arena, weir_problems *problems,
                               const weir_decisions **out)
{
    return compile_files(files, true, arena, problems, out);
}

weir_err weir_dmn_compile_all(const weir_dmn_files *files, weir_arena *arena, weir_problems *problems,
                              const weir_decisions **out)
{
    const uint32_t errors_before = problems->error_count;
    const weir_decisions *decisions;

    WEIR_TRY(compile_files(files, false, arena, problems, &decisions));
    if (problems->error_count > errors_before)
        return WEIR_EMODEL;
    *out = decisions;
    return WEIR_OK;
}

weir_err weir_dmn_compile(const weir_model *model, weir_arena *arena, weir_problems *problems,
                          const weir_decisions **out)
{
    const weir_dmn_file file = {model, WEIR_NO_TEXT};

    return weir_dmn_compile_all(&(weir_dmn_files){&file, 1}, arena, problems, out);
}

/* -- what a file holds -- */

static const weir_decision *find(const weir_decisions *decisions, weir_text text, bool by_name, bool services)
{
    for (uint32_t i = 0; i < decisions->models->element_count; i++) {
        const weir_drg_element *element = &decisions->elements[i];
        const weir_tag wanted = services ? WEIR_PART_dmn_decision_service : WEIR_PART_dmn_decision;

        if (element->part->tag == wanted && weir_text_equal(by_name ? element->name : element->id, text))
            return element;
    }
    return NULL;
}

const weir_decision *weir_dmn_find(const weir_decisions *decisions, weir_text id_or_name)
{
    for (int services = 0; services <= 1; services++) {
        for (int by_name = 0; by_name <= 1; by_name++) {
            const weir_decision *found = find(decisions, id_or_name, by_name, services);

            if (found)
                return found;
        }
    }
    return NULL;
}

uint32_t weir_dmn_count(const weir_decisions *decisions)
{
    return decisions->decision_count;
}

const weir_decision *weir_dmn_at(const weir_decisions *decisions, uint32_t ix)
{
    return decisions->decisions[ix];
}

weir_text weir_decision_id(const weir_decision *decision)
{
    return decision->id;
}

weir_text weir_decision_name(const weir_decision *decision)
{
    return decision->name;
}

static const weir_table *table_of(const weir_decision *decision)
{
    const weir_box *box = decision->box;

    return box && box->kind && box->kind->tag == WEIR_PART_dmn_decision_table ? box->as.table : NULL;
}

uint32_t weir_decision_output_count(const weir_decision *decision)
{
    const weir_table *table = table_of(decision);

    if (decision->outputs.count > 0)
        return decision->outputs.count;
    return table ? table->output_count : 1;
}

weir_text weir_decision_output(const weir_decision *decision, uint32_t ix)
{
    const weir_table *table = table_of(decision);

    if (decision->outputs.count > 0)
        return decision->outputs.items[ix]->variable;
    return table && table->outputs[ix].name.length > 0 ? table->outputs[ix].name : decision->variable;
}

bool weir_decision_is_table(const weir_decision *decision)
{
    return table_of(decision) != NULL;
}

bool weir_decision_gives_list(const weir_decision *decision)
{
    const weir_table *table = table_of(decision);

    return table && table->policy->is_multiple && !table->aggregator;
}

uint32_t weir_dmn_element_count(const weir_decisions *decisions)
{
    return decisions->models->element_count;
}

const weir_decision *weir_dmn_element(const weir_decisions *decisions, uint32_t ix)
{
    return &decisions->elements[ix];
}

weir_decision_kind weir_decision_kind_of(const weir_decision *decision)
{
    static const struct {
        weir_tag tag;
        weir_decision_kind kind;
    } kinds[] = {
        {WEIR_PART_dmn_decision, WEIR_DECISION},
        {WEIR_PART_dmn_business_knowledge_model, WEIR_DECISION_KNOWLEDGE_MODEL},
        {WEIR_PART_dmn_decision_service, WEIR_DECISION_SERVICE},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].tag == decision->part->tag)
            return kinds[i].kind;
    }
    return WEIR_DECISION_OTHER;
}

uint32_t weir_decision_parameter_count(const weir_decision *decision)
{
    const weir_box *box = decision->box;

    return box && box->kind && box->kind->is_function && decision->fault.length == 0 ? box->name_count
                                                                                     : decision->parameters.count;
}

weir_text weir_decision_parameter(const weir_decision *decision, uint32_t ix)
{
    return decision->parameters.count > 0 ? decision->parameter_names[ix] : decision->box->names[ix].name;
}
