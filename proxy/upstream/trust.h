// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSslConfiguration>

namespace larder::upstream
{

// What TLS connections trust and speak: the system's certificate authorities, or those that
// SSL_CERT_FILE and SSL_CERT_DIR name, as OpenSSL reads them (containers and companies with an
// authority of their own set these; Qt does not look at them). Costs 70 ms and 10 MiB: call it once
// and only for TLS.
[[nodiscard]] QSslConfiguration makeTlsConfiguration();

} // namespace larder::upstream
