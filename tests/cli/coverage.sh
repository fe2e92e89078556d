#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir test --coverage: what of each process was walked, by which scenarios, as a table, a verdict and a picture.
. "$(dirname "$0")/checks.sh"

process p '<sequenceFlow id="f" sourceRef="start" targetRef="split"/><exclusiveGateway id="split" default="no"/>
    <sequenceFlow id="yes" name="是 yes" sourceRef="split" targetRef="call"><conditionExpression>x</conditionExpression></sequenceFlow>
    <callActivity id="call" name="办理" calledElement="nowhere"/>
    <sequenceFlow id="no" sourceRef="split" targetRef="end"/><endEvent id="end"/>' >p.bpmn
mkdir -p deep
cat >one.xml <<'XML'
<scenarios xmlns="urn:weir:scenario" xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL">
<model file="deep/../p.bpmn"/>
<scenario name="straight through"><start variables="{x: false}"/></scenario>
<scenario name="once more"><start variables="{x: false}"/></scenario>
<scenario name="one of its own"><b:process id="inner" isExecutable="true"><b:startEvent id="begin"/></b:process>
<start process="inner"/></scenario>
</scenarios>
XML
run 0 test --coverage one.xml
says "$out" '^PROCESS +NODES +FLOWS +FILE$'
says "$out" '^p +3/4 +75 % +2/3 +66 % +p\.bpmn$'
says "$out" '^    not walked: yes 是 yes \(flow, line [0-9]+\)$'
says "$out" '^    not walked: call 办理 \(node, line [0-9]+\)$'
is "$(printf '%s\n' "$out" | grep -c inner)" 0
run 0 test one.xml
is "$(printf '%s\n' "$out" | grep -c PROCESS)" 0

# Who walks what; too little is a failure, for build servers too.
run 0 test --verbose one.xml
says "$out" '^    end \(node, line [0-9]+\): 2 scenarios$'
says "$out" '^        one\.xml: once more$'
run 1 test --coverage-min 100 --junit junit.xml one.xml
says "$out" '^FAIL  p: less than 100 % were walked$'
says "$(cat junit.xml)" 'not walked: call'
run 0 test --coverage-min 66 one.xml
run 2 test --coverage-min 101 one.xml
says "$err" 'per cent'

# A file that is named in another way is the same; a call that is mocked is walked, its stand-in is not counted.
cat >two.xml <<'XML'
<scenarios xmlns="urn:weir:scenario"><model file="p.bpmn"/>
<scenario name="by the call"><mock element="call"/><start variables="{x: true}"/></scenario></scenarios>
XML
run 0 test --modes all --seed 1 --coverage-min 100 --coverage-diagrams pictures one.xml two.xml
says "$out" '^p +4/4 +100 % +3/3 +100 %'
says "$out" '^all +4/4 '
is "$(ls pictures)" p.svg
says "$(cat pictures/p.svg)" 'not walked 未走到'
says "$(cat pictures/p.svg)" 'data-count-of="start"'
run 0 test --coverage-diagrams pictures one.xml
says "$(cat pictures/p.svg)" 'data-element-id="call"[^>]* class="failed"|class="failed"[^>]*data-element-id="call"|data-element-id="call" data-type="callActivity" stroke="#c62828"'
printf x >file
run 2 test --coverage-diagrams file one.xml
says "$err" '^coverage: '
cat >inner.xml <<'XML'
<scenarios xmlns="urn:weir:scenario" xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL">
<scenario name="s"><b:process id="inner" isExecutable="true"><b:startEvent id="begin"/></b:process><start/></scenario></scenarios>
XML
run 0 test --coverage inner.xml
says "$out" '^coverage: no scenario has a model file'

exit $failed
