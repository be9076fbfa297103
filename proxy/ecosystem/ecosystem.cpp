// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/ecosystem.h"

#include "base/caches.h"
#include "ecosystem/apt/aptecosystem.h"
#include "ecosystem/composer/composerecosystem.h"
#include "ecosystem/document.h"
#include "ecosystem/npm/npmecosystem.h"
#include "ecosystem/pip/pipecosystem.h"

#include <utility>

namespace larder::ecosystem
{

namespace
{

// The registry or index that a cache has unless the user chose another.
http::Url publicUpstream(std::string_view cache)
{
    return http::Url::parse(findCache(cache)->upstream).value();
}

} // namespace

Result<void> Ecosystem::checkDocument(const DocumentOrigin & /*origin*/, QIODevice & /*body*/) const
{
    return {};
}

Result<void> Ecosystem::rewriteDocument(const DocumentOrigin & /*origin*/,
                                        std::string_view /*linkBase*/, QIODevice &body,
                                        QIODevice &rewritten) const
{
    return copyDocument(body, rewritten);
}

std::optional<Digest> Ecosystem::announcedDigest(const http::Url & /*file*/,
                                                 QIODevice & /*document*/) const
{
    return std::nullopt;
}

std::optional<Serve> Ecosystem::locate(std::string_view /*file*/, QIODevice & /*document*/) const
{
    return std::nullopt;
}

Result<void> Ecosystem::checkArchive(const http::Url & /*file*/, QIODevice & /*body*/) const
{
    return {};
}

std::optional<std::string> Ecosystem::ownLocation(const http::Url & /*place*/) const
{
    return std::nullopt;
}

std::optional<Generation> Ecosystem::readGeneration(std::string_view /*text*/) const
{
    return std::nullopt;
}

bool Ecosystem::announcesFiles(std::string_view /*nameInSuite*/) const
{
    return false;
}

Result<void> Ecosystem::readAnnounced(const SuiteMember & /*member*/, QIODevice & /*body*/,
                                      const AnnouncedSink & /*sink*/) const
{
    return {};
}

std::unique_ptr<Ecosystem> makeEcosystem(std::string_view cache, Options options)
{
    if (cache == "apt")
        return std::make_unique<apt::AptEcosystem>(std::move(options.upstream));
    if (cache == "composer")
        return std::make_unique<composer::ComposerEcosystem>(std::move(options));
    if (cache == "npm")
        return std::make_unique<npm::NpmEcosystem>(std::move(options));
    if (cache == "pip") {
        return std::make_unique<pip::PipEcosystem>(options.upstream ? *std::move(options.upstream)
                                                                    : publicUpstream(cache),
                                                   options.further);
    }
    return nullptr;
}

} // namespace larder::ecosystem
