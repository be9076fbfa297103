# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
larder_unit_test(base
    bytesize caches changesignal clock database digest filedescriptor inifile mailbox
    networkstate number ownerlock paths percent portholder powersupply
    serialworker settings settingsfile)
# The README has the table of settings.
target_compile_definitions(unit_base_settingsfile PRIVATE
    LARDER_README="${CMAKE_SOURCE_DIR}/README.md")
