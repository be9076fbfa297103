# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
larder_unit_test(base
    bytesize caches changesignal clock database digest filedescriptor mailbox number ownerlock
    paths powersupply serialworker settings)
