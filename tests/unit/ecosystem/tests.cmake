# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
larder_unit_test(ecosystem
    aptplan aptpath release packages generation portal document json npmpath npmfields npmplan packument
    pipplan piplink piphtml pipjson composerplan composerpath composerdocuments)
# Compresses the indexes that it reads back.
target_link_libraries(unit_ecosystem_packages PRIVATE KF6::Archive)
