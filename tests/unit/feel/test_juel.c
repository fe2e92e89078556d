/* SPDX-License-Identifier: Apache-2.0
 * Expressions written as ${…}: what Operaton gives for each, line by line (docs/compatibility.md has what differs).
 */
#include "feel/juel.h"
#include "feel_fixture.h"

/* Numbers are shown with their type: 6 Long. */
static const char *const tags[] = {"", " Short", " Integer", " Long", " Double"};

typedef struct juel_case {
    const char *source, *expected; /* a value as FEEL writes it, or a part of the message of the error */
} juel_case;

typedef struct variables {
    weir_entry entries[16];
    weir_value items[2];
    weir_entry members[2];
    weir_date_time day;
    char changes[256]; /* what members were called, one after the other */
} variables;

static weir_value tagged(int64_t number, weir_number_tag tag)
{
    weir_value value = weir_integer(number);

    value.tag = (uint8_t)tag;
    return value;
}

static weir_value decimal(const char *text)
{
    weir_value value = {.kind = WEIR_NUMBER};

    assert_true(weir_decimal_parse(weir_text_of(text), &value.as.number));
    return value;
}

static weir_value make_variables(variables *v)
{
    uint32_t count = 0;

    v->items[0] = weir_string(WEIR_T("a"));
    v->items[1] = weir_string(WEIR_T("b"));
    v->members[0] = (weir_entry){WEIR_T("k"), weir_string(WEIR_T("v"))};
    v->members[1] = (weir_entry){WEIR_T("inner"), weir_context(v->members, 1)};
    v->entries[count++] = (weir_entry){WEIR_T("n"), tagged(5, WEIR_TAG_INTEGER)};
    v->entries[count++] = (weir_entry){WEIR_T("s"), weir_string(WEIR_T("x"))};
    v->entries[count++] = (weir_entry){WEIR_T("l"), weir_list(v->items, 2)};
    v->entries[count++] = (weir_entry){WEIR_T("m"), weir_context(v->members, 2)};
    v->entries[count++] = (weir_entry){WEIR_T("none"), weir_null()};
    v->entries[count++] = (weir_entry){WEIR_T("void"), weir_list(NULL, 0)};
    v->entries[count++] = (weir_entry){WEIR_T("yes"), weir_boolean(true)};
    v->entries[count++] = (weir_entry){WEIR_T("plain"), weir_integer(7)};
    v->entries[count++] = (weir_entry){WEIR_T("half"), decimal("2.5")};
    v->entries[count++] = (weir_entry){WEIR_T("big"), weir_integer(INT64_MAX)};
    v->entries[count++] = (weir_entry){WEIR_T("json"), weir_string(WEIR_T("{\"a\": {\"b\": [1, 2]}, \"t\": true}"))};
    v->entries[count++] = (weir_entry){WEIR_T("名"), weir_string(WEIR_T("甲乙丙"))};
    v->entries[count++] = (weir_entry){WEIR_T("task"), weir_context(v->members, 1)};
    assert_true(count <= sizeof v->entries / sizeof *v->entries);
    return weir_context(v->entries, count);
}

/* A scope with an execution: getVariable gives "got", the rest is written down. */
static weir_err member(const void *self, uint32_t member, const weir_value *arguments, bool *found, weir_value *out,
                       weir_diag *diag)
{
    variables *v = *(variables *const *)self;
    const size_t length = strlen(v->changes);

    (void)diag;
    *found = member <= WEIR_MEMBER_execution_tenant_id || member == WEIR_MEMBER_authenticated_user_id;
    *out = weir_string(WEIR_T("got"));
    if (member == WEIR_MEMBER_authenticated_user_id)
        *out = weir_string(WEIR_T("mary"));
    if (member == WEIR_MEMBER_execution_set_variable) {
        (void)snprintf(v->changes + length, sizeof v->changes - length, "%.*s:%s%u ", WEIR_ARG(arguments[0].as.string),
                       weir_kind_name((weir_kind)arguments[1].kind), arguments[1].count);
        *out = weir_null();
    }
    return WEIR_OK;
}

typedef struct scope_self {
    variables *v;
    const weir_value *context;
} scope_self;

static bool find(const void *self, weir_text name, weir_value *out)
{
    const weir_value *value = weir_context_find(((const scope_self *)self)->context, name);

    if (value)
        *out = *value;
    return value != NULL;
}

static weir_err evaluate(feel_fixture *f, variables *v, const char *source, weir_value *out)
{
    const weir_value context = make_variables(v);
    const scope_self self = {v, &context};
    const weir_feel_scope scope = {.find = find, .self = &self, .member = member};
    const weir_expression *expression;

    f->diag = (weir_diag){0};
    WEIR_TRY(weir_juel_compile(weir_text_of(source), true, &f->arena, &expression, &f->diag));
    return weir_feel_eval(expression, &scope, &f->run, out, &f->diag);
}

static void expect_values(feel_fixture *f, const juel_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        variables v = {0};
        weir_buffer buffer;
        weir_value value;
        weir_text text;
        char seen[400];

        if (evaluate(f, &v, cases[i].source, &value) != WEIR_OK)
            fail_msg("%s fails: %s", cases[i].source, f->diag.message);
        weir_buffer_init(&buffer, &f->arena, 0);
        weir_value_write(&value, &buffer);
        assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
        (void)snprintf(seen, sizeof seen, "%.*s%s", WEIR_ARG(text), value.kind == WEIR_NUMBER ? tags[value.tag] : "");
        if (strcmp(seen, cases[i].expected) != 0)
            fail_msg("%s gives %s instead of %s", cases[i].source, seen, cases[i].expected);
    }
}

static void expect_errors(feel_fixture *f, weir_err err, const juel_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        variables v = {0};
        weir_value value;
        const weir_err seen = evaluate(f, &v, cases[i].source, &value);

        if (seen != err || !strstr(f->diag.message, cases[i].expected))
            fail_msg("%s gives %s '%s' instead of '%s'", cases[i].source, weir_err_name(seen), f->diag.message,
                     cases[i].expected);
        assert_true(f->diag.line > 0 && f->diag.column > 0);
    }
}

#define VALUES(state, ...)                                                                                             \
    do {                                                                                                               \
        static const juel_case cases[] = {__VA_ARGS__};                                                                \
        expect_values(*(state), cases, sizeof cases / sizeof *cases);                                                  \
    } while (0)
#define ERRORS(state, err, ...)                                                                                        \
    do {                                                                                                               \
        static const juel_case cases[] = {__VA_ARGS__};                                                                \
        expect_errors(*(state), err, cases, sizeof cases / sizeof *cases);                                             \
    } while (0)

static void arithmetic_is_long_or_double(void **state)
{
    VALUES(state, {"${1}", "1 Long"}, {"${n+1}", "6 Long"}, {"${10/5}", "2 Double"}, {"${10 div 4}", "2.5 Double"},
           {"${7 mod 4}", "3 Long"}, {"${7 % 4}", "3 Long"}, {"${-7 % 4}", "-3 Long"}, {"${7.5 % 2}", "1.5 Double"},
           {"${1.5+1}", "2.5 Double"}, {"${1e3}", "1000 Double"}, {"${-n}", "-5 Integer"}, {"${n}", "5 Integer"},
           {"${- n}", "-5 Integer"}, {"${-plain}", "-7 Long"}, {"${-half}", "-2.5 Double"}, {"${half*2}", "5.0 Double"},
           {"${plain+1}", "8 Long"}, {"${0.1+0.2}", "0.3 Double"}, {"${2*3+4}", "10 Long"}, {"${2*(3+4)}", "14 Long"},
           {"${10-3-2}", "5 Long"}, {"${big+1}", "9223372036854775808"}, {"${'5'+3}", "8 Long"},
           {"${'1.5'+1}", "2.5 Double"}, {"${null+1}", "1 Long"}, {"${null+null}", "0 Long"}, {"${''+1}", "1 Long"},
           {"${null/null}", "0 Long"}, {"${-null}", "0 Long"}, {"${-'2'}", "-2 Long"}, {"${-'2.5'}", "-2.5 Double"},
           {"${.5}", "0.5 Double"}, {"#{n+1}", "6 Long"});
    ERRORS(state, WEIR_EPROCESS, {"${'a'+'b'}", "'a' is no number (line 1, column 6)"},
           {"${yes+1}", "a boolean is no number"}, {"${1/0}", "a division by zero"}, {"${1%0}", "a division by zero"},
           {"${l+1}", "a list is no number"}, {"${-yes}", "a boolean is no number"},
           {"${'1e999999'+1}", "is no number"});
}

static void a_text_around_expressions_makes_a_text(void **state)
{
    VALUES(state, {"a${1+1}b", "\"a2b\""}, {"${n}${s}", "\"5x\""}, {"  ${n} ", "\"  5 \""}, {"#{n}-${s}", "\"5-x\""},
           {"${10/5}!", "\"2.0!\""}, {"${1e7}!", "\"1.0E7!\""}, {"${12345678.5}!", "\"1.23456785E7!\""},
           {"${0.001}!", "\"0.001!\""}, {"${0.00012}!", "\"1.2E-4!\""}, {"${-0.5}!", "\"-0.5!\""},
           {"${100.0}!", "\"100.0!\""}, {"${1e40}!", "\"1.0E40!\""}, {"${-2.5e-30}!", "\"-2.5E-30!\""},
           {"${1234567.25}!", "\"1234567.25!\""}, {"${null}!", "\"!\""}, {"${yes}!", "\"true!\""},
           {"${l}!", "\"[\\\"a\\\",\\\"b\\\"]!\""}, {"\\${n}!${s}", "\"${n}!x\""}, {"\\#{n}", "\"#{n}\""},
           {"c:\\${n}", "\"c:${n}\""}, {"$ # { } ${s}", "\"$ # { } x\""}, {"${'}'}", "\"}\""},
           {"${'a'}${'b'}", "\"ab\""});
}

static void comparisons_change_kinds(void **state)
{
    VALUES(state, {"${1==1.0}", "true"}, {"${'1'==1}", "true"}, {"${1=='1'}", "true"}, {"${n>'3'}", "true"},
           {"${'b'>'a'}", "true"}, {"${'10'<'9'}", "true"}, {"${10<'9'}", "false"}, {"${null==false}", "false"},
           {"${null==''}", "false"}, {"${null==null}", "true"}, {"${none==null}", "true"}, {"${s!=null}", "true"},
           {"${yes=='true'}", "true"}, {"${'TRUE'==yes}", "true"}, {"${yes=='x'}", "false"}, {"${''==0}", "true"},
           {"${null<1}", "false"}, {"${null>=1}", "false"}, {"${null<=null}", "true"}, {"${null<null}", "false"},
           {"${1 lt 2}", "true"}, {"${1 le 1}", "true"}, {"${1 gt 2}", "false"}, {"${1 ge 2}", "false"},
           {"${1 eq 1}", "true"}, {"${1 ne 1}", "false"}, {"${1<2 == true}", "true"}, {"${l==l}", "true"},
           {"${l==void}", "false"}, {"${'1.0'==1.0}", "true"}, {"${now()==now()}", "true"},
           {"${now()<now().plusDays(1)}", "true"});
    ERRORS(state, WEIR_EPROCESS, {"${'a'==1}", "'a' is no number"}, {"${'1.5'==1}", "'1.5' is no whole number"},
           {"${yes==1}", "a boolean is no number"}, {"${l<void}", "a list and a list have no order"});
}

static void logic_knows_what_is_empty(void **state)
{
    VALUES(state, {"${empty null}", "true"}, {"${empty ''}", "true"}, {"${empty none}", "true"},
           {"${empty void}", "true"}, {"${empty l}", "false"}, {"${empty s}", "false"}, {"${empty 0}", "false"},
           {"${not empty l}", "true"}, {"${!empty l}", "true"}, {"${!yes}", "false"}, {"${not yes}", "false"},
           {"${yes && false}", "false"}, {"${yes and true}", "true"}, {"${false || yes}", "true"},
           {"${false or false}", "false"}, {"${false && unknown}", "false"}, {"${true || unknown}", "true"},
           {"${'true' && null}", "false"}, {"${'x' || ''}", "false"}, {"${true || false && false}", "true"},
           {"${yes ? 'a' : 'b'}", "\"a\""}, {"${null ? 1 : 2}", "2 Long"}, {"${false ? 1 : true ? 2 : 3}", "2 Long"},
           {"${yes ? 1 : unknown}", "1 Long"}, {"${n > 3 ? n : 0}", "5 Integer"}, {"${true}", "true"},
           {"${!null}", "true"});
    ERRORS(state, WEIR_EPROCESS, {"${n && true}", "a number is no boolean"}, {"${l ? 1 : 2}", "a list is no boolean"});
}

static void an_unknown_name_is_an_error(void **state)
{
    ERRORS(state, WEIR_EPROCESS, {"${x}", "there is no variable 'x' (line 1, column 3)"},
           {"${x == null}", "there is no variable 'x'"}, {"${empty x}", "there is no variable 'x'"},
           {"a\n  ${1 + x}", "(line 2, column 9)"}, {"${task.getName()}", "there is no task here"});
    VALUES(state, {"${execution.getVariable('x') == null}", "false"}, {"${task.k}", "\"v\""}, {"${task.name}", "null"});
}

static void properties_and_indexes_reach_inside(void **state)
{
    VALUES(state, {"${m.k}", "\"v\""}, {"${m.inner.k}", "\"v\""}, {"${m['k']}", "\"v\""}, {"${m.other}", "null"},
           {"${m[1]}", "null"}, {"${l[0]}", "\"a\""}, {"${l['1']}", "\"b\""}, {"${l[9]}", "null"}, {"${l[-1]}", "null"},
           {"${l.get(1)}", "\"b\""}, {"${l.size()}", "2 Integer"}, {"${l.contains('b')}", "true"},
           {"${l[l.size()-1]}", "\"b\""}, {"${m.inner['k'].length()}", "1 Integer"});
    ERRORS(state, WEIR_EPROCESS, {"${s[0]}", "a string has no items"},
           {"${s.length}", "a string has no property 'length'"}, {"${none.k}", "a null has no property 'k'"},
           {"${l.get(2)}", "index 2 lies outside a list of 2"}, {"${l[null]}", "the index is null"},
           {"${l['k']}", "'k' is no number"}, {"${none.size()}", "a null has no method size"},
           {"${n.size()}", "a number has no method size"});
}

static void texts_have_methods(void **state)
{
    VALUES(state, {"${s.length()}", "1 Integer"}, {"${名.length()}", "3 Integer"}, {"${s.equals('x')}", "true"},
           {"${'1'.equals(1)}", "false"}, {"${'A'.equalsIgnoreCase('a')}", "true"},
           {"${'Ä'.equalsIgnoreCase('ä')}", "true"}, {"${'abc'.contains('b')}", "true"},
           {"${'abc'.startsWith('ab')}", "true"}, {"${'abc'.endsWith('ab')}", "false"},
           {"${'abcb'.indexOf('b')}", "1 Integer"}, {"${'abcb'.lastIndexOf('b')}", "3 Integer"},
           {"${'abc'.indexOf('x')}", "-1 Integer"}, {"${''.isEmpty()}", "true"}, {"${' '.isBlank()}", "true"},
           {"${'abc'.charAt(1)}", "\"b\""}, {"${'abc'.substring(1)}", "\"bc\""}, {"${'abc'.substring(1, 2)}", "\"b\""},
           {"${名.substring(1, 2)}", "\"乙\""}, {"${'abc'.substring(3)}", "\"\""}, {"${'a'.concat('b')}", "\"ab\""},
           {"${'a'.concat(1)}", "\"a1\""}, {"${'aB'.toUpperCase()}", "\"AB\""}, {"${'aB'.toLowerCase()}", "\"ab\""},
           {"${' a '.trim()}", "\"a\""}, {"${'a.b.c'.replace('.', '-')}", "\"a-b-c\""},
           {"${'ab'.replace('', '-')}", "\"-a-b-\""}, {"${'a,b,,'.split(',')}", "[\"a\", \"b\"]"},
           {"${'a1b22c'.split('[0-9]+')}", "[\"a\", \"b\", \"c\"]"}, {"${'abc'.matches('[a-c]+')}", "true"},
           {"${'abcd'.matches('[a-c]+')}", "false"}, {"${'x'.toString()}", "\"x\""},
           {"${'b'.compareTo('a')}", "1 Integer"}, {"${\"it's\"}", "\"it's\""}, {"${'it\\'s \\\\'}", "\"it's \\\\\""});
    ERRORS(state, WEIR_EPROCESS, {"${'abc'.substring(4)}", "leaves a text of 3 characters"},
           {"${'abc'.substring(2, 1)}", "leaves a text"},
           {"${'a'.contains(null)}", "contains got null instead of a text"}, {"${'a'.matches('(')}", ""});
}

static void numbers_moments_and_json_have_methods(void **state)
{
    VALUES(state, {"${half.intValue()}", "2 Integer"}, {"${half.longValue()}", "2 Long"},
           {"${n.doubleValue()}", "5 Double"}, {"${n.toString()}", "\"5\""}, {"${half.toString()}", "\"2.5\""},
           {"${n.equals(5)}", "true"}, {"${yes.toString()}", "\"true\""}, {"${now()}", "@\"2026-01-02T03:04:05.006Z\""},
           {"${dateTime().plusWeeks(1).toDate()}", "@\"2026-01-09T03:04:05.006Z\""},
           {"${dateTime().plusMonths(1).minusDays(1).withTimeAtStartOfDay()}", "@\"2026-02-01T00:00:00Z\""},
           {"${now().plusSeconds(1).plusMinutes(1).plusHours(1).plusYears(1)}", "@\"2027-01-02T04:05:06.006Z\""},
           {"${now().minusYears(1).minusMonths(1).minusWeeks(1).minusHours(1).minusMinutes(1).minusSeconds(1)}",
            "@\"2024-11-25T02:03:04.006Z\""},
           {"${now().getTime()}", "1767323045006 Long"}, {"${now().time}", "1767323045006 Long"},
           {"${now().before(now().plusDays(1))}", "true"}, {"${now().isAfter(now())}", "false"},
           {"${S(json).prop('a').prop('b').elements()[1].numberValue()}", "2"},
           {"${JSON(json).prop('t').boolValue()}", "true"}, {"${S(json).hasProp('x')}", "false"},
           {"${S('{\"a\":\"z\"}').prop(\"a\").value()}", "\"z\""}, {"${m.containsKey('k')}", "true"},
           {"${m.get('k')}", "\"v\""}, {"${m.get('z')}", "null"}, {"${m.size()}", "2 Integer"},
           {"${m.keySet()}", "[\"k\", \"inner\"]"}, {"${void.isEmpty()}", "true"}, {"${currentUser()}", "\"mary\""},
           {"${authenticatedUserId}", "\"mary\""}, {"${currentUserGroups()}", "[]"},
           {"${m.inner.getSingleEntry()}", "\"v\""}, {"${void.getSingleEntry()}", "null"});
    ERRORS(state, WEIR_EPROCESS, {"${S(json).prop('x')}", "the JSON object has no member 'x'"},
           {"${S('{')}", "no JSON"}, {"${now().plusYears(99999999999)}", "plusYears leaves the calendar"},
           {"${m.getSingleEntry()}", "2 outputs"}, {"${l.getSingleResult()}", "2 results"});
}

static void what_is_not_in_the_list_is_refused_when_it_is_compiled(void **state)
{
    ERRORS(state, WEIR_ESYNTAX, {"${myBean.doIt(x)}", "if myBean is a bean of another engine"},
           {"${s.foo()}", "there is no method foo"}, {"${foo(1)}", "there is no function foo"},
           {"${''.getClass()}", "there is no method getClass"}, {"${S('x').xPath('/a')}", "there is no method xPath"},
           {"${XML('<a/>')}", "XML can't be taken apart"}, {"${execution.getEngine()}", "execution has no getEngine"},
           {"${execution.foo}", "execution has no foo"}, {"${execution}", "execution is no value"},
           {"${task}", "task is no value"}, {"${now(1)}", "now does not take 1 arguments"},
           {"${s.length(1)}", "length does not take 1 arguments"}, {"${execution.setVariable('a')}", "does not take 1"},
           {"${1 +}", "expected an expression, found \"}\""}, {"${1", "expected an operator or \"}\""},
           {"${}", "nothing between"}, {"${'a''b'}", "expected an operator"}, {"${'a\\n'}", "a backslash stands only"},
           {"${'abc}", "not closed"}, {"${a b}", "found \"b\""}, {"${a.}", "expected a name"},
           {"${a instanceof b}", "found \"instanceof\""}, {"${1 = 1}", "begins nothing"}, {"${(1}", "expected \")\""},
           {"${a[1}", "expected \"]\""}, {"${a ? b}", "expected \":\""}, {"${a:b(1)}", "found \":\""},
           {"", "there is no expression"}, {"${'a'.add(1)}", "must be called on a variable"}, {"${1..2}", ""},
           {"${@x}", "begins nothing"});
}

static void a_fault_has_its_place(void **state)
{
    feel_fixture *f = *state;
    variables v = {0};
    weir_value value;

    assert_int_equal(evaluate(f, &v, "text\n ${名 +\n  s.foo()}", &value), WEIR_ESYNTAX);
    assert_int_equal(f->diag.line, 3);
    assert_int_equal(f->diag.column, 5);
}

static void only_an_action_may_change_something(void **state)
{
    static const char *const sources[] = {"${execution.setVariable('a', 1)}", "${l.add(1)}",
                                          "${task.setAssignee('x')}"};
    feel_fixture *f = *state;
    const weir_expression *expression;

    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        f->diag = (weir_diag){0};
        assert_int_equal(weir_juel_compile(weir_text_of(sources[i]), false, &f->arena, &expression, &f->diag),
                         WEIR_ESYNTAX);
        assert_non_null(strstr(f->diag.message, "changes something"));
        assert_int_equal(weir_juel_compile(weir_text_of(sources[i]), true, &f->arena, &expression, &f->diag), WEIR_OK);
    }
}

static void changes_happen_in_their_order(void **state)
{
    feel_fixture *f = *state;
    variables v = {0};
    weir_value value;

    assert_int_equal(
        evaluate(f, &v, "${execution.setVariable('a', 1)}${l.add('c')}${m.put('z', 1)}${m.remove('k')}", &value),
        WEIR_OK);
    assert_string_equal(v.changes, "a:number0 l:list3 m:context3 m:context1 ");
}

static void the_bean_of_a_call_has_a_name(void **state)
{
    feel_fixture *f = *state;
    weir_text bean;

    assert_int_equal(weir_juel_bean(WEIR_T("${myBean.doIt(execution.getVariable('x'), 1)}"), &f->arena, &bean),
                     WEIR_OK);
    assert_true(weir_text_equal(bean, WEIR_T("myBean")));
    assert_int_equal(weir_juel_bean(WEIR_T("${s.length()}"), &f->arena, &bean), WEIR_OK);
    assert_int_equal(bean.length, 0);
}

static void the_budget_ends_it(void **state)
{
    feel_fixture *f = *state;
    variables v = {0};
    weir_value value;

    f->run.step_count_max = 4;
    assert_int_equal(evaluate(f, &v, "${1+2+3+4+5}", &value), WEIR_ELIMIT);
    assert_non_null(strstr(f->diag.message, "feel_step_count_max"));
}

static void nesting_has_a_limit(void **state)
{
    feel_fixture *f = *state;
    const weir_expression *expression;
    char source[2000] = "${";

    for (int i = 0; i < 900; i++)
        strcat(source, "(");
    assert_int_equal(weir_juel_compile(weir_text_of(source), true, &f->arena, &expression, &f->diag), WEIR_ELIMIT);
    for (int i = 2; source[i] != '\0'; i++)
        source[i] = '!';
    assert_int_equal(weir_juel_compile(weir_text_of(source), true, &f->arena, &expression, &f->diag), WEIR_ELIMIT);
}

#define T(name) cmocka_unit_test_setup_teardown(name, feel_setup, feel_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(arithmetic_is_long_or_double),
        T(a_text_around_expressions_makes_a_text),
        T(comparisons_change_kinds),
        T(logic_knows_what_is_empty),
        T(an_unknown_name_is_an_error),
        T(properties_and_indexes_reach_inside),
        T(texts_have_methods),
        T(numbers_moments_and_json_have_methods),
        T(what_is_not_in_the_list_is_refused_when_it_is_compiled),
        T(a_fault_has_its_place),
        T(only_an_action_may_change_something),
        T(changes_happen_in_their_order),
        T(the_bean_of_a_call_has_a_name),
        T(the_budget_ends_it),
        T(nesting_has_a_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
