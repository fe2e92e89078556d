#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir validate: every problem of every file, at once, with its place.
tests=$(cd "$(dirname "$0")/.." && pwd)
. "$tests/cli/checks.sh"

process p "$fine" >流程.bpmn
run 0 validate 流程.bpmn
is "$out" '1 file: 0 errors, 0 warnings'

# Two errors of different kinds, found together; the second file is fine.
process p '<sequenceFlow id="f" sourceRef="start" targetRef="gone"/>
    <userTask id="start"/>' >坏.bpmn
run 1 validate 坏.bpmn 流程.bpmn
says "$out" "^坏\.bpmn:5: error \[[a-z-]+\] element 'f': .*gone"
says "$out" "^坏\.bpmn:6: error \[id-duplicate\]"
says "$out" '^2 files: [0-9]+ errors, [0-9]+ warnings?$'

printf '<definitions' >cut.bpmn
run 1 validate cut.bpmn
says "$out" '^cut\.bpmn:1: error \[xml-syntax\]'

printf '<html/>' >page.bpmn
run 1 validate page.bpmn
says "$out" '^page\.bpmn:1: error \[root-unknown\]'

# A warning alone does not count against the file.
process p '<sequenceFlow id="f" sourceRef="start" targetRef="a"/><userTask id="a"/>' >warned.bpmn
run 0 validate warned.bpmn
says "$out" '^warned\.bpmn:3: warning \[end-missing\]'
says "$out" '^1 file: 0 errors, 1 warning$'

# What a DMN file imports lies beside it.
dmn='<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="f" name="f"'
mkdir models
printf '%s\n' "$dmn namespace=\"urn:a\">
  <import name=\"b\" namespace=\"urn:b\" importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>
  <decision id=\"d\" name=\"d\"><informationRequirement id=\"i\"><requiredDecision href=\"urn:b#x\"/></informationRequirement>
    <literalExpression><text>b.x</text></literalExpression></decision>
</definitions>" >models/a.dmn
run 1 validate models/a.dmn
says "$out" '^models/a\.dmn:2: error \[dmn-import-missing\].*urn:b'
printf '%s\n' "$dmn namespace=\"urn:b\">
  <decision id=\"x\" name=\"x\"><literalExpression><text>1</text></literalExpression></decision>
</definitions>" >models/b.dmn
run 0 validate models/a.dmn
is "$out" '1 file: 0 errors, 0 warnings'
(cd models && run 0 validate a.dmn)
sed 's/>1</>1 +</' models/b.dmn >models/b2.dmn && mv models/b2.dmn models/b.dmn
run 1 validate models/a.dmn
says "$out" '^models/a\.dmn:2: error \[dmn-import-wrong\].*urn:b.*line 2'

run 2 validate nowhere.bpmn
is "$out" '1 file could not be read'
run 2 validate nowhere.bpmn 坏.bpmn
says "$err" "^nowhere\.bpmn: can't be opened: No such file"
says "$out" '^坏\.bpmn:5: error'
says "$out" '^1 file: [0-9]+ errors'
says "$out" '^1 file could not be read$'

# A folder: all *.bpmn and *.dmn below it, each once, whatever links there are.
mkdir -p folder/deep
run 2 validate folder
says "$err" 'there are no \*\.bpmn, \*\.dmn, \*\.form and \*\.calendar\.xml files here'
run 2 validate --json folder
is "$out" '[]'
cp 流程.bpmn folder/deep/a.bpmn
cp page.bpmn folder/b.dmn
printf '<broken' >folder/notes.xml
ln -s .. folder/deep/again
ln -s b.dmn folder/c.dmn
run 1 validate folder
says "$out" '^folder/b\.dmn:1: error \[root-unknown\]'
says "$out" '^2 files: 1 error, 0 warnings$'

run 1 validate --json 坏.bpmn 流程.bpmn
says "$out" '^\[\{"file":"坏\.bpmn","problems":\[\{"line":'
says "$out" '"severity":"error","rule":"id-duplicate","element":"start","message":"'
says "$out" '^\{"file":"流程\.bpmn","problems":\[\]\}\]$'
run 2 validate --json nowhere.bpmn
says "$out" '^\[\{"file":"nowhere\.bpmn","unreadable":"can.t be opened: .*","problems":\[\]\}\]$'

# Profiles: what only other tools mind, and errors alone.
run 1 validate --profile strict 流程.bpmn
says "$out" '^流程\.bpmn:3: strict \[documentation-missing\]'
says "$out" '^1 file: 0 errors, 0 warnings, [0-9]+ strict$'
run 1 validate --profile strict warned.bpmn
says "$out" '^warned\.bpmn:3: warning \[end-missing\]'
run 0 validate --profile lenient warned.bpmn
is "$out" '1 file: 0 errors, 0 warnings'
run 1 validate --profile lenient 坏.bpmn
says "$out" 'error \[id-duplicate\]'
run 2 validate --profile severe 流程.bpmn
says "$err" '--profile is one of default, strict and lenient'

# What ships keeps every rule there is.
run 0 validate --profile strict "$tests/../processes"

exit $failed

# A decision table is looked at as a whole; strict problems are told where they are asked for.
run 0 validate "$tests/rules/dmn-table-gap.bad.dmn" "$tests/rules/dmn-table-overlap.bad.dmn"
says "$out" 'gap\.bad\.dmn:10: warning \[dmn-table-gap\] element .table.: no rule hits for income < 1000, risk "HIGH"'
says "$out" 'overlap\.bad\.dmn:22: warning \[dmn-table-overlap\] element .r2.: rules 1 and 2 both hit for income 1000;'
run 0 validate "$tests/rules/dmn-rule-duplicate.bad.dmn"
is "$out" '1 file: 0 errors, 0 warnings'
run 1 validate --profile strict "$tests/rules/dmn-rule-duplicate.bad.dmn"
says "$out" ':27: strict \[dmn-rule-duplicate\] element .r3.: rule 3 is the same as rule 1'
run 0 validate --profile strict "$tests/rules/dmn-table-gap.good.dmn" "$tests/rules/dmn-rule-unreachable.good.dmn"
exit $failed
