// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ecosystem/ecosystem.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace larder::ecosystem::apt
{

// Debian archives for apt and its relatives, in the forms in which apt and users of apt-cacher-ng
// ask:
// - as a forward proxy: "http://host/path", "http://HTTPS///host/path" for a source behind TLS;
// - with the archive's host in our path: "/host/path", "/HTTPS///host/path";
// - "/path" of the one archive that the user set as upstream;
// - CONNECT for https sources, tunnelled.
class AptEcosystem final : public Ecosystem
{
public:
    explicit AptEcosystem(std::optional<http::Url> upstream);

    [[nodiscard]] std::string_view cache() const override { return "apt"; }

    [[nodiscard]] Plan plan(const http::RequestHead &request, Address address) const override;

    // Measured with apt 2.6.1: 500, 502, 503 and 504 count as trouble on the way. They are tried
    // three more times within 7 s, then "update" warns, keeps its old lists and succeeds, as it
    // would without us. Every other error means that the file does not exist: apt asks for 15 other
    // names and fails. Of the former 504 says what happened.
    [[nodiscard]] Answer problem(const http::RequestHead &request, int status,
                                 const QString &sentence) const override;

    [[nodiscard]] std::optional<Generation> readGeneration(std::string_view text) const override;
    [[nodiscard]] bool announcesFiles(std::string_view nameInSuite) const override;
    [[nodiscard]] Result<void> readAnnounced(const SuiteMember &member, QIODevice &body,
                                             const AnnouncedSink &sink) const override;

private:
    // What a path of ours asks for. Fault NotFound: it names no archive.
    [[nodiscard]] Result<http::Url> archiveUrl(std::string_view pathAndQuery) const;

    std::optional<std::string> m_upstreamPrefix; // "http://host/base", no slash at the end
    std::string m_upstreamUserInfo;
};

} // namespace larder::ecosystem::apt
