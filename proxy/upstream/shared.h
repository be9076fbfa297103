// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/settings.h"
#include "upstream/addressguard.h"
#include "upstream/route.h"
#include "upstream/surroundings.h"

#include <QSslConfiguration>

#include <array>
#include <optional>

class QObject;

namespace larder::upstream
{

// What the parts of one Client share. Owned by the Client; outlives them; engine thread.
struct Shared
{
    Surroundings surroundings;
    AddressGuard guard;
    ProxySettings proxy;
    QObject *socketParent = nullptr;        // deletes at the end what deleteLater() did not
    std::optional<QSslConfiguration> tls;   // made for the first TLS connection
    std::array<char, readPieceBytes> piece; // what is being read; one connection at a time
};

} // namespace larder::upstream
