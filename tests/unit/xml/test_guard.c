/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/xml/test_guard.c - hostile and broken files are refused quickly, with a line and plain words.
 */
#include "unit/xml/xml_fixture.h"

#define MIB ((size_t)1 << 20)

static void refuse(xml_fixture *f, const char *text, weir_err expected, uint32_t line, const char *words)
{
    assert_int_equal(read_text(f, text), expected);
    assert_refused(f, expected, line, words);
}

static void refuse_bytes(xml_fixture *f, const char *bytes, size_t length, uint32_t line, const char *words)
{
    assert_int_equal(read_bytes(f, bytes, length), WEIR_ESYNTAX);
    assert_refused(f, WEIR_ESYNTAX, line, words);
}

/* head, then `unit` count times, then tail. */
static char *repeat(const char *head, const char *unit, size_t count, const char *tail)
{
    size_t head_length = strlen(head), unit_length = strlen(unit);
    char *text = test_malloc(head_length + unit_length * count + strlen(tail) + 1);

    memcpy(text, head, head_length);
    for (size_t i = 0; i < count; i++)
        memcpy(text + head_length + i * unit_length, unit, unit_length);
    memcpy(text + head_length + unit_length * count, tail, strlen(tail) + 1);
    return text;
}

static void refuse_repeated(xml_fixture *f, const char *head, const char *unit, size_t count, const char *tail,
                            weir_err expected, uint32_t line, const char *words)
{
    char *text = repeat(head, unit, count, tail);

    refuse(f, text, expected, line, words);
    test_free(text);
}

static void an_empty_file_is_refused(void **state)
{
    refuse(*state, "", WEIR_ESYNTAX, 1, "the file is empty");
    refuse(*state, " \n\t\n", WEIR_ESYNTAX, 1, "the file is empty");
    refuse(*state, "<?xml version=\"1.0\"?>\n<!-- nothing -->\n", WEIR_ESYNTAX, 3, "no element");
}

static void a_truncated_file_is_refused_with_the_element_it_ends_in(void **state)
{
    static const char text[] =
        PROCESS "<userTask id=\"a\" name=\"x\"><documentation>d<![CDATA[e]]><!-- f --></documentation></userTask>" END;
    xml_fixture *f = *state;

    refuse(f, PROCESS "<task id=\"a\">\n", WEIR_ESYNTAX, 4, "the file ends inside <task> of line 3");
    refuse(f, PROCESS "<task id=\"a\"\n", WEIR_ESYNTAX, 4, "the file ends within the tag <task> of line 3");
    refuse(f, PROCESS "<task id=\"a", WEIR_ESYNTAX, 3, "the quote of attribute id is not closed");
    for (size_t length = 1; length < sizeof text - 3; length++)
        assert_int_equal(read_bytes(f, text, length), WEIR_ESYNTAX);
}

static void a_tag_closed_by_another_names_both_and_the_line(void **state)
{
    refuse(*state, PROCESS "<task id=\"a\">\n</userTask>\n" END, WEIR_ESYNTAX, 4,
           "</userTask> stands where <task> of line 3 must be closed first");
    refuse(*state, HEAD "</definitions></definitions>", WEIR_ESYNTAX, 2, "never opened");
}

static void two_roots_and_text_outside_are_refused(void **state)
{
    refuse(*state, HEAD "</definitions>\n<x/>", WEIR_ESYNTAX, 3, "second root");
    refuse(*state, HEAD "</definitions>\nhello", WEIR_ESYNTAX, 3, "text outside");
    refuse(*state, "<![CDATA[x]]>" HEAD "</definitions>", WEIR_ESYNTAX, 1, "text outside");
}

static void slips_in_a_tag_are_named(void **state)
{
    refuse(*state, PROCESS "<task id>" END, WEIR_ESYNTAX, 3, "the attribute id has no value");
    refuse(*state, PROCESS "<task id=a/>" END, WEIR_ESYNTAX, 3, "must be in quotes");
    refuse(*state, PROCESS "<task id=\"a\"name=\"b\"/>" END, WEIR_ESYNTAX, 3, "blank is missing");
    refuse(*state, PROCESS "<task id=\"a\" id=\"b\"/>" END, WEIR_ESYNTAX, 3, "\"id\" stands twice");
    refuse(*state, PROCESS "\n<x:task\n id=\"a\"/>" END, WEIR_ESYNTAX, 4, "the prefix \"x\" is not declared");
    refuse(*state, PROCESS "<task\n x:id=\"a\"/>" END, WEIR_ESYNTAX, 3, "the prefix \"x\" is not declared");
    refuse(*state, PROCESS "<task / id=\"a\"/>" END, WEIR_ESYNTAX, 3, "followed by '>'");
    refuse(*state, PROCESS "< task/>" END, WEIR_ESYNTAX, 3, "a name is missing");
    refuse(*state, PROCESS "<1task/>" END, WEIR_ESYNTAX, 3, "not well formed");
    refuse(*state, PROCESS "</process\n<x/>" END, WEIR_ESYNTAX, 4, "must end with '>'");
    refuse(*state, PROCESS "<!WRONG>" END, WEIR_ESYNTAX, 3, "neither a comment");
}

static void what_is_never_closed_is_named_with_its_first_line(void **state)
{
    refuse(*state, PROCESS "<!-- a\n\n" END, WEIR_ESYNTAX, 3, "this comment is never closed");
    refuse(*state, PROCESS "<script><![CDATA[ a\n\n" END, WEIR_ESYNTAX, 3, "this CDATA section is never closed");
    refuse(*state, PROCESS "<?pi a\n\n" END, WEIR_ESYNTAX, 3, "this processing instruction is never closed");
}

static void a_doctype_is_refused(void **state)
{
    refuse(*state,
           "<?xml version=\"1.0\"?>\n<!DOCTYPE definitions [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>\n" HEAD
           "&a;</definitions>",
           WEIR_ESYNTAX, 2, "DOCTYPE is refused");
    refuse(*state,
           "<!DOCTYPE lolz [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]><lolz>&b;</lolz>",
           WEIR_ESYNTAX, 1, "DOCTYPE is refused");
}

static void a_doctype_in_utf_16_is_refused(void **state)
{
    static const char ascii[] = "<!DOCTYPE a SYSTEM \"http://example.org/\"><a/>";
    char bytes[2 * sizeof ascii];

    for (size_t i = 0; i < sizeof ascii - 1; i++) {
        bytes[2 * i] = ascii[i];
        bytes[2 * i + 1] = '\0';
    }
    refuse_bytes(*state, bytes, 2 * (sizeof ascii - 1), 1, "DOCTYPE is refused");
}

static void entities_other_than_the_predefined_are_refused(void **state)
{
    refuse(*state, PROCESS "<task name=\"&nbsp;\"/>" END, WEIR_ESYNTAX, 3, "the entity &nbsp; is not known");
    refuse(*state, PROCESS "<documentation>\nA & B</documentation>" END, WEIR_ESYNTAX, 4,
           "a bare '&' must be written &amp;");
    refuse(*state, PROCESS "<documentation>&#0;</documentation>" END, WEIR_ESYNTAX, 3, "character");
    refuse(*state, PROCESS "<documentation>&#x110000;</documentation>" END, WEIR_ESYNTAX, 3, "character");
}

static void xinclude_is_refused_wherever_it_stands(void **state)
{
    refuse(*state, PROCESS "<x:include xmlns:x=\"http://www.w3.org/2001/XInclude\" href=\"/etc/passwd\"/>" END,
           WEIR_EMODEL, 3, "XInclude is refused");
    refuse(*state,
           PROCESS "<extensionElements><f:f xmlns:f=\"urn:f\">\n<x:include xmlns:x=\"http://www.w3.org/2001/XInclude\" "
                   "href=\"a\"/></f:f></extensionElements>" END,
           WEIR_EMODEL, 4, "XInclude is refused");
}

static void a_root_of_another_vocabulary_is_refused(void **state)
{
    refuse(*state, "\n<definitions/>", WEIR_EMODEL, 2, "<definitions> has no namespace");
    refuse(*state, "<html xmlns=\"http://www.w3.org/1999/xhtml\"/>", WEIR_EMODEL, 1, "neither BPMN nor DMN");
    refuse(*state, "<a xmlns=\"urn:weir:bpmn\"/>", WEIR_EMODEL, 1, "neither BPMN nor DMN");
}

static void bytes_that_are_no_text_are_refused(void **state)
{
    static const char with_nul[] = "<a>\n\0</a>";

    refuse_bytes(*state, with_nul, sizeof with_nul - 1, 2, "NUL byte");
    refuse(*state, "<a>\n\x01</a>", WEIR_ESYNTAX, 2, "control character (code 1)");
    refuse(*state, "<a>\xEF\xBF\xBF</a>", WEIR_ESYNTAX, 1, "U+FFFF");
    refuse(*state, "<a>\n \xE4 </a>", WEIR_ESYNTAX, 2, "byte 0xE4 is not valid UTF-8");
    refuse(*state, "<a>\xED\xA0\x80</a>", WEIR_ESYNTAX, 1, "not valid UTF-8");
    refuse(*state, "<a>\xC0\xBC</a>", WEIR_ESYNTAX, 1, "not valid UTF-8");
}

static void encodings_that_contradict_the_bytes_are_refused(void **state)
{
    refuse(*state, "<?xml version=\"1.0\" encoding=\"KOI8-R\"?><a/>", WEIR_ESYNTAX, 1,
           "the encoding \"KOI8-R\" is not known");
    refuse(*state, "<?xml version=\"1.0\" encoding=\"utf-7\"?><a/>", WEIR_ESYNTAX, 1, "\"utf-7\"");
    refuse(*state, "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>", WEIR_ESYNTAX, 1, "one byte per character");
    refuse(*state, "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>", WEIR_ESYNTAX, 1,
           "begins with the mark of UTF-8");
    refuse(*state, "<?xml version=\"1.0\" encoding=\"US-ASCII\"?>\n<a>\xE4</a>", WEIR_ESYNTAX, 2,
           "0xE4 is not a character of the declared encoding");
    refuse(*state, "<?xml version=\"1.0\" encoding=\"windows-1252\"?>\n<a>\x81</a>", WEIR_ESYNTAX, 2, "0x81");
    refuse_bytes(*state, "\xFF\xFE\0\0<\0\0\0", 8, 1, "UTF-32");
    refuse_bytes(*state, "\xFF\xFE<\0a\0/", 7, 1, "ends within a character");
    refuse_bytes(*state, "\xFF\xFE<\0\0\xD8>\0", 8, 1, "half of a character (0xD800)");
    refuse_bytes(*state, "\xFE\xFF\0<\0?\0x\0m\0l\0 \0e\0n\0c\0o\0d\0i\0n\0g\0=\0'\0L\0A\0T\0I\0N\0001\0'\0?\0>", 52, 1,
                 "is UTF-16 but declares");
}

static void files_beyond_a_limit_are_refused_by_its_name(void **state)
{
    xml_fixture *f = *state;

    refuse_repeated(f, HEAD, "<!-- twenty bytes -->", MIB, "</definitions>", WEIR_ELIMIT, 0, "xml_byte_count_max");
    refuse_repeated(f, HEAD, "<task>", 5000, "", WEIR_ELIMIT, 2,
                    "more than 100 elements nested in each other (limit xml_depth_max)");
    refuse_repeated(f, HEAD "<task", " a=\"\"", 100000, "/></definitions>", WEIR_ELIMIT, 2, "xml_attribute_count_max");
    refuse_repeated(f, HEAD "<task", " xmlns:a=\"\"", 65, "/></definitions>", WEIR_ELIMIT, 2,
                    "xml_namespace_count_max");
    refuse_repeated(f, HEAD, "<a/>\n", 500001, "</definitions>", WEIR_ELIMIT, 500001, "xml_element_count_max");
    refuse_repeated(f, HEAD "<", "a", 1001, "/></definitions>", WEIR_ELIMIT, 2, "xml_name_length_max");
    refuse_repeated(f, HEAD "<a b=\"", "x", 65537, "\"/></definitions>", WEIR_ELIMIT, 2, "xml_attribute_length_max");
    refuse_repeated(f, HEAD, "x", MIB + 1, "</definitions>", WEIR_ELIMIT, 1, "xml_text_length_max");
    refuse_repeated(f, HEAD "<!--", "x", MIB + 1, "--></definitions>", WEIR_ELIMIT, 2, "xml_text_length_max");
}

static void namespaces_in_scope_are_counted(void **state)
{
    xml_fixture *f = *state;
    char open[64 * 14 + 8] = "<a", text[4 * sizeof open];

    for (int i = 0; i < 64; i++)
        (void)snprintf(open + strlen(open), sizeof open - strlen(open), " xmlns:n%d=\"u\"", i);
    (void)snprintf(text, sizeof text, "%s>%s>\n<b xmlns:x=\"u\"/></a></a>", open, open);
    refuse(f, text, WEIR_ELIMIT, 2, "xml_namespace_scope_max");
    (void)snprintf(text, sizeof text, "%s>%s/>\n%s/></a>", open, open, open);
    refuse(f, text, WEIR_EMODEL, 1, "no namespace"); /* siblings don't add up */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_empty_file_is_refused),
        TEST(a_truncated_file_is_refused_with_the_element_it_ends_in),
        TEST(a_tag_closed_by_another_names_both_and_the_line),
        TEST(two_roots_and_text_outside_are_refused),
        TEST(slips_in_a_tag_are_named),
        TEST(what_is_never_closed_is_named_with_its_first_line),
        TEST(a_doctype_is_refused),
        TEST(a_doctype_in_utf_16_is_refused),
        TEST(entities_other_than_the_predefined_are_refused),
        TEST(xinclude_is_refused_wherever_it_stands),
        TEST(a_root_of_another_vocabulary_is_refused),
        TEST(bytes_that_are_no_text_are_refused),
        TEST(encodings_that_contradict_the_bytes_are_refused),
        TEST(files_beyond_a_limit_are_refused_by_its_name),
        TEST(namespaces_in_scope_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
