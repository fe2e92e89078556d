# SPDX-License-Identifier: Apache-2.0
# The library that others link, static and shared: what the functions of weir.h need of all layers and of the decimal
# library, as one object in which only their names are visible (docs/decisions/0014-one-library-to-link.md).
get_property(layers GLOBAL PROPERTY WEIR_LAYERS)
list(TRANSFORM layers REPLACE ".+" "$<TARGET_FILE:\\0>" OUTPUT_VARIABLE archives)
set(object ${CMAKE_BINARY_DIR}/weir.o)
add_custom_command(
    OUTPUT ${object}
    COMMAND ${CMAKE_LINKER} -r -o ${object}.all --whole-archive $<TARGET_FILE:weir_host> --no-whole-archive
            --start-group ${archives} ${RDFP_LIBRARY} --end-group
    COMMAND ${CMAKE_OBJCOPY} --localize-hidden --wildcard --keep-global-symbol=weir_db_* ${object}.all ${object}
    COMMAND ${CMAKE_COMMAND} -E rm ${object}.all
    DEPENDS ${layers} ${RDFP_LIBRARY}
    COMMENT "Merging the layers into one object"
    VERBATIM)
add_custom_target(weir_object DEPENDS ${object})

add_library(weir_static STATIC ${object})
add_library(weir_shared SHARED ${object})
add_dependencies(weir_static weir_object)
add_dependencies(weir_shared weir_object)
set_target_properties(weir_static weir_shared PROPERTIES OUTPUT_NAME weir LINKER_LANGUAGE C)
set_target_properties(weir_shared PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR})
target_link_libraries(weir_shared
    PRIVATE PkgConfig::XSLT PkgConfig::XML2 PkgConfig::PCRE2 PkgConfig::SQLITE3 PkgConfig::CRYPTO Threads::Threads m)
target_link_options(weir_shared PRIVATE LINKER:-z,text)
if(NOT WEIR_SANITIZE AND NOT WEIR_FUZZ) # whose functions the program brings
    target_link_options(weir_shared PRIVATE LINKER:-z,defs)
endif()
