#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir decide: one element of a DMN file, values with their types on both sides.
. "$(dirname "$0")/checks.sh"

# model CONTENT: a DMN file on stdout.
model() {
    cat <<XML
<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="m" namespace="urn:m">
  $1
</definitions>
XML
}

# says_value PATTERN FILE ARGUMENT…: ends with 0, and the one line of stdout is this.
value() {
    wanted_value=$1
    shift
    run 0 decide "$@"
    is "$out" "$wanted_value"
}

# decision NAME FEEL [REQUIRED…]: a decision with an id of d_NAME, required by id.
decision() {
    name=$1 text=$2
    shift 2
    printf '<decision id="d_%s" name="%s"><variable name="%s"/>' "$name" "$name" "$name"
    for id in "$@"; do
        case $id in
        d_*) printf '<informationRequirement><requiredDecision href="#%s"/></informationRequirement>' "$id" ;;
        b_*) printf '<knowledgeRequirement><requiredKnowledge href="#%s"/></knowledgeRequirement>' "$id" ;;
        *) printf '<informationRequirement><requiredInput href="#%s"/></informationRequirement>' "$id" ;;
        esac
    done
    printf '<literalExpression><text><![CDATA[%s]]></text></literalExpression></decision>\n' "$text"
}

# -- every type, out and in -------------------------------------------------------------------------------

model "<inputData id=\"i\" name=\"x\"><variable name=\"x\"/></inputData>
$(decision same x i)
$(decision number '10 / 4')
$(decision third '1/3')
$(decision huge '10**40')
$(decision string '"a\"b\n审"')
$(decision boolean '1 < 2')
$(decision date 'date("2026-02-28") + duration("P1D")')
$(decision time 'time("08:00:00+01:00")')
$(decision moment 'date and time("2026-01-31T08:00:00@Europe/Berlin")')
$(decision days 'duration("PT36H")')
$(decision months 'duration("P14M")')
$(decision list '[1, "a", null, [true]]')
$(decision none '[]')
$(decision context '{a: 1, b c: {d: @"2026-01-01"}, "é": {}}')
$(decision range '[1..10)')
$(decision function 'function(a) a')
$(decision nothing null)" >types.dmn

value '{"type":"number","value":"2.5"}' types.dmn --decision number
value '{"type":"number","value":"0.3333333333333333333333333333333333"}' types.dmn --decision third
value '{"type":"string","value":"a\"b\n审"}' types.dmn --decision string
value '{"type":"boolean","value":true}' types.dmn --decision boolean
value '{"type":"date","value":"2026-03-01"}' types.dmn --decision date
value '{"type":"time","value":"08:00:00+01:00"}' types.dmn --decision time
value '{"type":"date and time","value":"2026-01-31T08:00:00@Europe/Berlin"}' types.dmn --decision moment
value '{"type":"days and time duration","value":"P1DT12H"}' types.dmn --decision days
value '{"type":"years and months duration","value":"P1Y2M"}' types.dmn --decision months
value '{"type":"list","value":[{"type":"number","value":"1"},{"type":"string","value":"a"},{"type":"null","value":null},{"type":"list","value":[{"type":"boolean","value":true}]}]}' \
    types.dmn --decision list
value '{"type":"list","value":[]}' types.dmn --decision none
value '{"type":"context","value":{"a":{"type":"number","value":"1"},"b c":{"type":"context","value":{"d":{"type":"date","value":"2026-01-01"}}},"é":{"type":"context","value":{}}}}' \
    types.dmn --decision context
value '{"type":"range","value":"[1..10)"}' types.dmn --decision range
run 0 decide types.dmn --decision function
says "$out" '^\{"type":"function","value":"'
value '{"type":"null","value":null}' types.dmn --decision nothing

# What one run printed is the input of the next.
for name in number third huge string boolean date time moment days months list none context range nothing; do
    run 0 decide types.dmn --decision $name
    printed=$out
    value "$printed" types.dmn --decision same --input "{\"x\": $printed}"
done

# same WANTED INPUT: other ways to write a value.
same() {
    value "$1" types.dmn --decision same --input "{\"x\": $2}"
}
same '{"type":"number","value":"5"}' 5
same '{"type":"number","value":"5"}' '{"type":"number","value":5}'
same '{"type":"number","value":"5"}' '{"value":"5.00","type":"xsd:decimal"}'
same '{"type":"number","value":"-1200"}' '{"type":"double","value":"-1.2E3"}'
same '{"type":"number","value":"5"}' '{"type":"decimal","value":"+5."}'
same '{"type":"null","value":null}' '{"type":"null","value":"null"}'
same '{"type":"range","value":"[@\"2026-01-01\"..@\"2026-02-01\")"}' '{"type":"range","value":"[date(\"2026-01-01\")..@\"2026-02-01\")"}'
same '{"type":"boolean","value":true}' '{"type":"boolean","value":"true"}'
same '{"type":"string","value":"5"}' '"5"'
same '{"type":"string","value":" a "}' '{"type":"string","value":" a "}'
same '{"type":"null","value":null}' null
same '{"type":"null","value":null}' '{"type":"null"}'
same '{"type":"null","value":null}' '{"type":"date","value":null}'
same '{"type":"date and time","value":"2026-01-31T08:00:00"}' '{"type":"dateTime","value":"2026-01-31T08:00:00"}'
same '{"type":"days and time duration","value":"PT1H"}' '{"type":"duration","value":"PT60M"}'
same '{"type":"years and months duration","value":"P1Y"}' '{"type":"xs:duration","value":"P12M"}'
same '{"type":"list","value":[{"type":"number","value":"1"},{"type":"date","value":"2026-01-01"}]}' \
    '{"type":"list<Any>","value":[1,{"type":"date","value":"2026-01-01"}]}'
same '{"type":"context","value":{"type":{"type":"string","value":"x"},"value":{"type":"number","value":"1"},"z":{"type":"null","value":null}}}' \
    '{"type":"x","value":1,"z":null}'
same '{"type":"context","value":{"type":{"type":"string","value":"date"}}}' '{"type":"date"}'
same '{"type":"list","value":[{"type":"context","value":{"a":{"type":"list","value":[]}}}]}' '[{"a":[]}]'

# An input that is not there is null, and stderr says so.
value '{"type":"null","value":null}' types.dmn --decision same
says "$err" 'weir decide: same is null: there is no variable x'

# -- input from elsewhere, and input that is none ----------------------------------------------------------

printf '{"x": 7}' >seven.json
value '{"type":"number","value":"7"}' types.dmn --decision same --input @seven.json
out=$("$weir" decide types.dmn --decision same --input - <seven.json)
is "$out" '{"type":"number","value":"7"}'
for wrong in '{"x": ' '[1]' '5' '{"x": {"type":"date","value":"2026-02-30"}}' '{"x": {"type":"tree","value":1}}' \
    '{"x": {"type":"number","value":true}}' '{"x": {"type":"function","value":"f"}}' '{"x": 1, "x": 2}' @nowhere.json \
    '{"x": {"type":"days and time duration","value":"P1M"}}' '{"x": {"type":"number","value":"."}}' \
    '{"x": {"type":"number","value":"+-5"}}'; do
    run 2 decide types.dmn --decision same --input "$wrong"
    is "$out" ''
done
run 2 decide types.dmn --decision same --input '{"x": [1, {"a": {"type":"date","value":"2026-02-30"}}]}'
says "$err" "^weir decide: --input: x\[2\]\.a: no date: 2026-02-30; 'weir help decide' says more"
run 2 decide types.dmn --decision same --input '{"x":
 01}'
says "$err" '^weir decide: --input, line 2, column [0-9]+: '

# -- the graph ---------------------------------------------------------------------------------------------

model "<inputData id=\"i\" name=\"Monthly Salary\"><variable name=\"Monthly Salary\" typeRef=\"number\"/></inputData>
$(decision base 'Monthly Salary * 12' i)
$(decision twice 'base * 2' d_base)
$(decision called 'f(b: 2, a: base)' d_base b_f)
<businessKnowledgeModel id=\"b_f\" name=\"f\"><variable name=\"f\"/><encapsulatedLogic>
  <formalParameter name=\"a\" typeRef=\"number\"/><formalParameter name=\"b\"/>
  <literalExpression><text>a - (if b = null then 100 else b)</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
<decisionService id=\"s1\" name=\"one out\"><variable name=\"one out\"/><outputDecision href=\"#d_twice\"/>
  <inputDecision href=\"#d_base\"/></decisionService>
<decisionService id=\"s2\" name=\"two out\"><variable name=\"two out\"/><outputDecision href=\"#d_twice\"/>
  <outputDecision href=\"#d_base\"/><inputData href=\"#i\"/></decisionService>" >graph.dmn

value '{"type":"number","value":"240"}' graph.dmn --decision twice --input '{"Monthly Salary": 10}'
value '{"type":"number","value":"240"}' graph.dmn --decision d_twice --input '{"Monthly Salary": 10}'
value '{"type":"number","value":"6"}' graph.dmn --decision twice --input '{"base": 3}' # a decision that is given
value '{"type":"number","value":"6"}' graph.dmn --decision twice --input '{"base": 3, "Monthly Salary": 10}'
value '{"type":"number","value":"118"}' graph.dmn --decision called --input '{"Monthly Salary": 10}'
value '{"type":"number","value":"3"}' graph.dmn --bkm f --input '{"b": {"type":"number","value":"2"}, "a": 5}'
value '{"type":"number","value":"3"}' graph.dmn --bkm b_f --input '{"b": 2, "a": 5}'
value '{"type":"number","value":"-95"}' graph.dmn --bkm f --input '{"a": 5}' # what is not given is null
value '{"type":"null","value":null}' graph.dmn --bkm f --input '{"a": "five"}'
says "$err" 'f is null: .*a'
value '{"type":"number","value":"3"}' graph.dmn --bkm f --input '{"a": 5, "b": 2, "c": 1}'
says "$err" '^weir decide: f has no parameter "c"$'
value '{"type":"number","value":"8"}' graph.dmn --service 'one out' --input '{"base": 4}'
value '{"type":"number","value":"8"}' graph.dmn --service '  one
out' --input '{"base": 4}'
value '{"type":"context","value":{"twice":{"type":"number","value":"48"},"base":{"type":"number","value":"24"}}}' \
    graph.dmn --service 'two out' --input '{"Monthly Salary": 2}'
value '{"type":"null","value":null}' graph.dmn --decision base --input '{"Monthly Salary": "a lot"}'
says "$err" 'base is null: the value of Monthly Salary is a string'

# -- what can't be answered --------------------------------------------------------------------------------

run 1 decide graph.dmn --decision gone
is "$out" '{"type":"error","value":"there is no decision \"gone\""}'
says "$err" '^weir decide: graph\.dmn: there is no decision "gone"$'
says "$err" '^  --decision "twice" \(id d_twice\)$'
says "$err" '^  --bkm "f" \(id b_f\)$'
says "$err" '^  --service "two out" \(id s2\)$'
run 1 decide graph.dmn --bkm twice
is "$out" '{"type":"error","value":"there is no business knowledge model \"twice\""}'
model "$(decision a 1) $(decision a 2 | sed 's/d_a/d_b/')" >double.dmn
run 1 decide double.dmn --decision a
says "$out" 'there are 2 of the name .*ask by id'
value '{"type":"number","value":"2"}' double.dmn --decision d_b

# What does not compile spoils one decision; for those that require it, it is null.
model "$(decision good 1)
$(decision wrong '1 +')
$(decision above '[wrong, good]' d_wrong d_good)
<decision id=\"t\" name=\"table\"><decisionTable><output/><rule><outputEntry><text>)</text></outputEntry></rule></decisionTable></decision>
<decision id=\"l\" name=\"lost\"><informationRequirement><requiredInput href=\"#gone\"/></informationRequirement>
  <literalExpression><text>1</text></literalExpression></decision>
<decision id=\"v\" name=\"void\"><literalExpression expressionLanguage=\"javascript\"><text>1</text></literalExpression></decision>
<businessKnowledgeModel id=\"k\" name=\"k\"><encapsulatedLogic><formalParameter name=\"p\"/>
  <literalExpression><text>p +</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
<decisionService id=\"s\" name=\"s\"><outputDecision href=\"#d_wrong\"/></decisionService>" >part.dmn
value '{"type":"number","value":"1"}' part.dmn --decision good
is "$err" ''
for name in wrong table lost void; do
    run 1 decide part.dmn --decision $name
    says "$out" "^\\{\"type\":\"error\",\"value\":\"the decision \\\\\"$name\\\\\" can't be evaluated: .*\"\\}\$"
    says "$err" '^weir decide: part\.dmn:[0-9]+: '
done
run 1 decide part.dmn --bkm k --input '{"p": 1}'
says "$out" 'the business knowledge model .*the expression is wrong in its line 1'
run 1 decide part.dmn --service s
says "$out" 'the decision .*wrong.*the expression is wrong in its line 1'
value '{"type":"list","value":[{"type":"null","value":null},{"type":"number","value":"1"}]}' part.dmn --decision above
run 1 validate part.dmn
says "$out" '^part\.dmn:[0-9]+: error \[dmn-expression\]'

# A limit is an error, and named.
model "$(decision endless 'count(for a in 1..100000, b in 1..100000 return a)')" >endless.dmn
run 1 decide endless.dmn --decision endless
says "$out" '^\{"type":"error","value":".*feel_step_count_max'
is "$(printf '%s\n' "$out" | wc -l | tr -d ' ')" 1

printf '<html/>' >page.dmn
run 1 decide page.dmn --decision a
says "$out" '^\{"type":"error","value":"'
process p "$fine" >process.dmn
run 1 decide process.dmn --decision a
says "$out" '"the root is not the <definitions> of DMN"'
printf '<definitions' >cut.dmn
run 1 decide cut.dmn --decision a
says "$err" '^weir decide: cut\.dmn:1: '
run 2 decide nowhere.dmn --decision a
says "$err" "^weir decide: nowhere\.dmn: can't be opened"
is "$out" ''
run 2 decide --decision a
run 2 decide graph.dmn
says "$err" 'one of --decision, --bkm and --service'
run 2 decide graph.dmn --decision a --bkm f
run 2 decide graph.dmn graph.dmn --decision a

# -- imports -----------------------------------------------------------------------------------------------

mkdir beside
printf '%s\n' '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="f" name="f" namespace="urn:b">
<inputData id="n" name="n"/><decision id="x" name="x y"><informationRequirement><requiredInput href="#n"/></informationRequirement>
<literalExpression><text>n + 1</text></literalExpression></decision></definitions>' >beside/b.dmn
printf '%s\n' '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="f" name="f" namespace="urn:a">
<import name="my b" namespace="urn:b" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>
<decision id="d" name="d"><informationRequirement><requiredDecision href="urn:b#x"/></informationRequirement>
<literalExpression><text>my b.x y * 2</text></literalExpression></decision></definitions>' >beside/a.dmn
run 0 decide beside/a.dmn --decision d --input '{"n": 4}'
is "$out" '{"type":"number","value":"10"}'
run 0 decide beside/a.dmn --decision d --input '{"my b": {"n": 5}}'
is "$out" '{"type":"number","value":"12"}'
run 1 decide beside/a.dmn --decision x
process p '<sequenceFlow id="f" sourceRef="start" targetRef="t"/><sequenceFlow id="g" sourceRef="t" targetRef="end"/>
<businessRuleTask id="t" xmlns:w="urn:weir:bpmn" w:decisionRef="d"/><endEvent id="end"/>' >p.bpmn
run 0 deploy p.bpmn beside/a.dmn beside/b.dmn --db imports.db
run 0 start p --var '{"n": 4}' --db imports.db
run 0 show "$out" --db imports.db
says "$out" 'd *10|d.*10'
mv beside/b.dmn b.dmn
run 1 decide beside/a.dmn --decision d --input '{"n": 4}'
says "$err" '^beside/a.dmn:2: error \[dmn-import-missing\]'
says "$out" '"type":"error".*not in this file|"type":"error".*urn:b'

# -- for people --------------------------------------------------------------------------------------------

model "<inputData id=\"i\" name=\"场景\"><variable name=\"场景\"/></inputData>
<inputData id=\"n\" name=\"n\"><variable name=\"n\"/></inputData>
<decision id=\"t\" name=\"Grade\"><variable name=\"Grade\"/>
<informationRequirement><requiredInput href=\"#i\"/></informationRequirement>
<informationRequirement><requiredInput href=\"#n\"/></informationRequirement>
<decisionTable hitPolicy=\"COLLECT\"><input><inputExpression><text>场景</text></inputExpression></input>
<input><inputExpression><text>n</text></inputExpression></input><output/>
<rule><inputEntry><text>\"甲\"</text></inputEntry><inputEntry><text>&lt; 5</text></inputEntry><outputEntry><text>\"A\"</text></outputEntry></rule>
<rule><inputEntry><text>-</text></inputEntry><inputEntry><text>&gt; 50</text></inputEntry><outputEntry><text>\"B\"</text></outputEntry></rule>
<rule><inputEntry><text>\"甲\"</text></inputEntry><inputEntry><text>-</text></inputEntry><outputEntry><text>\"C\"</text></outputEntry></rule>
</decisionTable></decision>
$(decision top 'count(Grade)' t)" | sed 's/href="#t"/href="#t"/; s/requiredInput href="#t"/requiredDecision href="#t"/' >grade.dmn
run 0 decide grade.dmn --decision top --table --input '{"场景": "甲", "n": 3}'
is "$out" 'Grade
  场景   "甲"
  n      3
  rules  1, 3
  →      ["A", "C"]
top
  Grade  ["A", "C"]
  →      2'
run 0 decide grade.dmn --decision Grade --table --input '{"场景": "乙", "n": 3}'
says "$out" '^  rules  none$'
run 0 decide graph.dmn --bkm f --table --input '{"a": 5, "b": 2}'
is "$out" 'f
  a  5
  b  2
  →  3'
run 1 decide graph.dmn --decision gone --table
is "$out" ''

exit $failed
