# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
include(${CMAKE_CURRENT_LIST_DIR}/../harness/harness.cmake)

foreach(name
        apt_forms command_line composer_repository digest_faults fetch generation_orders generations
        guard http_malformed http_requests lying_upstreams network_modes npm_registry pip_index
        reasons repair service slow_clients space stale_and_down store)
    larder_python_test(scenario ${name})
endforeach()
