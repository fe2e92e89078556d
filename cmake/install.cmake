# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` copies: the program, weir.h, the library, and what pkg-config and CMake need to find it.
# None of it knows a folder, so that what was installed can be moved.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/weir)

# pkg-config: paths from where weir.pc lies.
file(RELATIVE_PATH prefix_from_pc ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" prefix_from_pc ${prefix_from_pc})
configure_file(${CMAKE_SOURCE_DIR}/cmake/weir.pc.in ${CMAKE_BINARY_DIR}/weir.pc @ONLY)

# CMake: weir::weir is the shared library, weir::static the other one. weir-config.cmake finds what that one needs.
target_link_libraries(weir_static INTERFACE
    $<INSTALL_INTERFACE:PkgConfig::weir_needs> $<INSTALL_INTERFACE:Threads::Threads> $<INSTALL_INTERFACE:m>)
set_target_properties(weir_static PROPERTIES EXPORT_NAME static)
set_target_properties(weir_shared PROPERTIES EXPORT_NAME weir)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/weir-config-version.cmake COMPATIBILITY SameMinorVersion)

install(TARGETS weir)
install(TARGETS weir_static EXPORT weir-static INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS weir_shared EXPORT weir-shared INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT weir-static NAMESPACE weir:: DESTINATION ${package})
install(EXPORT weir-shared NAMESPACE weir:: DESTINATION ${package})
install(FILES cmake/weir-config.cmake ${CMAKE_BINARY_DIR}/weir-config-version.cmake DESTINATION ${package})
install(FILES ${CMAKE_BINARY_DIR}/weir.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(FILES engine/include/weir.h TYPE INCLUDE)
install(FILES LICENSE NOTICE TYPE DOC)
