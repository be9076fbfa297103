// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ecosystem/ecosystem.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace larder::ecosystem::pip
{

// Indexes of Python packages for pip, uv and poetry:
// - "/simple/<project>/" of the public index or of the one that the user set, and the same below
//   "/root/pypi/+simple/", where devpi has it;
// - "/<name>/simple/<project>/" of further indexes;
// - "/files/…": the files that those pages link to, on whatever host (filelink.h);
// - other paths of an index, passed through; CONNECT, tunnelled.
class PipEcosystem final : public Ecosystem
{
public:
    using Indexes = std::map<std::string, http::Url, std::less<>>;
    // URLs of simple indexes, with a slash at their end or without. further: by their names in our
    // paths.
    PipEcosystem(http::Url index, const Indexes &further);

    [[nodiscard]] std::string_view cache() const override { return "pip"; }

    [[nodiscard]] Plan plan(const http::RequestHead &request, Address address) const override;

    // 502 and 504 become 424: pip tries 500, 502, 503, 520 and 524 again, poetry and uv every 5xx,
    // 429 and 408; 401, 403 and 404 mean "no such project" to uv. pip shows the phrase of the
    // status line for files. It says nothing about a project page with an error status but "No
    // matching distribution found"; what it names, in a warning, is the Content-Type of a page that
    // is none, if the status is below 400. So pip is told there, with 300, which has no page to
    // follow either.
    [[nodiscard]] Answer problem(const http::RequestHead &request, int status,
                                 const QString &sentence) const override;

    [[nodiscard]] Result<void> checkDocument(const DocumentOrigin &origin,
                                             QIODevice &body) const override;
    [[nodiscard]] Result<void> rewriteDocument(const DocumentOrigin &origin,
                                               std::string_view linkBase, QIODevice &body,
                                               QIODevice &rewritten) const override;

private:
    // An index and what a path of ours asks of it.
    struct Place
    {
        const http::Url *index = nullptr;
        std::string_view rest; // below "simple/", or below the folder that holds "simple/"
        bool isSimple = false;
    };

    // Ends with a slash and has no query.
    [[nodiscard]] static http::Url makeIndex(http::Url url);
    [[nodiscard]] static Plan indexPlan(const http::RequestHead &request, const Place &place,
                                        std::string_view query);
    // Nothing for a path of devpi's own or of an index that is not known.
    [[nodiscard]] std::optional<Place> findPlace(std::string_view path) const;
    [[nodiscard]] Plan filePlan(const http::RequestHead &request, std::string_view link,
                                std::string_view query) const;

    // The one at the same place, whose credentials a file may need; null without one.
    [[nodiscard]] const http::Url *indexBeside(const http::Url &file) const;

    // What is fetched with the user information of one of these is not stored.
    http::Url m_index;
    bool m_indexIsPublic; // is nobody's own: gets no credentials
    Indexes m_further;
};

} // namespace larder::ecosystem::pip
