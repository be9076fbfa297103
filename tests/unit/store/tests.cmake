# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
larder_unit_test(store
    catalogue check crash fields hotentries index learn partial publish rebuild shared staging sweep
    verify)
