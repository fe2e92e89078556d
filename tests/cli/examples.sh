#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir decide: each example beside the decisions that ship; and what was made to hurt ends at a limit with a name.
tests=$(cd "$(dirname "$0")/.." && pwd)
. "$(dirname "$0")/checks.sh"

# One output is the value itself, several are a context; JSON has durations as texts.
same='{
  is same: function(a, b) if b instance of days and time duration then duration(a) = b else a = b,
  wanted: get entries(expected),
  same: if count(wanted) = 1 then is same(wanted[1].value, result)
        else every e in wanted satisfies is same(e.value, get value(result, e.key))
}.same'

count=0
for file in "$tests"/../processes/*/examples.json; do
    folder=${file%/*}
    while IFS='	' read -r model decision input output; do
        [ -n "$decision" ] || continue
        run 0 decide "$folder/$model" --decision "$decision" --input "$input"
        run 0 feel "$same" --input "{\"result\": $out, \"expected\": $output}"
        is "$decision $input: $out" "$decision $input: true"
        count=$((count + 1))
    done <<ROWS
$(sed -nE 's/^  \{"model": "([^"]*)", "decision": "([^"]*)", "input": (\{.*\}), "output": (\{.*\})\},?$/\1\t\2\t\3\t\4/p' "$file")
ROWS
done
is "$count" 86

# What is none of the allowed values decides nothing, and says why.
run 0 decide "$tests/../processes/service-quality-management/service-quality-management.dmn" --decision quality-grade \
    --input '{"vetoEvent": false, "qualityScore": 101}'
is "$out" '{"type":"null","value":null}'
says "$err" 'qualityScore'

# Without end, in one line.
for expression in 'for i in 1..10**9, j in 1..10**9 return i' 'every x in 1..10**12 satisfies x > 0' \
    '{f: function(n) if n < 2 then n else f(n - 1) + f(n - 2), r: f(99)}.r' \
    'for i in 1..60 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])' \
    'for i in 1..100000 return matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "(a+)+$")'; do
    run 1 feel "$expression"
    says "$err" 'feel_[a-z_]*_max'
done
run 1 feel "{f: function(n) f(n + 1), r: f(0)}"
says "$err" 'feel_call_depth_max'
run 1 feel "$(printf '%02000d' 0 | sed 's/0/(/g')"
says "$err" 'feel_nesting_max'
run 0 feel 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "^(a+)+$")'
says "$err" 'feel_pattern_match_count_max'

cat >endless.dmn <<'XML'
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="m" namespace="urn:m">
  <businessKnowledgeModel id="f" name="f"><encapsulatedLogic><formalParameter name="n"/>
    <literalExpression><text>f(n + 1)</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
  <decision id="d" name="d"><knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>
    <literalExpression><text>f(1)</text></literalExpression></decision>
  <decision id="loop" name="loop"><literalExpression><text>for i in 1..10**9 return i</text></literalExpression></decision>
</definitions>
XML
run 1 decide endless.dmn --decision d
says "$out" '"type":"error".*_max'
run 1 decide endless.dmn --decision loop
says "$out" '"type":"error".*feel_step_count_max'
run 1 decide endless.dmn --bkm f --input '{"n": 1}'
says "$out" '"type":"error".*_max'

exit $failed
