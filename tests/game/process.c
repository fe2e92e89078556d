/* SPDX-License-Identifier: Apache-2.0
 * tests/game/process.c - random processes, made of blocks or of any graph.
 */
#include "game/process.h"

#define DEPTH_MAX 4u
#define BLOCK_BUDGET 14u
#define GRAPH_NODE_MAX 12u

typedef struct game {
    uint64_t seed;
    weir_buffer *out;
    uint32_t next_id;
    uint32_t budget;    /* blocks that may still be made */
    uint32_t sub_depth; /* how deep in sub-processes */
} game;

/* A part of a flow: tokens come in at one node and leave from another one. 0: nothing leaves. */
typedef struct span {
    uint32_t entry, exit;
} span;

static bool one_in(game *g, uint32_t count)
{
    return game_roll(&g->seed, count) == 0;
}

static uint32_t new_id(game *g)
{
    return ++g->next_id;
}

/* ── pieces of XML ─────────────────────────────────────────────────────────────────────────────────── */

static void write_condition(game *g)
{
    weir_buffer_format(g->out, "<conditionExpression>=%s %s %u</conditionExpression>", one_in(g, 2) ? "m" : "n",
                       one_in(g, 2) ? "&gt;" : "&lt;=", game_roll(&g->seed, 6));
}

/* Returns the number of the flow. */
static uint32_t write_flow(game *g, uint32_t from, uint32_t to, bool has_condition)
{
    const uint32_t id = new_id(g);

    weir_buffer_format(g->out, "<sequenceFlow id='f%u' sourceRef='n%u' targetRef='n%u'", id, from, to);
    if (!has_condition) {
        weir_buffer_text(g->out, WEIR_T("/>\n"));
        return id;
    }
    weir_buffer_char(g->out, '>');
    write_condition(g);
    weir_buffer_text(g->out, WEIR_T("</sequenceFlow>\n"));
    return id;
}

static void connect(game *g, uint32_t from, uint32_t to)
{
    write_flow(g, from, to, false);
}

static uint32_t write_node(game *g, const char *element)
{
    const uint32_t id = new_id(g);

    weir_buffer_format(g->out, "<%s id='n%u'/>\n", element, id);
    return id;
}

/* A gateway whose default flow has the number that comes next but `skipped`. */
static uint32_t write_choice(game *g, const char *element, uint32_t default_flow)
{
    const uint32_t id = new_id(g);

    weir_buffer_format(g->out, "<%s id='n%u' default='f%u'", element, id, default_flow);
    if (one_in(g, 12))
        weir_buffer_text(g->out, WEIR_T(" weir:asyncBefore='true'"));
    weir_buffer_text(g->out, WEIR_T("/>\n"));
    return id;
}

/* Returns whether it is a condition. */
static bool write_trigger(game *g)
{
    const uint32_t roll = game_roll(&g->seed, 4);

    switch (roll) {
    case 0:
        weir_buffer_format(g->out, "<messageEventDefinition messageRef='message%u'/>", game_roll(&g->seed, 2));
        break;
    case 1:
        weir_buffer_format(g->out, "<signalEventDefinition signalRef='signal%u'/>", game_roll(&g->seed, 2));
        break;
    case 2:
        weir_buffer_format(
            g->out, "<conditionalEventDefinition><condition>=%s &gt; %u</condition></conditionalEventDefinition>",
            one_in(g, 2) ? "m" : "n", game_roll(&g->seed, 6));
        break;
    default:
        weir_buffer_format(g->out, "<timerEventDefinition><timeDuration>PT%uM</timeDuration></timerEventDefinition>",
                           1 + game_roll(&g->seed, 90));
    }
    return roll == 2;
}

static void write_loop(game *g)
{
    if (one_in(g, 3)) {
        weir_buffer_format(g->out, "<standardLoopCharacteristics testBefore='%s' loopMaximum='%u'>",
                           one_in(g, 2) ? "true" : "false", 1 + game_roll(&g->seed, 3));
        weir_buffer_format(g->out, "<loopCondition>=m &gt; %u</loopCondition></standardLoopCharacteristics>",
                           game_roll(&g->seed, 6));
        return;
    }
    weir_buffer_format(g->out,
                       "<multiInstanceLoopCharacteristics isSequential='%s'><loopCardinality>%u</loopCardinality>",
                       one_in(g, 2) ? "true" : "false", game_roll(&g->seed, 4));
    if (one_in(g, 2))
        weir_buffer_format(g->out, "<completionCondition>=m &gt; %u</completionCondition>", game_roll(&g->seed, 6));
    weir_buffer_text(g->out, WEIR_T("</multiInstanceLoopCharacteristics>"));
}

/* Where a transaction ends on purpose. */
static void write_async(game *g)
{
    if (one_in(g, 10))
        weir_buffer_text(g->out, WEIR_T(" weir:asyncBefore='true'"));
    if (one_in(g, 10))
        weir_buffer_text(g->out, WEIR_T(" weir:asyncAfter='true'"));
}

/* ── activities ────────────────────────────────────────────────────────────────────────────────────── */

typedef enum task_kind {
    TASK_PLAIN,
    TASK_USER,
    TASK_SERVICE,
    TASK_RECEIVE,
    TASK_SCRIPT,
    TASK_MANUAL,
    TASK_SEND,
    TASK_COUNT
} task_kind;

static uint32_t write_task(game *g, task_kind kind)
{
    static const char *const names[] = {
        [TASK_PLAIN] = "task",          [TASK_USER] = "userTask",     [TASK_SERVICE] = "serviceTask",
        [TASK_RECEIVE] = "receiveTask", [TASK_SCRIPT] = "scriptTask", [TASK_MANUAL] = "manualTask",
        [TASK_SEND] = "sendTask"};
    const uint32_t id = new_id(g);

    weir_buffer_format(g->out, "<%s id='n%u'", names[kind], id);
    if (kind == TASK_SERVICE)
        weir_buffer_text(g->out, WEIR_T(" weir:topic='work'"));
    if (kind == TASK_SEND)
        weir_buffer_text(g->out, WEIR_T(" messageRef='message9'"));
    if (kind == TASK_RECEIVE)
        weir_buffer_format(g->out, " messageRef='message%u'", game_roll(&g->seed, 2));
    write_async(g);
    if (one_in(g, 12))
        weir_buffer_text(g->out, WEIR_T(" completionQuantity='2'"));
    if (kind == TASK_SCRIPT)
        weir_buffer_format(g->out, " scriptFormat='feel' weir:resultVariable='%s'", one_in(g, 2) ? "m" : "n");
    weir_buffer_char(g->out, '>');
    if (one_in(g, 6))
        write_loop(g);
    if (kind == TASK_SCRIPT)
        weir_buffer_format(g->out, "<script>=modulo(m * %u + n + %u, 6)</script>", 1 + game_roll(&g->seed, 5),
                           game_roll(&g->seed, 6));
    weir_buffer_format(g->out, "</%s>\n", names[kind]);
    return id;
}

static span blocks(game *g, uint32_t depth);

/* What undoes an activity of the process itself. */
static void write_undoing(game *g, uint32_t host)
{
    const uint32_t event = new_id(g), handler = new_id(g);

    weir_buffer_format(g->out,
                       "<boundaryEvent id='n%u' attachedToRef='n%u'><compensateEventDefinition/></boundaryEvent>\n"
                       "<association id='a%u' sourceRef='n%u' targetRef='n%u' associationDirection='One'/>\n"
                       "<%s id='n%u' isForCompensation='true'/>\n",
                       event, host, event, event, handler, one_in(g, 2) ? "task" : "userTask", handler);
}

static void write_end(game *g, uint32_t from)
{
    const uint32_t end = new_id(g);

    weir_buffer_format(g->out, "<endEvent id='n%u'>", end);
    switch (game_roll(&g->seed, g->sub_depth > 0 ? 10 : 14)) {
    case 13:
        weir_buffer_text(g->out, WEIR_T("<compensateEventDefinition/>"));
        break;
    case 0:
        weir_buffer_text(g->out, WEIR_T("<terminateEventDefinition/>"));
        break;
    case 1:
        weir_buffer_format(g->out, "<errorEventDefinition errorRef='error%u'/>", game_roll(&g->seed, 2));
        break;
    case 2:
        weir_buffer_format(g->out, "<escalationEventDefinition escalationRef='escalation%u'/>", game_roll(&g->seed, 2));
        break;
    default:
        break;
    }
    weir_buffer_text(g->out, WEIR_T("</endEvent>\n"));
    connect(g, from, end);
}

/* A boundary event with a flow behind it that ends, or, if it interrupts, comes back to `back`. */
static void write_boundary(game *g, uint32_t host, bool is_container, bool is_first, uint32_t back, uint32_t depth)
{
    const uint32_t id = new_id(g);
    const bool is_error = is_first && one_in(g, 2);
    const bool interrupts = is_error || one_in(g, 2);
    bool may_repeat = false; /* a script behind it would let it happen again, without end */
    uint32_t last = id;

    weir_buffer_format(g->out, "<boundaryEvent id='n%u' attachedToRef='n%u' cancelActivity='%s'>", id, host,
                       interrupts ? "true" : "false");
    if (is_error && one_in(g, 2))
        weir_buffer_text(g->out, WEIR_T("<errorEventDefinition/>"));
    else if (is_error)
        weir_buffer_text(g->out, WEIR_T("<errorEventDefinition errorRef='error0'/>"));
    else if (is_container && is_first)
        weir_buffer_format(g->out, "<escalationEventDefinition escalationRef='escalation%u'/>", game_roll(&g->seed, 2));
    else
        may_repeat = write_trigger(g) && !interrupts;
    weir_buffer_text(g->out, WEIR_T("</boundaryEvent>\n"));
    if (!may_repeat && one_in(g, 2)) {
        const span more = blocks(g, depth + 1);

        connect(g, id, more.entry);
        last = more.exit;
    }
    if (interrupts && back != 0 && one_in(g, 2))
        connect(g, last, back);
    else
        write_end(g, last);
}

/* What stands beside the flow of a container. No two of one container wait for the same. */
static void write_event_sub_process(game *g, uint32_t depth, bool is_first)
{
    const uint32_t id = new_id(g), start = new_id(g);
    const uint32_t roll = game_roll(&g->seed, 3);
    const bool interrupts = (is_first && roll == 0) || one_in(g, 2);
    span inner;

    weir_buffer_format(g->out,
                       "<subProcess id='n%u' triggeredByEvent='true'>\n<startEvent id='n%u' isInterrupting='%s'>", id,
                       start, interrupts ? "true" : "false");
    if (is_first && roll == 0)
        weir_buffer_text(g->out, one_in(g, 2) ? WEIR_T("<errorEventDefinition/>")
                                              : WEIR_T("<errorEventDefinition errorRef='error1'/>"));
    else if (is_first && roll == 1)
        weir_buffer_text(g->out, WEIR_T("<escalationEventDefinition escalationRef='escalation0'/>"));
    else if (is_first)
        weir_buffer_text(g->out, WEIR_T("<messageEventDefinition messageRef='message1'/>"));
    else if (one_in(g, 2))
        weir_buffer_text(g->out, WEIR_T("<signalEventDefinition signalRef='signal1'/>"));
    else
        weir_buffer_text(g->out,
                         WEIR_T("<timerEventDefinition><timeDuration>PT7M</timeDuration></timerEventDefinition>"));
    weir_buffer_text(g->out, WEIR_T("</startEvent>\n"));
    g->sub_depth++;
    inner = blocks(g, depth + 1);
    connect(g, start, inner.entry);
    write_end(g, inner.exit);
    g->sub_depth--;
    weir_buffer_text(g->out, WEIR_T("</subProcess>\n"));
}

static void write_event_sub_processes(game *g, uint32_t depth)
{
    for (uint32_t i = 0; i < 2 && depth < DEPTH_MAX && g->budget > 0; i++) {
        if (one_in(g, 4))
            write_event_sub_process(g, depth, i == 0);
    }
}

static uint32_t write_sub_process(game *g, uint32_t depth)
{
    const uint32_t id = new_id(g), start = new_id(g);
    span inner;

    weir_buffer_format(g->out, "<subProcess id='n%u'", id);
    write_async(g);
    weir_buffer_char(g->out, '>');
    if (one_in(g, 4))
        weir_buffer_format(g->out,
                           "<extensionElements><weir:inputOutput><weir:inputParameter name='%s'>=%u"
                           "</weir:inputParameter></weir:inputOutput></extensionElements>",
                           one_in(g, 2) ? "m" : "n", game_roll(&g->seed, 6));
    if (one_in(g, 4))
        write_loop(g);
    weir_buffer_format(g->out, "\n<startEvent id='n%u'/>\n", start);
    g->sub_depth++;
    inner = blocks(g, depth + 1);
    connect(g, start, inner.entry);
    write_end(g, inner.exit);
    write_event_sub_processes(g, depth + 1);
    g->sub_depth--;
    weir_buffer_text(g->out, WEIR_T("</subProcess>\n"));
    return id;
}

/* Two events of which the first one wins, without more behind them. */
static void write_race(game *g)
{
    const uint32_t split = write_node(g, "eventBasedGateway"), join = write_node(g, "task");

    for (uint32_t i = 0; i < 2; i++) {
        const uint32_t event = new_id(g);

        weir_buffer_format(g->out, "<intermediateCatchEvent id='n%u'>", event);
        (void)write_trigger(g);
        weir_buffer_text(g->out, WEIR_T("</intermediateCatchEvent>\n"));
        connect(g, split, event);
        connect(g, event, join);
    }
}

/* All that is in it begins at once, without start and end events. */
static uint32_t write_ad_hoc(game *g)
{
    const uint32_t id = new_id(g);
    uint32_t first;

    weir_buffer_format(g->out, "<adHocSubProcess id='n%u'>\n", id);
    first = write_task(g, TASK_PLAIN);
    connect(g, first, write_task(g, TASK_USER));
    for (uint32_t i = game_roll(&g->seed, 3); i > 0; i--) {
        if (one_in(g, 3))
            write_race(g);
        else
            (void)write_task(g, (task_kind)game_roll(&g->seed, TASK_COUNT));
    }
    weir_buffer_text(g->out, WEIR_T("</adHocSubProcess>\n"));
    return id;
}

static span activity_block(game *g, uint32_t depth)
{
    const bool is_container = depth < DEPTH_MAX && one_in(g, 4);
    const task_kind kind = (task_kind)game_roll(&g->seed, TASK_COUNT);
    const uint32_t id = !is_container  ? write_task(g, kind)
                        : one_in(g, 5) ? write_ad_hoc(g)
                                       : write_sub_process(g, depth);
    const bool is_worked_on = !is_container && (kind == TASK_USER || kind == TASK_SERVICE || kind == TASK_RECEIVE);
    uint32_t exit = id;

    if (!is_container && g->sub_depth == 0 && one_in(g, 3))
        write_undoing(g, id);
    if ((is_container || is_worked_on) && one_in(g, 2)) {
        exit = write_node(g, "exclusiveGateway");
        connect(g, id, exit);
        for (uint32_t i = game_roll(&g->seed, 2), first = i; i < 2; i++)
            write_boundary(g, id, is_container, i == first, exit, depth);
    }
    return (span){id, exit};
}

/* ── blocks ────────────────────────────────────────────────────────────────────────────────────────── */

static span event_block(game *g)
{
    const uint32_t id = new_id(g);

    weir_buffer_format(g->out, "<intermediateCatchEvent id='n%u'>", id);
    write_trigger(g);
    weir_buffer_text(g->out, WEIR_T("</intermediateCatchEvent>\n"));
    return (span){id, id};
}

static span throw_block(game *g)
{
    const uint32_t id = new_id(g);

    weir_buffer_format(g->out, "<intermediateThrowEvent id='n%u'>", id);
    if (g->sub_depth == 0 && one_in(g, 4))
        weir_buffer_text(g->out, WEIR_T("<compensateEventDefinition/>"));
    else if (one_in(g, 2))
        weir_buffer_format(g->out, "<escalationEventDefinition escalationRef='escalation%u'/>", game_roll(&g->seed, 2));
    weir_buffer_text(g->out, WEIR_T("</intermediateThrowEvent>\n"));
    return (span){id, id};
}

/* Thrown, and caught somewhere else in the same container. */
static span link_block(game *g)
{
    const uint32_t from = new_id(g), to = new_id(g);

    weir_buffer_format(g->out,
                       "<intermediateThrowEvent id='n%u'><linkEventDefinition id='d%u' name='link%u'/>"
                       "</intermediateThrowEvent>\n<intermediateCatchEvent id='n%u'><linkEventDefinition id='d%u' "
                       "name='link%u'/></intermediateCatchEvent>\n",
                       from, from, from, to, to, from);
    return (span){from, to};
}

static span choice_block(game *g, const char *gateway, uint32_t depth)
{
    const uint32_t branch_count = 2 + game_roll(&g->seed, 2), skip = new_id(g);
    const uint32_t split = write_choice(g, gateway, skip), join = write_node(g, gateway);

    for (uint32_t i = 0; i < branch_count; i++) {
        const span branch = blocks(g, depth + 1);

        write_flow(g, split, branch.entry, true);
        connect(g, branch.exit, join);
    }
    weir_buffer_format(g->out, "<sequenceFlow id='f%u' sourceRef='n%u' targetRef='n%u'/>\n", skip, split, join);
    return (span){split, join};
}

static span parallel_block(game *g, uint32_t depth)
{
    const uint32_t split = write_node(g, "parallelGateway"), join = write_node(g, "parallelGateway");

    for (uint32_t i = 2 + game_roll(&g->seed, 2); i > 0; i--) {
        const span branch = blocks(g, depth + 1);

        connect(g, split, branch.entry);
        connect(g, branch.exit, join);
    }
    return (span){split, join};
}

static span race_block(game *g, uint32_t depth)
{
    const uint32_t split = write_node(g, "eventBasedGateway"), join = write_node(g, "exclusiveGateway");

    for (uint32_t i = 2 + game_roll(&g->seed, 2); i > 0; i--) {
        const span event = event_block(g);

        connect(g, split, event.entry);
        if (one_in(g, 2)) {
            const span more = blocks(g, depth + 1);

            connect(g, event.exit, more.entry);
            connect(g, more.exit, join);
        } else {
            connect(g, event.exit, join);
        }
    }
    return (span){split, join};
}

static span repeat_block(game *g, uint32_t depth)
{
    const uint32_t merge = write_node(g, "exclusiveGateway"), leave = new_id(g);
    const uint32_t choice = write_choice(g, "exclusiveGateway", leave), out = write_node(g, "exclusiveGateway");
    const uint32_t wait = write_node(g, "userTask");
    const span body = blocks(g, depth + 1);

    connect(g, merge, body.entry);
    connect(g, body.exit, choice);
    write_flow(g, choice, wait, true);
    connect(g, wait, merge);
    weir_buffer_format(g->out, "<sequenceFlow id='f%u' sourceRef='n%u' targetRef='n%u'/>\n", leave, choice, out);
    return (span){merge, out};
}

static span block(game *g, uint32_t depth)
{
    g->budget -= g->budget > 0;
    switch (depth < DEPTH_MAX && g->budget > 0 ? game_roll(&g->seed, 15) : game_roll(&g->seed, 5)) {
    case 0:
    case 1:
    case 2:
        return activity_block(g, depth);
    case 3:
        return event_block(g);
    case 4:
        return throw_block(g);
    case 5:
        return choice_block(g, "exclusiveGateway", depth);
    case 6:
    case 7:
        return parallel_block(g, depth);
    case 8:
        return race_block(g, depth);
    case 9:
        return repeat_block(g, depth);
    case 14:
        return link_block(g);
    case 10:
    case 11:
        return choice_block(g, "inclusiveGateway", depth);
    default:
        return activity_block(g, depth);
    }
}

/* One after the other. */
static span blocks(game *g, uint32_t depth)
{
    span all = block(g, depth);

    while (g->budget > 0 && one_in(g, 2)) {
        const span next = block(g, depth);

        connect(g, all.exit, next.entry);
        all.exit = next.exit;
    }
    return all;
}

/* ── any graph ─────────────────────────────────────────────────────────────────────────────────────── */

typedef enum graph_kind {
    GRAPH_TASK,
    GRAPH_CHOICE,
    GRAPH_PARALLEL,
    GRAPH_INCLUSIVE,
    GRAPH_EVENT,
    GRAPH_END
} graph_kind;

static bool chooses(graph_kind kind)
{
    return kind == GRAPH_CHOICE || kind == GRAPH_INCLUSIVE;
}

static void graph(game *g)
{
    const uint32_t count = 4 + game_roll(&g->seed, GRAPH_NODE_MAX - 3), first = g->next_id + 1;
    graph_kind kinds[GRAPH_NODE_MAX + 1];
    bool is_user[GRAPH_NODE_MAX + 1] = {false};

    /* The nodes have the numbers first … first + count - 1; each but the first gets a flow from one before it. */
    g->next_id += count;
    weir_buffer_format(g->out, "<startEvent id='n%u'/>\n", first);
    kinds[0] = GRAPH_TASK;
    for (uint32_t i = 1; i < count; i++) {
        const uint32_t roll = game_roll(&g->seed, 10), id = first + i;

        kinds[i] = i + 1 == count ? GRAPH_END
                   : roll < 4     ? GRAPH_TASK
                   : roll < 6     ? GRAPH_CHOICE
                   : roll < 7     ? GRAPH_PARALLEL
                   : roll < 8     ? GRAPH_INCLUSIVE
                   : roll < 9     ? GRAPH_EVENT
                                  : GRAPH_END;
        switch (kinds[i]) {
        case GRAPH_TASK:
            is_user[i] = one_in(g, 2);
            weir_buffer_format(g->out, "<%s id='n%u'", is_user[i] ? "userTask" : "task", id);
            if (is_user[i] && one_in(g, 6))
                weir_buffer_text(g->out, WEIR_T(" startQuantity='2'"));
            weir_buffer_format(g->out, " default='f%u'/>\n", 100000 + i);
            break;
        case GRAPH_CHOICE:
            weir_buffer_format(g->out, "<exclusiveGateway id='n%u' default='f%u'/>\n", id, 100000 + i);
            break;
        case GRAPH_INCLUSIVE:
            weir_buffer_format(g->out, "<inclusiveGateway id='n%u' default='f%u'/>\n", id, 100000 + i);
            break;
        case GRAPH_PARALLEL:
            weir_buffer_format(g->out, "<parallelGateway id='n%u'/>\n", id);
            break;
        case GRAPH_EVENT:
            weir_buffer_format(g->out, "<intermediateCatchEvent id='n%u'>", id);
            write_trigger(g);
            weir_buffer_text(g->out, WEIR_T("</intermediateCatchEvent>\n"));
            break;
        default:
            weir_buffer_format(g->out, "<endEvent id='n%u'/>\n", id);
        }
    }
    /* A way on for each that needs one: its default flow; then more of them, back only into user tasks. */
    for (uint32_t i = 0; i + 1 < count; i++) {
        if (kinds[i] != GRAPH_END)
            weir_buffer_format(g->out, "<sequenceFlow id='f%u' sourceRef='n%u' targetRef='n%u'/>\n", 100000 + i,
                               first + i, first + i + 1 + game_roll(&g->seed, count - i - 1));
    }
    for (uint32_t i = 1; i < count; i++) {
        uint32_t from;

        do {
            from = game_roll(&g->seed, i);
        } while (kinds[from] == GRAPH_END);
        write_flow(g, first + from, first + i, chooses(kinds[from]) || (kinds[from] == GRAPH_TASK && from > 0));
    }
    for (uint32_t i = game_roll(&g->seed, 4); i > 0; i--) {
        const uint32_t from = 1 + game_roll(&g->seed, count - 1), to = 1 + game_roll(&g->seed, count - 1);

        if ((chooses(kinds[from]) || kinds[from] == GRAPH_TASK) && (to > from || is_user[to]))
            write_flow(g, first + from, first + to, true);
    }
}

void game_process(uint64_t seed, weir_buffer *out)
{
    game g = {.seed = seed, .out = out, .budget = BLOCK_BUDGET};

    weir_buffer_text(out, WEIR_T("<?xml version='1.0' encoding='UTF-8'?>\n"
                                 "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "
                                 "xmlns:weir='urn:weir:bpmn' targetNamespace='urn:game'>\n"));
    for (uint32_t i = 0; i < 2; i++)
        weir_buffer_format(out,
                           "<message id='message%u' name='message%u'/><signal id='signal%u' name='signal%u'/>"
                           "<error id='error%u' errorCode='error%u'/>"
                           "<escalation id='escalation%u' escalationCode='escalation%u'/>\n",
                           i, i, i, i, i, i, i, i);
    weir_buffer_text(out, WEIR_T("<message id='message9' name='message9'/>\n<process id='p' isExecutable='true'>\n"));
    if (seed % 2 == 0) {
        const uint32_t start = write_node(&g, "startEvent");
        const span all = blocks(&g, 0);

        connect(&g, start, all.entry);
        write_end(&g, all.exit);
        write_event_sub_processes(&g, 0);
    } else {
        graph(&g);
    }
    weir_buffer_text(out, WEIR_T("</process>\n</definitions>\n"));
}
