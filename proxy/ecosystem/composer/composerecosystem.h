// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ecosystem/composer/composerpath.h"
#include "ecosystem/composer/mirrors.h"
#include "ecosystem/composer/repository.h"
#include "ecosystem/ecosystem.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace larder::ecosystem::composer
{

// Composer, in two ways. With a plugin ("mirrors.json" tells it which addresses are found below
// "/mirror/"), lock files keep the public addresses and all of an install comes through here. As a
// repository ("packages.json"), the documents do; the archives only if lock files may name us as a
// mirror. The public repository or the user's, and further ones under the first segment of a path.
//
// What is kept: documents, older repositories' files with a digest in their names, and archives. An
// archive whose address names a commit is immutable and found by that address. Hosts that make it
// anew may send other bytes for the same commit, so no digest of one fetch says anything about
// another one: what is stored is served by the SHA-256 that the store recorded, and what comes is
// checked by length, by its structure, and by the SHA-1 where the repository or the client (our
// plugin) states one.
class ComposerEcosystem final : public Ecosystem
{
public:
    explicit ComposerEcosystem(Options options);

    [[nodiscard]] std::string_view cache() const override { return "composer"; }

    [[nodiscard]] Plan plan(const http::RequestHead &request, Address address) const override;

    // Measured with Composer 2.8: 423, 425, 500, 502, 503, 504, 507 and 510 are tried four times
    // and, for archives, that four times over; 401 and 403 make it ask for a log-in; 404 is an
    // answer. 424 Failed Dependency is tried once and shown, and an archive is then fetched from
    // its own address.
    [[nodiscard]] Answer problem(const http::RequestHead &request, int status,
                                 const QString &sentence) const override;

    [[nodiscard]] Result<void> checkDocument(const DocumentOrigin &origin,
                                             QIODevice &body) const override;
    [[nodiscard]] Result<void> rewriteDocument(const DocumentOrigin &origin,
                                               std::string_view linkBase, QIODevice &body,
                                               QIODevice &rewritten) const override;
    [[nodiscard]] std::optional<Digest> announcedDigest(const http::Url &file,
                                                        QIODevice &document) const override;
    [[nodiscard]] std::optional<Serve> locate(std::string_view file,
                                              QIODevice &document) const override;
    [[nodiscard]] Result<void> checkArchive(const http::Url &file, QIODevice &body) const override;
    [[nodiscard]] std::optional<std::string> ownLocation(const http::Url &place) const override;

private:
    struct Repository
    {
        http::Url root;       // its path without a slash at the end
        std::string linkBase; // our own path for it: "/", "/work/"
        std::string mirror;   // the same for a plugin: "/mirror/packagist/"
        bool isPublic;        // is nobody's own: gets no credentials
    };

    enum class Asked : std::uint8_t { AtOurAddress, AsMirror };

    [[nodiscard]] static Repository makeRepository(http::Url root, std::string linkBase,
                                                   std::string mirror);
    [[nodiscard]] Plan mirrorPlan(const http::RequestHead &request, const http::Url &url) const;
    [[nodiscard]] Plan repositoryPlan(const http::RequestHead &request,
                                      const Repository &repository, std::string_view path,
                                      std::string_view query, Asked asked) const;
    [[nodiscard]] Serve serveDocument(const Repository &repository, http::Url url, PathKind kind,
                                      Asked asked) const;

    Repository m_repository;
    std::map<std::string, Repository, std::less<>> m_further; // by the first segment
    Mirrors m_mirrors;
    bool m_mirrorsInLock;
};

} // namespace larder::ecosystem::composer
