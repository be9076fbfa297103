// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace larder
{

// One category per module that speaks; switched by QT_LOGGING_RULES. Warnings and worse are shown
// by default. Secrets never reach a log: URLs are logged through http::Url::redacted().
Q_DECLARE_LOGGING_CATEGORY(logEngine)
Q_DECLARE_LOGGING_CATEGORY(logStore)
Q_DECLARE_LOGGING_CATEGORY(logUpstream)
Q_DECLARE_LOGGING_CATEGORY(logStatistics)

} // namespace larder
