# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later

# larder_python_test(LABEL NAME [TIMEOUT SECONDS] [PROPERTIES …]): LABEL/NAME.py beside the calling
# snippet, one black-box test of the built programs. Time-outs leave room for sanitizers, which make
# everything three to ten times slower.
find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
function(larder_python_test label name)
    cmake_parse_arguments(test "" "TIMEOUT" "PROPERTIES" ${ARGN})
    if(NOT test_TIMEOUT)
        set(test_TIMEOUT 400)
    endif()
    add_test(NAME ${label}/${name}
        COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../${label}/${name}.py)
    set(variables
        "PYTHONPATH=${CMAKE_CURRENT_FUNCTION_LIST_DIR}/.."
        "PYTHONDONTWRITEBYTECODE=1"
        "LARDER_PROXY=$<TARGET_FILE:larder-proxy>"
        "LARDER=$<TARGET_FILE:larder>"
        "LARDER_SANITIZE=${LARDER_SANITIZE}")
    if(LARDER_DESKTOP)
        list(APPEND variables "LARDER_TRAY=$<TARGET_FILE:larder-tray>")
    endif()
    set_tests_properties(${label}/${name} PROPERTIES
        LABELS ${label} TIMEOUT ${test_TIMEOUT} ENVIRONMENT "${variables}"
        SKIP_RETURN_CODE 77 ${test_PROPERTIES})
endfunction()
