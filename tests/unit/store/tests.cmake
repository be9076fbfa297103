# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
larder_unit_test(store
    catalogue check crash eviction fields hotentries index learn partial publish rebuild shared
    space staging sweep verify)
