# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later

# What every target of the project is compiled with: strict warnings as errors, hardening, and the
# sanitizers that the preset asks for. One place, linked by every module.
add_library(larder_strict INTERFACE)
target_compile_features(larder_strict INTERFACE cxx_std_23)
target_compile_options(larder_strict INTERFACE
    -Wall -Wextra -Wpedantic -Werror -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor
    -Wold-style-cast -Woverloaded-virtual -Wcast-align -Wformat=2 -Wimplicit-fallthrough
    -Wnull-dereference $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond>
    $<$<CXX_COMPILER_ID:GNU>:-Wlogical-op> -Wunused)
target_compile_definitions(larder_strict INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING QT_NO_KEYWORDS
    QT_NO_FOREACH QT_USE_QSTRINGBUILDER QT_DISABLE_DEPRECATED_UP_TO=0x060800)

set(LARDER_SANITIZE "" CACHE STRING "Sanitizers to build with, such as address,undefined or thread")
if(LARDER_SANITIZE)
    # -Wnull-dereference and the analysis behind it see paths that only instrumentation adds.
    target_compile_options(larder_strict INTERFACE
        -fsanitize=${LARDER_SANITIZE} -fno-omit-frame-pointer -Wno-null-dereference
        $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
    # What a library's headers do is not ours to judge: RapidJSON adds to null pointers.
    target_compile_options(larder_strict INTERFACE
        $<$<CXX_COMPILER_ID:Clang>:-fsanitize-ignorelist=${CMAKE_CURRENT_LIST_DIR}/ignored.txt>)
    target_link_options(larder_strict INTERFACE -fsanitize=${LARDER_SANITIZE})
    if(LARDER_SANITIZE MATCHES "undefined")
        target_compile_options(larder_strict INTERFACE -fno-sanitize-recover=undefined)
    endif()
else()
    target_compile_definitions(larder_strict INTERFACE
        $<$<NOT:$<CONFIG:Debug>>:_FORTIFY_SOURCE=3>)
    target_compile_options(larder_strict INTERFACE -fstack-protector-strong)
    target_link_options(larder_strict INTERFACE -Wl,-z,relro,-z,now)
endif()

# The headers that nearly every source reads, compiled once: half of a build's time. The release
# preset does without, so that a missing include is noticed.
option(LARDER_PRECOMPILED_HEADERS "Compile common headers once" OFF)
if(LARDER_PRECOMPILED_HEADERS)
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/precompiled.cpp CONTENT "// only a carrier\n")
    set(common_headers
        <QCoreApplication> <QObject> <QPointer> <QString> <QTimer>
        <algorithm> <chrono> <expected> <filesystem> <functional> <map> <memory> <optional>
        <string> <string_view> <variant> <vector>)
    add_library(larder_precompiled OBJECT ${CMAKE_BINARY_DIR}/precompiled.cpp)
    target_link_libraries(larder_precompiled PRIVATE larder_strict Qt6::Core)
    target_precompile_headers(larder_precompiled PRIVATE ${common_headers})
    # ccache(1), "Precompiled headers": only so it can keep what was compiled with one.
    target_compile_options(larder_strict INTERFACE
        $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()

# larder_module(NAME SOURCES … [LINKS …]): a folder is a module is one static library target. A link
# line is the permission to include; tests/style/includes.py checks that the include lines agree.
function(larder_module name)
    cmake_parse_arguments(module "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
    add_library(larder_${name} STATIC ${module_SOURCES})
    target_include_directories(larder_${name} PUBLIC ${LARDER_MODULE_ROOT})
    target_link_libraries(larder_${name}
        PUBLIC larder_strict ${module_LINKS}
        PRIVATE ${module_PRIVATE_LINKS})
    if(LARDER_PRECOMPILED_HEADERS)
        target_precompile_headers(larder_${name} REUSE_FROM larder_precompiled)
    endif()
endfunction()

# larder_unit_test(MODULE NAME …): each NAME is tests/unit/MODULE/NAME.cpp, one Qt Test program.
function(larder_unit_test module)
    foreach(name IN LISTS ARGN)
        add_executable(unit_${module}_${name} ${module}/${name}.cpp)
        target_link_libraries(unit_${module}_${name} PRIVATE larder_${module} Qt6::Test)
        target_include_directories(unit_${module}_${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
        if(LARDER_PRECOMPILED_HEADERS)
            target_precompile_headers(unit_${module}_${name} REUSE_FROM larder_precompiled)
        endif()
        add_test(NAME unit/${module}/${name} COMMAND unit_${module}_${name})
        set_tests_properties(unit/${module}/${name} PROPERTIES LABELS unit TIMEOUT 400)
    endforeach()
endfunction()
