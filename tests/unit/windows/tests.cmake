# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
set(LARDER_WINDOW_TESTS
    activity
    activitypage
    cachemodel
    chartcolours
    history
    overviewpage
    savings
    scale
    series
    settingswindow
    statisticswindow
    stock
    stockpage
    walk)
larder_unit_test(windows ${LARDER_WINDOW_TESTS})
target_link_libraries(unit_windows_history PRIVATE Qt6::Charts)
target_link_libraries(unit_windows_overviewpage PRIVATE Qt6::Charts)
foreach(name IN LISTS LARDER_WINDOW_TESTS)
    set_tests_properties(unit/windows/${name} PROPERTIES ENVIRONMENT QT_QPA_PLATFORM=offscreen)
endforeach()
# What QTRY_COMPARE expands to narrows a number.
set_source_files_properties(windows/activitypage.cpp windows/stockpage.cpp
    PROPERTIES COMPILE_OPTIONS -Wno-conversion)
target_link_libraries(unit_windows_stockpage PRIVATE larder_store)
