# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
larder_unit_test(page clientlines page)
target_link_libraries(unit_page_clientlines PRIVATE Qt6::Network)
