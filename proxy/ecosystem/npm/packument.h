// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/digest.h"
#include "base/fault.h"
#include "ecosystem/npm/npmpath.h"

#include <optional>
#include <string>
#include <string_view>

class QIODevice;

// What registries say about packages: packuments ("versions" by version, each with its "dist") and
// the manifests of single versions ("dist" at the top). Read as streams; block: pool only.
namespace larder::ecosystem::npm
{

// Whether a body is one of the two. A package whose versions were all removed has "name" and "time"
// left.
[[nodiscard]] Result<void> checkPackument(QIODevice &body);

// Writes it with linkBase and "name/-/file" for every tarball's address of that form, whatever it
// begins with. White space and the spelling of characters change, nothing else does.
[[nodiscard]] Result<void> rewritePackument(std::string_view linkBase, QIODevice &body,
                                            QIODevice &rewritten);

// The strongest digest that it states for a tarball: of "integrity", else of "shasum".
[[nodiscard]] std::optional<Digest> tarballDigest(const NpmPath &tarball, QIODevice &body);

// The address of a tarball as linkBase and "@scope/name/-/file". Nothing for one that has another
// form: only its own server has that file.
[[nodiscard]] std::optional<std::string> linkedTarball(std::string_view linkBase,
                                                       std::string_view address);

} // namespace larder::ecosystem::npm
