/* SPDX-License-Identifier: Apache-2.0
 * Arithmetic, comparison, parts and functions of dates, times and durations; contexts; sorting.
 *
 * Spec: DMN 1.5 §10.3.2.13.4, tables 57-59 and 66, §10.3.4.6-10.
 */
#include "feel_fixture.h"

static void sums_and_differences_of_moments(void **state)
{
    FEEL_EXPECT_ALL(
        *state, {"@\"2020-01-31\"+@\"P1M\"", "@\"2020-02-29\""}, {"@\"2020-02-29\"+@\"P1Y\"", "@\"2021-02-28\""},
        {"@\"2020-03-31\"-@\"P1M\"", "@\"2020-02-29\""}, {"@\"2020-12-31\"+@\"P2M\"", "@\"2021-02-28\""},
        {"@\"2020-01-31\"+@\"P1D\"", "@\"2020-02-01\""}, {"@\"2020-01-31\"+@\"PT23H\"", "@\"2020-01-31\""},
        {"@\"2020-01-31\"+@\"PT24H\"", "@\"2020-02-01\""}, {"@\"2020-01-31\"-@\"PT1H\"", "@\"2020-01-30\""},
        {"@\"2020-01-31\"-@\"P1D\"", "@\"2020-01-30\""}, {"@\"2020-01-01\"-@\"2019-01-01\"", "@\"P365D\""},
        {"@\"2020-01-01\"-@\"2020-01-01T10:00:00\"", "null"}, {"@\"2020-01-01T10:00:00\"-@\"2020-01-01\"", "null"},
        {"@\"2020-01-01T10:00:00Z\"-@\"2020-01-01\"", "@\"PT10H\""},
        {"@\"2020-01-01\"-@\"2020-01-01T10:00:00Z\"", "@\"-PT10H\""},
        {"@\"2020-01-01T10:00:00\"-@\"2020-01-01T09:00:00\"", "@\"PT1H\""},
        {"@\"2020-01-01T10:00:00Z\"-@\"2020-01-01T09:00:00\"", "null"},
        {"@\"2020-01-01T10:00:00Z\"-@\"2020-01-01T09:00:00+01:00\"", "@\"PT2H\""},
        {"@\"2020-01-01T10:00:00\"+@\"P1Y2M\"", "@\"2021-03-01T10:00:00\""},
        {"@\"2020-01-01T10:00:00\"+@\"P1DT2H3M4S\"", "@\"2020-01-02T12:03:04\""},
        {"@\"2020-01-01T23:59:59\"+@\"PT1S\"", "@\"2020-01-02T00:00:00\""},
        {"@\"2020-01-01T10:00:00+02:00\"+@\"P1M\"", "@\"2020-02-01T10:00:00+02:00\""},
        {"@\"2020-01-31T10:00:00\"-@\"P1M\"", "@\"2019-12-31T10:00:00\""},
        {"@\"2020-03-31T10:00:00\"-@\"P1M\"", "@\"2020-02-29T10:00:00\""}, {"@\"10:00:00\"+@\"PT1H\"", "@\"11:00:00\""},
        {"@\"23:00:00\"+@\"PT2H\"", "@\"01:00:00\""}, {"@\"10:00:00\"-@\"PT11H\"", "@\"23:00:00\""},
        {"@\"10:00:00\"+@\"P1D\"", "@\"10:00:00\""}, {"@\"10:00:00\"+@\"P1Y\"", "null"},
        {"@\"10:00:00\"-@\"09:00:00\"", "@\"PT1H\""}, {"@\"09:00:00\"-@\"10:00:00\"", "@\"-PT1H\""},
        {"@\"10:00:00Z\"-@\"10:00:00+01:00\"", "@\"PT1H\""}, {"@\"10:00:00Z\"-@\"10:00:00\"", "null"},
        {"@\"10:00:00Z\"+@\"PT15H\"", "@\"01:00:00Z\""}, {"@\"10:00:00+02:00\"+@\"PT15H\"", "@\"01:00:00+02:00\""},
        {"@\"P1D\"+@\"2020-01-01\"", "@\"2020-01-02\""}, {"@\"P1M\"+@\"2020-01-31\"", "@\"2020-02-29\""},
        {"@\"PT1H\"+@\"10:00:00\"", "@\"11:00:00\""},
        {"@\"PT1H\"+@\"2020-01-01T10:00:00\"", "@\"2020-01-01T11:00:00\""},
        {"@\"P1M\"+@\"2020-01-01T10:00:00\"", "@\"2020-02-01T10:00:00\""}, {"@\"P1D\"-@\"2020-01-01\"", "null"},
        {"@\"PT1H\"-@\"10:00:00\"", "null"}, {"@\"P1D\"+@\"P1D\"", "@\"P2D\""}, {"@\"P1D\"-@\"PT1H\"", "@\"PT23H\""},
        {"@\"P1Y\"+@\"P1M\"", "@\"P1Y1M\""}, {"@\"P1Y\"-@\"P13M\"", "@\"-P1M\""}, {"@\"P1Y\"+@\"P1D\"", "null"},
        {"@\"P1Y\"-@\"P1D\"", "null"}, {"@\"P1D\"*2", "@\"P2D\""}, {"2*@\"P1D\"", "@\"P2D\""},
        {"@\"P1D\"*-1", "@\"-P1D\""}, {"@\"P1Y\"*2", "@\"P2Y\""}, {"3*@\"P1M\"", "@\"P3M\""},
        {"@\"P1D\"/2", "@\"PT12H\""}, {"@\"P1D\"/0", "null"}, {"@\"P1D\"/@\"PT1H\"", "24"},
        {"@\"P1D\"/@\"PT0S\"", "null"}, {"@\"P1Y\"/@\"P1M\"", "12"}, {"@\"P1Y\"/@\"P5M\"", "2.4"},
        {"@\"P1Y\"/@\"P0M\"", "null"}, {"@\"P1Y\"/2", "@\"P6M\""}, {"@\"P1Y\"/5", "@\"P2M\""}, {"@\"P1Y\"/0", "null"},
        {"@\"P1Y\"/@\"P1D\"", "null"}, {"2/@\"P1D\"", "null"}, {"@\"P1D\"*@\"P1D\"", "null"}, {"@\"P1D\"**2", "null"},
        {"@\"P1D\"*null", "null"}, {"@\"P1D\"+null", "null"}, {"@\"P1D\"+1", "null"}, {"@\"P1D\"+\"a\"", "null"},
        {"@\"2020-01-01\"+1", "null"}, {"@\"2020-01-01\"+@\"2020-01-01\"", "null"}, {"@\"2020-01-01\"+null", "null"},
        {"@\"2020-01-01\"-null", "null"}, {"@\"2020-01-01\"*2", "null"}, {"@\"10:00:00\"+@\"10:00:00\"", "null"},
        {"@\"2020-01-01\"-@\"10:00:00\"", "null"}, {"@\"2020-01-01\"+@\"10:00:00\"", "null"},
        {"\"2020-01-01\"+@\"P1D\"", "null"}, {"-@\"P1Y2M\"", "@\"-P1Y2M\""}, {"-@\"PT1.5S\"", "@\"-PT1.5S\""},
        {"@\"PT1S\"/3", "@\"PT0.333333333S\""}, {"@\"PT0.000000001S\"/2", "@\"PT0S\""}, {"@\"PT1S\"*1e20", "null"},
        {"@\"P1Y\"*1e20", "null"}, {"@\"999999999-12-31\"+@\"P1D\"", "null"},
        {"@\"-999999999-01-01\"-@\"P1D\"", "null"}, {"@\"999999999-12-31\"+@\"P1M\"", "null"},
        {"@\"P999999999Y\"+@\"P999999999Y\"", "@\"P1999999998Y\""}, {"@\"PT2S\"/3", "@\"PT0.666666667S\""},
        {"@\"-PT2S\"/3", "@\"-PT0.666666667S\""}, {"@\"PT0.000000003S\"/2", "@\"PT0.000000002S\""},
        {"@\"PT1H\"*1e30", "null"}, {"@\"P1D\"/1e40", "@\"PT0S\""}, {"@\"PT1S\"*1e-30", "@\"PT0S\""});
}

static void moments_are_compared(void **state)
{
    FEEL_EXPECT_ALL(
        *state, {"@\"2020-01-01\" = @\"2020-01-01T00:00:00\"", "null"},
        {"@\"2020-01-01\" = @\"2020-01-01T00:00:00Z\"", "null"}, {"@\"2020-01-01\" < @\"2020-01-01T00:00:01\"", "null"},
        {"@\"2020-01-01\" < @\"2020-01-01T00:00:01Z\"", "null"},
        {"@\"2020-01-01\" != @\"2020-01-01T00:00:00\"", "null"},
        {"@\"2020-01-01T10:00:00\" = @\"2020-01-01T10:00:00Z\"", "false"},
        {"@\"2020-01-01T10:00:00\" < @\"2020-01-01T11:00:00Z\"", "null"},
        {"@\"2020-01-01T10:00:00\" != @\"2020-01-01T11:00:00Z\"", "true"},
        {"@\"2020-01-01T10:00:00Z\" = @\"2020-01-01T11:00:00+01:00\"", "true"},
        {"@\"10:00:00Z\" = @\"11:00:00+01:00\"", "true"}, {"@\"10:00:00Z\" < @\"10:30:00+01:00\"", "false"},
        {"@\"10:00:00\" = @\"10:00:00Z\"", "false"}, {"@\"10:00:00\" < @\"11:00:00Z\"", "null"},
        {"@\"10:00:00.5\" = @\"10:00:00\"", "true"}, {"@\"10:00:00.5\" > @\"10:00:00\"", "true"},
        {"@\"10:00:00.5\" >= @\"10:00:00.4\"", "true"},
        {"@\"2020-01-01T10:00:00.5\" = @\"2020-01-01T10:00:00\"", "true"}, {"@\"P1D\" = @\"PT24H\"", "true"},
        {"@\"P1D\" > @\"PT23H\"", "true"}, {"@\"P1Y\" = @\"P12M\"", "true"}, {"@\"P1Y\" < @\"P1D\"", "null"},
        {"@\"P1Y\" = @\"P365D\"", "null"}, {"@\"P0Y\" = @\"P0D\"", "null"},
        {"@\"2020-01-01\" < \"2020-01-02\"", "null"},
        {"@\"2020-01-01\" between @\"2019-01-01\" and @\"2021-01-01\"", "true"});
}

static void moments_have_parts(void **state)
{
    FEEL_EXPECT_ALL(
        *state, {"@\"2020-01-01\".year", "2020"}, {"@\"2020-01-01\".month", "1"}, {"@\"2020-01-01\".day", "1"},
        {"@\"2020-01-01\".weekday", "3"}, {"@\"2020-01-05\".weekday", "7"}, {"@\"2020-01-06\".weekday", "1"},
        {"@\"2020-01-01\".hour", "null"}, {"@\"2020-01-01\".minute", "null"}, {"@\"2020-01-01\".second", "null"},
        {"@\"2020-01-01\".time offset", "null"}, {"@\"2020-01-01\".timezone", "null"},
        {"@\"2020-01-01\".years", "null"}, {"@\"2020-01-01\".week", "null"}, {"@\"10:11:12\".hour", "10"},
        {"@\"10:11:12\".minute", "11"}, {"@\"10:11:12\".second", "12"}, {"@\"10:11:12.5\".second", "12.5"},
        {"@\"10:11:12\".time offset", "null"}, {"@\"10:11:12\".timezone", "null"},
        {"@\"10:11:12Z\".time offset", "@\"PT0S\""}, {"@\"10:11:12Z\".timezone", "null"},
        {"@\"10:11:12+02:30\".time offset", "@\"PT2H30M\""}, {"@\"10:11:12-02:30\".time offset", "@\"-PT2H30M\""},
        {"@\"10:11:12\".year", "null"}, {"@\"2020-01-01T10:11:12\".year", "2020"},
        {"@\"2020-01-01T10:11:12\".weekday", "3"}, {"@\"2020-01-01T10:11:12\".second", "12"},
        {"@\"2020-01-01T10:11:12.25\".second", "12.25"}, {"@\"2020-01-01T10:11:12\".time offset", "null"},
        {"@\"2020-01-01T10:11:12\".timezone", "null"}, {"@\"2020-01-01T10:11:12Z\".time offset", "@\"PT0S\""},
        {"@\"2020-01-01T10:11:12Z\".timezone", "null"}, {"@\"2020-07-01T10:11:12+05:30\".timezone", "null"},
        {"@\"P1Y14M\".years", "2"}, {"@\"P1Y14M\".months", "2"}, {"@\"-P1Y14M\".years", "-2"},
        {"@\"-P1Y14M\".months", "-2"}, {"@\"P1Y\".days", "null"}, {"@\"P1Y\".hours", "null"},
        {"@\"P1DT25H61M61S\".days", "2"}, {"@\"P1DT25H61M61S\".hours", "2"}, {"@\"P1DT25H61M61S\".minutes", "2"},
        {"@\"P1DT25H61M61S\".seconds", "1"}, {"@\"-P1DT25H61M61S\".days", "-2"}, {"@\"-P1DT25H61M61S\".hours", "-2"},
        {"@\"-P1DT25H61M61S\".minutes", "-2"}, {"@\"-P1DT25H61M61S\".seconds", "-1"}, {"@\"PT1.5S\".seconds", "1.5"},
        {"@\"P1D\".years", "null"}, {"@\"P1D\".months", "null"}, {"@\"P1D\".day", "null"}, {"@\"P1Y\".year", "null"},
        {"null.year", "null"}, {"1.year", "null"}, {"\"a\".year", "null"});
}

static void the_calendar_is_asked(void **state)
{
    FEEL_EXPECT_ALL(
        *state, {"day of year(@\"2019-09-17\")", "260"}, {"day of year(date: @\"2019-09-17\")", "260"},
        {"day of year(@\"2020-12-31\")", "366"}, {"day of year(@\"2019-12-31T10:00:00\")", "365"},
        {"day of year(@\"2019-12-31T23:00:00-05:00\")", "365"}, {"day of year(null)", "null"},
        {"day of year(\"2019-09-17\")", "null"}, {"day of year(@\"10:00:00\")", "null"}, {"day of year()", "null"},
        {"day of year(@\"2019-09-17\",1)", "null"}, {"day of year([@\"2019-09-17\"])", "260"},
        {"day of year(d: @\"2019-09-17\")", "null"}, {"day of week(@\"2019-09-17\")", "\"Tuesday\""},
        {"day of week(date: @\"2019-09-17\")", "\"Tuesday\""},
        {"day of week(@\"2019-09-17T10:00:00Z\")", "\"Tuesday\""}, {"day of week(\"2019-09-17\")", "null"},
        {"day of week(null)", "null"}, {"month of year(@\"2019-09-17\")", "\"September\""},
        {"month of year(date: @\"2019-09-17\")", "\"September\""},
        {"month of year(@\"2019-09-17T10:00:00Z\")", "\"September\""}, {"month of year(null)", "null"},
        {"week of year(@\"2019-09-17\")", "38"}, {"week of year(date: @\"2019-09-17\")", "38"},
        {"week of year(@\"2003-12-29\")", "1"}, {"week of year(@\"2004-01-04\")", "1"},
        {"week of year(@\"2005-01-01\")", "53"}, {"week of year(@\"2005-01-03\")", "1"},
        {"week of year(@\"2005-01-09\")", "1"}, {"week of year(@\"2020-12-31\")", "53"},
        {"week of year(@\"2021-01-03\")", "53"}, {"week of year(@\"2021-01-04\")", "1"},
        {"week of year(@\"2019-09-17T10:00:00\")", "38"}, {"week of year(null)", "null"},
        {"week of year(\"2019-09-17\")", "null"}, {"today(1)", "null"}, {"today() instance of date", "true"});
}

static void contexts_are_read_and_changed(void **state)
{
    FEEL_EXPECT_ALL(
        *state, {"get value({a:1},\"a\")", "1"}, {"get value(m: {a:1}, key: \"a\")", "1"},
        {"get value(context: {a:1}, key: \"a\")", "null"}, {"get value(context: {a:1}, keys: \"a\")", "1"},
        {"get value(m: {a:1}, keys: [\"a\"])", "null"}, {"get value({a:1},\"b\")", "null"},
        {"get value({a:1},null)", "null"}, {"get value(null,\"a\")", "null"}, {"get value({a:1},1)", "null"},
        {"get value([],\"a\")", "null"}, {"get value({a:{b:1}},[\"a\",\"b\"])", "1"},
        {"get value({a:{b:1}},[\"a\"])", "{b: 1}"}, {"get value({a:{b:1}},[\"a\",\"c\"])", "null"},
        {"get value({a:{b:1}},[])", "null"}, {"get value({a:{b:1}},[\"a\",1])", "null"},
        {"get value({a:{b:1}},[\"a\",null])", "null"}, {"get value({a:1},[\"a\",\"b\"])", "null"},
        {"get value({a: null},\"a\")", "null"}, {"get value({a:1})", "null"}, {"get value()", "null"},
        {"get value({\"a b\":1},\"a b\")", "1"}, {"get value([{a:1}],\"a\")", "1"},
        {"get entries({a:1,b:\"x\"})", "[{key: \"a\", value: 1}, {key: \"b\", value: \"x\"}]"},
        {"get entries(m: {a:1})", "[{key: \"a\", value: 1}]"},
        {"get entries(context: {a:1})", "[{key: \"a\", value: 1}]"}, {"get entries({})", "[]"},
        {"get entries(null)", "null"}, {"get entries(1)", "null"}, {"get entries([])", "null"},
        {"get entries([{a:1}])", "[{key: \"a\", value: 1}]"}, {"get entries()", "null"},
        {"get entries({a: null})", "[{key: \"a\", value: null}]"}, {"get entries({a:1},1)", "null"},
        {"context put({},\"a\",1)", "{a: 1}"}, {"context put(context: {}, key: \"a\", value: 1)", "{a: 1}"},
        {"context put(context: {}, keys: [\"a\"], value: 1)", "{a: 1}"},
        {"context put(m: {}, key: \"a\", value: 1)", "null"}, {"context put({a:1},\"a\",2)", "{a: 2}"},
        {"context put({a:1},\"a\",null)", "{a: null}"}, {"context put({a:1},null,2)", "null"},
        {"context put(null,\"a\",2)", "null"}, {"context put({a:1},1,2)", "null"},
        {"context put({a:1},\"\",2)", "{a: 1, \"\": 2}"}, {"context put({a:1},\"b\")", "null"},
        {"context put({a:1},[\"b\"],2)", "{a: 1, b: 2}"}, {"context put({a:1},[\"b\",\"c\"],2)", "null"},
        {"context put({a:{b:1}},[\"a\",\"b\"],2)", "{a: {b: 2}}"},
        {"context put({a:{b:1}},[\"a\",\"c\"],2)", "{a: {b: 1, c: 2}}"}, {"context put({a:1},[\"a\",\"c\"],2)", "null"},
        {"context put({a:1},[],2)", "null"}, {"context put({a:1},[null],2)", "null"},
        {"context put({a:1},[1],2)", "null"}, {"context put({a:1},[\"a\",null],2)", "null"},
        {"context put([{a:1}],\"b\",2)", "{a: 1, b: 2}"}, {"context put({a:1},\"b\",{c:2})", "{a: 1, b: {c: 2}}"},
        {"context put({},[\"a\",\"b\",\"c\"],1)", "null"},
        {"context put({x:1,y:{a:0}},[\"y\",\"a\"],2)", "{x: 1, y: {a: 2}}"},
        {"context put({x:1,y:{a:0,c:{}}},[\"y\",\"c\",\"d\"],2)", "{x: 1, y: {a: 0, c: {d: 2}}}"},
        {"context merge([{a:1},{b:2}])", "{a: 1, b: 2}"}, {"context merge(contexts: [{a:1},{b:2}])", "{a: 1, b: 2}"},
        {"context merge(context: [{a:1}])", "null"}, {"context merge([])", "{}"},
        {"context merge([{a:1},{a:2}])", "{a: 2}"}, {"context merge({a:1})", "{a: 1}"},
        {"context merge({a:1},{b:2})", "null"}, {"context merge(null)", "null"}, {"context merge([null])", "null"},
        {"context merge([{a:1},null])", "null"}, {"context merge([1])", "null"},
        {"context merge([{a:{b:1}},{a:{c:1}}])", "{a: {c: 1}}"}, {"context merge()", "null"});
}

static void sort_asks_its_function(void **state)
{
    FEEL_EXPECT_ALL(
        *state, {"sort([3,1,2], function(x,y) x<y)", "[1, 2, 3]"},
        {"sort(list: [3,1,2], precedes: function(x,y) x>y)", "[3, 2, 1]"}, {"sort([3,1,2])", "[1, 2, 3]"},
        {"sort(list: [3,1,2])", "[1, 2, 3]"}, {"sort([\"b\",\"a\"])", "[\"a\", \"b\"]"},
        {"sort([3,1,2], function(x) true)", "null"}, {"sort([3,1,2], function(x,y) null)", "null"},
        {"sort([3,1,2], function(x,y) 1)", "null"}, {"sort([3,1,2], null)", "[1, 2, 3]"}, {"sort([3,1,2], 1)", "null"},
        {"sort(null)", "null"}, {"sort(null, function(x,y) x<y)", "null"}, {"sort([])", "[]"},
        {"sort([], function(x,y) x<y)", "[]"}, {"sort(1, function(x,y) x<y)", "[1]"}, {"sort([1,\"a\"])", "null"},
        {"sort([1,null])", "null"}, {"sort([@\"2020-01-02\",@\"2020-01-01\"])", "[@\"2020-01-01\", @\"2020-01-02\"]"},
        {"sort([true,false])", "null"}, {"sort([[2],[1]], function(x,y) x[1]<y[1])", "[[1], [2]]"},
        {"sort([3,1,2], before)", "[1, 2, 3]"}, {"sort([\"a\",\"b\"], starts with)", "[\"a\", \"b\"]"},
        {"sort([{a:2},{a:1}], function(x,y) x.a<y.a)", "[{a: 1}, {a: 2}]"},
        {"sort([3,1,2], function(x,y) x<y, 1)", "null"}, {"sort(precedes: function(x,y) x<y, list: [2,1])", "[1, 2]"},
        {"sort([3,1,2],function(a:number,b:number) a<b)", "[1, 2, 3]"});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEEL_TEST(sums_and_differences_of_moments),
        FEEL_TEST(moments_are_compared),
        FEEL_TEST(moments_have_parts),
        FEEL_TEST(the_calendar_is_asked),
        FEEL_TEST(contexts_are_read_and_changed),
        FEEL_TEST(sort_asks_its_function),
    };

    return cmocka_run_group_tests_name("feel/moments", tests, NULL, NULL);
}
