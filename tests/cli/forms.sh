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
says "$out" 'check\.form:[0-9]+: error \[form-no-form\]: components: they are no list'
run 1 deploy order --db shop.db
echo '{' >order/forms/check.form
run 1 validate order/forms/check.form
says "$out" 'check\.form:[0-9]+: error \[form-syntax\]: this is no JSON'
rm order/forms/check.form
run 0 validate order
says "$out" "warning \\[form-not-beside\\] element 'check': the form 'order.check' has to be in the deployment"

# The place of what is wrong is told; a type that is not known passes.
form order.check 4 >order/forms/check.form
printf '{"id":"other","components":[{"type":"group","components":[{"type":"number"}]},{"type":"odd","key":"o"}]}' >order/forms/other.form
run 1 validate order
says "$out" "other\.form:[0-9]+: error \[form-key-missing\]: components\[0\]\.components\[0\]: the number has no key"
says "$out" "other\.form:[0-9]+: warning \[form-component-unknown\] element 'o': components\[1\]"
rm order/forms/other.form

# A model that is named brings its forms along.
run 0 deploy order/order.bpmn --db shop.db
says "$out" '^order +3 '
run 2 deploy order/forms/none --db shop.db
mkdir empty
run 2 deploy empty --db shop.db
says "$err" 'empty: there is no file that could be deployed'

exit $failed
