# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
larder_unit_test(upstream addressguard client health proxy requesttext tls)
set_tests_properties(unit/upstream/proxy PROPERTIES
    ENVIRONMENT "LSAN_OPTIONS=suppressions=${CMAKE_CURRENT_SOURCE_DIR}/upstream/libproxy.supp:print_suppressions=0")
