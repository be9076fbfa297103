# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
larder_unit_test(upstream
    addressguard connection connector health pool proxy redirects requesttext tls transfer)
