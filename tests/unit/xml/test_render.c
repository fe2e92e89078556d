/* SPDX-License-Identifier: Apache-2.0
 * Pictures: each kind of element has its marker, hostile diagrams do no harm, models without a diagram get a sound one.
 */
#include "xml/render.h"

#include <stdlib.h>

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "unit/layout/layout_checks.h"
#include "xml/diagram.h"
#include "xml/transform.h"
#include "xml_fixture.h"

typedef struct render_fixture {
    test_memory memory;
    weir_arena arena;
    weir_text svg;
    xmlDocPtr picture;
    weir_diag diag;
} render_fixture;

static int set_up(void **state)
{
    static render_fixture fixture;

    memset(&fixture, 0, sizeof fixture);
    *state = &fixture;
    return 0;
}

static void clear(render_fixture *f)
{
    xmlFreeDoc(f->picture);
    f->picture = NULL;
    weir_arena_release(&f->arena);
    memset(&f->diag, 0, sizeof f->diag);
}

static int tear_down(void **state)
{
    render_fixture *f = *state;

    clear(f);
    assert_int_equal(f->memory.live_count, 0);
    return 0;
}

static weir_err draw_with(render_fixture *f, const char *text, const weir_render_wish *wish)
{
    weir_err err;

    clear(f);
    weir_arena_init(&f->arena, test_memory_port(&f->memory, false), (size_t)512 << 20);
    err = weir_xml_render(weir_text_of(text), wish, &f->arena, &f->svg, &f->diag);
    if (err == WEIR_OK)
        assert_int_equal(weir_xml_document_parse(f->svg, &f->picture, NULL), WEIR_OK);
    return err;
}

static weir_err draw(render_fixture *f, const char *text)
{
    return draw_with(f, text, &(weir_render_wish){0});
}

/* How many nodes of the picture an XPath finds. */
static int find(render_fixture *f, const char *path)
{
    xmlXPathContextPtr context = xmlXPathNewContext(f->picture);
    xmlXPathObjectPtr found;
    int count;

    (void)xmlXPathRegisterNs(context, (const xmlChar *)"s", (const xmlChar *)"http://www.w3.org/2000/svg");
    found = xmlXPathEvalExpression((const xmlChar *)path, context);
    count = found != NULL && found->nodesetval != NULL ? found->nodesetval->nodeNr : found != NULL ? 0 : -1;
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    return count;
}

static void assert_finds(render_fixture *f, const char *what, const char *path)
{
    if (find(f, path) <= 0)
        fail_msg("%s: nothing is %s in\n%.*s", what, path, (int)f->svg.length, f->svg.at);
}

static void each_element_has_its_marker(void **state)
{
    static const struct {
        const char *body, *path; /* below the group of element x */
    } rows[] = {
        {"<task id='x'/>", "/s:rect[@class='outline']"},
        {"<userTask id='x'/>", "/s:g[@class='icon-user']"},
        {"<manualTask id='x'/>", "/s:g[@class='icon-manual']"},
        {"<serviceTask id='x'/>", "/s:g[@class='icon-service']"},
        {"<scriptTask id='x'/>", "/s:g[@class='icon-script']"},
        {"<sendTask id='x'/>", "/s:g[@class='icon-send']/s:path[@fill='#222']"},
        {"<receiveTask id='x'/>", "/s:g[@class='icon-receive']/s:path[@fill='#fff']"},
        {"<receiveTask id='x' instantiate='true'/>", "/s:g[@class='icon-receive']/s:circle[@class='instantiate']"},
        {"<businessRuleTask id='x'/>", "/s:g[@class='icon-business-rule']"},
        {"<callActivity id='x'/>", "/s:rect[@class='outline'][@stroke-width='4']"},
        {"<callActivity id='x'/>", "//s:g[@class='marker-plus']"},
        {"<task id='x'><standardLoopCharacteristics/></task>", "//s:g[@class='marker-loop']"},
        {"<task id='x'><multiInstanceLoopCharacteristics/></task>", "//s:g[@class='marker-parallel']"},
        {"<task id='x'><multiInstanceLoopCharacteristics isSequential='true'/></task>",
         "//s:g[@class='marker-sequential']"},
        {"<task id='x' isForCompensation='true'/>", "//s:g[@class='marker-compensation']"},
        {"<subProcess id='x'/>", "//s:g[@class='marker-plus']"},
        {"<subProcess id='x'><task id='y'/></subProcess>", "/s:rect[@class='outline'][not(@stroke-dasharray)]"},
        {"<subProcess id='x' triggeredByEvent='true'><startEvent id='y'/></subProcess>",
         "/s:rect[@class='outline'][@stroke-dasharray]"},
        {"<transaction id='x'><task id='y'/></transaction>", "/s:rect[@class='transaction']"},
        {"<adHocSubProcess id='x'><task id='y'/></adHocSubProcess>", "//s:g[@class='marker-tilde']"},
        {"<exclusiveGateway id='x'/>", "//s:path[@class='icon-exclusive']"},
        {"<parallelGateway id='x'/>", "//s:path[@class='icon-parallel']"},
        {"<inclusiveGateway id='x'/>", "//s:circle[@class='icon-inclusive']"},
        {"<complexGateway id='x'/>", "//s:path[@class='icon-complex']"},
        {"<eventBasedGateway id='x'/>", "//s:g[@class='icon-event-based'][count(s:circle) = 2]"},
        {"<eventBasedGateway id='x' instantiate='true'/>", "//s:g[@class='icon-event-based'][count(s:circle) = 1]"},
        {"<eventBasedGateway id='x' instantiate='true' eventGatewayType='Parallel'/>",
         "//s:path[@class='icon-event-parallel']"},
        {"<startEvent id='x'/>", "//s:circle[@class='outline'][not(@stroke-width)]"},
        {"<endEvent id='x'/>", "//s:circle[@class='outline'][@stroke-width='3.5']"},
        {"<intermediateThrowEvent id='x'/>", "//s:circle[@class='inner']"},
        {"<endEvent id='x'><terminateEventDefinition/></endEvent>", "//s:circle[@class='icon-terminate']"},
        {"<intermediateCatchEvent id='x'><messageEventDefinition/><timerEventDefinition/></intermediateCatchEvent>",
         "//s:g[@class='icon-multiple']/s:path[not(@fill)]"},
        {"<endEvent id='x'><messageEventDefinition/><signalEventDefinition/></endEvent>",
         "//s:g[@class='icon-multiple']/s:path[@fill='#222']"},
        {"<intermediateCatchEvent id='x' parallelMultiple='true'><messageEventDefinition/><timerEventDefinition/>"
         "</intermediateCatchEvent>",
         "//s:g[@class='icon-parallel-multiple']"},
        {"<startEvent id='x'><eventDefinitionRef>d</eventDefinitionRef></startEvent>", "//s:g[@class='icon-timer']"},
        {"<task id='h'/><boundaryEvent id='x' attachedToRef='h' cancelActivity='false'><timerEventDefinition/>"
         "</boundaryEvent>",
         "//s:circle[@class='outline'][@stroke-dasharray]"},
        {"<task id='h'/><boundaryEvent id='x' attachedToRef='h'><timerEventDefinition/></boundaryEvent>",
         "//s:circle[@class='outline'][not(@stroke-dasharray)]"},
        {"<subProcess id='s' triggeredByEvent='true'><startEvent id='x' isInterrupting='false'/></subProcess>",
         "//s:circle[@class='outline'][@stroke-dasharray]"},
        {"<dataObject id='d1' isCollection='true'/><dataObjectReference id='x' dataObjectRef='d1'/>",
         "/s:path[@class='collection']"},
        {"<dataStoreReference id='x'/>", "/s:path[@class='rings']"},
        {"<textAnnotation id='x'><text>note</text></textAnnotation>", "/s:path[@class='outline']"},
        {"<task id='a'><default/></task><task id='b'/><sequenceFlow id='x' sourceRef='a' targetRef='b'/>",
         "/../s:path[@class='line']"},
        {"<exclusiveGateway id='a' default='x'/><task id='b'/><sequenceFlow id='x' sourceRef='a' targetRef='b'/>",
         "/../s:path[@class='default']"},
        {"<task id='a'/><task id='b'/><sequenceFlow id='x' sourceRef='a' targetRef='b'><conditionExpression>=true"
         "</conditionExpression></sequenceFlow>",
         "/../s:path[@class='conditional']"},
        {"<task id='h'/><boundaryEvent id='a' attachedToRef='h'><compensateEventDefinition/></boundaryEvent><task "
         "id='b' isForCompensation='true'/><association id='x' sourceRef='a' targetRef='b'/>",
         "/../s:path[@class='line'][@stroke-dasharray]"},
    };
    render_fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[1000], path[300];
        bool is_line = strncmp(rows[i].path, "/..", 3) == 0;

        (void)snprintf(text, sizeof text, HEAD "<timerEventDefinition id='d'/><process id='p'>%s" END, rows[i].body);
        (void)snprintf(path, sizeof path, "//s:g[@data-element-id='x']%s%s", is_line ? "" : "/s:g",
                       is_line ? rows[i].path + 3 : rows[i].path);
        assert_int_equal(draw(f, text), WEIR_OK);
        assert_finds(f, rows[i].body, path);
    }
}

/* What is caught is empty, what is thrown is filled, wherever the trigger may stand. */
static void each_trigger_is_filled_where_it_is_thrown(void **state)
{
    static const char *const triggers[] = {"message", "error",        "escalation", "signal",
                                           "link",    "compensation", "cancel"};
    static const char *const positions[] = {"startEvent", "intermediateCatchEvent", "intermediateThrowEvent",
                                            "endEvent"};
    render_fixture *f = *state;

    for (size_t i = 0; i < sizeof triggers / sizeof *triggers; i++) {
        for (size_t k = 0; k < sizeof positions / sizeof *positions; k++) {
            char text[600], path[200];
            const char *xml = strcmp(triggers[i], "compensation") == 0 ? "compensate" : triggers[i];

            (void)snprintf(text, sizeof text, HEAD "<process id='p'><%s id='x'><%sEventDefinition/></%s>" END,
                           positions[k], xml, positions[k]);
            (void)snprintf(path, sizeof path, "//s:g[@data-element-id='x']//s:g[@class='icon-%s']/s:path[%s]",
                           triggers[i],
                           k >= 2                                ? "@fill='#222'"
                           : strcmp(triggers[i], "message") == 0 ? "@fill='#fff'"
                                                                 : "not(@fill)");
            assert_int_equal(draw(f, text), WEIR_OK);
            assert_finds(f, text, path);
        }
    }
}

static void pools_lanes_and_messages_are_drawn(void **state)
{
    render_fixture *f = *state;

    assert_int_equal(
        draw(f,
             HEAD "<collaboration id='c'><participant id='a' name='A' processRef='p'/><participant id='b' name='B'/>"
                  "<messageFlow id='m' sourceRef='t' targetRef='b'/></collaboration><process id='p'><laneSet><lane "
                  "id='l1' name='采购'><flowNodeRef>t</flowNodeRef></lane><lane id='l2'><childLaneSet><lane id='l3'/>"
                  "<lane id='l4'><flowNodeRef>u</flowNodeRef></lane></childLaneSet></lane></laneSet><task id='t' "
                  "name='x &lt; &amp; y'/><task id='u'/><sequenceFlow id='f' sourceRef='t' targetRef='u'/>" END),
        WEIR_OK);
    for (const char *const *id = (const char *const[]){"a", "b", "m", "l1", "l2", "l3", "l4", "t", "u", "f", NULL};
         *id != NULL; id++) {
        char path[100];

        (void)snprintf(path, sizeof path, "//s:g[@data-element-id='%s']/s:title", *id);
        assert_finds(f, *id, path);
    }
    assert_finds(f, "message", "//s:g[@data-element-id='m']/s:circle[@class='start']");
    assert_finds(f, "lane", "//s:text[@data-label-of='l1'][s:tspan = '采购']");
    assert_finds(f, "escaped", "//s:text[@data-label-of='t'][s:tspan = 'x < & y']");
    assert_int_equal(find(f, "//s:script | //@href | //@onclick"), 0);
}

static void an_instance_is_coloured(void **state)
{
    const weir_render_mark marks[] = {{WEIR_T("start"), 1, 0, 0},
                                      {WEIR_T("f"), 3, 0, 0},
                                      {WEIR_T("t"), 2, 1, 0},
                                      {WEIR_T("u"), 1, 1, 1},
                                      {WEIR_T("gone"), 1, 0, 0}};
    render_fixture *f = *state;

    assert_int_equal(draw_with(f,
                               HEAD "<process id='p'><startEvent id='start'/><task id='t'/><task id='u'/><task id='v'/>"
                                    "<sequenceFlow id='f' sourceRef='start' targetRef='t'/>" END,
                               &(weir_render_wish){.is_instance = true, .marks = marks, .mark_count = 5}),
                     WEIR_OK);
    assert_finds(f, "passed", "//s:g[@data-element-id='start'][@class='passed']");
    assert_finds(f, "passed flow", "//s:g[@data-element-id='f'][@class='passed']");
    assert_finds(f, "active", "//s:g[@data-element-id='t'][@class='active']");
    assert_finds(f, "failed", "//s:g[@data-element-id='u'][@class='failed']");
    assert_int_equal(find(f, "//s:g[@data-element-id='v'][@class]"), 0);
    assert_finds(f, "tokens", "//s:g[@data-count-of='t']/s:text[. = '1']");
    assert_finds(f, "legend", "//s:g[@class='legend']/s:text[contains(., '进行中')]");
}

/* ── diagrams that somebody else made ──────────────────────────────────────────────────────────────────── */

#define DIAGRAM(body)                                                                                                  \
    "<definitions xmlns='" BPMN_URI "' xmlns:d='http://www.omg.org/spec/BPMN/20100524/DI' "                            \
    "xmlns:c='http://www.omg.org/spec/DD/20100524/DC' xmlns:i='http://www.omg.org/spec/DD/20100524/DI' "               \
    "xmlns:o='http://www.omg.org/spec/BPMN/non-normative/color/1.0' targetNamespace='t'><process id='p'>"              \
    "<task id='a' name='A'/><task id='b'/><sequenceFlow id='f' sourceRef='a' targetRef='b'/></process>"                \
    "<d:BPMNDiagram><d:BPMNPlane bpmnElement='p'>" body "</d:BPMNPlane></d:BPMNDiagram></definitions>"
#define BOX_AT(id, x, y, w, h)                                                                                         \
    "<d:BPMNShape bpmnElement='" id "'><c:Bounds x='" x "' y='" y "' width='" w "' height='" h "'/></d:BPMNShape>"

static void numbers_of_a_diagram_are_looked_at(void **state)
{
    static const struct {
        const char *text;
        weir_err err;
        const char *words;
    } rows[] = {
        {DIAGRAM(BOX_AT("a", "NaN", "0", "10", "10")), WEIR_EMODEL, "the x of 'a' in the diagram is 'NaN'"},
        {DIAGRAM(BOX_AT("a", "0", "INF", "10", "10")), WEIR_EMODEL, "'INF', which is no number"},
        {DIAGRAM(BOX_AT("a", "0", "0", "1e400", "10")), WEIR_ELIMIT, "xml_diagram_length_max"},
        {DIAGRAM(BOX_AT("a", "0", "0", "99999999999999999999999999", "10")), WEIR_ELIMIT, "xml_diagram_length_max"},
        {DIAGRAM(BOX_AT("a", "0", "0", "-5", "10")), WEIR_EMODEL, "negative"},
        {DIAGRAM(BOX_AT("a", "", "0", "5", "10")), WEIR_EMODEL, "no number"},
        {DIAGRAM("<d:BPMNShape bpmnElement='a'/>"), WEIR_EMODEL, "'a' has no bounds"},
        {DIAGRAM(BOX_AT("a", "1.5e1", "+2", "1000000", "1000000")), WEIR_OK, ""},
        {DIAGRAM(BOX_AT("a", "-500000", "-3", "0", "0")), WEIR_OK, ""},
        {DIAGRAM(BOX_AT("gone", "NaN", "0", "10", "10")), WEIR_OK, ""},
        {DIAGRAM("<d:BPMNEdge bpmnElement='f'/>"), WEIR_OK, ""},
        {DIAGRAM(
             BOX_AT("a", "0", "0", "9", "9") "<d:BPMNEdge bpmnElement='f'><i:waypoint x='0' y='-INF'/></d:BPMNEdge>"),
         WEIR_EMODEL, "'-INF'"},
        {HEAD "<process id='p'/></definitions>", WEIR_EMODEL, "no diagram"},
        {"<definitions/>", WEIR_EMODEL, "not the <definitions>"},
        {"<definitions", WEIR_ESYNTAX, ""},
        {"", WEIR_ESYNTAX, ""},
    };
    render_fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weir_err err = draw(f, rows[i].text);

        if (err != rows[i].err || strstr(f->diag.message, rows[i].words) == NULL)
            fail_msg("row %zu: %s, %s", i, weir_err_name(err), f->diag.message);
    }
}

static void what_a_diagram_says_is_drawn(void **state)
{
    render_fixture *f = *state;

    assert_int_equal(
        draw(f, DIAGRAM("<d:BPMNShape bpmnElement='a' o:background-color='#ffeedd' o:border-color='javascript:x'>"
                        "<c:Bounds x='10' y='20' width='100.5' height='80'/></d:BPMNShape>" BOX_AT(
                            "b", "300", "20", "100", "80") "<d:BPMNEdge bpmnElement='f'/>")),
        WEIR_OK);
    assert_finds(f, "place", "//s:g[@data-element-id='a']/s:g[@transform='translate(10.00 20.00)']");
    assert_finds(f, "colour", "//s:g[@data-element-id='a'][not(@stroke)]//s:rect[@fill='#ffeedd'][@width='100.50']");
    assert_finds(f, "line without points", "//s:g[@data-element-id='f']/s:path[@d='M110.50 60.00 L300.00 60.00']");
}

static void one_of_several_diagrams_can_be_asked_for(void **state)
{
    static const char text[] = HEAD "<process id='p'><task id='a'/></process><process id='q'><task id='b'/>" END;
    render_fixture *f = *state;

    assert_int_equal(draw(f, text), WEIR_OK);
    assert_int_equal(find(f, "//s:g[@data-diagram]"), 2);
    assert_int_equal(draw_with(f, text, &(weir_render_wish){.diagram = 2}), WEIR_OK);
    assert_int_equal(find(f, "//s:g[@data-diagram]"), 1);
    assert_finds(f, "the second", "//s:g[@data-diagram='2']/s:g[@data-element-id='b']");
    assert_int_equal(draw_with(f, text, &(weir_render_wish){.diagram = 3}), WEIR_ENOTFOUND);
}

static void conversations_and_choreographies_are_drawn(void **state)
{
    static const char text[] =
        "<definitions xmlns='" BPMN_URI "' xmlns:d='http://www.omg.org/spec/BPMN/20100524/DI' "
        "xmlns:c='http://www.omg.org/spec/DD/20100524/DC' xmlns:i='http://www.omg.org/spec/DD/20100524/DI' "
        "targetNamespace='t'><choreography id='h'><participant id='a' name='A'/><participant id='b' name='B'/>"
        "<conversation id='n' name='N'/><subConversation id='s'/><callConversation id='l'/><conversationLink id='k' "
        "sourceRef='a' targetRef='n'/><choreographyTask id='t' name='T' loopType='Standard'><participantRef>a"
        "</participantRef></choreographyTask><subChoreography id='u'/></choreography><d:BPMNDiagram><d:BPMNPlane "
        "bpmnElement='h'>" BOX_AT("n", "0", "0", "60", "50") BOX_AT("s", "100", "0", "60", "50")
            BOX_AT("l", "200", "0", "60", "50") BOX_AT("t", "0", "100", "100", "90") BOX_AT(
                "u", "200", "100", "100",
                "90") "<d:BPMNShape bpmnElement='a' choreographyActivityShape='x' participantBandKind='top_initiating' "
                      "isMessageVisible='true'><c:Bounds x='0' y='100' width='100' "
                      "height='20'/></d:BPMNShape><d:BPMNShape "
                      "bpmnElement='b' choreographyActivityShape='x' "
                      "participantBandKind='bottom_non_initiating'><c:Bounds x='0' "
                      "y='170' width='100' height='20'/></d:BPMNShape><d:BPMNEdge bpmnElement='k'><i:waypoint x='0' "
                      "y='0'/>"
                      "<i:waypoint x='9' y='9'/></d:BPMNEdge></d:BPMNPlane></d:BPMNDiagram></definitions>";
    render_fixture *f = *state;

    assert_int_equal(draw(f, text), WEIR_OK);
    assert_finds(f, "conversation", "//s:g[@data-element-id='n']//s:path[@class='outline'][not(@stroke-width)]");
    assert_finds(f, "called conversation", "//s:g[@data-element-id='l']//s:path[@class='outline'][@stroke-width='4']");
    assert_finds(f, "sub-conversation", "//s:g[@data-element-id='s']//s:g[@class='marker-plus']");
    assert_finds(f, "link", "//s:g[@data-element-id='k']/s:path[@stroke='#fff']");
    assert_finds(f, "loop", "//s:g[@data-element-id='t']//s:g[@class='marker-loop']");
    assert_finds(f, "who begins", "//s:g[@data-element-id='a']//s:path[@class='outline band'][@fill='#fff']");
    assert_finds(f, "who does not", "//s:g[@data-element-id='b']//s:path[@class='outline band'][@fill='#ccc']");
    assert_finds(f, "envelope", "//s:g[@data-element-id='a']//s:path[@class='envelope']");
    assert_finds(f, "collapsed", "//s:g[@data-element-id='u']//s:g[@class='marker-plus']");
}

static void labels_are_broken_by_their_width(void **state)
{
    render_fixture *f = *state;

    assert_int_equal(draw(f, HEAD "<process id='p'><task id='a' name='安全保护等级与上云准入判定'/><task id='b' "
                                  "name='Inform the customer'/><task id='c' name='Donaudampfschifffahrtsgesellschaft'/>"
                                  "<task id='d' name='One&#10;Two'/>" END),
                     WEIR_OK);
    assert_int_equal(find(f, "//s:text[@data-label-of='a']/s:tspan"), 2);
    assert_finds(f, "words stay whole",
                 "//s:text[@data-label-of='b'][s:tspan[1] = 'Inform the'][s:tspan[2] = 'customer']");
    assert_int_equal(find(f, "//s:text[@data-label-of='c']/s:tspan"), 3);
    assert_int_equal(find(f, "//s:text[@data-label-of='d']/s:tspan"), 2);
}

static char *copy_of(const char *at, size_t length)
{
    char *copy = calloc(1, length + 1);

    memcpy(copy, at, length);
    return copy;
}

static void a_file_with_a_new_diagram_looks_the_same(void **state)
{
    static const char text[] =
        HEAD "<process id='p'><startEvent id='s' name='begin'/><exclusiveGateway id='g' name='which?'/><task id='t'/>"
             "<task id='u'/><sequenceFlow id='f' sourceRef='s' targetRef='g'/><sequenceFlow id='f1' name='yes' "
             "sourceRef='g' targetRef='t'/><sequenceFlow id='f2' name='no' sourceRef='g' targetRef='u'/>" END;
    render_fixture *f = *state;
    char *first, *file;
    weir_arena arena;
    weir_text out;

    assert_int_equal(draw(f, text), WEIR_OK);
    first = copy_of(f->svg.at, f->svg.length);
    weir_arena_init(&arena, test_memory_port(&f->memory, false), (size_t)64 << 20);
    assert_int_equal(weir_xml_layout(weir_text_of(text), &arena, &out, &f->diag), WEIR_OK);
    file = copy_of(out.at, out.length);
    assert_int_equal(draw(f, file), WEIR_OK);
    assert_int_equal(strlen(first), f->svg.length);
    assert_memory_equal(first, f->svg.at, f->svg.length);
    free(first);
    free(file);
    weir_arena_release(&arena);
}

static void memory_that_ends_is_an_error(void **state)
{
    static const char text[] =
        HEAD "<process id='p'><startEvent id='s' name='begin'/><task id='t'/><sequenceFlow id='f' "
             "sourceRef='s' targetRef='t'/>" END;
    render_fixture *f = *state;
    uint64_t fail_at = 0;
    weir_err err;

    do {
        f->memory.take_count = 0;
        f->memory.fail_at = ++fail_at;
        err = draw(f, text);
        assert_true(err == WEIR_OK || err == WEIR_ENOMEM);
    } while (err != WEIR_OK);
    f->memory.fail_at = 0;
    assert_true(fail_at > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_element_has_its_marker, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_trigger_is_filled_where_it_is_thrown, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pools_lanes_and_messages_are_drawn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_instance_is_coloured, set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers_of_a_diagram_are_looked_at, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_a_diagram_says_is_drawn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_of_several_diagrams_can_be_asked_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(conversations_and_choreographies_are_drawn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(labels_are_broken_by_their_width, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_with_a_new_diagram_looks_the_same, set_up, tear_down),
        cmocka_unit_test_setup_teardown(memory_that_ends_is_an_error, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
