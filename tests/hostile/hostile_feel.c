/* SPDX-License-Identifier: Apache-2.0
 * tests/hostile/hostile_feel.c - expressions and decisions made to hurt: a named limit, a reason or a value, soon.
 */
#define _POSIX_C_SOURCE 200809L
#include "hostile/hostile.h"

#include "dmn/dmn.h"
#include "host/memory_libc.h"
#include "host/zones.h"

static const weir_zones *zones(void)
{
    static weir_zone_cache *cache;

    if (!cache && weir_zone_cache_new(weir_memory_libc(), WEIR_ZONES_FOLDER, &cache) != WEIR_OK)
        abort();
    return weir_zone_cache_zones(cache);
}

/* Null with a reason is a clear answer too: the expression failed, the command did not. Of a value its text is told. */
static verdict of_value(weir_err err, const weir_value *value, const weir_feel_run *run, const weir_diag *diag)
{
    verdict out = of_diag(err, diag);
    weir_buffer buffer;
    weir_text text;

    if (err == WEIR_OK && value->kind != WEIR_NULL) {
        weir_buffer_init(&buffer, run->arena, WORDS_MAX - 1);
        weir_value_write(value, &buffer);
        snprintf(out.words, sizeof out.words, "%s", weir_kind_name((weir_kind)value->kind));
        if (weir_buffer_done(&buffer, &text) == WEIR_OK)
            snprintf(out.words, sizeof out.words, "%.*s", WEIR_ARG(text));
    }

    if (err == WEIR_OK && value->kind == WEIR_NULL) {
        out.err = WEIR_EVALUE;
        snprintf(out.words, sizeof out.words, "%.*s", (int)sizeof out.words - 1, run->reason);
    }
    return out;
}

static verdict read_feel(weir_text text, weir_arena *arena)
{
    weir_feel_run run = {.seed = 1, .zones = zones(), .arena = arena, .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
    const weir_feel_scope scope = {0};
    const weir_expression *expression;
    weir_value value = weir_null();
    weir_diag diag = {0};
    weir_err err = weir_feel_compile(text, WEIR_FEEL_EXPRESSION, NULL, arena, &expression, &diag);

    if (err == WEIR_OK)
        err = weir_feel_eval(expression, &scope, &run, &value, &diag);
    return of_value(err, &value, &run, &diag);
}

/* The elements of a file; the decision d is asked. */
static verdict read_dmn(weir_text text, weir_arena *arena)
{
    weir_feel_run run = {.seed = 1, .zones = zones(), .arena = arena, .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
    const weir_feel_scope scope = {0};
    weir_model model = {0};
    weir_problems problems;
    const weir_decisions *decisions;
    weir_value value = weir_null();
    weir_diag diag = {0};
    weir_buffer file;
    weir_text bytes;
    weir_err err;

    weir_problems_init(&problems, arena);
    weir_buffer_init(&file, arena, 0);
    weir_buffer_text(&file, WEIR_T("<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' id='m' name='m' "
                                   "namespace='n'>\n"));
    weir_buffer_text(&file, text);
    weir_buffer_text(&file, WEIR_T("</definitions>"));
    err = weir_buffer_done(&file, &bytes);
    if (err == WEIR_OK)
        err = weir_xml_read(bytes, NULL, arena, &model, &problems, &diag);
    if (err == WEIR_OK)
        err = weir_dmn_compile(&model, arena, &problems, &decisions);
    if (err == WEIR_EMODEL)
        return of_problems(&problems);
    if (err == WEIR_OK)
        err = weir_decision_evaluate(weir_dmn_find(decisions, WEIR_T("d")), &scope, &run, &value, NULL, &diag);
    return of_value(err, &value, &run, &diag);
}

#define DECISION(content) DECISION_OF("d") content
#define DECISION_OF(id) "<decision id='" id "' name='" id "'>"
#define NEEDS(id) "<informationRequirement><requiredDecision href='#" id "'/></informationRequirement>"
#define TABLE                                                                                                          \
    DECISION("<decisionTable hitPolicy='COLLECT'><input><inputExpression><text>77</text></inputExpression></input>"    \
             "<output/>")
#define RULE_OF(test)                                                                                                  \
    "<rule><inputEntry><text>" test "</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>"
#define TABLE_END "</decisionTable></decision>"
#define ENDLESS                                                                                                        \
    "<businessKnowledgeModel id='f' name='f'><encapsulatedLogic><formalParameter name='n'/><literalExpression><text>"  \
    "f(n + 1)</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>" DECISION(                       \
        "<knowledgeRequirement><requiredKnowledge href='#f'/></knowledgeRequirement>")

/* Doubles what is in the braces, n times. */
#define DOUBLED(first, more, times) "for i in 1.." times " return if i = 1 then " first " else " more
#define LONG_TEXT "{t: string join(for i in 1..100000 return \"aaaaaaaaaa\"), r: "
#define LONG_LIST "{l: for i in 1..100000 return i, r: "
#define STEPS "feel_step_count_max"
#define DEEP "feel_nesting_max"

static const hostile_input inputs[] = {
    {"empty", read_feel, "", "", 0, "", PLACE, NULL},
    {"text without end", read_feel, "1 +\n \"abc", "", 0, "", PLACE, NULL},
    {"invalid UTF-8", read_feel, "\"\xff\"", "", 0, "", PLACE, NULL},
    {"2 MB", read_feel, "1", " + 1", 500000, "", NO_PLACE, "feel_source_length_max"},

    /* deep */
    {"100,000 parentheses deep", read_feel, "", "(", 100000, "1", PLACE, DEEP},
    {"100,000 lists deep", read_feel, "", "[", 100000, "", PLACE, DEEP},
    {"80,000 contexts deep", read_feel, "", "{a:", 80000, "1", PLACE, DEEP},
    {"100,000 signs", read_feel, "", "-", 100000, "1", PLACE, DEEP},
    {"60,000 not deep", read_feel, "", "not(", 60000, "true", PLACE, DEEP},
    {"60,000 calls deep", read_feel, "", "abs(", 60000, "1", PLACE, DEEP},
    {"60,000 filters deep", read_feel, "", "a[", 60000, "1", PLACE, DEEP},
    {"10,000 ifs", read_feel, "", "if a then 1 else ", 10000, "", PLACE, NULL},
    {"10,000 conditions deep", read_feel, "", "if ", 10000, "", PLACE, DEEP},
    {"10,000 loops deep", read_feel, "", "for x in [1] return ", 10000, "1", PLACE, DEEP},
    {"10,000 some deep", read_feel, "", "some x in [1] satisfies ", 10000, "true", PLACE, DEEP},
    {"10,000 functions deep", read_feel, "", "function(x) ", 10000, "1", PLACE, DEEP},
    {"40,000 tests deep", read_feel, "", "1 in (", 40000, "1", PLACE, DEEP},
    {"20,000 between deep", read_feel, "", "1 between ", 20000, "1", PLACE, NULL},
    {"50,000 types deep", read_feel, "1 instance of ", "list<", 50000, "", PLACE, NULL},
    {"20,000 context types deep", read_feel, "1 instance of ", "context<a:", 20000, "", PLACE, NULL},
    {"60,000 ranges deep", read_feel, "", "[1..", 60000, "1", PLACE, DEEP},
    {"60,000 exponents", read_feel, "1", "**1", 60000, "", VALUE, NULL},

    /* long */
    {"100,000 items", read_feel, "count([0", ",1", 100000, "])", VALUE, NULL},
    {"100,000 arguments", read_feel, "max(0", ",1", 100000, ")", VALUE, NULL},
    {"20,000 entries", read_feel, "count(get entries({z: 1", ",k#:1", 20000, "}))", VALUE, NULL},
    {"20,000 entries of one name", read_feel, "{z: 1", ",k:1", 20000, "}", NO_PLACE, NULL},
    {"100,000 steps of a path", read_feel, "{a: 1}", ".a", 100000, "", NO_PLACE, NULL},
    {"60,000 filters in a row", read_feel, "[1]", "[1]", 60000, "", VALUE, NULL},
    {"60,000 calls in a row", read_feel, "(function() 1)", "()", 60000, "", NO_PLACE, NULL},
    {"100,000 tests in a row", read_feel, "1 in (0", ",2", 100000, ",1)", VALUE, NULL},
    {"2,000 iterators", read_feel, "for a in [1]", ", a# in [1]", 2000, " return 1", VALUE, NULL},
    {"10,000 parameters", read_feel, "function(a", ", a#", 10000, ") 1", VALUE, NULL},
    {"60,000 comments", read_feel, "1", "/**/", 60000, "", VALUE, NULL},
    {"a name of 250,000 letters", read_feel, "", "a", 250000, "", NO_PLACE, NULL},
    {"a number of 250,000 digits", read_feel, "", "1", 250000, "", PLACE, NULL},
    {"250,000 decimal places", read_feel, "0.", "3", 250000, "", VALUE, NULL},
    {"50,000 escapes", read_feel, "string length(\"", "\\n", 50000, "\")", VALUE, NULL},

    /* work without end */
    {"endless loop", read_feel, "count(for i in 1..1000000000000 return i)", "", 0, "", NO_PLACE, STEPS},
    {"endless loop downwards", read_feel, "count(for i in 10**30..-10**30 return i)", "", 0, "", NO_PLACE, NULL},
    {"loop over all numbers", read_feel, "count(for i in -9E+6144..9E+6144 return i)", "", 0, "", NO_PLACE, NULL},
    {"loop over all days", read_feel, "count(for d in date(\"-999999999-01-01\")..date(\"999999999-12-31\") return d)",
     "", 0, "", NO_PLACE, NULL},
    {"loops in loops", read_feel, "for i in 1..10000, j in 1..10000 return i * j", "", 0, "", NO_PLACE, STEPS},
    {"twelve loops in one", read_feel, "count(for a in 1..10", ", a# in 1..10", 11, " return 1)", NO_PLACE, STEPS},
    {"every of all pairs", read_feel, "every a in 1..100000, b in 1..100000 satisfies a + b > 0", "", 0, "", NO_PLACE,
     STEPS},
    {"sums of all before", read_feel, "for i in 1..100000 return sum(partial) + 1", "", 0, "", NO_PLACE, STEPS},
    {"copies of all before", read_feel, "for i in 1..100000 return append(partial, i)", "", 0, "", NO_PLACE, NULL},
    {"filters of all before", read_feel, "for i in 1..10000 return count(partial[item > 0])", "", 0, "", NO_PLACE,
     STEPS},
    {"all before, as text", read_feel, "for i in 1..10000 return string(partial)", "", 0, "", NO_PLACE, NULL},
    {"filters in filters", read_feel, LONG_LIST "l[count(l[count(l[item > 3]) > 1]) > 1]}.r", "", 0, "", NO_PLACE,
     STEPS},
    {"loops in filters in loops", read_feel,
     LONG_LIST "for a in l return count(l[item > a and (some b in l satisfies b > item)])}.r", "", 0, "", NO_PLACE,
     STEPS},
    {"sort that never decides", read_feel, LONG_LIST "count(sort(l, function(x, y) true))}.r", "", 0, "", NO_PLACE,
     STEPS},
    {"sort that turns round", read_feel, LONG_LIST "count(sort(l, function(x, y) x > y))}.r", "", 0, "", NO_PLACE,
     STEPS},
    {"sort in a sort", read_feel, "{s: function(l) sort(l, function(x, y) count(s([2, 1])) > 0), r: s([3, 2, 1])}.r",
     "", 0, "", NO_PLACE, "feel_callback_depth_max"},
    {"distinct of 100,000", read_feel, LONG_LIST "count(distinct values(l))}.r", "", 0, "", NO_PLACE, STEPS},
    {"union of 100,000", read_feel, LONG_LIST "count(union(l, l))}.r", "", 0, "", NO_PLACE, STEPS},
    {"mode of 100,000", read_feel, LONG_LIST "count(mode(l))}.r", "", 0, "", VALUE, NULL},
    {"median, stddev of 100,000", read_feel, LONG_LIST "median(l) + stddev(l) + mean(l)}.r", "", 0, "", VALUE, NULL},
    {"product of 100,000", read_feel, LONG_LIST "product(l)}.r", "", 0, "", NO_PLACE, NULL},
    {"places of all in all", read_feel, LONG_LIST "for a in l return index of(l, a)}.r", "", 0, "", NO_PLACE, STEPS},
    {"all in all", read_feel, LONG_LIST "for a in l return list contains(l, -a)}.r", "", 0, "", NO_PLACE, STEPS},
    {"inserts in front", read_feel, "for i in 1..100000 return if i = 1 then [1] else insert before(partial[-1], 1, i)",
     "", 0, "", NO_PLACE, NULL},
    {"replaced one by one", read_feel, LONG_LIST "for a in l return count(list replace(l, function(x, y) x = a, 0))}.r",
     "", 0, "", NO_PLACE, STEPS},
    {"entries put one by one", read_feel,
     "for i in 1..100000 return if i = 1 then {} else context put(partial[-1], string(i), i)", "", 0, "", NO_PLACE,
     NULL},
    {"context of 100,000 entries", read_feel,
     "count(get entries(context(for i in 1..100000 return {key: string(i), value: i})))", "", 0, "", NO_PLACE, NULL},
    {"merge of 100,000 contexts", read_feel, "context merge(for i in 1..100000 return {a: i})", "", 0, "", VALUE, NULL},

    /* recursion */
    {"endless function", read_feel, "{f: function(n) f(n + 1), r: f(0)}.r", "", 0, "", NO_PLACE, "feel_call_depth_max"},
    {"two endless functions", read_feel, "{f: function(g, n) g(f, n), r: f(f, 0)}.r", "", 0, "", NO_PLACE,
     "feel_call_depth_max"},
    {"a function given itself", read_feel, "(function(f) f(f))(function(f) f(f))", "", 0, "", NO_PLACE,
     "feel_call_depth_max"},
    {"function that calls twice", read_feel, "{f: function(n) if n < 2 then n else f(n - 1) + f(n - 2), r: f(60)}.r",
     "", 0, "", NO_PLACE, STEPS},
    {"Ackermann", read_feel,
     "{a: function(m, n) if m = 0 then n + 1 else if n = 0 then a(m - 1, 1) else a(m - 1, a(m, n - 1)), r: a(4, 2)}.r",
     "", 0, "", NO_PLACE, "_max"},
    {"function in its own filter", read_feel, "{f: function(n) count([1, 2][f(n + 1) > 0]), r: f(0)}.r", "", 0, "",
     NO_PLACE, "_max"},
    {"functions without end", read_feel, "for i in 1..1000000 return function(x) function(y) x + y + i", "", 0, "",
     NO_PLACE, STEPS},

    /* what grows */
    {"text that doubles", read_feel, DOUBLED("\"abcdefgh\"", "partial[-1] + partial[-1]", "60"), "", 0, "", NO_PLACE,
     NULL},
    {"text joined from itself", read_feel,
     DOUBLED("\"abcdefgh\"", "string join([partial[-1], partial[-1]], partial[-1])", "60"), "", 0, "", NO_PLACE, NULL},
    {"text replaced by itself", read_feel, DOUBLED("\"abcdefgh\"", "replace(partial[-1], \".\", \"$0$0$0\")", "60"), "",
     0, "", NO_PLACE, NULL},
    {"text of its own text", read_feel, DOUBLED("\"\\\"\\\\\"", "string([partial[-1]])", "60"), "", 0, "", NO_PLACE,
     NULL},
    {"upper case of 1 MB, often", read_feel, LONG_TEXT "count(for i in 1..10000 return upper case(t))}.r", "", 0, "",
     NO_PLACE, NULL},
    {"letters of 1 MB, one by one", read_feel, LONG_TEXT "count(for i in 1..100000 return substring(t, i * 10, 1))}.r",
     "", 0, "", NO_PLACE, STEPS},
    {"length of 1 MB, often", read_feel, LONG_TEXT "count(for i in 1..100000 return string length(t))}.r", "", 0, "",
     NO_PLACE, STEPS},
    {"search in 1 MB, often", read_feel, LONG_TEXT "count(for i in 1..100000 return contains(t, \"b\"))}.r", "", 0, "",
     NO_PLACE, STEPS},
    {"half of 1 MB in all of it", read_feel, LONG_TEXT "contains(t, substring(t, 1, 500000) + \"b\")}.r", "", 0, "",
     VALUE, "false"},
    {"1 MB before half of it", read_feel, LONG_TEXT "substring before(t, substring(t, 1, 500000) + \"b\")}.r", "", 0,
     "", VALUE, NULL},
    {"1 MB compared, often", read_feel, LONG_TEXT "count(for i in 1..100000 return t + \"b\" < t + \"c\")}.r", "", 0,
     "", NO_PLACE, NULL},
    {"1 MB as a number", read_feel, LONG_TEXT "number(replace(t, \"a\", \"1\"))}.r", "", 0, "", NO_PLACE, NULL},
    {"1 MB as a date", read_feel, LONG_TEXT "date(t)}.r", "", 0, "", NO_PLACE, NULL},
    {"1 MB as a duration", read_feel, LONG_TEXT "duration(\"P\" + replace(t, \"a\", \"1\") + \"D\")}.r", "", 0, "",
     NO_PLACE, NULL},
    {"1 MB as a zone", read_feel, LONG_TEXT "time(\"10:00:00@\" + t)}.r", "", 0, "", NO_PLACE, NULL},
    {"1 MB as a range", read_feel, LONG_TEXT "range(\"[\" + t + \"..1]\")}.r", "", 0, "", NO_PLACE, NULL},
    {"1 MB split at each letter", read_feel, LONG_TEXT "count(split(t, \"a\"))}.r", "", 0, "", NO_PLACE, NULL},
    {"list that doubles", read_feel, DOUBLED("[1]", "concatenate(partial[-1], partial[-1])", "60"), "", 0, "", NO_PLACE,
     NULL},
    {"list flattened from itself", read_feel, DOUBLED("[1]", "flatten([partial[-1], partial[-1]])", "60"), "", 0, "",
     NO_PLACE, NULL},
    {"list of itself, compared", read_feel, "{l: " DOUBLED("[1]", "[partial[-1], partial[-1]]", "90") ", r: l = l}.r",
     "", 0, "", NO_PLACE, STEPS},
    {"list of itself, distinct", read_feel,
     "{l: " DOUBLED("[1]", "[partial[-1], partial[-1]]", "90") ", r: distinct values(l)}.r", "", 0, "", VALUE, NULL},
    {"list of itself, as text", read_feel,
     "{l: " DOUBLED("[1]", "[partial[-1], partial[-1]]", "90") ", r: string(l)}.r", "", 0, "", NO_PLACE, STEPS},
    {"list 20,000 deep, compared", read_feel, "{l: " DOUBLED("[1]", "[partial[-1]]", "20000") ", r: l[-1] = l[-2]}.r",
     "", 0, "", NO_PLACE, NULL},
    {"list 20,000 deep, flattened", read_feel, "{l: " DOUBLED("[1]", "[partial[-1]]", "20000") ", r: flatten(l[-1])}.r",
     "", 0, "", NO_PLACE, NULL},
    {"context 20,000 deep, as text", read_feel,
     "{l: " DOUBLED("{}", "{a: partial[-1]}", "20000") ", r: string(l[-1])}.r", "", 0, "", NO_PLACE, NULL},
    {"context 100,000 deep, as list", read_feel,
     "{l: " DOUBLED("{}", "{a: partial[-1]}", "20000") ", r: count(distinct values(l))}.r", "", 0, "", NO_PLACE, NULL},

    /* patterns */
    {"pattern (a+)+", read_feel, "matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\", \"^(a+)+$\")", "", 0, "",
     NO_PLACE, "feel_pattern_match_count_max"},
    {"pattern (a|aa)+", read_feel, "matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\", \"^(a|aa)+$\")", "", 0, "",
     NO_PLACE, "feel_pattern_match_count_max"},
    {"pattern (.*)*[xy]", read_feel, "matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\", \"(.*)*[xy]\")", "", 0, "",
     NO_PLACE, NULL},
    {"pattern of references", read_feel,
     "matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\", \"(a*)(a*)(a*)(a*)(a*)\\\\5\\\\4\\\\3\\\\2\\\\1[cd]\")",
     "", 0, "", NO_PLACE, "feel_pattern_match_count_max"},
    {"pattern {1000}{1000}", read_feel, "matches(\"a\", \"((a{1,1000}){1,1000}){1,1000}\")", "", 0, "", NO_PLACE, NULL},
    {"pattern 60,000 groups deep", read_feel, "matches(\"a\", \"", "(", 60000, "\")", NO_PLACE, NULL},
    {"pattern of 100,000 choices", read_feel, "matches(\"a\", \"b", "|b", 100000, "\")", NO_PLACE, NULL},
    {"pattern of classes in classes", read_feel, "matches(\"a\", \"", "[a-z-", 20000, "\")", NO_PLACE, NULL},
    {"pattern of 1 MB", read_feel, LONG_TEXT "matches(t, t)}.r", "", 0, "", NO_PLACE, NULL},
    {"pattern over 1 MB", read_feel, LONG_TEXT "matches(t, \"(a*)*[bc]\")}.r", "", 0, "", NO_PLACE, NULL},
    {"pattern over 1 MB, from each letter", read_feel, LONG_TEXT "matches(t, \"a*[bc]\")}.r", "", 0, "", NO_PLACE,
     NULL},
    {"pattern that replaces slowly", read_feel,
     "replace(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\", \"(a+)+[cd]\", \"\")", "", 0, "", NO_PLACE,
     "feel_pattern_match_count_max"},
    {"pattern that splits slowly", read_feel, "split(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\", \"(a+)+[cd]\")", "", 0,
     "", NO_PLACE, "feel_pattern_match_count_max"},
    {"10,000 slow patterns", read_feel,
     "for i in 1..10000 return matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\", \"^(a+)+$\")", "", 0, "", NO_PLACE,
     STEPS},
    {"patterns slow at each letter", read_feel,
     LONG_TEXT
     "count(split(replace(t, \"aaaaaaaaaaaaaaaaaaaaaaaaa\", \"aaaaaaaaaaaaaaaaaaaaaaaaab\"), \"(a+)+[cd]|b\"))}.r",
     "", 0, "", NO_PLACE, NULL},
    {"100,000 searches of 1 MB", read_feel, LONG_TEXT "count(for i in 1..100000 return matches(t, \"b\"))}.r", "", 0,
     "", NO_PLACE, STEPS},
    {"100,000 large patterns", read_feel, "count(for i in 1..100000 return matches(\"a\", \"(a{1,1000}){1,25}\"))", "",
     0, "", NO_PLACE, STEPS},
    {"100,000 long patterns", read_feel,
     "{p: string join(for i in 1..400 return \"(a|b)c*\"), r: count(for i in 1..100000 return matches(\"a\", p))}.r",
     "", 0, "", NO_PLACE, STEPS},
    {"long replacement of each letter", read_feel, LONG_TEXT "replace(t, \"a()\", replace(t, \"a\", \"\\\\$1\"))}.r",
     "", 0, "", NO_PLACE, NULL},

    /* numbers and dates at their ends */
    {"power out of range", read_feel, "10 ** 100000", "", 0, "", NO_PLACE, NULL},
    {"power with a long way", read_feel, "1.000000000000000000000000000000001 ** 999999999999999999999", "", 0, "",
     VALUE, NULL},
    {"negative power out of range", read_feel, "10 ** -100000", "", 0, "", VALUE, NULL},
    {"largest plus one", read_feel, "9.999999999999999999999999999999999E+6144 * 10", "", 0, "", NO_PLACE, NULL},
    {"remainder of the largest", read_feel, "modulo(9E+6144, 7E-6143)", "", 0, "", VALUE, NULL},
    {"scale out of range", read_feel, "decimal(1/3, 1000000)", "", 0, "", NO_PLACE, NULL},
    {"rounding of the largest", read_feel, "round half up(9E+6144, 6000)", "", 0, "", VALUE, NULL},
    {"exp out of range", read_feel, "exp(9E+6144)", "", 0, "", NO_PLACE, NULL},
    {"odd of the largest", read_feel, "odd(9E+6144)", "", 0, "", VALUE, NULL},
    {"the largest as a place", read_feel, "sublist([1, 2], 9E+6144, 9E+6144)", "", 0, "", NO_PLACE, NULL},
    {"the largest as a letter", read_feel, "substring(\"abc\", -9E+6144)", "", 0, "", NO_PLACE, NULL},
    {"the largest as a year", read_feel, "date(9E+6144, 1, 1)", "", 0, "", NO_PLACE, NULL},
    {"year after the last", read_feel, "date(\"999999999-12-31\") + duration(\"P999999999Y\")", "", 0, "", NO_PLACE,
     NULL},
    {"second after the last", read_feel, "date and time(\"999999999-12-31T23:59:59Z\") + duration(\"PT1S\")", "", 0, "",
     NO_PLACE, NULL},
    {"duration times the largest", read_feel, "duration(\"P1D\") * 9E+6144", "", 0, "", NO_PLACE, NULL},
    {"duration by the smallest", read_feel, "duration(\"P1Y\") / 1E-6143", "", 0, "", NO_PLACE, NULL},
    {"duration with 30 digits", read_feel, "duration(\"P999999999999999999999999999999D\")", "", 0, "", NO_PLACE, NULL},
    {"zone outside of its folder", read_feel, "time(\"10:00:00@../../../etc/passwd\")", "", 0, "", NO_PLACE, NULL},

    /* files of DMN */
    {"DMN, 10,000 rules", read_dmn, TABLE, RULE_OF("#"), 10000, TABLE_END, VALUE, NULL},
    {"DMN, 3,000 rules that all hit", read_dmn, TABLE, RULE_OF("-"), 3000, TABLE_END, VALUE, NULL},
    {"DMN, 3,000 inputs", read_dmn, DECISION("<decisionTable>"),
     "<input><inputExpression><text>1</text></inputExpression></input>", 3000, "<output/></decisionTable></decision>",
     NO_PLACE, NULL},
    {"DMN, 5,000 decisions in a row", read_dmn,
     DECISION(NEEDS("c0") "<literalExpression><text>c0</text></literalExpression></decision>"),
     "<decision id='c#' name='c#'>" NEEDS(
         "#c~") "<literalExpression><text>c~ + 1</text></literalExpression></decision>",
     5000, DECISION_OF("c5000") "<literalExpression><text>1</text></literalExpression></decision>", VALUE, "5001"},
    {"DMN, a decision that requires itself", read_dmn,
     DECISION(NEEDS("d") "<literalExpression><text>d</text></literalExpression>"), "", 0, "</decision>", PLACE,
     "requires"},
    {"DMN, endless function", read_dmn, ENDLESS "<literalExpression><text>f(1)</text></literalExpression>", "", 0,
     "</decision>", NO_PLACE, "_max"},
    {"DMN, endless function in a loop", read_dmn,
     ENDLESS "<literalExpression><text>for i in 1..1000 return f(i)</text></literalExpression>", "", 0, "</decision>",
     NO_PLACE, "_max"},
    {"DMN, 10,000 entries", read_dmn, DECISION("<context>"),
     "<contextEntry><variable name='e#'/><literalExpression><text>1</text></literalExpression></contextEntry>", 10000,
     "</context></decision>", PLACE, "dmn_entry_count_max"},
    {"DMN, 200 boxes deep", read_dmn, DECISION(""), "<list>", 200, "", PLACE, NULL},
    {"DMN, 10,000 types", read_dmn, DECISION("<literalExpression><text>1</text></literalExpression>") "</decision>",
     "<itemDefinition name='t#'><typeRef>t#</typeRef></itemDefinition>", 10000, "", PLACE, NULL},
    {"DMN, 10,000 requirements", read_dmn, "<inputData id='a' name='a'/>" DECISION(""),
     "<informationRequirement><requiredInput href='##a'/></informationRequirement>", 10000,
     "<literalExpression><text>1</text></literalExpression></decision>", VALUE, NULL},
    {"DMN, 10,000 bindings", read_dmn, DECISION("<invocation><literalExpression><text>abs</text></literalExpression>"),
     "<binding><parameter name='n#'/><literalExpression><text>1</text></literalExpression></binding>", 10000,
     "</invocation></decision>", NO_PLACE, NULL},
    {"DMN, loop of a loop of a loop", read_dmn,
     DECISION("<for iteratorVariable='i'><in><literalExpression><text>for k in 1..1000000 return "
              "k</text></literalExpression></in><return>"
              "<for iteratorVariable='j'><in><literalExpression><text>for k in 1..1000000 return "
              "k</text></literalExpression></in><return>"
              "<literalExpression><text>i + j</text></literalExpression></return></for></return></for>"),
     "", 0, "</decision>", NO_PLACE, STEPS},
};

int main(void)
{
    return survive_all(inputs, sizeof inputs / sizeof *inputs);
}
