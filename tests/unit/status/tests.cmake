# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
larder_unit_test(status overview)
target_link_libraries(unit_status_overview PRIVATE larder_store)
