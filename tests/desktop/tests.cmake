# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
include(${CMAKE_CURRENT_LIST_DIR}/../harness/harness.cmake)

larder_python_test(desktop icon TIMEOUT 300)
larder_python_test(desktop menu TIMEOUT 400)
larder_python_test(desktop pictures TIMEOUT 400)
larder_python_test(desktop real_apt TIMEOUT 400)
# RUN_SERIAL: it measures times.
larder_python_test(desktop stalls TIMEOUT 400 PROPERTIES RUN_SERIAL TRUE)
