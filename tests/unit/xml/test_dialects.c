/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/xml/test_dialects.c - every word of every dialect is mapped or reported, with id and line.
 *
 * The rows come from the tables of xsd/dialects/. For each a model is written that uses the word on every element that
 * the row names, each on a line of its own.
 */
#include <libxml/parser.h>
#include <libxml/tree.h>

#include "base/buffer.h"
#include "unit/xml/xml_fixture.h"
#include "xml/embedded.h"

#define TEXT_MAX 200

/* A text that has to fit. */
static void print_to(char *out, size_t size, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    assert_in_range(vsnprintf(out, size, format, arguments), 0, size - 1);
    va_end(arguments);
}

static const char *of(const xmlNode *row, const char *name)
{
    const xmlAttr *attribute = xmlHasProp((xmlNodePtr)(uintptr_t)row, (const xmlChar *)name);

    return attribute && attribute->children ? (const char *)attribute->children->content : NULL;
}

static bool is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static bool has_word(const char *list, const char *word)
{
    const size_t length = strlen(word);

    for (const char *at = list; at && (at = strstr(at, word)) != NULL; at += length) {
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    }
    return false;
}

/* ── writing the model ─────────────────────────────────────────────────────────────────────────────────── */

typedef struct writer {
    const xmlNode *table;
    const char *uri;
    weir_buffer text;
    uint32_t line, owner_count;
    uint32_t lines[TEXT_MAX]; /* of the owners x0, x1 … */
    const xmlNode *row;
    char inside[TEXT_MAX * 4]; /* of the owner: extensionElements or nothing */
    char attributes[TEXT_MAX];
} writer;

/* The row of an element inside which others of the dialect stand; NULL: the name is one of BPMN. */
static const xmlNode *holder(const writer *w, const char *name)
{
    for (const xmlNode *section = w->table->children; section; section = section->next) {
        for (const xmlNode *row = is(section, "section") ? section->children : NULL; row; row = row->next) {
            if (is(row, "element") && strcmp(of(row, "name"), name) == 0 && strcmp(of(row, "on"), name) != 0)
                return row;
        }
    }
    return NULL;
}

/* First name of a list, a member of the group if it is one. */
static void first_of(const char *list, char out[static 64])
{
    print_to(out, 64, "%.*s", (int)strcspn(list, " "), list);
    if (strcmp(out, "node") == 0 || strcmp(out, "activity") == 0 || strcmp(out, "*") == 0)
        print_to(out, 64, "userTask");
    if (strcmp(out, "event") == 0)
        print_to(out, 64, "intermediateCatchEvent");
}

static void write_with(const xmlNode *row, const char *but, char out[static TEXT_MAX])
{
    const char *with = of(row, "with");

    out[0] = '\0';
    while (with && *with) {
        const size_t length = strcspn(with, " ");
        const char *equals = memchr(with, '=', length);
        const int name_length = (int)(equals - with);

        if (!but || strncmp(but, with, (size_t)name_length) != 0 || but[name_length] != '\0')
            print_to(out + strlen(out), TEXT_MAX - strlen(out), " %.*s='%.*s'", name_length, with,
                     (int)(length - (size_t)name_length) - 1, equals + 1);
        with += length + (with[length] == ' ');
    }
}

static const char *shown_value(const xmlNode *row)
{
    return of(row, "value") ? of(row, "value") : "x";
}

/* <d:name …>content</d:name>, and around it what holds it, up to an element of BPMN, whose name goes to `owner`. */
static void write_element(writer *w, const xmlNode *row, const char *on, const char *attribute, char owner[static 64])
{
    char with[TEXT_MAX], own[TEXT_MAX] = "", content[TEXT_MAX * 4], around[64];
    const xmlNode *outer;

    write_with(row, attribute ? of(w->row, "name") : NULL, with);
    if (attribute)
        print_to(own, sizeof own, " %s='%s'", of(w->row, "name"), attribute);
    print_to(content, sizeof content, "<d:%s%s%s>%s</d:%s>", of(row, "name"), with, own,
             strcmp(of(row, "name"), "failedJobRetryTimeCycle") == 0 ? "R3/PT10M" : w->inside, of(row, "name"));
    print_to(w->inside, sizeof w->inside, "%s", content);
    print_to(around, sizeof around, "%s", on);
    while ((outer = holder(w, around)) != NULL) {
        char next[64];

        write_with(outer, NULL, with);
        print_to(content, sizeof content, "<d:%s%s>%s</d:%s>", around, with, w->inside, around);
        print_to(w->inside, sizeof w->inside, "%s", content);
        first_of(of(outer, "on"), next);
        print_to(around, sizeof around, "%s", next);
    }
    print_to(content, sizeof content, "<extensionElements>%s</extensionElements>", w->inside);
    print_to(w->inside, sizeof w->inside, "%s", content);
    print_to(owner, 64, "%s", around);
}

static void begin_line(writer *w)
{
    weir_buffer_char(&w->text, '\n');
    w->line++;
}

static void note_owner(writer *w)
{
    assert_true(w->owner_count < TEXT_MAX);
    w->lines[w->owner_count++] = w->line;
}

/* Where an element of BPMN stands. %A: its id and attributes, %I: what is in it. */
static const struct {
    const char *name;
    bool is_outside; /* of the process */
    const char *text;
} places[] = {
    {"error", true, "<error%A>%I</error>"},
    {"message", true, "<message%A>%I</message>"},
    {"signal", true, "<signal%A>%I</signal>"},
    {"sequenceFlow", false, "<sequenceFlow%A sourceRef='a' targetRef='b'>%I</sequenceFlow>"},
    {"conditionExpression", false,
     "<sequenceFlow id='f%N' sourceRef='a' "
     "targetRef='b'><conditionExpression%A>%I</conditionExpression></sequenceFlow>"},
    {"multiInstanceLoopCharacteristics", false,
     "<task id='t%N'><multiInstanceLoopCharacteristics%A>%I</multiInstanceLoopCharacteristics></task>"},
};

static void write_owner(writer *w, const char *name)
{
    char fallback[TEXT_MAX];
    const char *text = fallback;

    print_to(fallback, sizeof fallback,
             strstr(name, "EventDefinition")
                 ? "<intermediateThrowEvent id='e%%N'><%s%%A>%%I</%s></intermediateThrowEvent>"
                 : "<%s%%A>%%I</%s>",
             name, name);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        text = strcmp(places[i].name, name) == 0 ? places[i].text : text;
    begin_line(w);
    for (; *text; text++) {
        if (*text != '%') {
            weir_buffer_char(&w->text, *text);
            continue;
        }
        text++;
        if (*text == 'A')
            weir_buffer_format(&w->text, " id='x%u'%s", w->owner_count, w->attributes);
        else if (*text == 'N')
            weir_buffer_format(&w->text, "%u", w->owner_count);
        else
            weir_buffer_text(&w->text, weir_text_of(w->inside));
    }
    note_owner(w);
}

static bool is_outside(const char *name)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (strcmp(places[i].name, name) == 0)
            return places[i].is_outside;
    }
    return false;
}

/* Put the word on this element of BPMN or of the dialect. */
static void use_word(writer *w, const char *on, bool outside)
{
    const bool is_part = is(w->row->parent, "element"), is_attribute = is(w->row, "attribute");
    char owner[64];

    w->inside[0] = w->attributes[0] = '\0';
    print_to(owner, sizeof owner, "%s", on);
    if (is_part)
        write_element(w, w->row->parent, on, shown_value(w->row), owner);
    else if (is_attribute)
        print_to(w->attributes, sizeof w->attributes, " d:%s='%s'", of(w->row, "name"), shown_value(w->row));
    else
        write_element(w, w->row, on, NULL, owner);
    if (is_outside(owner) == outside && strcmp(owner, "process") != 0 && strcmp(owner, "definitions") != 0)
        write_owner(w, owner);
}

static void use_word_on_all(writer *w, const char *list, bool outside)
{
    char name[64];

    while (list && *list) {
        const size_t length = strcspn(list, " ");
        const xmlNode *group = NULL;

        print_to(name, sizeof name, "%.*s", (int)length, list);
        for (const xmlNode *node = w->table->children; node && !group; node = node->next)
            group = is(node, "group") && strcmp(of(node, "name"), name) == 0 ? node : NULL;
        if (group) {
            use_word_on_all(w, of(group, "holds"), outside);
        } else if (strcmp(name, "node") == 0) {
            use_word_on_all(w, "activity event gateway", outside);
        } else {
            use_word(w, strcmp(name, "*") == 0 ? "userTask" : name, outside);
        }
        list += length + (list[length] == ' ');
    }
}

static const char *on_of(const xmlNode *row)
{
    return of(is(row->parent, "element") ? row->parent : row, "on");
}

/* On the process or the definitions the word stands in their start tags. */
static void write_model(writer *w)
{
    const char *on = on_of(w->row);
    const bool on_process = has_word(on, "process"), on_definitions = has_word(on, "definitions");
    char nothing[64];

    w->inside[0] = w->attributes[0] = '\0';
    if (is(w->row->parent, "section") && is(w->row, "attribute"))
        print_to(w->attributes, sizeof w->attributes, " d:%s='%s'", of(w->row, "name"), shown_value(w->row));
    w->line = 1;
    weir_buffer_format(&w->text, "<definitions id='%s' xmlns='" BPMN_URI "' targetNamespace='t' xmlns:d='%s'%s>",
                       on_definitions ? "x0" : "defs", w->uri, on_definitions ? w->attributes : "");
    if (on_definitions)
        note_owner(w);
    use_word_on_all(w, on, true);
    begin_line(w);
    if (on_process) {
        const bool is_part = is(w->row->parent, "element");

        w->inside[0] = w->attributes[0] = '\0';
        if (is_part || is(w->row, "element"))
            write_element(w, is_part ? w->row->parent : w->row, "process", is_part ? shown_value(w->row) : NULL,
                          nothing);
        else
            print_to(w->attributes, sizeof w->attributes, " d:%s='%s'", of(w->row, "name"), shown_value(w->row));
        weir_buffer_format(&w->text, "<process id='x%u' isExecutable='true'%s>%s", w->owner_count, w->attributes,
                           w->inside);
        note_owner(w);
    } else {
        weir_buffer_text(&w->text, WEIR_T("<process id='p' isExecutable='true'>"));
    }
    use_word_on_all(w, on, false);
    weir_buffer_text(&w->text, WEIR_T("\n</process></definitions>"));
}

/* ── looking at what came of it ────────────────────────────────────────────────────────────────────────── */

typedef struct outcome {
    xml_fixture *f;
    const writer *w;
    const char *text;
} outcome;

static void complain(const outcome *result, uint32_t owner, const char *what)
{
    print_problems(result->f);
    fail_msg("%s \"%s\" on x%u: %s\n%s", (const char *)result->w->row->name, of(result->w->row, "name"), owner, what,
             result->text);
}

/* How often this owner is reported. */
static uint32_t count_reports(const outcome *result, uint32_t owner, weir_severity severity)
{
    const xmlNode *row = result->w->row;
    const bool is_element = is(row, "element"), is_part = is(row->parent, "element");
    char begin[TEXT_MAX];
    uint32_t count = 0;
    char id[16];

    print_to(id, sizeof id, "x%u", owner);
    print_to(begin, sizeof begin, "%s%s%s",
             is_element ? "<d:"
             : is_part  ? ""
                        : "d:",
             of(row, "name"), is_element ? ">" : "=\"");
    for (uint32_t i = 0; i < result->f->problems.count; i++) {
        const weir_problem *problem = &result->f->problems.items[i];

        count += strcmp(problem->rule, "dialect-unmapped") == 0 && problem->severity == severity &&
                 problem->line == result->w->lines[owner] && weir_text_equal(problem->element, weir_text_of(id)) &&
                 weir_text_starts_with(problem->message, weir_text_of(begin));
    }
    return count;
}

static const weir_part *find_owner(const outcome *result, uint32_t owner)
{
    char id[16];

    print_to(id, sizeof id, "x%u", owner);
    for (const weir_part *part = result->f->model.root; part; part = weir_part_walk(part, result->f->model.root)) {
        if (weir_text_equal(part->id, weir_text_of(id)))
            return part;
    }
    return NULL;
}

/* A weir: attribute of the owner, or anywhere in it an element of weir or an attribute of one. */
static bool is_there(const weir_part *owner, const char *name, bool is_part)
{
    for (const weir_part *part = owner; part; part = weir_part_walk(part, owner)) {
        if (weir_tag_namespace(part->tag) == WEIR_NS_WEIR && strcmp(weir_tag_name(part->tag), name) == 0)
            return true;
        for (uint32_t i = 0; i < part->attribute_count; i++) {
            const weir_attr attribute = part->attributes[i].name;
            const bool is_own = weir_tag_namespace(part->tag) == WEIR_NS_WEIR;

            if (strcmp(weir_attr_name(attribute), name) == 0 && (part == owner ? !is_part : is_own) &&
                (is_own || attribute > WEIR_ATTR_using))
                return true;
        }
    }
    return false;
}

static void check_owner(const outcome *result, uint32_t owner)
{
    const xmlNode *row = result->w->row;
    const char *severity = of(row, "as") ? of(row, "as") : of(row, "says");
    const char *name = of(row, "gives") ? of(row, "gives") : of(row, "to") ? of(row, "to") : of(row, "name");
    const uint32_t errors = count_reports(result, owner, WEIR_ERROR),
                   warnings = count_reports(result, owner, WEIR_WARNING);
    const weir_part *part = find_owner(result, owner);
    const bool is_part = is(row->parent, "element") && !of(row, "by");

    if (!part)
        complain(result, owner, "its element is gone");
    if (severity && strcmp(severity, "error") == 0     ? errors != 1 || warnings != 0
        : severity && strcmp(severity, "warning") == 0 ? errors != 0 || warnings != 1
                                                       : errors + warnings > 0)
        complain(result, owner, "not reported as the table says");
    if (!of(row, "as") && !of(row, "says") && !of(row, "drops") && !is_there(part, name, is_part))
        complain(result, owner, "not mapped");
}

static void check_row(xml_fixture *f, const xmlNode *table, const xmlNode *row, const char *uri)
{
    static const char *const never[] = {"weir-name-unknown", "xsd-attribute-unexpected", "namespace-missing"};
    test_memory memory = {0};
    weir_arena arena;
    writer w = {.table = table, .uri = uri, .row = row};
    outcome result = {.f = f, .w = &w};
    weir_text text;

    weir_arena_init(&arena, test_memory_port(&memory, false), (size_t)1 << 22);
    weir_buffer_init(&w.text, &arena, 0);
    write_model(&w);
    weir_buffer_char(&w.text, '\0');
    assert_int_equal(weir_buffer_done(&w.text, &text), WEIR_OK);
    result.text = text.at;
    if (read_text(f, text.at) != WEIR_OK)
        fail_msg("%s: %s", f->diag.message, text.at);
    assert_true(w.owner_count > 0);
    for (uint32_t i = 0; i < w.owner_count; i++)
        check_owner(&result, i);
    for (uint32_t i = 0; i < f->problems.count; i++) {
        for (size_t k = 0; k < sizeof never / sizeof *never; k++) {
            if (strcmp(f->problems.items[i].rule, never[k]) == 0)
                complain(&result, 0, never[k]);
        }
    }
    weir_arena_release(&arena);
}

static void check_table(xml_fixture *f, const char *file, const char *uri)
{
    const weir_embedded *table_file = weir_xsd_files;
    xmlDocPtr document;
    const xmlNode *table;
    uint32_t count = 0;

    while (strcmp(table_file->name, file) != 0)
        table_file++;
    document = xmlReadMemory((const char *)table_file->bytes, (int)table_file->length, file, NULL, XML_PARSE_NOBLANKS);
    assert_non_null(document);
    table = xmlDocGetRootElement(document);
    for (const xmlNode *section = table->children; section; section = section->next) {
        for (const xmlNode *row = is(section, "section") ? section->children : NULL; row; row = row->next) {
            if (row->type != XML_ELEMENT_NODE)
                continue;
            check_row(f, table, row, uri);
            count++;
            for (const xmlNode *part = row->children; part; part = part->next) {
                if (is(part, "attribute"))
                    check_row(f, table, part, uri);
            }
        }
    }
    assert_true(count > 25);
    xmlFreeDoc(document);
}

static void every_word_of_camunda_is_mapped_or_reported(void **state)
{
    check_table(*state, "camunda.xml", "http://camunda.org/schema/1.0/bpmn");
}

static void every_word_of_operaton_is_mapped_or_reported(void **state)
{
    check_table(*state, "camunda.xml", "http://operaton.org/schema/1.0/bpmn");
}

static void every_word_of_flowable_is_mapped_or_reported(void **state)
{
    check_table(*state, "camunda.xml", "http://flowable.org/bpmn");
}

static void every_word_of_activiti_is_mapped_or_reported(void **state)
{
    check_table(*state, "camunda.xml", "http://activiti.org/bpmn");
}

static void every_word_of_zeebe_is_mapped_or_reported(void **state)
{
    check_table(*state, "zeebe.xml", "http://camunda.org/schema/zeebe/1.0");
}

/* The sheet tells calls of beans from what weir evaluates itself. */
static void the_sheet_knows_the_methods_that_expressions_have(void **state)
{
    static const char *const methods[] = {
#define FUNCTION(name, least, most, run, sentence)
#define METHOD(name, receivers, least, most, run, changes, sentence) #name,
#define MEMBER(c_name, root, name, least, most, changes, run, sentence)
#include "feel/juel.def"
#undef FUNCTION
#undef METHOD
#undef MEMBER
    };
    const weir_embedded *sheet = weir_xsd_files;
    char word[TEXT_MAX];

    (void)state;
    while (strcmp(sheet->name, "camunda.xsl") != 0)
        sheet++;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        print_to(word, sizeof word, "%s ", methods[i]);
        if (weir_text_find((weir_text){(const char *)sheet->bytes, sheet->length}, weir_text_of(word), 0) == SIZE_MAX)
            fail_msg("camunda.xsl does not list the method %s", methods[i]);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open_with_schemas, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_word_of_camunda_is_mapped_or_reported),
        TEST(every_word_of_operaton_is_mapped_or_reported),
        TEST(every_word_of_flowable_is_mapped_or_reported),
        TEST(every_word_of_activiti_is_mapped_or_reported),
        TEST(every_word_of_zeebe_is_mapped_or_reported),
        cmocka_unit_test(the_sheet_knows_the_methods_that_expressions_have),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
