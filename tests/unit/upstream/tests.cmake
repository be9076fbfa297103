# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
larder_unit_test(upstream addressguard client health proxy requesttext tls)
set(libproxy_leaks ${CMAKE_CURRENT_SOURCE_DIR}/upstream/libproxy.supp)
set_tests_properties(unit/upstream/proxy PROPERTIES
    ENVIRONMENT "LSAN_OPTIONS=suppressions=${libproxy_leaks}:print_suppressions=0")
