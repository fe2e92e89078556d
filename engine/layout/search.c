/* SPDX-License-Identifier: Apache-2.0
 * layout/search.c - ways for lines that are no flows: messages, associations, data.
 *
 * The borders and middles of all nodes, and lines a little outside of them, make a grid. The way with the least length,
 * bends, overlaps and crossings that goes through no node is found by A*. A picture too large for a grid gets lines
 * with two bends instead.
 * Layer: layout.
 */
#include <stdlib.h>
#include <string.h>

#include "layout/layout_internal.h"

enum {
    HEAD_WIDTH = 30,            /* of an outer box, where its name is */
    CELL_COUNT_MAX = 3000000,   /* points of the grid */
    VISIT_COUNT_MAX = 20000000, /* of all searches together */
    PORT = 12,                  /* from a node to the line of the grid beside it */
    COST_BEND = 40,
    COST_OVERLAP = 60,
    COST_CROSSING = 15,
    COST_TAKEN = 100, /* another line begins or ends there */
    COST_SIDE = 60,   /* where flows come and go */
    COST_LABEL = 120  /* through the label of a node */
};

/* The sides of a node where lines may begin: points of the grid beside the middles of its borders, and for boxes that
 * hold nothing but a name, all along the upper and lower one. */
typedef struct ports {
    uint32_t *points;
    bool *are_upright;
    uint32_t *costs;
    uint32_t count;
} ports;

typedef struct grid {
    const weir_layout *layout;
    weir_arena *arena;
    int32_t *xs, *ys;
    uint32_t width, height;
    uint8_t *blocked;              /* by point */
    uint8_t *used;                 /* by point: bit 1 a level line, bit 2 an upright one */
    uint8_t *is_busy;              /* by node: several lines look for a way to or from it */
    uint32_t *cost, *from, *stamp; /* by point and direction */
    struct entry {
        uint32_t cost, state;
    } * heap;
    uint32_t heap_count, heap_capacity, round;
    uint64_t visits_left;
    ports begin, end; /* of the line that is looked for */
} grid;

static int compare_numbers(const void *a, const void *b)
{
    int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;

    return left < right ? -1 : left > right;
}

static uint32_t unique(int32_t *numbers, uint32_t count)
{
    uint32_t kept = 0;

    if (count > 1)
        qsort(numbers, count, sizeof *numbers, compare_numbers);
    for (uint32_t i = 0; i < count; i++) {
        if (kept == 0 || numbers[kept - 1] != numbers[i])
            numbers[kept++] = numbers[i];
    }
    return kept;
}

static uint32_t find(const int32_t *numbers, uint32_t count, int32_t number) /* the first that is not smaller */
{
    uint32_t low = 0, high = count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (numbers[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Also the middles between outer boxes. */
static weir_err build_grid(grid *g)
{
    const weir_layout *layout = g->layout;
    uint32_t x_count = 0, y_count = 0;

    g->xs = WEIR_TAKE(g->arena, int32_t, 5 * (size_t)layout->node_count + 2);
    g->ys = WEIR_TAKE(g->arena, int32_t, 4 * (size_t)layout->node_count + 2);
    if (g->xs == NULL || g->ys == NULL)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < layout->node_count; i++) {
        const weir_layout_node *node = &layout->nodes[i];

        g->xs[x_count++] = node->x - PORT;
        g->xs[x_count++] = node->x + node->width / 2;
        g->xs[x_count++] = node->x + node->width + PORT;
        if (g->is_busy[i]) {
            g->xs[x_count++] = node->x + node->width / 4;
            g->xs[x_count++] = node->x + node->width - node->width / 4;
        }
        g->ys[y_count++] = node->y - PORT;
        g->ys[y_count++] = node->y + node->height / 2;
        g->ys[y_count++] = node->y + node->height + PORT;
        if (node->kind == WEIR_LAYOUT_OUTER && node->pad_left > 0)
            g->xs[x_count++] = node->x + HEAD_WIDTH / 2;
        if (node->kind == WEIR_LAYOUT_OUTER)
            g->ys[y_count++] = node->y - GAP_OUTER / 2;
    }
    g->width = unique(g->xs, x_count);
    g->height = unique(g->ys, y_count);
    return WEIR_OK;
}

static weir_err take_ports(const grid *g, ports *out)
{
    size_t count = 2 * (size_t)g->width + 8;

    *out = (ports){WEIR_TAKE(g->arena, uint32_t, count), WEIR_TAKE(g->arena, bool, count),
                   WEIR_TAKE(g->arena, uint32_t, count), 0};
    return out->points != NULL && out->are_upright != NULL && out->costs != NULL ? WEIR_OK : WEIR_ENOMEM;
}

static weir_err take_points(grid *g)
{
    size_t count = (size_t)g->width * g->height, state_count = 2 * (count + g->width + 4);

    WEIR_TRY(take_ports(g, &g->begin));
    WEIR_TRY(take_ports(g, &g->end));
    g->blocked = WEIR_TAKE(g->arena, uint8_t, count);
    g->used = WEIR_TAKE(g->arena, uint8_t, count);
    g->cost = WEIR_TAKE(g->arena, uint32_t, state_count);
    g->from = WEIR_TAKE(g->arena, uint32_t, state_count);
    g->stamp = WEIR_TAKE(g->arena, uint32_t, state_count);
    return g->blocked != NULL && g->used != NULL && g->cost != NULL && g->from != NULL && g->stamp != NULL
               ? WEIR_OK
               : WEIR_ENOMEM;
}

static bool holds(const weir_layout *layout, uint32_t box, uint32_t node)
{
    for (; node != NONE; node = layout->nodes[node].parent) {
        if (node == box)
            return true;
    }
    return false;
}

/* All points in nodes and close to them, but for the boxes that hold an end. */
static void block(grid *g, uint32_t source, uint32_t target)
{
    const weir_layout *layout = g->layout;

    memset(g->blocked, 0, (size_t)g->width * g->height);
    for (uint32_t i = 0; i < layout->node_count; i++) {
        const weir_layout_node *node = &layout->nodes[i];
        uint32_t left = find(g->xs, g->width, node->x - CLEARANCE), top = find(g->ys, g->height, node->y - CLEARANCE);

        bool is_around = i != source && i != target && (holds(layout, i, source) || holds(layout, i, target));
        int32_t right = node->x + (is_around ? HEAD_WIDTH : node->width);

        if (is_around && (node->kind != WEIR_LAYOUT_OUTER || node->pad_left == 0))
            continue; /* of an outer box its head is in the way */
        for (uint32_t y = top; y < g->height && g->ys[y] <= node->y + node->height + CLEARANCE; y++) {
            for (uint32_t x = left; x < g->width && g->xs[x] <= right + (is_around ? 0 : CLEARANCE); x++)
                g->blocked[(size_t)y * g->width + x] = 1;
        }
    }
}

/* The points of the grid that a line runs through. */
static void mark_line(grid *g, const weir_layout_point *points, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        weir_layout_point a = points[i - 1], b = points[i];
        int32_t left = a.x < b.x ? a.x : b.x, right = a.x + b.x - left, top = a.y < b.y ? a.y : b.y,
                bottom = a.y + b.y - top;
        uint8_t bit = top == bottom ? 1 : 2;

        if (left != right && top != bottom)
            continue;
        for (uint32_t y = find(g->ys, g->height, top); y < g->height && g->ys[y] <= bottom; y++) {
            for (uint32_t x = find(g->xs, g->width, left); x < g->width && g->xs[x] <= right; x++)
                g->used[(size_t)y * g->width + x] |= bit;
        }
    }
}

static weir_err push(grid *g, uint32_t cost, uint32_t state)
{
    uint32_t at = g->heap_count;

    WEIR_TRY(weir_arena_grow(g->arena, &g->heap, g->heap_count, &g->heap_capacity, sizeof *g->heap));
    g->heap_count++;
    for (; at > 0 && g->heap[(at - 1) / 2].cost > cost; at = (at - 1) / 2)
        g->heap[at] = g->heap[(at - 1) / 2];
    g->heap[at] = (struct entry){cost, state};
    return WEIR_OK;
}

static struct entry pop(grid *g)
{
    struct entry top = g->heap[0], last = g->heap[--g->heap_count];
    uint32_t at = 0, child;

    while ((child = 2 * at + 1) < g->heap_count) {
        if (child + 1 < g->heap_count && g->heap[child + 1].cost < g->heap[child].cost)
            child++;
        if (g->heap[child].cost >= last.cost)
            break;
        g->heap[at] = g->heap[child];
        at = child;
    }
    g->heap[at] = last;
    return top;
}

/* Reach a state (a point, and whether the line came level or upright) at a cost, if that is less than known. */
static weir_err reach(grid *g, uint32_t state, uint32_t cost, uint32_t from, uint32_t estimate)
{
    if (g->stamp[state] == g->round && g->cost[state] <= cost)
        return WEIR_OK;
    g->stamp[state] = g->round;
    g->cost[state] = cost;
    g->from[state] = from;
    return push(g, cost + estimate, state);
}

static void add_port(const grid *g, ports *out, int32_t x, int32_t y, bool is_upright, uint32_t cost)
{
    uint32_t column = find(g->xs, g->width, x), row = find(g->ys, g->height, y);

    if (column < g->width && row < g->height && g->xs[column] == x && g->ys[row] == y) {
        out->are_upright[out->count] = is_upright;
        out->costs[out->count] = cost + (g->used[row * g->width + column] & (is_upright ? 2 : 1) ? COST_TAKEN : 0);
        out->points[out->count++] = row * g->width + column;
    }
}

static void find_ports(const grid *g, uint32_t ix, ports *out)
{
    const weir_layout_node *node = &g->layout->nodes[ix];
    uint32_t at_top = node->label_height > 0 && node->label.y < node->y ? COST_LABEL : 0;
    uint32_t at_bottom = node->label_height > 0 && node->label.y > node->y ? COST_LABEL : 0;

    out->count = 0;
    if (node->kind == WEIR_LAYOUT_OUTER) {
        for (uint32_t i = find(g->xs, g->width, node->x + PORT);
             i < g->width && g->xs[i] < node->x + node->width - PORT; i++) {
            add_port(g, out, g->xs[i], node->y - PORT, true, 0);
            add_port(g, out, g->xs[i], node->y + node->height + PORT, true, 0);
        }
        return;
    }
    add_port(g, out, node->x + node->width / 2, node->y - PORT, true, at_top);
    add_port(g, out, node->x + node->width / 2, node->y + node->height + PORT, true, at_bottom);
    if (g->is_busy[ix]) {
        add_port(g, out, node->x + node->width / 4, node->y - PORT, true, at_top + 1);
        add_port(g, out, node->x + node->width / 4, node->y + node->height + PORT, true, at_bottom + 1);
        add_port(g, out, node->x + node->width - node->width / 4, node->y - PORT, true, at_top + 1);
        add_port(g, out, node->x + node->width - node->width / 4, node->y + node->height + PORT, true, at_bottom + 1);
    }
    if (node->kind != WEIR_LAYOUT_ATTACHED) {
        add_port(g, out, node->x - PORT, node->y + node->height / 2, false, COST_SIDE);
        add_port(g, out, node->x + node->width + PORT, node->y + node->height / 2, false, COST_SIDE);
    }
}

/* How far a point is from a box at least. */
static uint32_t estimate(const grid *g, uint32_t point, const weir_layout_node *to)
{
    int32_t x = g->xs[point % g->width], y = g->ys[point / g->width];
    int32_t dx = x < to->x ? to->x - x : x > to->x + to->width ? x - to->x - to->width : 0;
    int32_t dy = y < to->y ? to->y - y : y > to->y + to->height ? y - to->y - to->height : 0;

    return (uint32_t)(dx + dy);
}

static weir_err step_on(grid *g, uint32_t state, uint32_t neighbour, uint32_t length, bool is_upright,
                        const weir_layout_node *to)
{
    uint32_t next = 2 * neighbour + is_upright, cost = g->cost[state] + length;
    uint8_t used = g->used[neighbour];

    if (g->blocked[neighbour])
        return WEIR_OK;
    cost += (state & 1) != is_upright ? COST_BEND : 0;
    cost += used & (is_upright ? 2 : 1) ? COST_OVERLAP : 0;
    cost += used & (is_upright ? 1 : 2) ? COST_CROSSING : 0;
    return reach(g, next, cost, state, estimate(g, neighbour, to));
}

/* The last state of the cheapest way, in front of the target; NONE: there is no way. */
static weir_err search(grid *g, const weir_layout_edge *edge, const ports *begin, const ports *end, uint32_t *out)
{
    const weir_layout_node *to = &g->layout->nodes[edge->target];
    uint32_t goals = 2 * g->width * g->height; /* a state for each port of the target */

    *out = NONE;
    g->round++;
    g->heap_count = 0;
    for (uint32_t i = 0; i < begin->count; i++) {
        if (!g->blocked[begin->points[i]])
            WEIR_TRY(reach(g, 2 * begin->points[i] + begin->are_upright[i], begin->costs[i], NONE,
                           estimate(g, begin->points[i], to)));
    }
    while (g->heap_count > 0 && g->visits_left > 0) {
        struct entry top = pop(g);
        uint32_t point = top.state / 2, x = point % g->width, y = point / g->width, near;

        g->visits_left--;
        if (top.state >= goals) {
            if (top.cost != g->cost[top.state])
                continue;
            *out = g->from[top.state];
            return WEIR_OK;
        }
        near = estimate(g, point, to);
        if (top.cost != g->cost[top.state] + near)
            continue;
        for (uint32_t i = 0; near <= PORT && i < end->count; i++) {
            uint32_t turn = end->are_upright[i] == (top.state & 1) ? 0 : COST_BEND;

            if (end->points[i] == point)
                WEIR_TRY(reach(g, goals + i, g->cost[top.state] + end->costs[i] + turn, top.state, 0));
        }
        if (x > 0)
            WEIR_TRY(step_on(g, top.state, point - 1, (uint32_t)(g->xs[x] - g->xs[x - 1]), false, to));
        if (x + 1 < g->width)
            WEIR_TRY(step_on(g, top.state, point + 1, (uint32_t)(g->xs[x + 1] - g->xs[x]), false, to));
        if (y > 0)
            WEIR_TRY(step_on(g, top.state, point - g->width, (uint32_t)(g->ys[y] - g->ys[y - 1]), true, to));
        if (y + 1 < g->height)
            WEIR_TRY(step_on(g, top.state, point + g->width, (uint32_t)(g->ys[y + 1] - g->ys[y]), true, to));
    }
    return WEIR_OK;
}

static void append(weir_layout_edge *edge, int32_t x, int32_t y)
{
    weir_layout_point *points = edge->points;
    uint32_t count = edge->point_count;

    if (count > 0 && points[count - 1].x == x && points[count - 1].y == y)
        return;
    if (count > 1 && ((points[count - 1].x == x && points[count - 2].x == x) ||
                      (points[count - 1].y == y && points[count - 2].y == y)))
        edge->point_count--;
    points[edge->point_count++] = (weir_layout_point){x, y};
}

/* The point of a border that a port is in front of. */
static weir_layout_point border_at(const weir_layout_node *node, int32_t x, int32_t y)
{
    if (y <= node->y)
        return (weir_layout_point){x, node->y};
    if (y >= node->y + node->height)
        return (weir_layout_point){x, node->y + node->height};
    return (weir_layout_point){x <= node->x ? node->x : node->x + node->width, y};
}

static weir_err take_way(grid *g, weir_layout_edge *edge, uint32_t state)
{
    uint32_t count = 0, *states;
    weir_layout_point end;

    for (uint32_t at = state; at != NONE; at = g->from[at])
        count++;
    states = WEIR_TAKE(g->arena, uint32_t, count);
    edge->points = WEIR_TAKE(g->arena, weir_layout_point, count + 2);
    if (states == NULL || edge->points == NULL)
        return WEIR_ENOMEM;
    for (uint32_t at = state, i = count; at != NONE; at = g->from[at])
        states[--i] = at / 2;
    edge->point_count = 0;
    end = border_at(&g->layout->nodes[edge->source], g->xs[states[0] % g->width], g->ys[states[0] / g->width]);
    append(edge, end.x, end.y);
    for (uint32_t i = 0; i < count; i++)
        append(edge, g->xs[states[i] % g->width], g->ys[states[i] / g->width]);
    end = border_at(&g->layout->nodes[edge->target], g->xs[states[count - 1] % g->width],
                    g->ys[states[count - 1] / g->width]);
    append(edge, end.x, end.y);
    return WEIR_OK;
}

/* From the lower or upper border of one to that of the other, with a level piece in between. */
static weir_err draw_simply(const weir_layout *layout, weir_layout_edge *edge, weir_arena *arena)
{
    const weir_layout_node *from = &layout->nodes[edge->source], *to = &layout->nodes[edge->target];
    bool goes_down = from->y + from->height <= to->y;
    int32_t from_x = from->x + from->width / 2, to_x = to->x + to->width / 2;
    int32_t from_y = goes_down ? from->y + from->height : from->y, to_y = goes_down ? to->y : to->y + to->height;

    if (from->kind == WEIR_LAYOUT_OUTER)
        from_x = to_x;
    else if (to->kind == WEIR_LAYOUT_OUTER)
        to_x = from_x;
    edge->points = WEIR_TAKE(arena, weir_layout_point, 4);
    if (edge->points == NULL)
        return WEIR_ENOMEM;
    edge->point_count = 0;
    append(edge, from_x, from_y);
    append(edge, from_x, (from_y + to_y) / 2);
    append(edge, to_x, (from_y + to_y) / 2);
    append(edge, to_x, to_y);
    if (edge->point_count == 1)
        edge->points[edge->point_count++] = (weir_layout_point){to_x, to_y};
    return WEIR_OK;
}

static weir_err find_way(grid *g, weir_layout_edge *edge)
{
    uint32_t state;

    find_ports(g, edge->source, &g->begin);
    find_ports(g, edge->target, &g->end);
    block(g, edge->source, edge->target);
    WEIR_TRY(search(g, edge, &g->begin, &g->end, &state));
    if (state == NONE)
        return draw_simply(g->layout, edge, g->arena);
    WEIR_TRY(take_way(g, edge, state));
    mark_line(g, edge->points, edge->point_count);
    return WEIR_OK;
}

/* Activities with several lines get more room for their ends. */
static weir_err find_busy(grid *g)
{
    const weir_layout *layout = g->layout;

    g->is_busy = WEIR_TAKE(g->arena, uint8_t, layout->node_count);
    if (g->is_busy == NULL)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < 2 * layout->edge_count; i++) {
        const weir_layout_edge *edge = &layout->edges[i / 2];
        uint32_t end = i % 2 == 0 ? edge->source : edge->target;

        if (edge->point_count == 0 && g->is_busy[end] < 2)
            g->is_busy[end]++;
    }
    for (uint32_t i = 0; i < layout->node_count; i++)
        g->is_busy[i] = g->is_busy[i] > 1 && layout->nodes[i].kind == WEIR_LAYOUT_BOX && layout->nodes[i].width > 60;
    return WEIR_OK;
}

weir_err weir_layout_search(weir_layout *layout, weir_arena *arena)
{
    grid g = {.layout = layout, .arena = arena, .visits_left = VISIT_COUNT_MAX};
    uint32_t open_count = 0;
    bool has_grid;

    for (uint32_t i = 0; i < layout->edge_count; i++)
        open_count += layout->edges[i].point_count == 0;
    if (open_count == 0)
        return WEIR_OK;
    WEIR_TRY(find_busy(&g));
    WEIR_TRY(build_grid(&g));
    has_grid = (uint64_t)g.width * g.height <= CELL_COUNT_MAX &&
               (uint64_t)g.width * g.height * open_count / 64 <= VISIT_COUNT_MAX;
    if (has_grid)
        WEIR_TRY(take_points(&g));
    for (uint32_t i = 0; has_grid && i < layout->edge_count; i++)
        mark_line(&g, layout->edges[i].points, layout->edges[i].point_count);
    for (uint32_t i = 0; i < layout->edge_count; i++) {
        if (layout->edges[i].point_count == 0)
            WEIR_TRY(has_grid ? find_way(&g, &layout->edges[i]) : draw_simply(layout, &layout->edges[i], arena));
    }
    return WEIR_OK;
}
