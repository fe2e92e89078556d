#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Forms that lie beside their model: found by validate and deploy, kept with the deployment, asked of by whoever opens it.
. "$(dirname "$0")/checks.sh"

# form ID DEFAULT: a form on stdout.
form() {
    printf '{"id": "%s", "type": "default", "components": [{"type": "number", "key": "round", "defaultValue": %s}]}' "$1" "$2"
}

mkdir -p order/forms
cat >order/order.bpmn <<'XML'
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:weir="urn:weir:bpmn" targetNamespace="urn:t">
  <process id="order" isExecutable="true">
    <startEvent id="start"/>
    <sequenceFlow id="f" sourceRef="start" targetRef="check"/>
    <userTask id="check" weir:formRef="order.check" weir:formRefBinding="deployment"/>
    <sequenceFlow id="g" sourceRef="check" targetRef="pack"/>
    <userTask id="pack"/>
  </process>
</definitions>
XML
form order.check 3 >order/forms/check.form

run 0 validate order
run 0 deploy order --db shop.db --json
says "$out" '"process":"order","version":1'
run 0 start order --db shop.db
instance=$out
task=$("$weir" task list --db shop.db --json | sed -nE 's/.*"id":"([^"]*)".*/\1/p')
run 0 task complete "$task" --db shop.db
run 0 show "$instance" --db shop.db
says "$out" 'round  *3'

# The same model with another form is another process; the old one keeps its form.
run 0 start order --db shop.db
old=$out
form order.check 4 >order/forms/check.form
run 0 deploy order --db shop.db
run 0 start order --db shop.db
new=$out
for task in $("$weir" task list --db shop.db --json | grep '"element":"check"' | sed -nE 's/.*"id":"([^"]*)".*/\1/p'); do
    run 0 task complete "$task" --db shop.db
done
run 0 show "$old" --db shop.db
says "$out" 'round  *3'
run 0 show "$new" --db shop.db
says "$out" 'round  *4'

# What is no form says so.
echo '{"id": "order.check", "components": {}}' >order/forms/check.form
run 1 validate order
says "$out" 'check.form:1: error \[form-file\]: it is no form'
run 1 deploy order --db shop.db
echo '{' >order/forms/check.form
run 1 validate order/forms/check.form
says "$out" 'check.form:2: error \[form-file\]'
rm order/forms/check.form
run 0 validate order
says "$out" "warning \\[form-not-beside\\] element 'check': no form \"order.check\""

exit $failed
