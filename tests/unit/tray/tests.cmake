# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
larder_unit_test(tray iconstate notices notifier words)
larder_unit_test(tray languages)
target_link_libraries(unit_tray_languages PRIVATE larder_language)
set_tests_properties(unit/tray/languages PROPERTIES ENVIRONMENT QT_QPA_PLATFORM=offscreen)
