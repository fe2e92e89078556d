#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir test: what it finds, what it says, how it ends.
. "$(dirname "$0")/checks.sh"

# scenarios CONTENT: a scenario file on stdout; the content begins in line 3.
scenarios() {
    cat <<XML
<scenarios xmlns="urn:weir:scenario" xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL">
<!-- what follows is line 3 -->
$1
</scenarios>
XML
}

process p '<sequenceFlow id="f" sourceRef="start" targetRef="a"/><userTask id="a"/><userTask id="b"/>
    <sequenceFlow id="g" sourceRef="a" targetRef="b"/><sequenceFlow id="h" sourceRef="b" targetRef="end"/>
    <endEvent id="end"/>' >p.bpmn

mkdir -p 场景/deep
scenarios '<model file="../p.bpmn"/><scenario name="两步 &lt;two&gt; &amp; done"><start/><complete task="a"/>
<expect waiting="b"/></scenario>' >场景/fine.xml
run 0 test 场景/fine.xml
says "$out" '^ok    场景/fine\.xml  1 scenario$'
says "$out" '^1 passed, 0 failed \(1 scenario, 1 mode, seed [0-9]+\)$'

# A folder: all *.xml below it that hold scenarios, and nothing else.
cp 场景/fine.xml 场景/deep/also.xml
sed -i 's|\.\./p|../../p|' 场景/deep/also.xml
printf '<html/>' >场景/page.xml
printf '<broken' >场景/notes.txt
run 0 test 场景
says "$out" '^ok    场景/deep/also\.xml'
says "$out" '^2 passed, 0 failed'
run 0 test --modes all --seed 5 场景
says "$out" '^10 passed, 0 failed \(2 scenarios, 5 modes, [0-9]+ faults, seed 5\)$'
run 0 test --modes=replay,memory 场景/fine.xml
says "$out" '^2 passed, 0 failed'

# An expectation that fails: line, both sides, a mark below the first difference, the path so far.
scenarios '<model file="p.bpmn"/><scenario name="wrong">
<start variables="{n: 1}"/>
<complete task="a"/>
<expect path="start a b"/></scenario>
<scenario name="wrong value"><start variables="{n: 1, s: &quot;甲乙&quot;}"/>
<expect variables="{n: 1.0, s: &quot;甲丙&quot;}"/></scenario>
<scenario name="wrong step"><start/>
<complete task="b"/></scenario>
<scenario name="no error"><start error="EPROCESS"/></scenario>' >wrong.xml
run 1 test wrong.xml
says "$out" '^FAIL  wrong\.xml  4 scenarios, 4 failed$'
says "$out" '^ +wrong \(line 3, straight\)$'
says "$out" '^ +wrong\.xml:6: expect path$'
says "$out" '^        expected  start a b$'
says "$out" '^        found     start a$'
says "$out" '^                         \^$'
says "$out" '^        waiting   b$'
says "$out" '^        expected  s: "甲丙"$'
says "$out" '^                        \^$'
says "$out" "^        found     ENOTOKEN at 'b': no such task is open; open: a$"
says "$out" '^        expected  EPROCESS$'
says "$out" '^0 passed, 4 failed'

# A mark only where something is equal before it, and nothing is told twice.
is "$(printf '%s\n' "$out" | grep -c '^ *\^$')" 2
is "$(printf '%s\n' "$out" | grep -c '^ *path ')" 3

# What a person may have meant, and what is there.
process many '<sequenceFlow id="f" sourceRef="start" targetRef="review"/><userTask id="review"/>
    <sequenceFlow id="g" sourceRef="review" targetRef="each"/><userTask id="each"><multiInstanceLoopCharacteristics>
    <loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></userTask>
    <sequenceFlow id="h" sourceRef="each" targetRef="end"/><endEvent id="end"/>' >many.bpmn
scenarios '<model file="many.bpmn"/><scenario name="path"><start/><expect path="start reveiw"/></scenario>
<scenario name="waiting"><start/><expect waiting="(Reviw)"/></scenario>
<scenario name="task"><start/><complete task="reviews"/></scenario>
<scenario name="far"><start/><complete task="somethingElse"/></scenario>
<scenario name="item"><start/><complete task="review" item="2"/></scenario>
<scenario name="items"><start/><complete task="review"/><complete task="each" item="1"/>
<complete task="each" item="1"/></scenario>
<scenario name="ended"><start/><cancel/><complete task="review"/></scenario>
<scenario name="fact"><start/><expect>
<fact type="element.completed" element="each"/></expect></scenario>' >hints.xml
run 1 test hints.xml
says "$out" "^        hints\.xml:3: expect path: there is no element 'reveiw' \(did you mean 'review'\?\)$"
says "$out" "^        hints\.xml:4: expect waiting: there is no element 'Reviw' \(did you mean 'review'\?\)$"
says "$out" "ENOTOKEN at 'reviews': there is no such element \(did you mean 'review'\?\); open: review$"
says "$out" "ENOTOKEN at 'somethingElse': there is no such element; open: review$"
says "$out" "ENOTOKEN at 'review': item 2 of this task is not open; open: review$"
says "$out" "ENOTOKEN at 'each': item 1 of this task is not open; open: each \(item 2\)$"
says "$out" "ENOTOKEN at 'review': no such task is open; the instance has ended$"
says "$out" '^        hints\.xml:12: expect fact: no fact element\.completed each after those before it$'

# Mistakes in test data are told, also where only a part of a context is concerned.
scenarios '<model file="p.bpmn"/><scenario name="name"><start variables="{approved: tru}"/></scenario>
<scenario name="zero"><start>{n: 1/0}</start></scenario>
<scenario name="date"><start/>
<expect variables="{d: [date(&quot;2026-13-01&quot;)]}"/></scenario>
<scenario name="no context"><start variables="[1]"/></scenario>
<scenario name="key"><message name="m" keys="{k: kee}"/></scenario>
<scenario name="null"><start variables="{n: null, m: 1}"/><expect variables="{n: null, m: 1}"/></scenario>' >data.xml
run 1 test data.xml
says "$out" '^        data\.xml:3: start variables: no variable named tru \(line 1, column 12\)$'
says "$out" '^        data\.xml:4: start variables: .*zero'
says "$out" '^        data\.xml:6: expect variables: .*date'
says "$out" '^        data\.xml:7: start variables: this expression gives list instead of a context like \{a: 1\}$'
says "$out" '^        data\.xml:8: message keys: no variable named kee'
says "$out" '^1 passed, 5 failed'

# JUnit, with everything that has to be escaped.
run 1 test --junit all.xml wrong.xml 场景/fine.xml
grep -qF '<testsuite name="wrong.xml" tests="4" failures="4" errors="0"' all.xml || { cat all.xml; failed=1; }
grep -qF 'testcase name="两步 &lt;two&gt; &amp; done [straight]" classname="场景/fine.xml"' all.xml || { cat all.xml; failed=1; }
grep -qF '<failure message="wrong.xml:8: expect variables">' all.xml || { cat all.xml; failed=1; }
grep -qF 's: &quot;甲丙&quot;' all.xml || { cat all.xml; failed=1; }
run 2 test --junit nowhere/all.xml 场景/fine.xml
says "$err" "^nowhere/all\.xml: can't be opened"

# The report replaces a file as a whole; what is no plain file is written to, and never taken away.
chmod 640 all.xml
run 0 test --junit all.xml 场景/fine.xml
grep -qF 'tests="1" failures="0" errors="0"' all.xml || { cat all.xml; failed=1; }
is "$(stat -c %a all.xml)" 640
is "$(ls all.xml*)" all.xml
ln -s all.xml link.xml
run 0 test --junit link.xml 场景/fine.xml
[ -L link.xml ] || { echo 'the link is gone'; failed=1; }
run 0 test --junit /dev/null 场景/fine.xml
if [ -e /dev/full ]; then
    ln -s /dev/full full.xml
    run 2 test --junit full.xml 场景/fine.xml
    says "$err" "^full\.xml: can't be written"
    [ -L full.xml ] && [ -c /dev/full ] || { echo 'what was not made here was removed'; failed=1; }
fi

# Bad files are told by file and line, and the others are still run.
scenarios '<model file="p.bpmn"/><scenario name="s"><start variables="{a: }"/>
<expect variables="{}" ended="maybe"/><start error="ENOPE"/>
<expect><fact type="no.such"/></expect><advance by="soon"/><dance/></scenario>' >bad.xml
run 2 test bad.xml 场景/fine.xml
says "$out" '^bad\.xml:3: error \[scenario-expression\]'
says "$out" '^bad\.xml:4: error \[scenario-error-unknown\]'
says "$out" '^bad\.xml:5: error \[scenario-fact-unknown\]'
says "$out" '^bad\.xml:5: error \[xsd-'
says "$out" '^ok    场景/fine\.xml'
says "$out" '^1 file could not be run$'
run 2 test --junit bad-report.xml bad.xml 场景/fine.xml nowhere.xml
grep -qF '<testsuite name="bad.xml" tests="1" failures="0" errors="1"' bad-report.xml || { cat bad-report.xml; failed=1; }
grep -qF '<error message="bad.xml:3: error [scenario-expression]' bad-report.xml || { cat bad-report.xml; failed=1; }
grep -qF '<testcase name="the file can be run" classname="nowhere.xml"' bad-report.xml || { cat bad-report.xml; failed=1; }
grep -qF '</error>' bad-report.xml || { cat bad-report.xml; failed=1; }
scenarios '<model file="p.bpmn"/><scenario name="s"><start as="x" variables="{n: 1}">{n: 2}</start>
<start as="y"/>
<start as="x"/></scenario><scenario name="t"><start as="x"/></scenario>' >twice.xml
run 2 test twice.xml
says "$out" '^twice\.xml:3: error \[scenario-variables-twice\]: <start> has variables both'
says "$out" "^twice\.xml:5: error \[scenario-instance-twice\]: the instance started in line 3 is called 'x' already"
is "$(printf '%s\n' "$out" | grep -c 'error \[')" 2
scenarios '<scenario name="s"><b:process id="p" isExecutable="true"><b:startEvent id="start"/>
<b:sequenceFlow id="f" sourceRef="start" targetRef="gone"/></b:process></scenario>' >model.xml
run 2 test model.xml
says "$out" "^model\.xml:4: error \[[a-z-]+\] element 'f'"
scenarios '<model file="gone.bpmn"/><scenario name="s"><start/></scenario>' >missing.xml
run 2 test missing.xml
says "$out" "^missing\.xml:3: error \[scenario-model\]: the model 'gone\.bpmn' can't be opened"

run 2 test p.bpmn
says "$err" '^p\.bpmn: this is no file of scenarios'
run 2 test nowhere.xml
says "$err" "^nowhere\.xml: can't be opened"

# Links that lead back don't make scenarios count twice.
ln -s .. 场景/deep/back
ln -s fine.xml 场景/same.xml
run 0 test 场景
says "$out" '^2 passed, 0 failed'

mkdir empty
run 2 test empty
says "$err" 'there are no scenarios here'

exit $failed
