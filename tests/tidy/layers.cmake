# SPDX-License-Identifier: Apache-2.0
# Includes point only down the layers (docs/architecture.md). Reports file, line and both layers.
#   cmake -DSOURCE=<repository> -P tests/tidy/layers.cmake
#   cmake -DSOURCE=<repository> -DSELF_TEST=<scratch folder> -P tests/tidy/layers.cmake   the check can fail
cmake_minimum_required(VERSION 3.25)

# layer_<name>: the layers it may include besides itself. "model.def": the tables of model, not its headers.
set(layers base model feel dmn run elements compile layout xml store host webhooks server cli)
set(layer_base "")
set(layer_model base)
set(layer_feel base)
set(layer_dmn base feel model)
set(layer_run base feel model.def)
set(layer_elements base feel dmn model run)
set(layer_compile base feel dmn model run elements)
set(layer_layout base)
set(layer_xml base model layout)
set(layer_store base run)
set(layer_host base feel dmn model run elements compile xml store)
set(layer_webhooks base host store xml run.def)
set(layer_server base host webhooks model.def)
set(layer_cli base feel dmn model run elements compile xml store host webhooks server)

# System headers of the core; foreign libraries stay in the layers named here. The others are free in libc.
set(core base model feel dmn run elements compile layout)
set(core_headers assert.h inttypes.h limits.h stdalign.h stdarg.h stdbool.h stddef.h stdint.h stdio.h stdlib.h string.h)
set(foreign_base bid_conf.h bid_functions.h)
set(foreign_feel pcre2.h)
set(foreign_xml "libxml/.*" "libxslt/.*")
set(foreign_store sqlite3.h)
set(foreign_host pthread.h "openssl/.*")
set(foreign_webhooks pthread.h "curl/.*" "openssl/.*")
set(foreign_cli pthread.h "curl/.*" histedit.h) # the clients of weir bench; cli/client.c; cli/line.c
# Inside its layer a library may be for some files alone. sqlite3: the driver; the copy,
# which is no SQL statement; and what weir is measured against.
set(only_sqlite3.h engine/store/sqlite.c engine/store/sqlite_connection.c engine/store/sqlite_wal.c engine/store/sqlite_backup.c
    engine/store/wal.c engine/store/bare.c engine/store/two_rows.c)
set(foreign_pattern "^(bid_.*|pcre2.*|libxml/.*|libxslt/.*|sqlite3.*|pthread\\.h|openssl/.*|curl/.*|sodium.*|microhttpd.*|histedit\\.h)$")

# The layer of a path below the repository; empty if it has none.
function(layer_of path out)
    string(REGEX REPLACE "^engine/" "" inner "${path}")
    string(REGEX MATCH "^[^/]+" first "${inner}")
    if(first IN_LIST layers AND inner MATCHES "/")
        set(${out} ${first} PARENT_SCOPE)
    else()
        set(${out} "" PARENT_SCOPE)
    endif()
endfunction()

# Why `layer` may not include `header` in quotes; empty if it may.
function(judge_own layer header out)
    set(${out} "" PARENT_SCOPE)
    layer_of("engine/${header}" target)
    if(target STREQUAL "" OR target STREQUAL layer)
        return()
    endif()
    if(header MATCHES "_internal\\.h$")
        set(${out} "is private to layer '${target}', included from layer '${layer}'" PARENT_SCOPE)
    elseif(target IN_LIST layer_${layer})
        return()
    elseif(header MATCHES "\\.def$" AND "${target}.def" IN_LIST layer_${layer})
        return()
    else()
        set(${out} "layer '${layer}' may not include layer '${target}'" PARENT_SCOPE)
    endif()
endfunction()

# The same for a header in angle brackets.
function(judge_system layer header out)
    set(${out} "" PARENT_SCOPE)
    foreach(pattern IN LISTS foreign_${layer})
        if(header MATCHES "^${pattern}$")
            return()
        endif()
    endforeach()
    if(layer IN_LIST core AND NOT header IN_LIST core_headers)
        set(${out} "layer '${layer}' is core, which may not include this system header" PARENT_SCOPE)
    elseif(header MATCHES "${foreign_pattern}" AND layer MATCHES "^(xml|store|host|webhooks|cli)$")
        set(${out} "layer '${layer}' may not use this library" PARENT_SCOPE)
    endif()
endfunction()

# Every violation below `root` as "file:line: includes header: why".
function(find_violations root out)
    execute_process(
        COMMAND grep -rnE "^[[:space:]]*#[[:space:]]*include" --include=*.c --include=*.h engine cli webhooks server
        WORKING_DIRECTORY ${root} OUTPUT_VARIABLE text ERROR_QUIET)
    string(REPLACE "\n" ";" lines "${text}")
    set(found "")
    foreach(line IN LISTS lines)
        if(NOT line MATCHES "^([^:]+):([0-9]+):[^\"<]*([\"<])([^\">]+)[\">]")
            continue()
        endif()
        set(file ${CMAKE_MATCH_1})
        set(number ${CMAKE_MATCH_2})
        set(bracket ${CMAKE_MATCH_3})
        set(header ${CMAKE_MATCH_4})
        layer_of("${file}" layer)
        if(layer STREQUAL "" OR file STREQUAL "engine/base/banned.h") # wraps what it bans
            continue()
        endif()
        if(bracket STREQUAL "<")
            judge_system(${layer} ${header} why)
            if(NOT why AND DEFINED only_${header} AND NOT file IN_LIST only_${header})
                set(why "this library is for other files of layer '${layer}'")
            endif()
        else()
            judge_own(${layer} ${header} why)
        endif()
        if(why)
            list(APPEND found "${file}:${number}: includes ${header}: ${why}")
        endif()
    endforeach()
    set(${out} "${found}" PARENT_SCOPE)
endfunction()

# Plant one violation of each kind and some allowed includes; exactly the former must be found.
if(SELF_TEST)
    file(REMOVE_RECURSE ${SELF_TEST})
    file(WRITE ${SELF_TEST}/engine/base/up.c "#include \"base/text.h\"\n#include \"run/step.h\"\n")
    file(WRITE ${SELF_TEST}/engine/run/table.c "#include \"model/elements.def\"\n#include \"model/model.h\"\n")
    file(WRITE ${SELF_TEST}/engine/feel/clock.c "#include <string.h>\n\n#include <time.h>\n#include <pcre2.h>\n")
    file(WRITE ${SELF_TEST}/engine/host/private.c "#include \"xml/xml_internal.h\"\n#include <libxml/tree.h>\n")
    file(WRITE ${SELF_TEST}/engine/store/sqlite.c "#include <sqlite3.h>\n")
    file(WRITE ${SELF_TEST}/engine/store/other.c "#include <sqlite3.h>\n")
    find_violations(${SELF_TEST} found)
    list(SORT found)
    set(expected
        "engine/base/up.c:2: includes run/step.h: layer 'base' may not include layer 'run'"
        "engine/feel/clock.c:3: includes time.h: layer 'feel' is core, which may not include this system header"
        "engine/host/private.c:1: includes xml/xml_internal.h: is private to layer 'xml', included from layer 'host'"
        "engine/host/private.c:2: includes libxml/tree.h: layer 'host' may not use this library"
        "engine/run/table.c:2: includes model/model.h: layer 'run' may not include layer 'model'"
        "engine/store/other.c:1: includes sqlite3.h: this library is for other files of layer 'store'")
    if(NOT found STREQUAL expected)
        list(JOIN found "\n  " text)
        message(FATAL_ERROR "the layer check does not find what was planted; it found:\n${text}")
    endif()
    return()
endif()

find_violations(${SOURCE} found)
if(found)
    list(JOIN found "\n  " text)
    message(FATAL_ERROR "\n  ${text}")
endif()
