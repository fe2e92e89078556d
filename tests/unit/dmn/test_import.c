/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/dmn/test_import.c - files that import others: names, types, hrefs, and what can be wrong with it
 * (DMN 1.5 §6.3.3).
 */
#include "dmn_fixture.h"

#define DMN "https://www.omg.org/spec/DMN/20230324/MODEL/"
#define IMPORT_OF(type, name, uri, more) "<import name='" name "' namespace='" uri "' importType='" type "' " more "/>"
#define IMPORT(name, uri) IMPORT_OF(DMN, name, uri, "")
#define FILE_OF(uri, content) "<definitions xmlns='" DMN "' id='f' name='f' namespace='" uri "'>\n" content END
#define KNOWLEDGE(id, name, logic)                                                                                     \
    "<businessKnowledgeModel id='" id "' name='" name "'><encapsulatedLogic>" logic "</encapsulatedLogic>"             \
    "</businessKnowledgeModel>"
#define PARAMETER(name, type) "<formalParameter name='" name "' typeRef='" type "'/>"
#define TYPE(name, content) "<itemDefinition name='" name "'>" content "</itemDefinition>"
#define REFERENCE(type) "<typeRef>" type "</typeRef>"
#define MEMBER(name, type) "<itemComponent name='" name "'>" REFERENCE(type) "</itemComponent>"
#define TYPED_DATA(id, type)                                                                                           \
    "<inputData id='" id "' name='" id "'><variable name='" id "' typeRef='" type "'/></inputData>"
#define TYPED_DECISION(id, type, content) DECISION(id, "<variable name='" id "' typeRef='" type "'/>" content)
#define FILE_COUNT_MAX 8

typedef struct files {
    weir_model models[FILE_COUNT_MAX];
    weir_dmn_file items[FILE_COUNT_MAX];
    uint32_t count;
} files;

/* Texts of files, NULL at the end; the n-th is called n.dmn, from 0 on. */
static void read_files(dmn_fixture *f, files *all, const char *const *texts)
{
    static const char *const names[FILE_COUNT_MAX] = {"0.dmn", "1.dmn", "2.dmn", "3.dmn", "4.dmn", "5.dmn"};

    *all = (files){0};
    for (uint32_t i = 0; texts[i]; i++) {
        if (weir_xml_read(weir_text_of(texts[i]), NULL, &f->arena, &all->models[i], &f->problems, &f->diag) != WEIR_OK)
            fail_msg("the XML of file %u is wrong: %s", i, f->diag.message);
        all->items[i] = (weir_dmn_file){&all->models[i], weir_text_of(names[i])};
        all->count++;
    }
}

static weir_err compile_files(dmn_fixture *f, files *all, const char *const *texts)
{
    read_files(f, all, texts);
    return weir_dmn_compile_all(&(weir_dmn_files){all->items, all->count}, &f->arena, &f->problems, &f->decisions);
}

#define COMPILE_WELL(f, ...)                                                                                           \
    files all;                                                                                                         \
    if (compile_files((f), &all, (const char *const[]){__VA_ARGS__, NULL}) != WEIR_OK) {                               \
        print_problems(f);                                                                                             \
        fail_msg("the files should compile");                                                                          \
    }

/* The only problem. */
static void assert_only_problem(dmn_fixture *f, const char *rule, uint32_t line, const char *words,
                                const char *const *texts)
{
    files all;
    const weir_err err = compile_files(f, &all, texts);
    const weir_problem *problem = f->problems.items;

    print_problems(f);
    assert_int_equal(err, f->problems.error_count > 0 ? WEIR_EMODEL : WEIR_OK);
    assert_int_equal(f->problems.count, 1);
    assert_string_equal(problem->rule, rule);
    assert_int_equal(problem->line, line);
    if (weir_text_find(problem->message, weir_text_of(words), 0) == SIZE_MAX)
        fail_msg("expected \"%s\" in \"%.*s\"", words, WEIR_ARG(problem->message));
}

#define ASSERT_PROBLEM(f, rule, line, words, ...)                                                                      \
    assert_only_problem(f, rule, line, words, (const char *const[]){__VA_ARGS__, NULL})

static const char greeter[] =
    FILE_OF("urn:g", TYPE("tPerson", MEMBER("full name", "string") MEMBER("age", "number"))
                         KNOWLEDGE("k", "Say Hello", PARAMETER("who", "tPerson") LITERAL("\"Hello \" + who.full name"))
                             TYPED_DATA("p", "tPerson") DECISION("Greeting", NEEDS_FUNCTION("k") NEEDS_DATA("p")
                                                                                 LITERAL("Say Hello(p) + \"!\"")));

/* -- names -- */

static void a_decision_is_seen_by_the_name_of_its_import(void **state)
{
    COMPILE_WELL(*state,
                 FILE_OF("urn:m", IMPORT("the greeter", "urn:g")
                                      DECISION("d", "<informationRequirement><requiredDecision "
                                                    "href='urn:g#Greeting'/></informationRequirement>" LITERAL(
                                                        "the greeter.Greeting + \"?\""))),
                 greeter);
    assert_decides(*state, "d", "{\"p\":{\"full name\":\"Li\",\"age\":9}}", "\"Hello Li!?\"");
    assert_decides(*state, "d", "{\"the greeter\":{\"p\":{\"full name\":\"Bo\",\"age\":9}},\"p\":null}",
                   "\"Hello Bo!?\"");
    assert_null_because(*state, "d", "{\"p\":{\"full name\":7,\"age\":9}}", "tPerson");
}

static void a_function_is_called_and_its_type_checked_across_files(void **state)
{
    COMPILE_WELL(*state,
                 FILE_OF("urn:m", IMPORT("g", "urn:g") TYPED_DATA("x", "g.tPerson") DECISION(
                                      "d", NEEDS_DATA("x") "<knowledgeRequirement><requiredKnowledge href='urn:g#k'/>"
                                                           "</knowledgeRequirement>" LITERAL("g.Say Hello(who: x)"))),
                 greeter);
    assert_decides(*state, "d", "{\"x\":{\"full name\":\"Li\",\"age\":9}}", "\"Hello Li\"");
    assert_null_because(*state, "d", "{\"x\":{\"full name\":\"Li\",\"age\":\"old\"}}", "tPerson");
}

static void an_invocation_calls_through_the_import(void **state)
{
    COMPILE_WELL(
        *state,
        FILE_OF("urn:m", IMPORT("g", "urn:g") DECISION(
                             "d", "<knowledgeRequirement><requiredKnowledge href='urn:g#k'/></knowledgeRequirement>"
                                  "<invocation>" LITERAL("g.Say Hello") "<binding><parameter name='who'/>" LITERAL(
                                      "{full name: \"Al\", age: 3}") "</binding></invocation>")),
        greeter);
    assert_decides(*state, "d", "{}", "\"Hello Al\"");
}

static void one_file_under_two_names_is_one(void **state)
{
    dmn_fixture *f = *state;
    COMPILE_WELL(f,
                 FILE_OF("urn:m", IMPORT("a", "urn:o") IMPORT("b", "urn:o")
                                      DECISION("d", "<informationRequirement><requiredDecision href='urn:o#x'/>"
                                                    "</informationRequirement>" LITERAL("[a.x, b.x]"))),
                 FILE_OF("urn:o", DECISION("x", LITERAL("1"))));
    assert_decides(f, "d", "{}", "[1, 1]");
    assert_int_equal(f->traces.count, 2);
}

static void an_import_without_a_name_adds_to_the_names_of_the_file(void **state)
{
    COMPILE_WELL(*state,
                 FILE_OF("urn:m", IMPORT("", "urn:g") TYPED_DATA("x", "tPerson") DECISION(
                                      "d", NEEDS_DATA("x") "<knowledgeRequirement><requiredKnowledge href='urn:g#k'/>"
                                                           "</knowledgeRequirement>" LITERAL("Say Hello(x)"))),
                 greeter);
    assert_decides(*state, "d", "{\"x\":{\"full name\":\"Li\",\"age\":9}}", "\"Hello Li\"");
    assert_null_because(*state, "d", "{\"x\":7}", "tPerson");
}

static void files_may_import_in_a_row_and_across(void **state)
{
    COMPILE_WELL(
        *state,
        FILE_OF("urn:c",
                IMPORT("B", "urn:b") IMPORT("B2", "urn:b2") DECISION(
                    "d", "<informationRequirement><requiredDecision href='urn:b#x'/></informationRequirement>"
                         "<informationRequirement><requiredDecision href='urn:b2#x'/></informationRequirement>" LITERAL(
                             "[B.x, B2.x]"))),
        FILE_OF("urn:b",
                IMPORT("in A", "urn:a") DECISION(
                    "x", "<informationRequirement><requiredDecision href='urn:a#x'/></informationRequirement>" LITERAL(
                             "in A.x + 1"))),
        FILE_OF("urn:b2",
                IMPORT("a", "urn:a") DECISION(
                    "x", "<informationRequirement><requiredDecision href='urn:a#x'/></informationRequirement>" LITERAL(
                             "a.x * 2"))),
        FILE_OF("urn:a", DATA("n") DECISION("x", NEEDS_DATA("n") LITERAL("n + 10"))));
    assert_decides(*state, "d", "{\"n\":1}", "[12, 22]");
}

/* B's decision is not to see what A calls by the same name. */
static void names_of_the_importing_file_are_not_seen_by_the_imported(void **state)
{
    COMPILE_WELL(*state,
                 FILE_OF("urn:m", IMPORT("o", "urn:o") TYPE("t", MEMBER("a-b", "number"))
                                      DECISION("d", "<informationRequirement><requiredDecision href='urn:o#x'/>"
                                                    "</informationRequirement>" LITERAL("o.x"))),
                 FILE_OF("urn:o", DATA("a") DATA("b") DECISION("x", NEEDS_DATA("a") NEEDS_DATA("b") LITERAL("a-b"))));
    assert_decides(*state, "d", "{\"a\":5,\"b\":3}", "2");
}

static void a_service_is_called_through_the_import(void **state)
{
    COMPILE_WELL(
        *state,
        FILE_OF("urn:m",
                IMPORT("o", "urn:o") DECISION(
                    "d", "<knowledgeRequirement><requiredKnowledge href='urn:o#s'/></knowledgeRequirement>" LITERAL(
                             "[o.The Service(2, 3), o.The Service(n: 4, part: 5)]"))),
        FILE_OF(
            "urn:o",
            DATA("n") DECISION("part", LITERAL("100")) DECISION(
                "all", NEEDS("part") NEEDS_DATA("n") LITERAL(
                           "part * 10 + n")) "<decisionService id='s' name='The Service'><outputDecision href='#all'/>"
                                             "<inputDecision href='#part'/><inputData href='#n'/></decisionService>"));
    assert_decides(*state, "d", "{\"n\":1}", "[32, 54]");
}

static void only_the_first_file_is_asked(void **state)
{
    dmn_fixture *f = *state;
    COMPILE_WELL(f, FILE_OF("urn:m", IMPORT("g", "urn:g") DECISION("d", LITERAL("1"))), greeter);
    assert_null(weir_dmn_find(f->decisions, WEIR_T("Greeting")));
    assert_int_equal(weir_dmn_count(f->decisions), 1);
}

/* -- types -- */

static void types_lead_through_imports(void **state)
{
    COMPILE_WELL(
        *state,
        FILE_OF("urn:c", IMPORT("my B", "urn:b") TYPED_DATA("x", "my B.tList") TYPED_DATA("y", "my B.a.tBase")
                             TYPED_DECISION("d", "my B.tList", NEEDS_DATA("x") LITERAL("x"))
                                 TYPED_DECISION("e", "Any", NEEDS_DATA("y") LITERAL("y"))),
        FILE_OF("urn:b", IMPORT("a", "urn:a") "<itemDefinition name='tList' isCollection='true'>"
                                              "<typeRef>a.tBase</typeRef></itemDefinition>"),
        FILE_OF("urn:a", TYPE("tBase", REFERENCE("number") "<allowedValues><text>[1..5]</text></allowedValues>")));
    assert_decides(*state, "d", "{\"x\":[1,2]}", "[1, 2]");
    assert_null_because(*state, "d", "{\"x\":[1,9]}", "tList");
    assert_decides(*state, "e", "{\"y\":5}", "5");
    assert_null_because(*state, "e", "{\"y\":6}", "tBase");
}

static void an_own_type_comes_before_one_without_a_prefix(void **state)
{
    COMPILE_WELL(*state,
                 FILE_OF("urn:m", IMPORT("", "urn:o") TYPE("t", REFERENCE("string")) TYPED_DATA("x", "t")
                                      DECISION("d", NEEDS_DATA("x") LITERAL("x"))),
                 FILE_OF("urn:o", TYPE("t", REFERENCE("number"))));
    assert_decides(*state, "d", "{\"x\":\"a\"}", "\"a\"");
}

/* -- hrefs and locations -- */

static void a_href_may_name_the_file(void **state)
{
    COMPILE_WELL(
        *state,
        FILE_OF("urn:m", IMPORT("o", "urn:o") DECISION("d", "<informationRequirement><requiredDecision href='1.dmn#x'/>"
                                                            "</informationRequirement>" LITERAL("o.x"))),
        FILE_OF("urn:o", DECISION("x", LITERAL("7"))));
    assert_decides(*state, "d", "{}", "7");
}

static void the_location_decides_between_files_of_one_namespace(void **state)
{
    COMPILE_WELL(*state,
                 FILE_OF("urn:m", IMPORT_OF(DMN, "o", "urn:o", "locationURI='./models/2.dmn'")
                                      DECISION("d", "<informationRequirement><requiredDecision href='urn:o#x'/>"
                                                    "</informationRequirement>" LITERAL("o.x"))),
                 FILE_OF("urn:o", DECISION("x", LITERAL("1"))), FILE_OF("urn:o", DECISION("x", LITERAL("2"))));
    assert_decides(*state, "d", "{}", "2");
}

static void a_namespace_may_hold_a_hash(void **state)
{
    COMPILE_WELL(*state,
                 FILE_OF("urn:m#1", IMPORT("o", "urn:o#2") DECISION("e", LITERAL("1")) DECISION(
                                        "d", NEEDS("e") "<informationRequirement><requiredDecision href='urn:o#2#x'/>"
                                                        "</informationRequirement>"
                                                        "<informationRequirement><requiredDecision href='urn:m#1#e'/>"
                                                        "</informationRequirement>" LITERAL("o.x + e"))),
                 FILE_OF("urn:o#2", DECISION("x", LITERAL("7"))));
    assert_decides(*state, "d", "{}", "8");
}

static void an_import_of_an_older_dmn_is_one(void **state)
{
    COMPILE_WELL(*state,
                 FILE_OF("urn:m", IMPORT_OF("http://www.omg.org/spec/DMN/20151101/dmn.xsd", "o", "urn:o", "")
                                      DECISION("d", "<informationRequirement><requiredDecision href='urn:o#x'/>"
                                                    "</informationRequirement>" LITERAL("o.x"))),
                 FILE_OF("urn:o", DECISION("x", LITERAL("7"))));
    assert_decides(*state, "d", "{}", "7");
}

/* -- what is wrong -- */

static void a_missing_file_is_told_at_the_import(void **state)
{
    ASSERT_PROBLEM(*state, "dmn-import-missing", 3, "urn:nowhere",
                   FILE_OF("urn:m", "\n" IMPORT("o", "urn:nowhere") DECISION("d", LITERAL("1"))));
}

static void files_that_import_each_other_are_refused(void **state)
{
    ASSERT_PROBLEM(*state, "dmn-import-wrong", 2, "in its line 3",
                   FILE_OF("urn:a", IMPORT("b", "urn:b") DECISION("d", LITERAL("1"))),
                   FILE_OF("urn:b", "\n" IMPORT("a", "urn:a") DECISION("d", LITERAL("1"))));
}

static void a_file_that_imports_itself_is_refused(void **state)
{
    ASSERT_PROBLEM(*state, "dmn-import-cycle", 2, "in turn",
                   FILE_OF("urn:a", IMPORT("b", "urn:a") DECISION("d", LITERAL("1"))));
}

static void an_error_in_an_imported_file_is_told_at_the_import(void **state)
{
    ASSERT_PROBLEM(*state, "dmn-import-wrong", 2, "in its line 4",
                   FILE_OF("urn:a", IMPORT("b", "urn:b") DECISION("d", LITERAL("1"))),
                   FILE_OF("urn:b", IMPORT("c", "urn:c")), FILE_OF("urn:c", "\n\n" DECISION("d", LITERAL("1 +"))));
}

static void two_imports_have_two_names(void **state)
{
    ASSERT_PROBLEM(*state, "dmn-name-duplicate", 3, "\"x\"",
                   FILE_OF("urn:a", IMPORT("x", "urn:b") "\n" IMPORT("x", "urn:c")), FILE_OF("urn:b", ""),
                   FILE_OF("urn:c", ""));
}

static void other_kinds_of_files_are_told_of(void **state)
{
    ASSERT_PROBLEM(*state, "dmn-import-unsupported", 2, "PMML",
                   FILE_OF("urn:a", IMPORT_OF("http://www.dmg.org/PMML-4_2", "x", "urn:b", "")));
}

static void what_is_not_imported_can_not_be_required(void **state)
{
    ASSERT_PROBLEM(
        *state, "dmn-reference-unknown", 2, "urn:c#x",
        FILE_OF("urn:a", IMPORT("b", "urn:b") DECISION("d", "<informationRequirement><requiredDecision href='urn:c#x'/>"
                                                            "</informationRequirement>" LITERAL("1"))),
        FILE_OF("urn:b", ""), FILE_OF("urn:c", DECISION("x", LITERAL("1"))));
}

/* -- memory -- */

static void files_compile_or_tell_of_missing_memory(void **state)
{
    dmn_fixture *f = *state;
    files all;
    uint64_t n = 0, taken = 0;

    read_files(f, &all,
               (const char *const[]){
                   FILE_OF("urn:m", IMPORT("the g", "urn:g") IMPORT("h", "urn:h") TYPED_DATA("x", "the g.tPerson")
                                        DECISION("d", NEEDS_DATA("x") "<knowledgeRequirement><requiredKnowledge "
                                                                      "href='urn:g#k'/></knowledgeRequirement>" LITERAL(
                                                                          "the g.Say Hello(x)"))),
                   greeter, FILE_OF("urn:h", IMPORT("m", "urn:m") DECISION("bad", LITERAL("("))), NULL});
    do {
        test_memory memory = {.fail_at = ++n};
        weir_arena arena;
        weir_problems problems;
        const weir_decisions *decisions;
        weir_err err;

        weir_arena_init(&arena, test_memory_port(&memory, true), (size_t)64 << 20);
        weir_problems_init(&problems, &arena);
        err = weir_dmn_compile_all(&(weir_dmn_files){all.items, all.count}, &arena, &problems, &decisions);
        taken = memory.take_count;
        assert_int_equal(err, taken < n ? WEIR_EMODEL : WEIR_ENOMEM);
        weir_arena_release(&arena);
        assert_int_equal(memory.live_count, 0);
    } while (taken >= n);
    assert_true(n > 30);
}

static void expressions_name_imported_types_with_their_prefix(void **state)
{
    dmn_fixture *f = *state;
    COMPILE_WELL(f,
                 FILE_OF("urn:m", IMPORT("a b", "urn:o") IMPORT("", "urn:p") DECISION(
                                      "d", LITERAL("[1 instance of a b.tax rate, 1 instance of a b.t, 1 instance of "
                                                   "own rate, [1] instance of list&lt;a b.tax rate&gt;, "
                                                   "1 instance of a b.own]"))),
                 FILE_OF("urn:o", TYPE("tax rate", REFERENCE("number")) TYPE("t", REFERENCE("string"))),
                 FILE_OF("urn:p", TYPE("own rate", REFERENCE("number"))));
    assert_decides(f, "d", "{}", "[true, false, true, true, null]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(expressions_name_imported_types_with_their_prefix),
        TEST(a_decision_is_seen_by_the_name_of_its_import),
        TEST(a_function_is_called_and_its_type_checked_across_files),
        TEST(an_invocation_calls_through_the_import),
        TEST(one_file_under_two_names_is_one),
        TEST(an_import_without_a_name_adds_to_the_names_of_the_file),
        TEST(files_may_import_in_a_row_and_across),
        TEST(names_of_the_importing_file_are_not_seen_by_the_imported),
        TEST(a_service_is_called_through_the_import),
        TEST(only_the_first_file_is_asked),
        TEST(types_lead_through_imports),
        TEST(an_own_type_comes_before_one_without_a_prefix),
        TEST(a_href_may_name_the_file),
        TEST(the_location_decides_between_files_of_one_namespace),
        TEST(a_namespace_may_hold_a_hash),
        TEST(an_import_of_an_older_dmn_is_one),
        TEST(a_missing_file_is_told_at_the_import),
        TEST(files_that_import_each_other_are_refused),
        TEST(a_file_that_imports_itself_is_refused),
        TEST(an_error_in_an_imported_file_is_told_at_the_import),
        TEST(two_imports_have_two_names),
        TEST(other_kinds_of_files_are_told_of),
        TEST(what_is_not_imported_can_not_be_required),
        TEST(files_compile_or_tell_of_missing_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
