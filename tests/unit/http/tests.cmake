# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
larder_unit_test(http
    accept conditional date freshness headers messagereader range requestparser responseparser url)
