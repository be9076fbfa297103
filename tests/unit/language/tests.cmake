# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
larder_unit_test(language translations)
target_compile_definitions(unit_language_translations PRIVATE
    LARDER_TRANSLATIONS="${CMAKE_SOURCE_DIR}/translations")

add_test(NAME style/translations
    COMMAND ${CMAKE_SOURCE_DIR}/translations/check.sh $<TARGET_FILE:Qt6::lupdate>
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
set_tests_properties(style/translations PROPERTIES LABELS style TIMEOUT 120)
