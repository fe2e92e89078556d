#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir test: what it says of mocks that don't fit, are not used, or are given something else.
. "$(dirname "$0")/checks.sh"

# scenarios CONTENT: a scenario file on stdout; the content begins in line 2.
scenarios() {
    printf '<scenarios xmlns="urn:weir:scenario">\n%s\n</scenarios>\n' "$1"
}

process p '<sequenceFlow id="f" sourceRef="start" targetRef="ask"/><userTask id="ask"/>
    <sequenceFlow id="g" sourceRef="ask" targetRef="call"/><callActivity id="call" calledElement="nowhere"/>
    <sequenceFlow id="h" sourceRef="call" targetRef="send"/>
    <intermediateThrowEvent id="send"><messageEventDefinition id="md" messageRef="m"/></intermediateThrowEvent>' |
    sed 's|<process|<message id="m" name="news"/><process|' >p.bpmn
process q '<sequenceFlow id="f" sourceRef="start" targetRef="ask"/><userTask id="ask"/>
    <sequenceFlow id="g" sourceRef="ask" targetRef="wait"/>
    <intermediateCatchEvent id="wait"><timerEventDefinition id="t"><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>' >q.bpmn

# Two processes of two files have such an element: each has its own mock.
scenarios '<model file="p.bpmn"/><model file="q.bpmn"/><mock element="call"/>
<scenario name="both"><mock element="ask" process="p" variables="{by: 1}"/>
<mock element="ask" process="q" variables="{by: 2}"/>
<start process="p" as="p"/><start process="q" as="q"/>
<expect instance="p" ended="true" variables="{by: 1}"/><expect instance="q" waiting="wait" variables="{by: 2}"/></scenario>
<scenario name="neither"><mock element="ask" process="p" optional="true"/><start process="q"/><expect waiting="ask"/></scenario>' >both.xml
run 0 test --modes all --seed 1 both.xml
says "$out" '^10 passed, 0 failed'

# What can be seen before anything runs.
scenarios '<model file="p.bpmn"/><model file="q.bpmn"/>
<mock element="nobody" variables="{}"/>
<mock element="ask" message="m"/>
<mock/>
<mock element="call" answer="a"/>
<mock message="m" error="a"/>
<mock element="call" after="soon"/>
<mock element="call" variables="{"/>
<mock element="call" variables="{}">{}</mock>
<mock element="call" after="-PT1H"/>
<mock message="m" answer=" "/>
<scenario name="s"><start/></scenario>' >bad.xml
run 2 test bad.xml
says "$out" '^bad\.xml:4: error \[scenario-mock\]: a mock is either of an element or of a message'
says "$out" '^bad\.xml:5: error \[scenario-mock\]: a mock is either of an element or of a message'
says "$out" '^bad\.xml:6: error \[scenario-mock\]: a mock of an element has no answer'
says "$out" '^bad\.xml:7: error \[scenario-mock\]: a mock of a message answers by a message alone'
says "$out" '^bad\.xml:8: error \[.*soon|^bad\.xml:8: error \[scenario-mock\]: a mock answers after a duration'
says "$out" '^bad\.xml:9: error \[scenario-expression\]'
says "$out" '^bad\.xml:10: error \[scenario-variables-twice\]'
says "$out" '^bad\.xml:11: error \[scenario-mock\]: a mock answers after a duration'
says "$out" '^bad\.xml:12: error \[scenario-mock\]: a mock answers by a message that has a name'
scenarios '<model file="p.bpmn"/><model file="q.bpmn"/>
<mock element="nobody"/><scenario name="s">
<mock element="gone"/>
<mock element="ask"/>
<mock element="start" process="p"/>
<mock element="wait" error="E"/>
<mock element="wait" escalation="E"/><start process="p"/></scenario>' >unfit.xml
run 2 test unfit.xml
says "$out" "^unfit\.xml:4: error \[scenario-mock\]: the mock of 'gone': no model of this scenario has such an element"
says "$out" "^unfit\.xml:5: error \[scenario-mock\]: the mock of 'ask': several processes have such an element; say which one"
says "$out" "^unfit\.xml:6: error \[scenario-mock\]: the mock of 'start': such an element waits for nothing that could be answered"
says "$out" "^unfit\.xml:7: error \[scenario-mock\]: the mock of 'wait': no error can come"
says "$out" "^unfit\.xml:8: error \[scenario-mock\]: the mock of 'wait': no escalation can come"
scenarios '<model file="p.bpmn"/>
<mock element="nobody"/>
<scenario name="s"><start/></scenario>' >nobody.xml
run 2 test nobody.xml
says "$out" "^nobody\.xml:3: error \[scenario-mock\]: the mock of 'nobody': no scenario has a model with such an element"

# What is seen when it runs.
scenarios '<model file="p.bpmn"/>
<scenario name="never used"><mock element="call"/>
<start/></scenario>
<scenario name="other inputs"><mock element="ask" inputs="{n: 2}"/>
<start variables="{n: 1}"/></scenario>
<scenario name="nobody hears"><mock message="news" answer="reply"/>
<mock element="ask"/><mock element="call"/>
<start/></scenario>
<scenario name="no context"><mock element="ask" variables="1 + 1"/>
<start/></scenario>' >runs.xml
run 1 test runs.xml
says "$out" "^ +runs\.xml:3: mock of 'call': this mock was never used; optional=\"true\" would allow it$"
says "$out" "^ +runs\.xml:5: mock of 'ask'$"
says "$out" '^        expected  n: 2$'
says "$out" '^        found     n: 1$'
says "$out" "^ +runs\.xml:7: mock of message 'news': EMISMATCH: nobody waits for the message 'reply'"
says "$out" "^ +runs\.xml:10: mock of 'ask': this expression gives number instead of a context"
scenarios '<model file="p.bpmn"/>
<mock element="call"/>
<scenario name="s"><start/><expect waiting="ask"/></scenario>' >unused.xml
run 1 test unused.xml
says "$out" '^ +mocks of the file \(line [0-9]+, straight\)'
says "$out" "^ +unused\.xml:3: mock of 'call': no scenario has used this mock"
sed 's|<mock element="call"|& optional="true"|' unused.xml >allowed.xml
run 0 test allowed.xml

# What may have been meant: ids and names that are not there.
scenarios '<model file="p.bpmn"/><model file="q.bpmn"/>
<scenario name="s">
<mock element="cal"/>
<mock element="call" process="q"/>
<mock element="ask" process="r"/><start process="p"/></scenario>' >misspelt.xml
run 2 test misspelt.xml
says "$out" "^misspelt\.xml:4: error .*: the mock of 'cal': no model of this scenario has such an element \(did you mean 'call'\?\)$"
says "$out" "^misspelt\.xml:5: error .*: the mock of 'call': the process 'q' has no such element, but 'p' has$"
says "$out" "^misspelt\.xml:6: error .*: the mock of 'ask': the process 'r' has no such element, but 'p' has$"
scenarios '<model file="p.bpmn"/><mock element="ask"/>
<scenario name="message"><mock message="mews"/>
<mock element="call"/><start/></scenario>
<scenario name="answer">
<mock message="news" answer="nevs"/>
<mock element="call"/><start/></scenario>
<scenario name="instance"><mock element="call" after="PT1H"/><start/>
<expect instance="cal" ended="false"/></scenario>
<scenario name="fact"><mock element="call"/><start/>
<expect><fact type="task.created" element="aks"/></expect></scenario>
<scenario name="job"><mock element="call"/><start/>
<executeJob element="cal"/></scenario>
<scenario name="done"><mock element="call"/><start/>
<complete task="ask" item="2"/></scenario>
<scenario name="event"><mock element="call"/><mock element="send"/>
<start/></scenario>' >names.xml
run 1 test names.xml
says "$out" "^ +names\.xml:3: mock of message 'mews' \(did you mean 'news'\?\): this mock was never used"
says "$out" "^ +names\.xml:6: mock of message 'news': EMISMATCH: .* \(did you mean 'news'\?\)$"
says "$out" "^ +names\.xml:9: expect ended: no such instance .* \(did you mean 'call'\?\)$"
says "$out" "^ +names\.xml:11: expect fact: no fact task.created aks .* \(did you mean 'ask'\?\)$"
says "$out" "ENOTOKEN at 'cal': no job is here; the instance has ended \(did you mean 'call'\?\)$"
says "$out" "ENOTOKEN at 'ask': item 2 of this task is not open; the mock of line 2 answers here; the instance has ended$"
says "$out" "^ +names\.xml:16: mock of 'send': this mock was never used; the element was done without it$"

exit $failed
