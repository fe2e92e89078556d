#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# weir calendar: working days, and when limits end.
. "$(dirname "$0")/checks.sh"

# The worked examples of the design (kind, start, limit, stop, what ends when).
while read -r option start limit stop member expected; do
    set -- add cn-gov "$start" "$limit" --json
    [ "$option" = - ] || set -- "$@" "$option"
    [ "$stop" = - ] || set -- "$@" --stop "$stop"
    run 0 calendar "$@"
    says "$out" "\"$member\":\"$expected:00\\+08:00\""
done <<'END'
- 2026-03-10T10:15 3wd - due 2026-03-13T18:00
- 2026-03-10T18:05 3wd - due 2026-03-16T18:00
- 2026-03-14T11:00 2wd - due 2026-03-18T18:00
- 2026-02-14T09:30 5wd - due 2026-02-28T18:00
- 2026-04-02T15:00 3wd - due 2026-04-08T18:00
- 2026-09-18T11:00 5wd - due 2026-09-24T18:00
- 2026-09-30T16:00 3wd - due 2026-10-10T18:00
- 2026-04-28T09:00 3wd 2026-04-29T14:00/2026-05-07T10:00 due 2026-05-11T18:00
- 2026-05-20T10:00 30nd - due 2026-06-22T18:00
--natural 2026-10-03T23:10 PT4H - due 2026-10-04T03:10
- 2026-02-13T16:30 PT4H - due 2026-02-14T11:00
- 2026-12-30T15:00 5wd - due 2027-01-07T18:00
- 2026-04-30T15:00 PT16H - due 2026-05-07T15:00
- 2026-03-10T10:15 5wd - reminder 2026-03-16T18:00
END

run 0 calendar add cn-gov 2026-12-30T15:00 5wd --json
says "$out" '"isProvisional":true'
run 0 calendar add cn-gov 2026-09-28T02:00:00Z P5D
is "$out" 'due       2026-10-10T18:00:00+08:00 Saturday
reminder  2026-10-09T18:00:00+08:00 Friday'
run 0 calendar add cn-gov 2026-12-30T15:00 5wd
says "$out" '^provisional: '

# Names that models use.
run 0 calendar add cn-gov-hours 2026-02-13T16:30 PT4H
says "$out" '^due       2026-02-14T11:00'
for limit in PT24H P1D PT1440M; do
    run 0 calendar add cn-gov-hours 2026-03-12T10:00 $limit
    says "$out" '^due       2026-03-17T10:00:00'
done
run 0 calendar add cn-gov 2026-03-12T10:00 P1D
says "$out" '^due       2026-03-13T18:00:00'
run 0 calendar add cn-gov-hours 2026-03-12T10:00 P1DT4H
says "$out" '^due       2026-03-17T15:30:00'
run 2 calendar add cn-gov 2026-03-12T10:00 P1DT4H
run 2 calendar add cn-gov-hours 2026-03-12T10:00 P1M
run 0 calendar add 24x7 2026-10-03T23:10Z PT4H
says "$out" '^due       2026-10-04T03:10'
run 2 calendar add cn-gof 2026-10-03T23:10 PT4H
says "$err" 'cn-gof: '

# The sums that the notice implies.
run 0 calendar print cn-gov 2026
says "$out" '^2026, official$'
says "$out" '^2026-02  16            works 14 春节调休上班, rests 15-23 春节, works 28 春节调休上班$'
says "$out" '^248 working days$'
is "$(printf '%s\n' "$out" | grep -c 2027)" 0
run 0 calendar print cn-gov
says "$out" '^2027-10  17  '
run 0 calendar print cn-gov 2030
says "$out" '^2030, not official'

# A file of one's own: a region with a day more, a change at short notice.
own() {
    printf '%s\n' '<calendar xmlns="urn:weir:calendar" id="own" name="Own" zone="Asia/Shanghai" weeklyRest="6 7" cutOff="17:00" dayClose="17:00">'
    printf '%s\n' "$@" '</calendar>'
}
hours='<hours from="09:00" to="17:00"/>'
own "$hours" '<override><work date="2026-10-04" name="flood"/></override>' \
    '<year number="2026" status="official"><rest date="2026-10-01" name="a" statutory="true"/><rest date="2026-10-02" statutory="true"/></year>' \
    '<overlay id="own-45" name="Region"><rest date="2026-10-05"/><rest date="2026-10-04"/></overlay>' >own.xml
run 0 calendar check own.xml
is "$out" 'own.xml: 2 calendars, nothing is wrong'
run 0 calendar print own.xml 2026
says "$out" '^own-45  Region$'
run 0 calendar add own.xml 2026-09-30T10:00 1wd
says "$out" 'due       2026-10-04T17:00:00\+08:00 Sunday'

own '<hours from="09:00" to="12:00"/>' '<hours from="11:00" to="17:00"/>' '<year number="2026" status="official">' \
    '<rest date="2027-01-01"/>' '<rest date="2026-05-01"/>' '<work date="2026-05-01"/>' '</year>' \
    '<year number="2025" status="official"/>' '<year number="2025" status="official"/>' >wrong.xml
run 1 calendar check wrong.xml
says "$out" 'wrong\.xml:3: error \[calendar-time\]'
says "$out" 'wrong\.xml:5: error \[calendar-date\].*outside its year'
says "$out" 'wrong\.xml:7: error \[calendar-day-twice\]'
says "$out" 'wrong\.xml:9: error \[calendar-year-order\]'
says "$out" 'wrong\.xml:10: error \[calendar-year-twice\]'
own "$hours" '<year number="2026" status="official"><rest date="2026-05-04" name="moved"/></year>' >lost.xml
run 0 calendar check lost.xml
says "$out" 'lost\.xml:3: warning \[calendar-balance\].*260 working days.* leave 261'
own "$hours" '<override>' '<rest date="2026-05-01"/>' '<work date="2026-05-01"/>' '<rest date="2026-05-01"/>' '</override>' >thrice.xml
run 1 calendar check thrice.xml
says "$out" 'thrice\.xml:5: error \[calendar-day-twice\]'
says "$out" 'thrice\.xml:6: error \[calendar-day-twice\]'
is "$(printf '%s\n' "$out" | grep -c day-twice)" 2
own "$hours" | sed 's/dayClose="[0-9:]*"/dayClose="09:00"/' >early.xml
run 0 calendar check early.xml
says "$out" 'early\.xml:[0-9]: warning \[calendar-close\].*before anybody works'
# Two thousand years of twelve days take no more memory than their days.
own "$hours" "$(awk 'BEGIN {
    for (y = 1000; y < 3000; y++) {
        printf "<year number=\"%d\" status=\"official\">", y
        for (m = 1; m <= 12; m++) printf "<rest date=\"%d-%02d-01\"/>", y, m
        print "</year>"
    }
}')" >long.xml
run 0 calendar check long.xml
run 0 calendar add long.xml 2999-12-30T10:00 1wd
own "$hours" | sed 's/Asia.Shanghai/Mars/' >zone.xml
run 1 calendar print zone.xml
says "$err" 'calendar-zone.*Mars'
own '<hours from="9" to="17:00"/>' >shape.xml
run 1 calendar check shape.xml
says "$out" 'shape\.xml:2: error \[xsd'
process p "$fine" >plain.bpmn
run 1 calendar check plain.bpmn
says "$out" 'a <definitions> is no calendar'
own "$hours" | sed 's/6 7/1 2 3 4 5 6 7/' >never.xml
run 1 calendar add never.xml 2026-01-01T10:00 1wd
says "$err" 'does not end within a century'

run 2 calendar
says "$err" 'say what to do: print, check, add, import or list'
run 2 calendar frobnicate
says "$err" "there is no action 'frobnicate'"
run 2 calendar add cn-gov 2026-01-01T10:00
run 2 calendar add cn-gov yesterday 5wd
says "$err" "'yesterday' is no time"
run 2 calendar add cn-gov 2026-01-01T10:00 soon
says "$err" "'soon' is no limit: write a limit like 5wd"
for pair in 'P1DT2H/days and hours' 'P1M/months' '99999999999wd/century' 'P999999D/century' 'PT99999999999H/century' '-5wd/negative' '-P5D/negative' 'P-5D/(negative|like 5wd)' '5days/like 5wd'; do
    run 2 calendar add cn-gov 2026-03-10T10:15 -- "${pair%%/*}"
    says "$err" "'${pair%%/*}' is no limit: .*${pair#*/}"
done
run 2 calendar add cn-gov 2026-09-07T08:36 1wd --stop 2026-09-08T10:00/2026-09-08T10:00
says "$err" 'is no time in which a clock stands'
run 2 calendar add cn-gov 2026-01-01T10:00 5wd --stop 2026-01-02
says "$err" "'2026-01-02' is no time in which a clock stands"
run 2 calendar add cn-gov 2026-01-01T10:00 5wd --stop 2026-01-03T00:00/2026-01-04T00:00 --stop 2026-01-02T00:00/2026-01-02T01:00
run 2 calendar print cn-gov then
says "$err" "'then' is no year"
run 2 calendar print mine
says "$err" 'mine: '

# Calendars of a database: a correction is a new version, and what is open follows.
run 0 calendar list
says "$out" 'cn-gov +1 +2026 +Asia/Shanghai'
says "$out" '24x7 +1'
cat >office.bpmn <<'END'
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:weir="urn:weir:bpmn" targetNamespace="t">
<process id="p" isExecutable="true" weir:calendar="office"><startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/>
<userTask id="a" weir:dueDate="P2D"/><sequenceFlow id="f3" sourceRef="a" targetRef="e"/>
<boundaryEvent id="late" attachedToRef="a"><timerEventDefinition id="d"><timeDuration>2wd</timeDuration></timerEventDefinition></boundaryEvent>
<sequenceFlow id="f2" sourceRef="late" targetRef="e"/><endEvent id="e"/></process></definitions>
END
own "$hours" | sed 's/id="[^"]*"/id="office"/' >office.xml

# A name that nobody knows is said before a timer fails by it.
run 0 validate office.bpmn
says "$out" 'office\.bpmn:2: warning \[calendar-unknown\] element .p.: there is no calendar "office"; deploy its file'
run 1 validate --profile strict office.bpmn
says "$out" 'calendar-unknown'
sed 's/"office"/"cn-gof"/' office.bpmn >typo.bpmn
run 0 validate typo.bpmn
says "$out" 'typo\.bpmn:2: warning \[calendar-unknown\] element .p.: .*did you mean "cn-gov"\?$'
run 0 validate --json typo.bpmn
says "$out" '"severity":"warning","rule":"calendar-unknown","element":"p"'
run 0 deploy typo.bpmn --db typo.db
says "$out" 'typo\.bpmn:2: warning \[calendar-unknown\] element .p.: .*did you mean "cn-gov"\?$'
run 0 deploy typo.bpmn --db typo.db --json
says "$out" '"rule":"calendar-unknown","element":"p"'
sed 's/"office"/"=office"/' office.bpmn >computed.bpmn
sed 's/"office"/"cn-gov-hours"/' office.bpmn >hours.bpmn
run 0 validate computed.bpmn hours.bpmn
is "$out" '2 files: 0 errors, 0 warnings'
mkdir beside
cp office.bpmn beside
own "$hours" '<overlay id="office"/>' >beside/own.calendar.xml
run 0 validate beside
is "$out" '2 files: 0 errors, 0 warnings'
for name in own own-hours office-hours; do
    sed "s/\"office\"/\"$name\"/" office.bpmn >"beside/$name.bpmn"
done
run 0 validate beside
is "$out" '5 files: 0 errors, 0 warnings'
run 0 deploy beside --db beside.db
is "$(printf '%s\n' "$out" | grep -c warning)" 0
own '<hours from="11:00" to="9:00"/>' >beside/own.calendar.xml
run 1 validate beside
says "$out" 'own\.calendar\.xml:2: error \[xsd'
says "$out" 'office\.bpmn:2: warning \[calendar-unknown\]'
own '<hours from="11:00" to="09:00"/>' >beside/own.calendar.xml
run 1 validate beside/own.calendar.xml
says "$out" 'own\.calendar\.xml:2: error \[calendar-time\]'
run 1 deploy beside --db beside.db
says "$out" 'own\.calendar\.xml:2: error \[calendar-time\]'

sed 's/6 7/1 2 3 6 7/' office.xml >less.xml
run 0 calendar import office.xml --db calendars.db
says "$out" '1 file imported'
run 0 calendar list --db calendars.db
says "$out" 'office +1 '
run 0 deploy office.bpmn --db calendars.db
is "$(printf '%s\n' "$out" | grep -c warning)" 0
run 0 start p --db calendars.db
instance=$out
run 0 show "$instance" --db calendars.db
says "$out" 'due .*\(office 1, provisional 待核\)'
run 0 calendar import less.xml --db calendars.db
run 0 calendar list --db calendars.db --json
says "$out" '"calendar":"office","version":2'
run 0 show "$instance" --db calendars.db
says "$out" 'timer +late +due .*\(office 2, provisional 待核\)'
says "$out" 'user task +a +due .*\(office 2, provisional 待核\)'
run 0 trace "$instance" --db calendars.db
says "$out" 'a calendar was corrected'
says "$out" 'the timer late (moves from|stays at)'
run 0 calendar import less.xml --db calendars.db
run 0 calendar list --db calendars.db
says "$out" 'office +2 '
run 0 audit rebuild --db calendars.db --out rebuilt.db
run 1 calendar import zone.xml --db calendars.db
says "$err" 'calendar-zone'
run 2 calendar import gone.xml --db calendars.db
run 2 calendar import office.xml
run 2 calendar list --db gone.db

# Of a server: the same verbs, by its address.
run 0 deploy office.bpmn --db calendars.db
serve calendars.db
run 0 calendar list --server "$url"
says "$out" 'office +2 '
says "$out" 'cn-gov +1 +2026 +Asia/Shanghai'
is "$(printf '%s\n' "$out" | grep -c '^24x7')" 1
run 0 calendar list --server "$url" --json
says "$out" '^\{"calendar":"office","version":2,"name":"Own","zone":"Asia/Shanghai","officialUntil":0\}$'
own "$hours" '<overlay id="office-45"><rest date="2026-10-05"/></overlay>' | sed 's/id="own"/id="office"/' >region.xml
run 0 calendar import region.xml --server "$url"
says "$out" '^office is version 3$'
says "$out" '^office-45 is version 1$'
says "$out" '1 file imported; open dates are counted again'
run 0 calendar add office 2026-10-02T10:00 1wd --server "$url"
says "$out" '^due       2026-10-05T17:00:00\+08:00 Monday'
run 0 calendar add office-45 2026-10-02T10:00 1wd --server "$url"
says "$out" '^due       2026-10-06T17:00:00\+08:00 Tuesday'
run 0 calendar add office-45-hours 2026-10-02T10:00 P1D --server "$url" --json
says "$out" '"due":"2026-10-08T10:00:00\+08:00"'
run 0 calendar add 24x7 2026-10-03T23:10Z PT4H --server "$url"
run 0 calendar print office 2026 --server "$url"
says "$out" '^office-45$|^office-45  '
run 0 calendar print cn-gov 2026 --server "$url"
says "$out" '^248 working days$'
run 1 calendar add office.xml 2026-10-02T10:00 1wd --server "$url"
says "$err" 'No matching calendar with id office\.xml'
run 1 calendar print cn-gof --server "$url"
run 1 calendar import zone.xml --server "$url"
says "$err" 'calendar-zone'
run 2 calendar list --server http://127.0.0.1:1
run 2 calendar list --db calendars.db --server "$url"
run 2 calendar add office 2026-10-02T10:00 1wd --db calendars.db --server "$url"
run 0 calendar add office-45-hours 2026-10-02T10:00 P1D --db calendars.db
says "$out" '^due       2026-10-08T10:00:00\+08:00'
run 0 calendar add cn-gov-hours 2026-03-12T10:00 PT24H --db calendars.db
says "$out" '^due       2026-03-17T10:00:00\+08:00'
run 0 calendar print office 2026 --db calendars.db
says "$out" '^office  Own$'
run 1 calendar print nowhere --db calendars.db
says "$err" "there is no calendar 'nowhere'"
run 1 calendar print 24x7 --db calendars.db
run 2 calendar print cn-gov --db gone.db
exit $failed
