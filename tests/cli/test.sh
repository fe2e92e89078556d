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
<expect path="start a x"/></scenario>
<scenario name="wrong value"><start variables="{n: 1, s: &quot;甲乙&quot;}"/>
<expect variables="{n: 1.0, s: &quot;甲丙&quot;}"/></scenario>
<scenario name="wrong step"><start/>
<complete task="b"/></scenario>
<scenario name="no error"><start error="EPROCESS"/></scenario>' >wrong.xml
run 1 test wrong.xml
says "$out" '^FAIL  wrong\.xml  4 scenarios, 4 failed$'
says "$out" '^ +wrong \(line 3, straight\)$'
says "$out" '^ +wrong\.xml:6: expect path$'
says "$out" '^        expected  start a x$'
says "$out" '^        found     start a$'
says "$out" '^                         \^$'
says "$out" '^        waiting   b$'
says "$out" '^        expected  s: "甲丙"$'
says "$out" '^                        \^$'
says "$out" "^        found     ENOTOKEN at 'b': no such task is open$"
says "$out" '^        expected  EPROCESS$'
says "$out" '^0 passed, 4 failed'

# JUnit, with everything that has to be escaped.
run 1 test --junit all.xml wrong.xml 场景/fine.xml
grep -qF '<testsuite name="wrong.xml" tests="4" failures="4"' all.xml || { cat all.xml; failed=1; }
grep -qF 'testcase name="两步 &lt;two&gt; &amp; done [straight]" classname="场景/fine.xml"' all.xml || { cat all.xml; failed=1; }
grep -qF '<failure message="wrong.xml:8: expect variables">' all.xml || { cat all.xml; failed=1; }
grep -qF 's: &quot;甲丙&quot;' all.xml || { cat all.xml; failed=1; }
run 2 test --junit nowhere/all.xml 场景/fine.xml
says "$err" "^nowhere/all\.xml: can't be opened"

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
mkdir empty
run 2 test empty
says "$err" 'there are no scenarios here'

exit $failed
