# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
include(${CMAKE_CURRENT_LIST_DIR}/../harness/harness.cmake)

# RUN_SERIAL: its figures are times, and a loaded machine makes them meaningless.
larder_python_test(systemd activation TIMEOUT 300 PROPERTIES RUN_SERIAL TRUE)
larder_python_test(systemd control TIMEOUT 300)
larder_python_test(systemd installation)
larder_python_test(systemd network TIMEOUT 300)

# The part of the tray that hands caches over, without a display.
add_executable(systemd_keeper ${CMAKE_CURRENT_LIST_DIR}/keeper.cpp)
target_link_libraries(systemd_keeper PRIVATE larder_builtin)
# Where it finds larder-proxy as the tray does.
set_target_properties(systemd_keeper PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/systemd)
larder_python_test(systemd handover TIMEOUT 300 PROPERTIES RUN_SERIAL TRUE
    ENVIRONMENT_MODIFICATION "LARDER_KEEPER=set:$<TARGET_FILE:systemd_keeper>")
