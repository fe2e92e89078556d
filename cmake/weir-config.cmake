# SPDX-License-Identifier: Apache-2.0
# find_package(weir 0.1 REQUIRED)                      gives weir::weir, the shared library
# find_package(weir 0.1 REQUIRED COMPONENTS static)    also weir::static, and finds what that is linked with
cmake_minimum_required(VERSION 3.16)

set(weir_NOT_FOUND_MESSAGE "")
include(${CMAKE_CURRENT_LIST_DIR}/weir-shared.cmake)

if(static IN_LIST weir_FIND_COMPONENTS)
    include(CMakeFindDependencyMacro)
    find_dependency(Threads)
    find_dependency(PkgConfig)
    pkg_check_modules(weir_needs QUIET IMPORTED_TARGET libxslt libxml-2.0 libpcre2-8 sqlite3 libcrypto)
    if(weir_needs_FOUND)
        include(${CMAKE_CURRENT_LIST_DIR}/weir-static.cmake)
        set(weir_static_FOUND TRUE)
    else()
        set(weir_NOT_FOUND_MESSAGE "pkg-config does not find all of libxslt, libxml-2.0, libpcre2-8, sqlite3, libcrypto. ")
    endif()
endif()

foreach(component IN LISTS weir_FIND_COMPONENTS)
    if(weir_FIND_REQUIRED_${component} AND NOT weir_${component}_FOUND)
        set(weir_FOUND FALSE)
        string(APPEND weir_NOT_FOUND_MESSAGE "There is no component '${component}'.")
    endif()
endforeach()
