/* SPDX-License-Identifier: Apache-2.0
 * Layouts: nothing overlaps, flows go through no node, whatever the graph is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "layout_checks.h"
#include "memory.h"

enum { NODES = 3000, EDGES = 4000, GRAPHS = 1000 };

typedef struct fixture {
    test_memory memory;
    weir_arena arena;
    weir_layout_node nodes[NODES];
    weir_layout_edge edges[EDGES];
    weir_layout layout;
    uint64_t seed;
    weir_diag diag;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    *state = f;
    return f == NULL;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    weir_arena_release(&f->arena);
    assert_int_equal(f->memory.live_count, 0);
    free(f);
    return 0;
}

static uint32_t pick(fixture *f, uint32_t below)
{
    f->seed = f->seed * 6364136223846793005u + 1442695040888963407u;
    return below == 0 ? 0 : (uint32_t)(f->seed >> 33) % below;
}

static void begin(fixture *f)
{
    weir_arena_release(&f->arena);
    weir_arena_init(&f->arena, test_memory_port(&f->memory, false), (size_t)512 << 20);
    f->layout = (weir_layout){f->nodes, f->edges, 0, 0};
}

static uint32_t add(fixture *f, weir_layout_kind kind, uint32_t parent)
{
    f->nodes[f->layout.node_count] =
        (weir_layout_node){.kind = kind, .parent = parent, .anchor = WEIR_LAYOUT_NONE, .width = 100, .height = 80};
    return f->layout.node_count++;
}

static void join(fixture *f, uint32_t source, uint32_t target, bool is_flow)
{
    f->edges[f->layout.edge_count++] = (weir_layout_edge){.source = source, .target = target, .is_flow = is_flow};
}

static void run(fixture *f)
{
    assert_int_equal(weir_layout_run(&f->layout, &f->arena, &f->diag), WEIR_OK);
}

static void assert_sound(fixture *f, const char *what)
{
    layout_faults faults = check_layout(&f->layout);

    if (faults.count > 0)
        fail_msg("%s: %u faults; %s", what, faults.count, faults.first);
}

static void a_chain_is_a_straight_line_to_the_right(void **state)
{
    fixture *f = *state;
    uint32_t box;

    begin(f);
    box = add(f, WEIR_LAYOUT_OUTER, WEIR_LAYOUT_NONE);
    for (uint32_t i = 0; i < 5; i++)
        (void)add(f, WEIR_LAYOUT_BOX, box);
    for (uint32_t i = 1; i < 5; i++)
        join(f, i, i + 1, true);
    run(f);
    assert_sound(f, "chain");
    for (uint32_t i = 1; i < 5; i++) {
        assert_int_equal(f->edges[i - 1].point_count, 2);
        assert_true(f->nodes[i].x + f->nodes[i].width < f->nodes[i + 1].x);
        assert_int_equal(f->nodes[i].y, f->nodes[i + 1].y);
    }
}

static void a_loop_leaves_its_way_on_in_one_line(void **state)
{
    fixture *f = *state;
    uint32_t box, a, b, c;

    begin(f);
    box = add(f, WEIR_LAYOUT_OUTER, WEIR_LAYOUT_NONE);
    a = add(f, WEIR_LAYOUT_BOX, box);
    b = add(f, WEIR_LAYOUT_DIAMOND, box);
    c = add(f, WEIR_LAYOUT_BOX, box);
    f->nodes[b].width = f->nodes[b].height = 50;
    join(f, a, b, true);
    join(f, b, a, true);
    join(f, b, c, true);
    run(f);
    assert_sound(f, "loop");
    assert_int_equal(f->nodes[a].y + 40, f->nodes[b].y + 25);
    assert_int_equal(f->nodes[a].y, f->nodes[c].y);
    assert_true(f->edges[1].points[1].y > f->nodes[a].y + 80); /* below everything */
}

static void bands_keep_their_nodes(void **state)
{
    fixture *f = *state;
    uint32_t box;

    begin(f);
    box = add(f, WEIR_LAYOUT_OUTER, WEIR_LAYOUT_NONE);
    f->nodes[box].band_count = 3;
    for (uint32_t i = 0; i < 9; i++)
        f->nodes[add(f, WEIR_LAYOUT_BOX, box)].band = (i * 5) % 3;
    for (uint32_t i = 1; i < 9; i++)
        join(f, i, i + 1, true);
    run(f);
    assert_sound(f, "bands");
    for (uint32_t i = 1; i <= 9; i++) {
        const int32_t *tops = f->nodes[box].band_tops;

        assert_true(f->nodes[i].y > tops[f->nodes[i].band]);
        assert_true(f->nodes[i].y + f->nodes[i].height < tops[f->nodes[i].band + 1]);
    }
}

/* Boxes in boxes with all kinds of nodes and lines. */
static void make_any(fixture *f, uint32_t node_count)
{
    uint32_t box = 0, tries;

    begin(f);
    while (f->layout.node_count < node_count) {
        uint32_t at, kind = pick(f, 12);

        if (f->layout.node_count == 0 || kind == 0) {
            box = add(f, WEIR_LAYOUT_OUTER, WEIR_LAYOUT_NONE);
            f->nodes[box].band_count = pick(f, 3);
            f->nodes[box].pad_left = 50;
            f->nodes[box].pad_right = 20;
            f->nodes[box].pad_top = f->nodes[box].pad_bottom = f->nodes[box].band_count > 0 ? 0 : 20;
            continue;
        }
        if (kind == 1) {
            do
                box = f->nodes[box].parent == WEIR_LAYOUT_NONE ? box : f->nodes[box].parent;
            while (pick(f, 2) == 0);
        }
        at = add(f, kind < 4 ? WEIR_LAYOUT_DIAMOND : WEIR_LAYOUT_BOX, box);
        f->nodes[at].band = pick(f, 3);
        if (kind < 7) {
            f->nodes[at].width = f->nodes[at].height = 36;
            f->nodes[at].label_width = (int32_t)pick(f, 90);
            f->nodes[at].label_height = f->nodes[at].label_width > 0 ? 13 * (1 + (int32_t)pick(f, 4)) : 0;
        } else if (kind == 7) {
            box = at;
            f->nodes[at].pad_left = f->nodes[at].pad_right = f->nodes[at].pad_top = f->nodes[at].pad_bottom = 28;
        } else if (kind == 8) {
            uint32_t host = at;

            for (uint32_t i = pick(f, 3); i > 0; i--) {
                at = add(f, WEIR_LAYOUT_ATTACHED, box);
                f->nodes[at].anchor = host;
                f->nodes[at].width = f->nodes[at].height = 36;
                f->nodes[at].label_width = (int32_t)pick(f, 60);
                f->nodes[at].label_height = f->nodes[at].label_width > 0 ? 26 : 0;
            }
        } else if (kind == 9) {
            f->nodes[at].kind = WEIR_LAYOUT_BESIDE;
            if (at > 0 && f->nodes[at - 1].parent == box && f->nodes[at - 1].kind == WEIR_LAYOUT_BOX)
                f->nodes[at].anchor = at - 1;
        }
    }
    tries = node_count + pick(f, node_count);
    for (uint32_t i = 0; i < tries; i++) {
        uint32_t a = pick(f, node_count), b = pick(f, 3) == 0 ? pick(f, node_count) : a + 1 + pick(f, 4);
        const weir_layout_node *from = &f->nodes[a], *to = &f->nodes[b < node_count ? b : 0];
        bool is_flow = b < node_count && from->parent == to->parent && from->kind != WEIR_LAYOUT_BESIDE &&
                       from->kind != WEIR_LAYOUT_OUTER &&
                       (to->kind == WEIR_LAYOUT_BOX || to->kind == WEIR_LAYOUT_DIAMOND);

        if (b >= node_count || (!is_flow && (a == b || pick(f, 6) > 0)) || is_around(&f->layout, a, b) != (a == b) ||
            is_around(&f->layout, b, a) != (a == b))
            continue;
        join(f, a, b, is_flow);
        if (is_flow && pick(f, 4) == 0) {
            f->edges[f->layout.edge_count - 1].label_width = 20 + (int32_t)pick(f, 70);
            f->edges[f->layout.edge_count - 1].label_height = 13 * (1 + (int32_t)pick(f, 3));
        }
    }
}

static void any_graph_is_laid_out_without_faults(void **state)
{
    fixture *f = *state;
    uint32_t through_count = 0, line_count = 0, overlap_count = 0, flow_count = 0;

    for (uint32_t i = 0; i < GRAPHS; i++) {
        char what[32];
        layout_faults faults;

        f->seed = i + 1;
        make_any(f, 2 + pick(f, 70));
        run(f);
        (void)snprintf(what, sizeof what, "seed %u", i + 1);
        assert_sound(f, what);
        faults = check_layout(&f->layout);
        through_count += faults.line_through_count;
        overlap_count += count_overlaps(&f->layout);
        for (uint32_t k = 0; k < f->layout.edge_count; k++) {
            line_count += !f->edges[k].is_flow;
            flow_count += f->edges[k].is_flow;
        }
    }
    if (overlap_count * 200 > flow_count) /* two flows that change places between two columns */
        fail_msg("%u of %u flows lie on others", overlap_count, flow_count);
    if (through_count * 50 > line_count) /* a node that is walled in has no way around */
        fail_msg("%u of %u lines that are no flows run through nodes", through_count, line_count);
}

static void the_same_graph_gets_the_same_places(void **state)
{
    fixture *f = *state;
    weir_layout_node before[60];

    f->seed = 7;
    make_any(f, 60);
    run(f);
    memcpy(before, f->nodes, sizeof before);
    f->seed = 7;
    make_any(f, 60);
    run(f);
    for (uint32_t i = 0; i < 60; i++) {
        assert_int_equal(before[i].x, f->nodes[i].x);
        assert_int_equal(before[i].y, f->nodes[i].y);
    }
}

static void two_thousand_nodes_are_laid_out(void **state)
{
    fixture *f = *state;
    uint32_t box;

    for (uint32_t shape = 0; shape < 3; shape++) {
        begin(f);
        f->seed = 5;
        box = add(f, WEIR_LAYOUT_OUTER, WEIR_LAYOUT_NONE);
        for (uint32_t i = 0; i < 2000; i++)
            (void)add(f, WEIR_LAYOUT_BOX, box);
        for (uint32_t i = 1; i < 2000; i++) {
            if (shape == 0) /* a chain with jumps in both directions */
                join(f, i, i + 1, true);
            else if (shape == 1) /* a fan */
                join(f, 1, i + 1, true);
            else /* a wide net */
                join(f, 1 + pick(f, i), i + 1, true);
            if (i % 2 == 0)
                join(f, 1 + pick(f, 2000), 1 + pick(f, 2000), true);
        }
        run(f);
        if (shape != 0)
            assert_sound(f, "2,000 nodes");
    }
}

static void too_large_a_graph_is_refused_by_name(void **state)
{
    fixture *f = *state;

    begin(f);
    f->layout.node_count = WEIR_LAYOUT_NODE_COUNT_MAX + 1;
    assert_int_equal(weir_layout_run(&f->layout, &f->arena, &f->diag), WEIR_ELIMIT);
    assert_non_null(strstr(f->diag.message, "layout_node_count_max"));
}

static void memory_that_ends_is_an_error(void **state)
{
    fixture *f = *state;
    uint64_t fail_at = 1;
    weir_err err;

    do {
        f->seed = 3;
        make_any(f, 40);
        weir_arena_release(&f->arena);
        weir_arena_init(&f->arena, test_memory_port(&f->memory, true), (size_t)64 << 20);
        f->memory.take_count = 0;
        f->memory.fail_at = fail_at++;
        err = weir_layout_run(&f->layout, &f->arena, &f->diag);
        assert_true(err == WEIR_OK || err == WEIR_ENOMEM);
    } while (err != WEIR_OK);
    f->memory.fail_at = 0;
    assert_true(fail_at > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_chain_is_a_straight_line_to_the_right, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_loop_leaves_its_way_on_in_one_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bands_keep_their_nodes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(any_graph_is_laid_out_without_faults, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_same_graph_gets_the_same_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(two_thousand_nodes_are_laid_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(too_large_a_graph_is_refused_by_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(memory_that_ends_is_an_error, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
