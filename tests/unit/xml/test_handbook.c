/* SPDX-License-Identifier: Apache-2.0
 * What C adds for the sheets of the handbook: languages, names, forms as elements, HTML; and all of it when memory
 * ends.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "memory.h"
#include "xml/handbook_internal.h"
#include "xml/transform.h"

typedef struct fixture {
    test_memory memory;
    weir_arena arena;
} fixture;

static int set_up(void **state)
{
    static fixture f;

    f = (fixture){0};
    weir_arena_init(&f.arena, test_memory_port(&f.memory, false), (size_t)512 << 20);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    weir_arena_release(&f->arena);
    assert_int_equal(f->memory.live_count, 0);
    return 0;
}

/* ── languages ───────────────────────────────────────────────────────────────────────────────────────── */

/* "zh:… en:…" of all paragraphs. */
static const char *said(fixture *f, const char *text, bool is_one)
{
    weir_handbook_saids all = {0};
    weir_buffer buffer;
    weir_text whole;

    assert_int_equal(weir_handbook_say(weir_text_of(text), is_one, &f->arena, &all), WEIR_OK);
    weir_buffer_init(&buffer, &f->arena, 0);
    for (uint32_t i = 0; i < all.count; i++) {
        weir_buffer_format(&buffer, "[%s:", all.items[i].language);
        weir_buffer_text(&buffer, all.items[i].text);
        weir_buffer_char(&buffer, ']');
    }
    weir_buffer_char(&buffer, '\0');
    assert_int_equal(weir_buffer_done(&buffer, &whole), WEIR_OK);
    return whole.at;
}

static void sentences_are_told_apart_by_their_letters(void **state)
{
    fixture *f = *state;

    assert_string_equal(said(f, "", false), "");
    assert_string_equal(said(f, " \n\n ", false), "");
    assert_string_equal(said(f, "One. Two.\n  Three.", false), "[en:One. Two. Three.]");
    assert_string_equal(said(f, "Sensitivity of the data. 数据敏感度", false),
                        "[en:Sensitivity of the data.][zh:数据敏感度]");
    assert_string_equal(said(f, "摘录，待核实。Excerpts, to be verified.", false),
                        "[zh:摘录，待核实。][en:Excerpts, to be verified.]");
    assert_string_equal(said(f, "甲乙\n  丙丁。", false), "[zh:甲乙丙丁。]");
    assert_string_equal(said(f, "Basis: after 限时办结 practice of offices.", false),
                        "[en:Basis: after 限时办结 practice of offices.]");
    assert_string_equal(said(f, "输入:serviceCode、reviewers(expert-1 至 expert-5)。", false),
                        "[zh:输入:serviceCode、reviewers(expert-1 至 expert-5)。]");
    assert_string_equal(said(f, "Aufgabe prüfen. Проверка заявки.", false), "[en:Aufgabe prüfen. Проверка заявки.]");
}

static void what_has_no_letters_goes_with_what_was_before(void **state)
{
    fixture *f = *state;

    assert_string_equal(said(f, "甲乙丙丁。 3.5; 甲。 Words here. 7.", false),
                        "[zh:甲乙丙丁。3.5; 甲。][en:Words here. 7.]");
    assert_string_equal(said(f, "42", false), "[en:42]");
}

static void empty_lines_end_paragraphs_whatever_the_language(void **state)
{
    fixture *f = *state;

    assert_string_equal(said(f, "One thing.\n\nAnother thing.\n \n甲。\n\n乙。", false),
                        "[en:One thing.][en:Another thing.][zh:甲。][zh:乙。]");
}

static void a_text_with_a_twin_has_one_language(void **state)
{
    fixture *f = *state;

    assert_string_equal(said(f, "说明如下,输入为一段文字。 Input is a string. 完。", true),
                        "[zh:说明如下,输入为一段文字。Input is a string. 完。]");
    assert_string_equal(said(f, "The word 说明。 And more of it.", true), "[en:The word 说明。And more of it.]");
}

/* ── names ───────────────────────────────────────────────────────────────────────────────────────────── */

static weir_text name(fixture *f, const char *id)
{
    weir_text out;

    assert_int_equal(weir_handbook_name(weir_text_of(id), &f->arena, &out), WEIR_OK);
    return out;
}

static void assert_text(weir_text text, const char *expected)
{
    if (!weir_text_equal(text, weir_text_of(expected)))
        fail_msg("'%.*s' is not '%s'", WEIR_ARG(text), expected);
}

static void ids_become_parts_of_addresses(void **state)
{
    fixture *f = *state;

    assert_text(name(f, "Order_1-a.b"), "Order_1-a.b");
    assert_text(name(f, "订单"), "~8ba2~~5355~");
    assert_text(name(f, "a/../b c#d%\"<&"), "a~2f~..~2f~b~20~c~23~d~25~~22~~3c~~26~");
    assert_text(name(f, "~2f~"), "~7e~2f~7e~");
    assert_text(name(f, ""), "");
}

static void long_names_are_cut_and_stay_different(void **state)
{
    fixture *f = *state;
    char a[600], b[600];

    memset(a, 'a', sizeof a - 1);
    memset(b, 'a', sizeof b - 1);
    a[599] = b[599] = '\0';
    b[598] = 'b';
    assert_true(name(f, a).length < 160);
    assert_false(weir_text_equal(name(f, a), name(f, b)));
}

static void a_name_is_given_once_in_whatever_case(void **state)
{
    fixture *f = *state;
    weir_handbook_names names = {0};
    weir_text out;

    assert_int_equal(weir_handbook_names_take(&names, WEIR_T("Order"), &f->arena, &out), WEIR_OK);
    assert_text(out, "Order");
    assert_int_equal(weir_handbook_names_take(&names, WEIR_T("order"), &f->arena, &out), WEIR_OK);
    assert_text(out, "order~2");
    assert_int_equal(weir_handbook_names_take(&names, WEIR_T("ORDER"), &f->arena, &out), WEIR_OK);
    assert_text(out, "ORDER~3");
    assert_int_equal(weir_handbook_names_take(&names, WEIR_T("order~2"), &f->arena, &out), WEIR_OK);
    assert_text(out, "order~2~2");
    for (uint32_t i = 0; i < 500; i++) {
        char id[16];

        (void)snprintf(id, sizeof id, "n%u", i);
        assert_int_equal(weir_handbook_names_take(&names, weir_text_of(id), &f->arena, &out), WEIR_OK);
        assert_text(out, id);
    }
}

/* ── forms, HTML ─────────────────────────────────────────────────────────────────────────────────────── */

static void json_becomes_elements(void **state)
{
    fixture *f = *state;
    weir_handbook_tree tree = {.arena = &f->arena, .scratch = &f->arena};
    weir_value value;
    weir_text text;
    xmlNodePtr root;

    tree.document = xmlNewDoc((const xmlChar *)"1.0");
    root = xmlNewDocNode(tree.document, NULL, (const xmlChar *)"form", NULL);
    (void)xmlDocSetRootElement(tree.document, root);
    tree.ns = xmlNewNs(root, (const xmlChar *)WEIR_HANDBOOK_URI, (const xmlChar *)"h");
    assert_int_equal(weir_json_read(WEIR_T("{\"a\": [1, {\"b\": null}, \"<&\\u0001\"], \"\": true}"), WEIR_JSON_PLAIN,
                                    NULL, &f->arena, &value, NULL),
                     WEIR_OK);
    assert_int_equal(weir_handbook_json(&tree, &value, root), WEIR_OK);
    assert_int_equal(weir_xml_document_write(tree.document, &f->arena, &text), WEIR_OK);
    xmlFreeDoc(tree.document);
    assert_text(
        text,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<form xmlns:h=\"urn:weir:handbook\"><h:member name=\"a\" kind=\"list\"><h:item kind=\"number\">1</h:item>"
        "<h:item kind=\"context\"><h:member name=\"b\" kind=\"null\"/></h:item>"
        "<h:item kind=\"string\">&lt;&amp;\xEF\xBF\xBD</h:item></h:member>"
        "<h:member name=\"\" kind=\"boolean\">true</h:member></form>\n");
}

static void html_closes_what_html_closes(void **state)
{
    static const char source[] =
        "<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:h=\"urn:weir:handbook\"><body><div/><br/>"
        "<a title=\"&lt;&quot;&#10;\">&lt;b&gt;&amp;</a><h:t zh=\"甲&amp;\" en=\"a&lt;\"/>"
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0\"/></svg>x</body></html>";
    fixture *f = *state;
    xmlDocPtr document;
    weir_text text;

    assert_int_equal(weir_xml_document_parse(weir_text_of(source), &document, NULL), WEIR_OK);
    assert_int_equal(weir_handbook_write(xmlDocGetRootElement(document), &f->arena, &text), WEIR_OK);
    xmlFreeDoc(document);
    assert_text(
        text,
        "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\"><body><div></div>\n<br/>"
        "<a title=\"&lt;&quot;&#10;\">&lt;b&gt;&amp;</a><span lang=\"zh\">甲&amp;</span> <span lang=\"en\">a&lt;</span>"
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0\"></path></svg>\nx</body>\n</html>\n");
}

/* ── all of it ───────────────────────────────────────────────────────────────────────────────────────── */

static const char model[] =
    "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:weir=\"urn:weir:bpmn\" "
    "targetNamespace=\"t\">"
    "<message id=\"m\" name=\"hello\"/><process id=\"p\" name=\"甲\"><documentation>One. 甲。</documentation>"
    "<startEvent id=\"s\"/><sequenceFlow id=\"f\" sourceRef=\"s\" targetRef=\"a\"/>"
    "<userTask id=\"a\" weir:candidateGroups=\"x, y\" weir:formRef=\"form\"/><sendTask id=\"b\" messageRef=\"m\"/>"
    "<sendTask id=\"c\" weir:messageName='=if x then \"hello\" else \"\"'/></process></definitions>";
static const char scenarios[] =
    "<scenarios xmlns=\"urn:weir:scenario\"><model file=\"../m/./p.bpmn\"/>"
    "<scenario name=\"it works\"><b:process xmlns:b=\"http://www.omg.org/spec/BPMN/20100524/MODEL\""
    " id=\"p\"><b:startEvent id=\"z\"/></b:process></scenario></scenarios>";

static weir_err make(fixture *f, weir_handbook_pages *out)
{
    weir_handbook_source sources[] = {
        {.path = WEIR_T("m/form.form"), .bytes = WEIR_T("{\"id\": \"form\", \"components\": []}")},
        {.path = WEIR_T("m/p.bpmn"), .bytes = weir_text_of(model)},
        {.path = WEIR_T("n/gone.bpmn"), .fault = WEIR_T("can't be opened")},
        {.path = WEIR_T("n/list.form"), .bytes = WEIR_T("[1]")},
        {.path = WEIR_T("n/scenarios.xml"), .bytes = weir_text_of(scenarios)},
    };
    const weir_handbook_wish wish = {.maker = WEIR_T("weir"), .digest = WEIR_T("0")};
    weir_diag diag = {0};
    weir_err err;

    err = weir_xml_handbook(sources, sizeof sources / sizeof *sources, &wish, &f->arena, out, &diag);
    if (err == WEIR_OK) {
        assert_text(sources[2].fault, "can't be opened");
        assert_text(sources[3].fault, "a form is a JSON object");
        assert_null(sources[1].fault.at);
    }
    return err;
}

static const weir_handbook_page *page_of(const weir_handbook_pages *pages, const char *wanted)
{
    for (uint32_t i = 0; i < pages->count; i++) {
        if (weir_text_equal(pages->items[i].name, weir_text_of(wanted)))
            return &pages->items[i];
    }
    fail_msg("there is no page %s", wanted);
    return NULL;
}

static void assert_says(const weir_handbook_page *page, const char *words)
{
    if (weir_text_find(page->text, weir_text_of(words), 0) == SIZE_MAX)
        fail_msg("%.*s does not say %s:\n%.*s", WEIR_ARG(page->name), words, (int)page->text.length, page->text.at);
}

static void files_become_pages_that_know_each_other(void **state)
{
    fixture *f = *state;
    weir_handbook_pages pages;

    assert_int_equal(make(f, &pages), WEIR_OK);
    assert_int_equal(pages.process_count, 1);
    assert_int_equal(pages.decision_count, 0);
    assert_says(page_of(&pages, "process-p.html"), "<li>it works</li>");
    assert_says(page_of(&pages, "process-p.html"), "<code>m/form.form</code>");
    assert_says(page_of(&pages, "process-p.html"), "<a href=\"groups.html#y\"><code>y</code></a>");
    assert_says(page_of(&pages, "process-p.html"), "<p class=\"purpose\" lang=\"zh\">甲。</p>");
    assert_says(page_of(&pages, "talk.html"), "<a href=\"process-p.html#b\">b</a>");
    assert_says(page_of(&pages, "talk.html"), "<a href=\"process-p.html#c\">c</a>");
    assert_says(page_of(&pages, "index.html"), "n/gone.bpmn");
    assert_says(page_of(&pages, "book.html"), "<a href=\"#process-p:a\">");
}

static void memory_that_ends_is_an_error(void **state)
{
    fixture *f = *state;
    weir_handbook_pages pages;
    uint64_t fail_at = 0;
    weir_err err;

    do {
        weir_arena_release(&f->arena);
        f->memory.take_count = 0;
        f->memory.fail_at = ++fail_at;
        weir_arena_init(&f->arena, test_memory_port(&f->memory, false), (size_t)512 << 20);
        err = make(f, &pages);
        assert_true(err == WEIR_OK || err == WEIR_ENOMEM);
    } while (err != WEIR_OK);
    f->memory.fail_at = 0;
    assert_true(fail_at > 10);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sentences_are_told_apart_by_their_letters, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_has_no_letters_goes_with_what_was_before, set_up, tear_down),
        cmocka_unit_test_setup_teardown(empty_lines_end_paragraphs_whatever_the_language, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_text_with_a_twin_has_one_language, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ids_become_parts_of_addresses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(long_names_are_cut_and_stay_different, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_name_is_given_once_in_whatever_case, set_up, tear_down),
        cmocka_unit_test_setup_teardown(json_becomes_elements, set_up, tear_down),
        cmocka_unit_test_setup_teardown(html_closes_what_html_closes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(files_become_pages_that_know_each_other, set_up, tear_down),
        cmocka_unit_test_setup_teardown(memory_that_ends_is_an_error, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
