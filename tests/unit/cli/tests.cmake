# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
larder_unit_test(cli follower pausetime program request text)
# The program itself, run as a person runs it.
target_compile_definitions(unit_cli_program PRIVATE LARDER_PROGRAM="$<TARGET_FILE:larder>")
add_dependencies(unit_cli_program larder)
