/* SPDX-License-Identifier: Apache-2.0
 * dmn/name_check.c - elements that an expression uses, though nothing requires them there.
 *
 * An expression sees what its element requires (DMN 1.5 §6.2.2, §6.2.3); all other names are null when it runs, or what
 * the caller happens to know by them, which nobody sees. What the element itself says a name means hides the element of
 * that name, and inside a filter any name may be an entry of the item: there nothing is told.
 */
#include <stdlib.h>
#include <string.h>

#include "dmn/dmn_internal.h"

/* Of one set of files: names found to be those of elements that are not required, expressions compiled once more. */
#define LOOK_COUNT_MAX 1000u
#define AGAIN_COUNT_MAX 100u

/* What a name may mean in a file. */
typedef struct weir_known_element {
    weir_text name;
    const weir_drg_element *element;
    bool is_variable; /* its variable has that name, not only itself */
} weir_known_element;

typedef struct weir_name_check {
    const weir_drg_element *element; /* what follows is about it */
    weir_text *seen;                 /* names that it sees; sorted */
    uint32_t seen_count;
    struct {
        weir_text *items;
        uint32_t count, capacity;
    } told;
    uint32_t look_count, again_count;
} weir_name_check;

/* ── what a file knows ───────────────────────────────────────────────────────────────────────────────── */

static weir_err add_known(weir_dmn_compiler *c, weir_text name, const weir_drg_element *element, bool is_variable)
{
    if (name.length == 0)
        return WEIR_OK;
    WEIR_TRY(WEIR_GROW(c->arena, &c->current->known));
    c->current->known.items[c->current->known.count++] = (weir_known_element){name, element, is_variable};
    if (weir_name_is_plain(name) || c->current->spelled.count >= WEIR_DMN_NAME_COUNT_MAX)
        return WEIR_OK;
    WEIR_TRY(WEIR_GROW(c->arena, &c->current->spelled));
    c->current->spelled.items[c->current->spelled.count++] = name;
    return WEIR_OK;
}

static int compare_known(const void *left, const void *right)
{
    const weir_known_element *a = left, *b = right;
    const int order = weir_text_compare(a->name, b->name);

    if (order != 0)
        return order;
    if (a->is_variable != b->is_variable)
        return a->is_variable ? -1 : 1;
    return (a->element > b->element) - (a->element < b->element);
}

static weir_err collect_known(weir_dmn_compiler *c)
{
    for (uint32_t i = 0; i < c->file->element_count; i++) {
        const weir_drg_element *element = &c->file->elements[i];

        if (!weir_import_is_plain(c->current, element->model))
            continue;
        WEIR_TRY(add_known(c, element->variable, element, true));
        if (!weir_text_equal(element->variable, element->name))
            WEIR_TRY(add_known(c, element->name, element, false));
    }
    if (c->current->known.count > 0)
        qsort(c->current->known.items, c->current->known.count, sizeof *c->current->known.items, compare_known);
    return WEIR_OK;
}

weir_err weir_dmn_name_check_begin(weir_dmn_compiler *c)
{
    c->check = WEIR_TAKE(c->arena, weir_name_check, 1);
    if (!c->check)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < c->file->model_count; i++) {
        weir_dmn_enter(c, &c->file->models[i]);
        WEIR_TRY(collect_known(c));
    }
    return WEIR_OK;
}

/* The first of that name. */
static const weir_known_element *find_known(const weir_dmn_model *model, weir_text name)
{
    uint32_t low = 0, high = model->known.count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (weir_text_compare(model->known.items[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < model->known.count && weir_text_equal(model->known.items[low].name, name) ? &model->known.items[low]
                                                                                           : NULL;
}

/* ── what an element sees ────────────────────────────────────────────────────────────────────────────── */

static int compare_names(const void *left, const void *right)
{
    const weir_text *a = left, *b = right;

    return weir_text_compare(*a, *b);
}

static weir_err look_at_element(weir_dmn_compiler *c)
{
    const weir_drg_element *element = c->element;
    weir_name_check *check = c->check;

    if (check->element == element)
        return WEIR_OK;
    check->seen = WEIR_TAKE(c->arena, weir_text, element->needs.count + 2);
    if (!check->seen)
        return WEIR_ENOMEM;
    check->seen_count = check->told.count = 0;
    check->seen[check->seen_count++] = element->variable;
    check->seen[check->seen_count++] = element->name;
    for (uint32_t i = 0; i < element->needs.count; i++) {
        if (weir_import_is_plain(element->model, element->needs.items[i]->model))
            check->seen[check->seen_count++] = element->needs.items[i]->variable;
    }
    qsort(check->seen, check->seen_count, sizeof *check->seen, compare_names);
    check->element = element;
    return WEIR_OK;
}

static bool sees(const weir_name_check *check, weir_text name)
{
    return bsearch(&name, check->seen, check->seen_count, sizeof name, compare_names) != NULL;
}

static bool requires(const weir_drg_element *element, const weir_drg_element *other)
{
    for (uint32_t i = 0; i < element->needs.count; i++) {
        if (element->needs.items[i] == other)
            return true;
    }
    return false;
}

/* ── what an element says itself ─────────────────────────────────────────────────────────────────────── */

static weir_err has_name(weir_dmn_compiler *c, const weir_part *part, weir_attr attr, weir_text name, bool *out)
{
    weir_text own;

    WEIR_TRY(weir_name_of(c->arena, part, attr, &own));
    *out = weir_text_equal(own, name);
    return WEIR_OK;
}

/* The first child of that tag with the name; that of a context entry is that of its variable. */
static weir_err find_child(weir_dmn_compiler *c, const weir_part *parent, weir_tag tag, weir_text name,
                           const weir_part **out)
{
    for (const weir_part *child = weir_part_child(parent, tag); child; child = weir_part_sibling(child, tag)) {
        const weir_part *named =
            tag == WEIR_PART_dmn_context_entry ? weir_part_child(child, WEIR_PART_dmn_variable) : child;
        bool is_it = false;

        if (named)
            WEIR_TRY(has_name(c, named, WEIR_ATTR_name, name, &is_it));
        if (is_it) {
            *out = child;
            return WEIR_OK;
        }
    }
    return WEIR_OK;
}

/* The values of a table's inputs have names in its entries. */
static weir_err find_input(weir_dmn_compiler *c, const weir_part *table, weir_text name, const weir_part **out)
{
    for (const weir_part *input = weir_part_child(table, WEIR_PART_dmn_input); input && !*out;
         input = weir_part_sibling(input, WEIR_PART_dmn_input)) {
        bool is_it;

        WEIR_TRY(has_name(c, input, WEIR_ATTR_modeler_input_variable, name, &is_it));
        if (is_it || weir_text_equal(name, WEIR_T("cellInput")))
            *out = input;
    }
    return WEIR_OK;
}

/* below: the child that was left on the way up. */
static weir_err find_in_box(weir_dmn_compiler *c, const weir_part *box, const weir_part *below, weir_text name,
                            const weir_part **out)
{
    bool is_it = false;

    switch ((int)box->tag) {
    case WEIR_PART_dmn_context:
        return find_child(c, box, WEIR_PART_dmn_context_entry, name, out);
    case WEIR_PART_dmn_encapsulated_logic:
    case WEIR_PART_dmn_function_definition:
        return find_child(c, box, WEIR_PART_dmn_formal_parameter, name, out);
    case WEIR_PART_dmn_decision_table:
        return find_input(c, box, name, out);
    case WEIR_PART_dmn_filter:
        is_it = below->tag == WEIR_PART_dmn_match;
        break;
    case WEIR_PART_dmn_for:
    case WEIR_PART_dmn_some:
    case WEIR_PART_dmn_every:
        WEIR_TRY(has_name(c, box, WEIR_ATTR_iterator_variable, name, &is_it));
        is_it = is_it || (box->tag == WEIR_PART_dmn_for && weir_text_equal(name, WEIR_T("partial")));
        break;
    default:
        break;
    }
    if (is_it)
        *out = box;
    return WEIR_OK;
}

weir_err weir_dmn_local(weir_dmn_compiler *c, const weir_part *part, weir_text name, const weir_part **out)
{
    *out = NULL;
    for (; part->parent != c->model->root && !*out; part = part->parent)
        WEIR_TRY(find_in_box(c, part->parent, part, name, out));
    return WEIR_OK;
}

/* ── telling ─────────────────────────────────────────────────────────────────────────────────────────── */

static bool is_function(const weir_drg_element *element)
{
    return element->part->tag == WEIR_PART_dmn_business_knowledge_model ||
           element->part->tag == WEIR_PART_dmn_decision_service;
}

static weir_err describe(weir_dmn_compiler *c, const weir_known_element *known, weir_text written, weir_text *out)
{
    const weir_drg_element *user = c->element, *used = known->element;
    weir_buffer text;

    weir_buffer_init(&text, c->arena, 0);
    if (!known->is_variable && requires(user, used))
        weir_buffer_format(&text,
                           "\"%.*s\" has no value here: the %s \"%.*s\" is known by the name of its variable; write "
                           "\"%.*s\"",
                           WEIR_ARG(written), used->kind->word, WEIR_ARG(used->name), WEIR_ARG(used->variable));
    else if (is_function(used))
        weir_buffer_format(&text,
                           "\"%.*s\" has no value here: the %s \"%.*s\" does not require the %s \"%.*s\"; add a "
                           "knowledgeRequirement",
                           WEIR_ARG(written), user->kind->word, WEIR_ARG(user->name), used->kind->word,
                           WEIR_ARG(used->name));
    else if (is_function(user))
        weir_buffer_format(
            &text,
            "\"%.*s\" has no value here: a %s sees its parameters and the functions that it requires, but "
            "not the %s \"%.*s\"; make it a parameter",
            WEIR_ARG(written), user->kind->word, used->kind->word, WEIR_ARG(used->name));
    else
        weir_buffer_format(
            &text,
            "\"%.*s\" has no value here, unless the caller gives one of that name: the %s \"%.*s\" does not "
            "require the %s \"%.*s\"; add an informationRequirement",
            WEIR_ARG(written), user->kind->word, WEIR_ARG(user->name), used->kind->word, WEIR_ARG(used->name));
    return weir_buffer_done(&text, out);
}

static bool was_told(const weir_name_check *check, weir_text name)
{
    for (uint32_t i = 0; i < check->told.count; i++) {
        if (weir_text_equal(check->told.items[i], name))
            return true;
    }
    return false;
}

/* One use of each name in each element is told of. */
static weir_err tell(weir_dmn_compiler *c, const weir_part *text, const weir_known_element *known, weir_text written,
                     const weir_feel_free_name *use)
{
    weir_name_check *check = c->check;
    weir_text message;

    if (was_told(check, written))
        return WEIR_OK;
    WEIR_TRY(WEIR_GROW(c->arena, &check->told));
    check->told.items[check->told.count++] = written;
    WEIR_TRY(describe(c, known, written, &message));
    return weir_dmn_problem_at(c, WEIR_WARNING, "dmn-requirement-missing", text, use->line, use->column, "%.*s",
                               WEIR_ARG(message));
}

/* ── names of one word ───────────────────────────────────────────────────────────────────────────────── */

/* x.y, where x is the name of an import. */
static weir_err check_imported(weir_dmn_compiler *c, const weir_part *text, const weir_feel_free_name *use)
{
    for (uint32_t i = 0; i < c->current->import_count && use->member.length > 0; i++) {
        const weir_dmn_import *import = &c->current->imports[i];
        const weir_known_element *known =
            weir_text_equal(import->name, use->name) ? find_known(import->model, use->member) : NULL;
        weir_buffer written;
        weir_text name;

        if (!known || requires(c->element, known->element))
            continue;
        weir_buffer_init(&written, c->arena, 0);
        weir_buffer_format(&written, "%.*s.%.*s", WEIR_ARG(use->name), WEIR_ARG(use->member));
        WEIR_TRY(weir_buffer_done(&written, &name));
        return tell(c, text, known, name, use);
    }
    return WEIR_OK;
}

/* Whether the name means something where the part stands. */
static weir_err is_seen(weir_dmn_compiler *c, const weir_part *text, weir_text name, bool *out)
{
    const weir_part *local = NULL;

    WEIR_TRY(look_at_element(c));
    *out = sees(c->check, name);
    if (!*out)
        WEIR_TRY(weir_dmn_local(c, text, name, &local));
    *out = *out || local;
    return WEIR_OK;
}

static bool is_import(const weir_dmn_model *model, weir_text name)
{
    for (uint32_t i = 0; i < model->import_count; i++) {
        if (weir_text_equal(model->imports[i].name, name))
            return true;
    }
    return false;
}

/* ${…} is compiled without the lines above it. */
static uint32_t lines_above(const weir_part *text, const weir_expression *expression)
{
    const size_t begin = (size_t)(weir_text_trim(text->text).at - text->text.at);
    uint32_t count = 0;

    for (size_t i = 0; weir_expression_is_juel(expression) && i < begin; i++)
        count += text->text.at[i] == '\n';
    return count;
}

static weir_err check_uses(weir_dmn_compiler *c, const weir_part *text, const weir_expression *expression)
{
    weir_feel_free_name use;

    for (uint32_t at = 0; weir_expression_next_name(expression, &at, &use);) {
        const weir_known_element *known = find_known(c->current, use.name);
        bool seen;

        if (!known && !is_import(c->current, use.name))
            continue;
        if (c->check->look_count++ >= LOOK_COUNT_MAX)
            return WEIR_OK;
        WEIR_TRY(is_seen(c, text, use.name, &seen));
        use.line += lines_above(text, expression);
        if (!seen)
            WEIR_TRY(known ? tell(c, text, known, use.name, &use) : check_imported(c, text, &use));
    }
    return WEIR_OK;
}

/* ── names that are no plain identifiers ─────────────────────────────────────────────────────────────── */

static bool reads(const weir_expression *expression, weir_text name)
{
    weir_feel_free_name use;

    for (uint32_t at = 0; weir_expression_next_name(expression, &at, &use);) {
        if (weir_text_equal(use.name, name))
            return true;
    }
    return false;
}

/* Whether a name was read that means nothing, and is none with the names that were added: "a-b" is no difference. */
static weir_err is_explained(weir_dmn_compiler *c, const weir_part *text, const weir_expression *expression,
                             const weir_expression *again, bool *out)
{
    weir_feel_free_name use;

    *out = !expression;
    for (uint32_t at = 0; expression && !*out && weir_expression_next_name(expression, &at, &use);) {
        bool seen = weir_feel_is_builtin(use.name) || reads(again, use.name);

        if (!seen)
            WEIR_TRY(is_seen(c, text, use.name, &seen));
        *out = !seen;
    }
    return WEIR_OK;
}

/* The names of elements that stand in the text and are not seen, before those that are; out: absent if there are none.
 */
static weir_err spell_out(weir_dmn_compiler *c, const weir_part *text, weir_feel_names *out, uint32_t *added_count)
{
    const weir_dmn_model *model = c->current;
    weir_text *names = NULL;

    *added_count = 0;
    for (uint32_t i = 0; i < model->spelled.count; i++) {
        const weir_text name = model->spelled.items[i];
        bool seen;

        if (weir_text_find(text->text, name, 0) == SIZE_MAX)
            continue;
        WEIR_TRY(is_seen(c, text, name, &seen));
        if (seen)
            continue;
        if (!names)
            names = WEIR_TAKE(c->arena, weir_text, model->spelled.count + c->names.count);
        if (!names)
            return WEIR_ENOMEM;
        names[(*added_count)++] = name;
    }
    if (!names)
        return WEIR_OK;
    if (c->names.count > 0)
        memcpy(&names[*added_count], c->names.items, c->names.count * sizeof *names);
    *out = (weir_feel_names){names, *added_count + c->names.count};
    return WEIR_OK;
}

static weir_err check_spelled(weir_dmn_compiler *c, const weir_part *text, weir_feel_kind kind,
                              const weir_expression *expression)
{
    const weir_feel_types types = weir_types_for_feel(c);
    const weir_expression *again;
    weir_feel_names names;
    weir_feel_free_name use;
    weir_diag diag = {0};
    uint32_t added_count;
    bool is_better;
    weir_err err;

    if (c->check->again_count >= AGAIN_COUNT_MAX)
        return WEIR_OK;
    WEIR_TRY(spell_out(c, text, &names, &added_count));
    if (added_count == 0)
        return WEIR_OK;
    c->check->again_count++;
    err = weir_feel_compile_typed(text->text, kind, &names, &types, c->arena, &again, &diag);
    if (err != WEIR_OK)
        return err == WEIR_ENOMEM ? err : WEIR_OK; /* something else is wrong, too */
    WEIR_TRY(is_explained(c, text, expression, again, &is_better));
    for (uint32_t at = 0; is_better && weir_expression_next_name(again, &at, &use);) {
        for (uint32_t i = 0; i < added_count; i++) {
            if (weir_text_equal(names.items[i], use.name))
                WEIR_TRY(tell(c, text, find_known(c->current, use.name), use.name, &use));
        }
    }
    return WEIR_OK;
}

weir_err weir_dmn_check_names(weir_dmn_compiler *c, const weir_part *text, weir_feel_kind kind,
                              const weir_expression *expression)
{
    if (!c->element || !weir_problems_take(c->problems, WEIR_WARNING))
        return WEIR_OK;
    if (expression)
        WEIR_TRY(check_uses(c, text, expression));
    return expression && weir_expression_is_juel(expression) ? WEIR_OK : check_spelled(c, text, kind, expression);
}
