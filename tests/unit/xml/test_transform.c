/* SPDX-License-Identifier: Apache-2.0
 * Sheets run within limits and reach nothing but the two documents.
 */
#include "xml/transform.h"

#include "xml/schema.h"
#include "xml_fixture.h"

#define SHEET(body)                                                                                                    \
    "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>"                                  \
    "<xsl:output omit-xml-declaration='yes'/>" body "</xsl:stylesheet>"

/* What the sheet makes of the document; the result is in `out`, zero-terminated. */
static weir_err transform(const char *sheet_text, const char *document_text, const char *const *parameters,
                          char out[static 256], weir_diag *diag)
{
    weir_xml_sheet *sheet = NULL;
    xmlDocPtr document = NULL, result = NULL;
    test_memory memory = {0};
    weir_arena arena;
    weir_text text = WEIR_NO_TEXT;
    weir_err err;

    weir_xml_start();
    weir_arena_init(&arena, test_memory_port(&memory, false), 1u << 20);
    err = weir_xml_sheet_compile(weir_text_of(sheet_text), &sheet, diag);
    if (err == WEIR_OK)
        err = weir_xml_document_parse(weir_text_of(document_text), &document, diag);
    if (err == WEIR_OK)
        err = weir_xml_sheet_run(sheet, document, parameters, &result, diag);
    if (err == WEIR_OK)
        err = weir_xml_document_write(result, &arena, &text);
    (void)snprintf(out, 256, "%.*s", WEIR_ARG(text));
    xmlFreeDoc(result);
    xmlFreeDoc(document);
    weir_xml_sheet_free(sheet);
    weir_arena_release(&arena);
    return err;
}

static void a_sheet_makes_one_document_of_another(void **state)
{
    static const char *const parameters[] = {"who", "'you'", NULL};
    weir_diag diag = {0};
    char out[256];

    (void)state;
    assert_int_equal(transform(SHEET("<xsl:param name='who'/><xsl:template match='/a'><b to='{$who}'><xsl:value-of "
                                     "select='.'/></b></xsl:template>"),
                               "<a>hello</a>", parameters, out, &diag),
                     WEIR_OK);
    assert_non_null(strstr(out, "<b to=\"you\">hello</b>"));
}

static void a_sheet_reads_no_file(void **state)
{
    weir_diag diag = {0};
    char out[256];

    (void)state;
    (void)transform(SHEET("<xsl:template match='/'><b><xsl:copy-of select=\"document('all.xsd')\"/></b>"
                          "</xsl:template>"),
                    "<a/>", NULL, out, &diag);
    assert_null(strstr(out, "schema"));
    (void)transform(SHEET("<xsl:template match='/'><b><xsl:copy-of select=\"document('/etc/passwd')\"/></b>"
                          "</xsl:template>"),
                    "<a/>", NULL, out, &diag);
    assert_null(strstr(out, "root"));
}

static void a_sheet_without_end_is_stopped(void **state)
{
    weir_diag diag = {0};
    char out[256];

    (void)state;
    assert_int_equal(transform(SHEET("<xsl:template match='/' name='again'><xsl:call-template name='again'/>"
                                     "</xsl:template>"),
                               "<a/>", NULL, out, &diag),
                     WEIR_ELIMIT);
    assert_non_null(strstr(diag.message, "xml_sheet_depth_max"));
}

static void a_sheet_that_counts_too_far_is_stopped(void **state)
{
    static char document[40000];
    weir_diag diag = {0};
    char out[256];
    size_t length = 0;

    (void)state;
    document[length++] = '<', document[length++] = 'a', document[length++] = '>';
    for (int i = 0; i < 5000; i++)
        memcpy(document + length, "<b/>", 4), length += 4;
    memcpy(document + length, "</a>", 5);
    assert_int_equal(
        transform(SHEET("<xsl:template match='/'><c><xsl:value-of select='count(//b[count(//b[count(//b) > "
                        "0]) > 0])'/></c></xsl:template>"),
                  document, NULL, out, &diag),
        WEIR_ELIMIT);
    assert_non_null(strstr(diag.message, "xml_sheet_step_count_max"));
}

static void what_is_no_sheet_is_said(void **state)
{
    weir_diag diag = {0};
    weir_xml_sheet *sheet = NULL;
    char out[256];

    (void)state;
    assert_int_equal(weir_xml_sheet_new("no-such.xsl", &sheet, &diag), WEIR_ENOTFOUND);
    assert_int_equal(transform("<a", "<a/>", NULL, out, &diag), WEIR_ESYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sheet_makes_one_document_of_another),
        cmocka_unit_test(a_sheet_reads_no_file),
        cmocka_unit_test(a_sheet_without_end_is_stopped),
        cmocka_unit_test(a_sheet_that_counts_too_far_is_stopped),
        cmocka_unit_test(what_is_no_sheet_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
