# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
larder_unit_test(cli follower pausetime program request stockprogram text trayrequest)
# The program itself, run as a person runs it.
foreach(name program stockprogram)
    target_compile_definitions(unit_cli_${name} PRIVATE LARDER_PROGRAM="$<TARGET_FILE:larder>")
    add_dependencies(unit_cli_${name} larder)
endforeach()
