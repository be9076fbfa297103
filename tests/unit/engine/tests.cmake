# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
larder_unit_test(engine body caches context documentform enginethread passstream reasons reply)
