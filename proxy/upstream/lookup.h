// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"

#include <QHostAddress>
#include <QList>

#include <functional>
#include <string>

class QObject;

namespace larder::upstream
{

// Tells the addresses of a name: once, later, from the event loop, and not at all after the
// context was destroyed. The addresses are in the order in which they should be tried.
using LookupDone = std::function<void(Result<QList<QHostAddress>>)>;
using Lookup = std::function<void(const std::string &host, QObject *context, LookupDone done)>;

// Asks the system's resolver (RFC 6724 order).
void lookUpHost(const std::string &host, QObject *context, LookupDone done);

} // namespace larder::upstream
