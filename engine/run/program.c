/* SPDX-License-Identifier: Apache-2.0
 * run/program.c - find nodes and flows of a program by id.
 */
#include "run/program.h"

#include <assert.h>

typedef struct id_list {
    const void *items;
    size_t item_bytes; /* each begins with its id */
} id_list;

static_assert(offsetof(weir_node, id) == 0, "the index reads the id at the start of a node");
static_assert(offsetof(weir_flow, id) == 0, "the index reads the id at the start of a flow");

static weir_text id_at(id_list list, uint32_t ix)
{
    return *(const weir_text *)(const void *)((const char *)list.items + list.item_bytes * ix);
}

static uint32_t find(id_list list, const uint32_t *slots, uint32_t capacity, weir_text id)
{
    if (capacity == 0)
        return WEIR_NO_IX;
    for (uint32_t at = (uint32_t)weir_text_hash(id) & (capacity - 1);; at = (at + 1) & (capacity - 1)) {
        if (slots[at] == WEIR_NO_IX)
            return WEIR_NO_IX;
        if (weir_text_equal(id_at(list, slots[at]), id))
            return slots[at];
    }
}

static weir_err make_index(id_list list, uint32_t count, weir_arena *arena, const uint32_t **out,
                           uint32_t *capacity_out)
{
    uint32_t capacity = 8;
    uint32_t *slots;

    while (capacity < count * 2)
        capacity *= 2;
    slots = WEIR_TAKE(arena, uint32_t, capacity);
    if (!slots)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < capacity; i++)
        slots[i] = WEIR_NO_IX;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = (uint32_t)weir_text_hash(id_at(list, i)) & (capacity - 1);

        while (slots[at] != WEIR_NO_IX)
            at = (at + 1) & (capacity - 1);
        slots[at] = i;
    }
    *out = slots;
    *capacity_out = capacity;
    return WEIR_OK;
}

weir_node_ix weir_program_node(const weir_program *program, weir_text id)
{
    return (weir_node_ix){
        find((id_list){program->nodes, sizeof *program->nodes}, program->node_by_id, program->node_by_id_capacity, id)};
}

weir_node_ix weir_program_part(const weir_program *program, weir_node_ix event, weir_text name)
{
    const weir_node *node = &program->nodes[event.ix];

    for (uint32_t i = 0; i < node->part_count; i++) {
        if (weir_text_equal(program->nodes[node->parts[i].ix].part_name, name))
            return node->parts[i];
    }
    return (weir_node_ix){WEIR_NO_IX};
}

weir_flow_ix weir_program_flow(const weir_program *program, weir_text id)
{
    return (weir_flow_ix){
        find((id_list){program->flows, sizeof *program->flows}, program->flow_by_id, program->flow_by_id_capacity, id)};
}

weir_err weir_program_index(weir_program *program, weir_arena *arena)
{
    uint32_t node_count = 0;

    while (node_count < program->node_count && program->nodes[node_count].event.ix == WEIR_NO_IX)
        node_count++; /* parts of events stand behind them */
    WEIR_TRY(make_index((id_list){program->nodes, sizeof *program->nodes}, node_count, arena, &program->node_by_id,
                        &program->node_by_id_capacity));
    return make_index((id_list){program->flows, sizeof *program->flows}, program->flow_count, arena,
                      &program->flow_by_id, &program->flow_by_id_capacity);
}
