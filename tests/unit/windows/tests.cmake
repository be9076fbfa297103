# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
set(LARDER_WINDOW_TESTS
    savings
    settingswindow
    statisticswindow
    walk)
larder_unit_test(windows ${LARDER_WINDOW_TESTS})
foreach(name IN LISTS LARDER_WINDOW_TESTS)
    set_tests_properties(unit/windows/${name} PROPERTIES ENVIRONMENT QT_QPA_PLATFORM=offscreen)
endforeach()
