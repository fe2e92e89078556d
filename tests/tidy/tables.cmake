# SPDX-License-Identifier: Apache-2.0
# Each row of a table has what the table promises: a behaviour, scenarios, a test that mentions it.
#   cmake -DSOURCE=<repository> -P tests/tidy/tables.cmake
cmake_minimum_required(VERSION 3.25)

set(missing "")

macro(want path row)
    if(NOT EXISTS ${SOURCE}/${path})
        list(APPEND missing "${row} has no ${path}")
    endif()
endmacro()

# Rows as "name|argument"; `pattern` has two groups.
function(rows_of file pattern out)
    file(STRINGS ${SOURCE}/${file} lines REGEX "${pattern}")
    set(rows "")
    foreach(line IN LISTS lines)
        if(line MATCHES "${pattern}")
            list(APPEND rows "${CMAKE_MATCH_1}|${CMAKE_MATCH_2}")
        endif()
    endforeach()
    if(NOT rows)
        message(FATAL_ERROR "${file} has no rows")
    endif()
    set(${out} "${rows}" PARENT_SCOPE)
endfunction()

set(folder_CONTAINER containers)
set(folder_ACTIVITY activities)
set(folder_GATEWAY gateways)
set(folder_EVENT events)

rows_of(engine/model/elements.def "^ELEMENT\\(([a-z_]+), \"[^\"]*\", ([A-Z]+)," rows)
foreach(row IN LISTS rows)
    string(REGEX MATCH "^([^|]+)\\|(.*)$" row "${row}")
    set(name ${CMAKE_MATCH_1})
    set(group ${CMAKE_MATCH_2})
    want(engine/elements/${name}.c "element ${name}")
    want(tests/scenarios/${folder_${group}}/${name}.xml "element ${name}")
endforeach()

rows_of(engine/model/triggers.def "^TRIGGER\\(([a-z_]+), \"([^\"]*)\"" rows)
foreach(row IN LISTS rows)
    string(REGEX MATCH "^[^|]+" name "${row}")
    if(NOT name STREQUAL "none")
        want(engine/elements/trigger_${name}.c "trigger ${name}")
        want(tests/scenarios/triggers/${name}.xml "trigger ${name}")
    endif()
endforeach()

# The words of a row must stand in some test; `prefix` and `suffix` are what surrounds the name there.
function(want_mention table name)
    foreach(spelling IN LISTS ARGN)
        execute_process(COMMAND grep -rqF -e "${spelling}" tests processes --include=*.c --include=*.xml
                        WORKING_DIRECTORY ${SOURCE} RESULT_VARIABLE status)
        if(status EQUAL 0)
            return()
        endif()
    endforeach()
    set(missing ${missing} "${table} ${name} is not mentioned by any test" PARENT_SCOPE)
endfunction()

rows_of(engine/base/errors.def "^ERR\\(([A-Z]+), ([0-9]+)," rows)
foreach(row IN LISTS rows)
    string(REGEX MATCH "^[^|]+" name "${row}")
    want_mention(error ${name} "WEIR_${name}" "error=\"${name}\"" "error.name, \"${name}\"")
endforeach()

rows_of(engine/run/facts.def "^FACT\\(([a-z_]+), \"([a-z._]+)\"" rows)
foreach(row IN LISTS rows)
    string(REGEX MATCH "^([^|]+)\\|(.*)$" row "${row}")
    want_mention(fact ${CMAKE_MATCH_2} "\"${CMAKE_MATCH_2}\"" "WEIR_FACT_${CMAKE_MATCH_1}")
endforeach()

rows_of(engine/host/engine_facts.def "^ENGINE_FACT\\(([a-z_]+), \"([a-z._]+)\"" rows)
foreach(row IN LISTS rows)
    string(REGEX MATCH "^([^|]+)\\|(.*)$" row "${row}")
    string(TOUPPER ${CMAKE_MATCH_1} upper)
    want_mention(fact ${CMAKE_MATCH_2} "\"${CMAKE_MATCH_2}\"" "'${CMAKE_MATCH_2}'" "WEIR_${upper}")
endforeach()

rows_of(engine/feel/builtins.def "^BUILTIN\\(\"([a-z][^\"]*)\", ([0-9]+)," rows)
foreach(row IN LISTS rows)
    string(REGEX MATCH "^[^|]+" name "${row}")
    want_mention(function ${name} "${name}(")
endforeach()

rows_of(engine/compile/rules.def "^RULE\\(([a-z_]+), \"([a-z-]+)\"," rows)
foreach(row IN LISTS rows)
    string(REGEX MATCH "[^|]+$" id "${row}")
    want(tests/rules/${id}.good.bpmn "rule ${id}")
    want(tests/rules/${id}.bad.bpmn "rule ${id}")
endforeach()

if(missing)
    list(JOIN missing "\n  " text)
    message(FATAL_ERROR "\n  ${text}")
endif()
