# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
include(${CMAKE_CURRENT_LIST_DIR}/../harness/harness.cmake)

# Long searches for what goes wrong rarely.
foreach(name kills power_cut shared_store)
    larder_python_test(campaign ${name} TIMEOUT 900)
endforeach()
