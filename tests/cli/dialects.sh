#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Models for other engines: what becomes of Java in them, and that the database remembers how they were deployed.
. "$(dirname "$0")/checks.sh"

cat >order.bpmn <<'END'
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
             id="d" targetNamespace="t">
  <process id="order" isExecutable="true" camunda:historyTimeToLive="30">
    <startEvent id="start"/>
    <sequenceFlow id="f" sourceRef="start" targetRef="charge"/>
    <serviceTask id="charge" camunda:class="com.example.Charge" camunda:colour="red"/>
    <sequenceFlow id="g" sourceRef="charge" targetRef="end"/>
    <endEvent id="end"/>
  </process>
</definitions>
END
cp order.bpmn kept.bpmn

# Refused with the line of the file as it is, and with advice.
run 1 validate order.bpmn
says "$out" "^order\.bpmn:6: error \[dialect-unmapped\] element 'charge': camunda:class=\"com\.example\.Charge\" is not executed: .*delegates=external"
says "$out" "^order\.bpmn:6: warning \[dialect-unmapped\] element 'charge': camunda:colour=\"red\" has no effect: "
run 1 deploy order.bpmn --db shop.db
says "$out" '^order\.bpmn:6: error \[dialect-unmapped\]'
run 2 validate order.bpmn --delegates java
run 2 deploy order.bpmn --db shop.db --delegates java

# With the option it is work for others; the warning is said on the way.
run 0 validate order.bpmn --delegates external
says "$out" '^1 file: 0 errors, 1 warning'
run 0 deploy order.bpmn --db shop.db --delegates external
says "$out" "^order\.bpmn:6: warning \[dialect-unmapped\]"
says "$out" '^order +1 +order:1:'

# Every verb reads the file anew.
run 0 start order --db shop.db
run 0 task list --db shop.db --external
says "$out" 'com\.example\.Charge'
run 0 log --db shop.db --json
says "$out" "deployment\.created.*order\.bpmn.*.delegates.*external"
run 0 audit verify --db shop.db
run 0 audit rebuild --db shop.db --out again.db
run 0 start order --db again.db
cmp order.bpmn kept.bpmn
exit $failed
