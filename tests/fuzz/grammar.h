/* SPDX-License-Identifier: Apache-2.0
 * tests/fuzz/grammar.h - bytes as choices: a text of a grammar, so that what is fuzzed is behind the parser.
 *
 * A rule has a letter and templates, in which $ and a letter stand for a text of that rule. Each byte chooses a
 * template. Where the bytes end, or the text is deep or long, the first one is taken, which must lead to an end.
 */
#ifndef WEIR_TESTS_FUZZ_GRAMMAR_H
#define WEIR_TESTS_FUZZ_GRAMMAR_H

#include "base/buffer.h"
#include "feel/builtin.h"
#include "fuzz/fuzz.h"

#define GRAMMAR_DEPTH_MAX 14u
#define GRAMMAR_LENGTH_MAX 6000u

typedef struct grammar {
    const uint8_t *at, *end;
    weir_buffer *out;
    uint32_t depth, count; /* of templates that were taken */
} grammar;

typedef struct grammar_rule {
    char letter;
    bool is_xml_text; /* written with entities */
    uint32_t count;
    const char *const *templates;
} grammar_rule;

static void grammar_write(grammar *g, char letter);

static inline uint32_t grammar_choose(grammar *g, uint32_t count)
{
    const uint32_t byte = g->at < g->end ? *g->at++ : 0;
    const bool is_wide = count > 128 && g->at < g->end;

    return (is_wide ? byte << 8 | *g->at++ : byte) % count;
}

#define TEMPLATES(name, ...) static const char *const name[] = {__VA_ARGS__}

TEMPLATES(expressions, "$N", "$L", "$L", "$N", "$N", "($E)", "$P + $P", "$P - $P", "$P * $P", "$P / $P", "$P ** $P",
          "-$P", "$P = $P", "$P != $P", "$P < $P", "$P <= $P", "$P > $P", "$P >= $P", "$P and $P", "$P or $P",
          "$P between $P and $P", "$P in $U", "$P in ($U, $U)", "if $E then $E else $E", "for $V in $E return $E",
          "for $V in $E..$E return $E", "for $V in $E, $V in $E return $E", "for $V in $E return partial",
          "for $V in $E return partial[-1]", "some $V in $E satisfies $E", "every $V in $E satisfies $E",
          "some $V in $E, $V in $E satisfies $E", "$P[$E]", "$P[item $C $P]", "$P[$K $C $P]", "$P.$K", "$P.$K",
          "{$K: $E, $K: $E}", "{\"a b\": $E, Full Name: $E}", "{$K: $E}.$K", "{}", "[$E, $E, $E]", "[$E]", "[]",
          "[$E..$E]", "($E..$E)", "]$E..$E[", "[$E..$E)", "$P instance of $T", "function($V) $E",
          "function($V: $T, $V) $E", "$P($E)", "$N($E)", "$N(x: $E, y: $E)",
          "{f: function(x) if $E then $E else f($E), y: f($E)}.y", "$B", "$B", "$B", "$B", "@\"$d\"",
          "matches($E, \"$G\")", "replace($E, \"$G\", \"$$1-$$0\", \"$O\")", "split($E, \"$G\")",
          "sort($E, function(x, y) $E)", "string($E)", "date(\"$d\")", "time(\"$d\")", "date and time(\"$d\")",
          "duration(\"$d\")", "number(\"$d\")", "range(\"$d\")", "date($E, $E, $E)", "time($E, $E, $E, $E)",
          "get value($E, \"$K\")", "context put($E, \"$K\", $E)", "not($E)", "is($E, $E)", "/* $E */ $E", "$P[1]",
          "$P[-1]", "count($P[$E])", "?");
TEMPLATES(operands, "$N", "$L", "($E)", "($E)", "$B");
TEMPLATES(names, "a", "b", "c", "d", "n", "big", "yes", "no", "s", "l", "none", "o", "people", "day", "old", "clock",
          "zoned", "moment", "local", "years", "span", "r", "days", "below", "letters", "f", "g", "x", "y", "i", "item",
          "partial", "?", "d1", "d2", "d3", "fun", "serve", "nobody");
TEMPLATES(literals, "1", "null", "true", "false", "0", "-1", "2", "3", "0.1", "1.50", ".5", "1e3", "1E-6143", "9E+6144",
          "12345678901234567890123456789012345", "\"\"", "\"a\"", "\"$d\"", "\"\\u00e4\\U01F40E\\t\"", "\"a,b;c\"",
          "100000", "1000000000", "[1..3]", "[\"a\", \"b\", null]", "{x: 1, y: 2}", "date(\"2024-02-29\")",
          "time(\"10:00:00Z\")", "duration(\"P1D\")", "duration(\"P1Y\")", "date and time(\"2024-02-29T00:00:00\")");
TEMPLATES(variables, "x", "y", "i", "item", "a", "Full Name");
TEMPLATES(comparisons, "=", "!=", "<", "<=", ">", ">=");
TEMPLATES(keys, "x", "y", "z", "w", "name", "age", "Full Name", "year", "month", "day", "weekday", "hour", "minute",
          "second", "time offset", "timezone", "years", "months", "days", "hours", "minutes", "seconds", "start", "end",
          "start included", "end included", "value", "key", "f");
TEMPLATES(types, "number", "string", "boolean", "date", "time", "date and time", "years and months duration",
          "days and time duration", "Any", "Null", "list<$T>", "context<x: $T, y: $T>", "range<$T>",
          "function<$T, $T> -> $T", "function<> -> $T", "list", "context", "nobody", "tNumber", "tList", "tItem");
TEMPLATES(tests, "$L", "$E", "< $P", "<= $P", "> $P", ">= $P", "= $P", "!= $P", "[$E..$E]", "($E..$E)", "]$E..$E[",
          "not($E)", "? $C $P", "count(?) $C $P", "contains(?, $E)", "null", "$N", "(<= $P)",
          "every x in ? satisfies $E");
TEMPLATES(test_lists, "-", "$U", "$U, $U", "$U, $U, $U", "not($U)", "not($U, $U)");
TEMPLATES(dates, "2024-02-29", "2023-02-29", "-0001-01-01", "999999999-12-31", "10:00:00", "24:00:00", "10:00:00+14:00",
          "10:00:00@Europe/Paris", "2024-03-31T02:30:00@Europe/Paris", "2024-10-27T02:30:00@America/New_York",
          "2024-02-29T10:00:00.123456789Z", "P1D", "-P1Y2M", "PT36H", "P999999999Y", "PT0.000000001S", "P1DT",
          "1,000.5", "[1..3]", "(2024-01-01..2024-12-31)", "[\\\"a\\\"..\\\"b\\\"]", "x", "");
TEMPLATES(patterns, "a", "$G$G", "$G|$G", "($G)", "(?:$G)", "$G*", "$G+?", "$G{2,3}", "[a-z]", "[^$G]", ".", "^$G$$",
          "\\\\d", "\\\\p{L}", "\\\\i\\\\c*", "[a-z-[aeiou]]", "($G)\\\\1", "\\\\s", "\\\\", "[", "(a+)+b", "(.*)*x",
          "$G{0,1000}");
TEMPLATES(flags, "", "i", "s", "m", "x", "q", "ix", "z");

/* -- files of DMN -- */

TEMPLATES(models,
          "<definitions xmlns='$v' id='m' name='m' namespace='n'>$t<inputData id='a' name='a'/>"
          "<decision id='d1' name='d1'><variable name='d1' typeRef='$q'/>$b</decision></definitions>",
          "<definitions xmlns='$v' id='m' name='m' namespace='n'>$t"
          "<inputData id='a' name='a'><variable name='a' typeRef='$q'/></inputData>"
          "<businessKnowledgeModel id='fun' name='fun'><encapsulatedLogic kind='$k'>"
          "<formalParameter name='x' typeRef='$q'/>$b</encapsulatedLogic>$f</businessKnowledgeModel>"
          "<decision id='d1' name='d1'>$p<variable name='d1' typeRef='$q'/>$r$b</decision>"
          "<decision id='d2' name='d2'><variable name='d2' typeRef='$q'/>$r$r$b</decision>"
          "<decision id='d3' name='d3'>$r$r$f$b</decision>"
          "<decisionService id='serve' name='serve'>$S</decisionService></definitions>");
TEMPLATES(namespaces, "https://www.omg.org/spec/DMN/20230324/MODEL/", "https://www.omg.org/spec/DMN/20191111/MODEL/",
          "https://www.omg.org/spec/DMN/20211108/MODEL/", "http://www.omg.org/spec/DMN/20180521/MODEL/",
          "http://www.omg.org/spec/DMN/20151101/dmn.xsd");
TEMPLATES(items, "",
          "<itemDefinition name='tNumber'><typeRef>number</typeRef><allowedValues><text>$u</text></allowedValues>"
          "</itemDefinition>$t",
          "<itemDefinition name='tList' isCollection='true'><typeRef>$q</typeRef>$A</itemDefinition>$t",
          "<itemDefinition name='tItem'><itemComponent name='x'><typeRef>$q</typeRef></itemComponent>"
          "<itemComponent name='y' isCollection='true'><typeRef>$q</typeRef>$A</itemComponent></itemDefinition>$t",
          "<itemDefinition name='tFunction'><functionItem outputTypeRef='$q'><parameters name='x' typeRef='$q'/>"
          "</functionItem></itemDefinition>");
TEMPLATES(allowed, "", "<allowedValues><text>$u</text></allowedValues>",
          "<typeConstraint><text>$u</text></typeConstraint>");
TEMPLATES(type_refs, "Any", "number", "string", "boolean", "date", "time", "dateTime", "date and time",
          "dayTimeDuration", "years and months duration", "tNumber", "tList", "tItem", "tFunction", "feel:number",
          "nobody");
TEMPLATES(questions, "", "<question>q</question>", "<allowedAnswers>a</allowedAnswers>");
TEMPLATES(needs, "", "<informationRequirement><requiredInput href='#a'/></informationRequirement>",
          "<informationRequirement><requiredDecision href='#d1'/></informationRequirement>",
          "<informationRequirement><requiredDecision href='#d2'/></informationRequirement>",
          "<informationRequirement><requiredDecision href='#d3'/></informationRequirement>$f", "$f$f");
TEMPLATES(knowledge, "", "<knowledgeRequirement><requiredKnowledge href='#fun'/></knowledgeRequirement>",
          "<knowledgeRequirement><requiredKnowledge href='#serve'/></knowledgeRequirement>");
TEMPLATES(
    services, "<outputDecision href='#d3'/>", "<outputDecision href='#d3'/><inputDecision href='#d1'/>",
    "<outputDecision href='#d2'/><outputDecision href='#d3'/><encapsulatedDecision href='#d1'/><inputData href='#a'/>",
    "<outputDecision href='#d3'/><inputDecision href='#d2'/><inputData href='#a'/>");
TEMPLATES(
    boxes, "<literalExpression><text>$F</text></literalExpression>",
    "<literalExpression typeRef='$q'><text>$F</text></literalExpression>", "$D", "$D",
    "<context><contextEntry><variable name='x' typeRef='$q'/>$b</contextEntry>"
    "<contextEntry><variable name='y'/>$b</contextEntry></context>",
    "<context><contextEntry><variable name='i'/>$b</contextEntry><contextEntry>$b</contextEntry></context>",
    "<list>$b$b</list>", "<list typeRef='$q'>$b$b$b</list>",
    "<relation><column name='x' typeRef='$q'/><column name='y'/><row>$b$b</row><row>$b$b</row></relation>",
    "<functionDefinition kind='$k'><formalParameter name='x' typeRef='$q'/>$b</functionDefinition>",
    "<invocation><literalExpression><text>$n</text></literalExpression>"
    "<binding><parameter name='x'/>$b</binding></invocation>",
    "<invocation><literalExpression><text>$n</text></literalExpression><binding><parameter name='d1'/>$b</binding>"
    "<binding><parameter name='a'/>$b</binding></invocation>",
    "<conditional><if>$b</if><then>$b</then><else>$b</else></conditional>",
    "<filter><in>$b</in><match>$b</match></filter>", "<for iteratorVariable='i'><in>$b</in><return>$b</return></for>",
    "<some iteratorVariable='i'><in>$b</in><satisfies>$b</satisfies></some>",
    "<every iteratorVariable='x'><in>$b</in><satisfies>$b</satisfies></every>");
TEMPLATES(function_kinds, "FEEL", "Java", "PMML");
TEMPLATES(callees, "fun", "serve", "f", "g", "abs", "d1", "function(x) x");
TEMPLATES(tables, "<decisionTable hitPolicy='$h' $g>$i<output name='p' typeRef='$q'>$o</output>$1$1$1</decisionTable>",
          "<decisionTable hitPolicy='$h'>$i$i<output>$o</output>$2$2$2</decisionTable>",
          "<decisionTable hitPolicy='$h' outputLabel='x'>$i<output name='p'>$o</output><output name='q'>$o</output>$3$3"
          "</decisionTable>",
          "<decisionTable preferredOrientation='Rule-as-Column' hitPolicy='$h'>$i<output/>$1</decisionTable>");
TEMPLATES(hit_policies, "UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER");
TEMPLATES(aggregations, "", "aggregation='SUM'", "aggregation='MIN'", "aggregation='MAX'", "aggregation='COUNT'");
TEMPLATES(input_clauses, "<input><inputExpression><text>$F</text></inputExpression></input>",
          "<input><inputExpression typeRef='$q'><text>$F</text></inputExpression>"
          "<inputValues><text>$u</text></inputValues></input>");
TEMPLATES(output_clauses, "", "<outputValues><text>$X</text></outputValues>",
          "<outputValues><text>$X</text></outputValues><defaultOutputEntry><text>$F</text></defaultOutputEntry>",
          "<defaultOutputEntry><text>$F</text></defaultOutputEntry>");
TEMPLATES(output_values, "\"a\", \"b\", \"c\"", "1, 2, 3", "3, 2, 1", "[1..10]", "$u");
#define IN "<inputEntry><text>$u</text></inputEntry>"
#define OUT "<outputEntry><text>$F</text></outputEntry>"
TEMPLATES(rules_one, "<rule>" IN OUT "</rule>");
TEMPLATES(rules_two, "<rule>" IN IN OUT "</rule>");
TEMPLATES(rules_three, "<rule>" IN OUT OUT "</rule>");

#define RULE(letter, templates)                                                                                        \
    {                                                                                                                  \
        letter, false, sizeof templates / sizeof *templates, templates                                                 \
    }
#define TEXT(letter, templates)                                                                                        \
    {                                                                                                                  \
        letter, true, sizeof templates / sizeof *templates, templates                                                  \
    }

static const grammar_rule grammar_rules[] = {
    RULE('E', expressions),   RULE('P', operands),       RULE('N', names),         RULE('L', literals),
    RULE('V', variables),     RULE('C', comparisons),    RULE('K', keys),          RULE('T', types),
    RULE('U', tests),         RULE('W', test_lists),     RULE('d', dates),         RULE('G', patterns),
    RULE('O', flags),         RULE('M', models),         RULE('v', namespaces),    RULE('t', items),
    RULE('A', allowed),       RULE('q', type_refs),      RULE('p', questions),     RULE('r', needs),
    RULE('f', knowledge),     RULE('S', services),       RULE('b', boxes),         RULE('k', function_kinds),
    TEXT('n', callees),       RULE('D', tables),         RULE('h', hit_policies),  RULE('g', aggregations),
    RULE('i', input_clauses), RULE('o', output_clauses), RULE('X', output_values), RULE('1', rules_one),
    RULE('2', rules_two),     RULE('3', rules_three),    TEXT('F', expressions),   TEXT('u', test_lists)};

/* An argument of the kind that the letter of builtins.def asks for, most of the time. */
static inline void grammar_argument(grammar *g, char kind)
{
    static const struct {
        char kind;
        const char *texts[4];
    } fitting[] = {{'n', {"a", "n", "$L", "($E)"}},
                   {'s', {"s", "b", "\"$d\"", "string($E)"}},
                   {'l', {"l", "c", "people", "[$E, $E]"}},
                   {'c', {"o", "people[1]", "{x: $E, y: $E}", "{$K: $E}"}},
                   {'f', {"f", "g", "function(x, y) $E", "function(x, y) x < y"}},
                   {'d', {"day", "moment", "local", "date(\"$d\")"}},
                   {'r', {"r", "days", "[$E..$E]", "letters"}}};
    const char *text = "$E";

    for (size_t i = 0; i < sizeof fitting / sizeof *fitting; i++) {
        if (fitting[i].kind == (kind | 0x20) && grammar_choose(g, 5) > 0)
            text = fitting[i].texts[grammar_choose(g, 4)];
    }
    for (; *text; text++) {
        if (*text == '$')
            grammar_write(g, *++text);
        else
            weir_buffer_char(g->out, *text);
    }
}

/* A call of any built-in function. */
static inline void grammar_call(grammar *g)
{
    static const struct {
        const char *name;
        uint32_t count_min, count_max;
        const char *kinds;
    } builtins[] = {
#define BUILTIN(name, count_min, count_max, kinds, parameters, run) {name, count_min, count_max, kinds},
#include "feel/builtins.def"
#undef BUILTIN
    };
    const uint32_t ix = grammar_choose(g, sizeof builtins / sizeof *builtins);
    const uint32_t most = builtins[ix].count_max < 4 ? builtins[ix].count_max : 4;
    const uint32_t count = builtins[ix].count_min + grammar_choose(g, most - builtins[ix].count_min + 1);
    const char *kind = builtins[ix].kinds;

    if (builtins[ix].name[0] == '@') {
        grammar_write(g, 'L');
        return;
    }
    weir_buffer_format(g->out, "%s(", builtins[ix].name);
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            weir_buffer_text(g->out, WEIR_T(", "));
        grammar_argument(g, *kind);
        if (*kind && kind[1] && kind[1] != '|')
            kind++;
    }
    weir_buffer_char(g->out, ')');
}

static inline const grammar_rule *grammar_find(char letter)
{
    for (size_t i = 0; i < sizeof grammar_rules / sizeof *grammar_rules; i++) {
        if (grammar_rules[i].letter == letter)
            return &grammar_rules[i];
    }
    return NULL;
}

static inline void grammar_escape(weir_text text, weir_buffer *out)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '<')
            weir_buffer_text(out, WEIR_T("&lt;"));
        else if (text.at[i] == '&')
            weir_buffer_text(out, WEIR_T("&amp;"));
        else
            weir_buffer_char(out, text.at[i]);
    }
}

static inline void grammar_expand(grammar *g, const grammar_rule *rule)
{
    const bool ends = g->depth > GRAMMAR_DEPTH_MAX || g->count > GRAMMAR_LENGTH_MAX / 8;
    const char *at = rule->templates[ends ? 0 : grammar_choose(g, rule->count)];

    g->depth++;
    g->count++;
    for (; *at; at++) {
        if (at[0] == '$' && at[1] && at[1] != '$') {
            grammar_write(g, *++at);
        } else {
            at += at[0] == '$' && at[1] == '$';
            weir_buffer_char(g->out, *at);
        }
    }
    g->depth--;
}

static void grammar_write(grammar *g, char letter)
{
    const grammar_rule *rule = grammar_find(letter);
    weir_buffer *out = g->out;
    weir_buffer inner;
    weir_text text;

    if (letter == 'B') {
        grammar_call(g);
        return;
    }
    if (!rule) { /* a dollar of its own, like $1 of a replacement */
        weir_buffer_char(out, '$');
        weir_buffer_char(out, letter);
        return;
    }
    if (!rule->is_xml_text) {
        grammar_expand(g, rule);
        return;
    }
    weir_buffer_init(&inner, out->arena, 0);
    g->out = &inner;
    grammar_expand(g, rule);
    g->out = out;
    if (weir_buffer_done(&inner, &text) == WEIR_OK)
        grammar_escape(text, out);
}

/* The text that the bytes choose, as the rule of the letter has it. */
static inline weir_text grammar_text(const uint8_t *data, size_t size, char letter, weir_arena *arena)
{
    weir_buffer out;
    weir_text text = WEIR_NO_TEXT;
    grammar g = {.at = data, .end = data + size, .out = &out};

    weir_buffer_init(&out, arena, 0);
    grammar_write(&g, letter);
    return weir_buffer_done(&out, &text) == WEIR_OK ? text : WEIR_NO_TEXT;
}

#endif
