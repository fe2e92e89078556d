#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir render and weir layout: pictures of files, and diagrams for them.
. "$(dirname "$0")/checks.sh"

process p "$fine" >plain.bpmn
run 0 render plain.bpmn -o plain.svg
is "$out" ''
says "$(cat plain.svg)" '<g data-element-id="start" data-type="startEvent"><title>start</title>'
says "$(cat plain.svg)" '<g data-element-id="f" data-type="sequenceFlow">'
run 0 render plain.bpmn
is "$out" "$(cat plain.svg)"

# With the diagram in it, the file is as valid as before and looks the same.
run 0 layout plain.bpmn -o laid.bpmn
says "$(cat laid.bpmn)" '<bpmndi:BPMNShape id="end_di" bpmnElement="end"'
run 0 validate laid.bpmn
is "$out" '1 file: 0 errors, 0 warnings'
run 0 render laid.bpmn
is "$out" "$(cat plain.svg)"

# A model that is not valid can be looked at, too.
process p '<sequenceFlow id="f" sourceRef="start" targetRef="gone"/><userTask id="a" name="审批 &amp; 归档"/>' >wrong.bpmn
run 0 render wrong.bpmn
says "$out" '<tspan x="[0-9.]+" y="[0-9.]+">审批 &amp; 归档</tspan>'

sed 's/x="[0-9]*"/x="NaN"/' laid.bpmn >nan.bpmn
run 1 render nan.bpmn
says "$err" "^weir render: nan\.bpmn:[0-9]+: the x of 'start' in the diagram is 'NaN', which is no number"
printf '<html/>' >page.bpmn
run 1 render page.bpmn
says "$err" 'page\.bpmn: the root is not the <definitions> of BPMN 2\.0'
run 1 layout page.bpmn
run 2 render nowhere.bpmn
says "$err" "nowhere\.bpmn: can't be opened"
run 2 render plain.bpmn -o no/such/folder.svg
run 2 render
says "$err" 'name one BPMN file'
run 1 render laid.bpmn --diagram 2
says "$err" 'there is no diagram 2, the file has 1'
run 2 render laid.bpmn --diagram 0

# What was deployed, and an instance of it; a server draws the same.
process order '<sequenceFlow id="f" sourceRef="start" targetRef="a"/><userTask id="a"/>
    <sequenceFlow id="g" sourceRef="a" targetRef="end"/><endEvent id="end"/>' >order.bpmn
run 0 deploy order.bpmn --db a.db
run 0 start order --db a.db
id=$out
run 0 render --process order --db a.db
is "$out" "$("$weir" render order.bpmn)"
run 0 render --instance "$id" --db a.db -o instance.svg
says "$(cat instance.svg)" '<g data-element-id="start" data-type="startEvent" stroke="#[0-9a-f]+" class="passed">'
says "$(cat instance.svg)" '<g data-element-id="a" data-type="userTask" stroke="#[0-9a-f]+" class="active"'
serve a.db
run 0 render --instance "$id" --server "$url"
is "$out" "$(cat instance.svg)"
run 0 render --process order --server "$url"
is "$out" "$("$weir" render order.bpmn)"
run 1 render --instance 00000000-0000-7000-8000-000000000000 --server "$url"
run 1 render --instance 00000000-0000-7000-8000-000000000000 --db a.db
run 1 render --process none --db a.db
says "$err" 'no process definition is called none'
run 1 render --process none --server "$url"
run 2 render --db a.db
says "$err" 'name what to draw: --instance ID or --process KEY'

exit $failed
