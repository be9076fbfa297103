// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/logging.h"

namespace larder
{

Q_LOGGING_CATEGORY(logEngine, "larder.engine", QtWarningMsg)
Q_LOGGING_CATEGORY(logStore, "larder.store", QtWarningMsg)
Q_LOGGING_CATEGORY(logUpstream, "larder.upstream", QtWarningMsg)
Q_LOGGING_CATEGORY(logStatistics, "larder.statistics", QtWarningMsg)

} // namespace larder
