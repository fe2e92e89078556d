# SPDX-License-Identifier: Apache-2.0
# The pages of docs/printed/ equal what the tables print.
#   cmake -DSOURCE=<repository> -DPRINTER=<print_tables> [-DUPDATE=ON] -P tests/tidy/printed.cmake
cmake_minimum_required(VERSION 3.25)

set(stale "")
foreach(page dialects errors elements facts functions juel limits rules)
    set(file ${SOURCE}/docs/printed/${page}.md)
    execute_process(COMMAND ${PRINTER} ${page} OUTPUT_VARIABLE printed COMMAND_ERROR_IS_FATAL ANY)
    set(kept "")
    if(EXISTS ${file})
        file(READ ${file} kept)
    endif()
    if(UPDATE AND NOT kept STREQUAL printed)
        file(WRITE ${file} "${printed}")
        message(STATUS "docs/printed/${page}.md is new")
    elseif(NOT kept STREQUAL printed)
        list(APPEND stale "docs/printed/${page}.md")
    endif()
endforeach()
if(stale)
    list(JOIN stale ", " text)
    message(FATAL_ERROR "${text}: not what the tables print; run cmake --build --preset dev --target printed")
endif()
