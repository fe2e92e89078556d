#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The conformance runner: what it reads, what it counts, and that it finds what is wrong.
tests=$(cd "$(dirname "$0")/.." && pwd)
. "$tests/cli/checks.sh"

# judge STATUS ARGUMENT…
judge() {
    wanted=$1
    shift
    "$tests/conformance/dmn-tck" --weir "$weir" "$@" >out.txt 2>err.txt
    is $? "$wanted"
    out=$(cat out.txt)
    err=$(cat err.txt)
}

decision() {
    printf '<decision id="%s" name="%s"><variable name="%s"/>%s<literalExpression><text><![CDATA[%s]]></text></literalExpression></decision>\n' \
        "$1" "$1" "$1" "${3:-}" "$2"
}
input='<informationRequirement><requiredInput href="#i"/></informationRequirement>'
function='<knowledgeRequirement><requiredKnowledge href="#b"/></knowledgeRequirement>'

mkdir -p kit/compliance-level-2/one kit/compliance-level-3/two
cat >kit/compliance-level-2/one/model.dmn <<XML
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="m" namespace="urn:m">
<inputData id="i" name="in put"><variable name="in put"/></inputData>
$(decision same 'in put' "$input") $(decision third '1/3') $(decision text '"a < b & c"') $(decision broken '1 +')
$(decision shout 'f(2)' "$function") $(decision zero 'duration("P0D")')
<businessKnowledgeModel id="b" name="f"><encapsulatedLogic><formalParameter name="p"/>
  <literalExpression><text>p + 1</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
<businessKnowledgeModel id="j" name="java"><encapsulatedLogic kind="Java"><formalParameter name="p"/>
  <context/></encapsulatedLogic></businessKnowledgeModel>
$(decision calls 'java(2)' '<knowledgeRequirement><requiredKnowledge href="#j"/></knowledgeRequirement>')
$(decision inline 'function(a) external { java: { class: "x", method signature: "y(int)" } }')
<decisionService id="s" name="s"><outputDecision href="#third"/><outputDecision href="#shout"/></decisionService>
<decisionService id="t" name="t"><outputDecision href="#same"/><inputData href="#i"/></decisionService>
</definitions>
XML
cp kit/compliance-level-2/one/model.dmn kit/compliance-level-3/two

# cases CONTENT: a file of cases on stdout.
cases() {
    cat <<XML
<?xml version="1.0" encoding="UTF-8"?>
<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:xsd="http://www.w3.org/2001/XMLSchema"><!-- <testCase id="commented out"/> -->
  <modelName>model.dmn</modelName>
  $1
</testCases>
XML
}
# expect ID NAME VALUE [MORE]: a case of one result. of: the same with an input.
expect() {
    printf '<testCase id="%s"><resultNode name="%s" type="decision"%s><expected>%s</expected></resultNode></testCase>\n' \
        "$1" "$2" "${4:-}" "$3"
}
echoes() {
    printf '<testCase id="%s"><inputNode name="in put">%s</inputNode><resultNode name="same"><expected>%s</expected></resultNode></testCase>\n' \
        "$1" "$2" "${3:-$2}"
}
value() {
    printf '<value xsi:type="xsd:%s">%s</value>' "$1" "$2"
}

cases "$(expect near third "$(value decimal 0.333333334)")
$(expect text text "$(value string 'a &lt; b &#38; c')")
$(expect null broken '<value xsi:nil="true"/>' ' errorResult="true"')
$(echoes number "$(value double 1.50E1)" "$(value decimal 15)")
$(echoes boolean "$(value boolean false)")
$(echoes date "$(value date 2026-01-31)")
$(echoes time "$(value time 08:00:00.500+00:00)" "$(value time 08:00:00.5Z)")
$(echoes moment "$(value dateTime 2026-01-31T08:00:00.000+01:00)")
$(echoes months "$(value duration P14M)" "$(value duration P1Y2M)")
$(echoes seconds "$(value duration PT36H)" "$(value duration P1DT12H)")
$(echoes list "<list><item>$(value string a)</item><item><value xsi:nil=\"true\"/></item><item><list/></item></list>")
$(echoes context "<component name=\"a b\">$(value decimal 1)</component><component name=\"c\"><list><item>$(value date 2026-01-31)</item></list></component>")
$(echoes swapped "<component name=\"a\">$(value decimal 1)</component><component name=\"b\">$(value decimal 2)</component>" \
    "<component name=\"b\">$(value decimal 2)</component><component name=\"a\">$(value decimal 1)</component>")
<testCase id=\"service\" type=\"decisionService\" invocableName=\"s\"><resultNode name=\"shout\"><expected>$(value decimal 3)</expected></resultNode></testCase>
<testCase id=\"single\" type=\"decisionService\" invocableName=\"t\"><inputNode name=\"in put\">$(value decimal 3)</inputNode>
  <resultNode name=\"same\"><expected>$(value decimal 3)</expected></resultNode></testCase>
<testCase id=\"function\" type=\"bkm\" invocableName=\"f\"><inputNode name=\"p\">$(value decimal 4)</inputNode>
  <resultNode name=\"f\"><expected>$(value decimal 5)</expected></resultNode></testCase>" >kit/compliance-level-2/one/cases.xml
judge 0 kit
says "$out" '^  one +passed +16  failed +0$'
says "$out" '^level 2 +passed +16  failed +0$'
says "$out" '^total +passed +16  failed +0$'

# What is wrong is found, each for its own reason.
cases "$(expect far third "$(value decimal 0.33333335)")
$(expect type third "$(value string 0.3333)")
$(expect error broken '<value xsi:nil="true"/>')
$(expect silent zero '<value xsi:nil="true"/>' ' errorResult="true"')
$(expect gone gone "$(value decimal 1)")
$(echoes items "<list><item>$(value string a)</item></list>" "<list><item>$(value string a)</item><item>$(value string b)</item></list>")
$(echoes more "<component name=\"a\">$(value decimal 1)</component>" "<component name=\"b\">$(value decimal 1)</component>")
$(echoes offset "$(value time 08:00:00Z)" "$(value time 08:00:00+01:00)")
$(echoes months "$(value duration P1Y)" "$(value duration P13M)")
<testCase id=\"two\"><resultNode name=\"text\"><expected>$(value string 'a &lt; b &amp; c')</expected></resultNode>
  <resultNode name=\"third\"><expected>$(value decimal 1)</expected></resultNode></testCase>
<testCase id=\"parameter\" type=\"bkm\" invocableName=\"f\"><inputNode name=\"q\">$(value decimal 4)</inputNode>
  <resultNode name=\"f\"><expected>$(value decimal 5)</expected></resultNode></testCase>
$(expect fine zero "$(value duration PT0S)")
$(expect java1 calls "$(value decimal 2)") $(expect java2 inline "$(value decimal 2)")" >kit/compliance-level-3/two/cases.xml
judge 1 kit --junit list.xml
for name in far type error silent gone items more offset months two parameter; do
    says "$out" "^failed: level 3 two $name: "
done
says "$out" '^failed: level 3 two far: third: expected 0\.33333335, got 0\.3333333333333333333333333333333333$'
says "$out" '^failed: level 3 two items: same: expected \["a", "b"\], got \["a"\]$'
says "$out" '^  two +passed +1  failed +11  needs Java 2$'
says "$out" '^total +passed +17  failed +11  needs Java 2$'
says "$(cat list.xml)" '<testsuite name="level 3\.two" tests="14" failures="11" skipped="2">'
says "$(cat list.xml)" '<testcase classname="level 3\.two" name="java1" .*><skipped message="calls a Java function"/></testcase>'
says "$(cat list.xml)" '<failure message="third: expected 0\.33333335, got '
! command -v xmllint >/dev/null || xmllint --noout list.xml || failed=1
judge 0 kit --group one

# The page says what a run said, and is noticed when it does not.
judge 1 --write page.md kit
says "$(cat page.md)" '^\| total \| 17 \| 11 \| 60\.71 % \| 2 \|$'
says "$(cat page.md)" '^\| two far \| third: expected .* \| not known yet \|$'
says "$(cat page.md)" '^- two: java1, java2$'
judge 1 --check page.md kit
says "$out" '^two far fails, and dmn_tck\.known does not say why$'
judge 0 --write page.md kit --group one
judge 0 --check page.md kit --group one
judge 1 --check page.md kit --group two
says "$out" '^page\.md is not what the run says'
judge 1 --check nowhere.md kit --group one

mkdir empty
judge 77 empty
says "$out" '^skipped: no cases in empty'
judge 77 nowhere
judge 2 --quick
says "$err" 'there is no option --quick'
judge 2 kit --junit
judge 0 --help
says "$out" '^dmn-tck \[FOLDER…\]'

exit $failed
