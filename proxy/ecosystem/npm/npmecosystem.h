// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ecosystem/ecosystem.h"
#include "ecosystem/npm/npmpath.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace larder::ecosystem::npm
{

// A registry for npm, pnpm, yarn and bun: the public one or the user's, and further ones under the
// first segment of a path. Packuments and tarballs are kept, all else a registry does is passed on.
class NpmEcosystem final : public Ecosystem
{
public:
    explicit NpmEcosystem(Options options);

    [[nodiscard]] std::string_view cache() const override { return "npm"; }

    [[nodiscard]] Plan plan(const http::RequestHead &request, Address address) const override;

    // Measured with npm 10 and 11: 429 and 5xx are tried three times within 70 s; pnpm and yarn try
    // again at 408 and 420, too. 404 would say that there is no such package, 401 and 403 make npm
    // speak of a log-in. 424 Failed Dependency is tried once and
    // shown.
    [[nodiscard]] Answer problem(const http::RequestHead &request, int status,
                                 const QString &sentence) const override;

    [[nodiscard]] Result<void> checkDocument(const DocumentOrigin &origin,
                                             QIODevice &body) const override;
    [[nodiscard]] Result<void> rewriteDocument(const DocumentOrigin &origin,
                                               std::string_view linkBase, QIODevice &body,
                                               QIODevice &rewritten) const override;
    [[nodiscard]] std::optional<Digest> announcedDigest(const http::Url &file,
                                                        QIODevice &document) const override;

private:
    struct Registry
    {
        http::Url root;       // its path without a slash at the end: "/base", or empty
        std::string linkPath; // behind our own address: "", "NAME/"
    };

    // What a path asks of a registry.
    struct Asked
    {
        const Registry &registry;
        NpmPath path;
        http::Url url;
    };

    [[nodiscard]] static Registry makeRegistry(http::Url root, std::string linkPath);
    // url: only its path and query matter.
    [[nodiscard]] Asked ask(const http::Url &url) const;
    [[nodiscard]] Serve serve(const http::RequestHead &request, Asked asked) const;
    // Of the package's document in both forms; none without a name.
    [[nodiscard]] static std::vector<std::string> packumentKeys(const Registry &registry,
                                                                const std::string &package);
    [[nodiscard]] std::string linkBase(const http::RequestHead &request,
                                       const Registry &registry) const;

    Registry m_registry;
    std::map<std::string, Registry, std::less<>> m_further; // by the first segment
    bool m_rewriteForYarn1;
};

} // namespace larder::ecosystem::npm
