/* SPDX-License-Identifier: Apache-2.0
 * dmn/box_context.c - boxes that gather values: context, list, relation.
 *
 * An entry of a context sees the entries above it. A relation is kept as one row of cells after the other.
 * Spec: DMN 1.5 §10.2.1.4 (context), §10.2.1.5 (list), §10.2.1.6 (relation).
 */
#include "dmn/dmn_internal.h"

static uint32_t count_children(const weir_part *part, weir_tag tag)
{
    uint32_t count = 0;

    for (const weir_part *child = weir_part_child(part, tag); child; child = weir_part_sibling(child, tag))
        count++;
    return count;
}

static weir_err refuse_twice(weir_dmn_compiler *c, const weir_part *part, const weir_box_name *names, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (weir_text_equal(names[i].name, names[count].name))
            return weir_dmn_problem(c, WEIR_ERROR, "dmn-name-duplicate", part,
                                    "\"%.*s\" stands twice here; give each its own name", WEIR_ARG(names[count].name));
    }
    return WEIR_OK;
}

/* -- context -- */

#define ENTRY_COUNT_MAX 1024u

weir_err weir_context_compile(weir_dmn_compiler *c, const weir_part *part, weir_box *box)
{
    const uint32_t count = count_children(part, WEIR_PART_dmn_context_entry);
    const weir_part *entry = weir_part_child(part, WEIR_PART_dmn_context_entry);
    weir_box_name *names = WEIR_TAKE(c->arena, weir_box_name, count);

    if (!names)
        return WEIR_ENOMEM;
    if (count > ENTRY_COUNT_MAX)
        return weir_dmn_problem(c, WEIR_ERROR, "dmn-limit", part, "a boxed context has at most %u entries (%s)",
                                ENTRY_COUNT_MAX, "dmn_entry_count_max");
    WEIR_TRY(weir_box_children(c, box, count));
    box->names = names;
    box->name_count = count;
    for (uint32_t i = 0; i < count; i++, entry = weir_part_sibling(entry, WEIR_PART_dmn_context_entry)) {
        const weir_part *variable = weir_part_child(entry, WEIR_PART_dmn_variable);

        if (variable) {
            WEIR_TRY(weir_box_name_of(c, variable, &names[i]));
            box->children[i].own_name = names[i].name;
            WEIR_TRY(refuse_twice(c, entry, names, i));
        } else if (i + 1 < count) {
            WEIR_TRY(weir_dmn_problem(c, WEIR_ERROR, "dmn-name-missing", entry,
                                      "only the last entry of a context, its result, may be without a variable"));
        }
        WEIR_TRY(weir_box_compile_child(c, entry, &box->children[i]));
    }
    return WEIR_OK;
}

static weir_err context_result(weir_dmn_cx *cx, weir_box_frame *frame)
{
    const weir_box *box = frame->box;
    weir_entry *entries = WEIR_TAKE(cx->run->arena, weir_entry, box->child_count);

    if (!entries)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < box->child_count; i++)
        entries[i] = (weir_entry){box->names[i].name, frame->values[i]};
    weir_box_done(frame, weir_context(entries, box->child_count));
    return WEIR_OK;
}

weir_err weir_context_step(weir_dmn_cx *cx, weir_box_frame *frame)
{
    const weir_box *box = frame->box;

    if (frame->at > 0) {
        const weir_box_name *name = &box->names[frame->at - 1];
        weir_value value;

        if (name->name.length == 0) {
            weir_box_done(frame, frame->child);
            return WEIR_OK;
        }
        WEIR_TRY(weir_type_coerce(cx, name->type, name->name, &frame->child, &value));
        WEIR_TRY(weir_box_keep(cx, frame, value));
        WEIR_TRY(weir_dmn_bind(cx, frame->inner, name->name, &value, &frame->inner));
    }
    if (frame->at == box->child_count)
        return context_result(cx, frame);
    weir_box_want(frame, &box->children[frame->at], frame->inner);
    return WEIR_OK;
}

/* -- list -- */

static uint32_t count_boxes(const weir_part *part)
{
    uint32_t count = 0;

    for (const weir_part *child = part->child; child; child = child->next)
        count += weir_box_kind_of(child->tag) != NULL;
    return count;
}

weir_err weir_list_compile(weir_dmn_compiler *c, const weir_part *part, weir_box *box)
{
    uint32_t at = 0;

    WEIR_TRY(weir_box_children(c, box, count_boxes(part)));
    for (const weir_part *child = part->child; child; child = child->next) {
        if (weir_box_kind_of(child->tag))
            WEIR_TRY(weir_box_queue(c, child, &box->children[at++]));
    }
    return WEIR_OK;
}

weir_err weir_list_step(weir_dmn_cx *cx, weir_box_frame *frame)
{
    if (frame->at > 0)
        WEIR_TRY(weir_box_keep(cx, frame, frame->child));
    if (frame->at < frame->box->child_count)
        weir_box_want(frame, &frame->box->children[frame->at], frame->env);
    else
        weir_box_done(frame, weir_list(frame->values, frame->value_count));
    return WEIR_OK;
}

/* -- relation -- */

static weir_err compile_columns(weir_dmn_compiler *c, const weir_part *part, weir_box *box)
{
    const weir_part *column = weir_part_child(part, WEIR_PART_dmn_column);
    weir_box_name *names;

    box->name_count = count_children(part, WEIR_PART_dmn_column);
    if (box->name_count > ENTRY_COUNT_MAX)
        return weir_dmn_problem(c, WEIR_ERROR, "dmn-limit", part, "a relation has at most %u columns (%s)",
                                ENTRY_COUNT_MAX, "dmn_entry_count_max");
    names = WEIR_TAKE(c->arena, weir_box_name, box->name_count);
    if (!names)
        return WEIR_ENOMEM;
    box->names = names;
    for (uint32_t i = 0; i < box->name_count; i++, column = weir_part_sibling(column, WEIR_PART_dmn_column)) {
        WEIR_TRY(weir_box_name_of(c, column, &names[i]));
        WEIR_TRY(refuse_twice(c, column, names, i));
    }
    return WEIR_OK;
}

weir_err weir_relation_compile(weir_dmn_compiler *c, const weir_part *part, weir_box *box)
{
    const weir_part *row = weir_part_child(part, WEIR_PART_dmn_row);
    uint32_t at = 0;

    WEIR_TRY(compile_columns(c, part, box));
    WEIR_TRY(weir_box_children(c, box, 0));
    box->children =
        WEIR_TAKE(c->arena, weir_box, (size_t)count_children(part, WEIR_PART_dmn_row) * (size_t)box->name_count);
    if (!box->children)
        return WEIR_ENOMEM;
    for (; row; row = weir_part_sibling(row, WEIR_PART_dmn_row)) {
        if (count_boxes(row) != box->name_count) {
            WEIR_TRY(weir_dmn_problem(c, WEIR_ERROR, "dmn-row-columns", row,
                                      "the row has %u cells, the relation has %u columns", count_boxes(row),
                                      box->name_count));
            continue;
        }
        for (const weir_part *cell = row->child; cell; cell = cell->next) {
            if (weir_box_kind_of(cell->tag))
                WEIR_TRY(weir_box_queue(c, cell, &box->children[at++]));
        }
    }
    box->child_count = at;
    return WEIR_OK;
}

static weir_err relation_result(weir_dmn_cx *cx, weir_box_frame *frame)
{
    const weir_box *box = frame->box;
    const uint32_t width = box->name_count, row_count = width ? frame->value_count / width : 0;
    weir_value *rows = WEIR_TAKE(cx->run->arena, weir_value, row_count);
    weir_entry *entries = WEIR_TAKE(cx->run->arena, weir_entry, frame->value_count);

    if (!rows || !entries)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < frame->value_count; i++) {
        const weir_box_name *name = &box->names[i % width];

        entries[i].key = name->name;
        WEIR_TRY(weir_type_coerce(cx, name->type, name->name, &frame->values[i], &entries[i].value));
    }
    for (uint32_t i = 0; i < row_count; i++)
        rows[i] = weir_context(&entries[(size_t)i * width], width);
    weir_box_done(frame, weir_list(rows, row_count));
    return WEIR_OK;
}

weir_err weir_relation_step(weir_dmn_cx *cx, weir_box_frame *frame)
{
    if (frame->at > 0)
        WEIR_TRY(weir_box_keep(cx, frame, frame->child));
    if (frame->at == frame->box->child_count)
        return relation_result(cx, frame);
    weir_box_want(frame, &frame->box->children[frame->at], frame->env);
    return WEIR_OK;
}
