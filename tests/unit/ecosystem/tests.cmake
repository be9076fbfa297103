# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
larder_unit_test(ecosystem
    aptplan aptpath release packages generation portal document json npmpath npmfields npmplan packument
    pipplan piplink piphtml pipjson composerplan composerpath composerdocuments)
# Real documents beside the tests.
foreach(name packument composerdocuments)
    target_compile_definitions(unit_ecosystem_${name} PRIVATE
        LARDER_TEST_DATA="${CMAKE_CURRENT_LIST_DIR}/data/")
endforeach()
# Compresses the indexes that it reads back.
target_link_libraries(unit_ecosystem_packages PRIVATE KF6::Archive)
