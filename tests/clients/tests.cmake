# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
include(${CMAKE_CURRENT_LIST_DIR}/../harness/harness.cmake)

larder_python_test(clients composer_clients TIMEOUT 600)
larder_python_test(clients machine_archive TIMEOUT 900)
larder_python_test(clients npm_clients TIMEOUT 900)
larder_python_test(clients own_archive TIMEOUT 600)
larder_python_test(clients pip_clients TIMEOUT 600)
