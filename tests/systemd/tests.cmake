# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
include(${CMAKE_CURRENT_LIST_DIR}/../harness/harness.cmake)

# RUN_SERIAL: its figures are times, and a loaded machine makes them meaningless.
larder_python_test(systemd activation TIMEOUT 300 PROPERTIES RUN_SERIAL TRUE)
larder_python_test(systemd control TIMEOUT 300)
larder_python_test(systemd installation)
larder_python_test(systemd network TIMEOUT 300)
