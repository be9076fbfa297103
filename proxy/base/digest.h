// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace larder
{

enum class DigestAlgorithm : std::uint8_t { Md5, Sha1, Sha256, Sha512 };

// The name that indexes use for it: MD5Sum, SHA1, SHA256, SHA512.
[[nodiscard]] std::string_view algorithmName(DigestAlgorithm algorithm);
[[nodiscard]] std::optional<DigestAlgorithm> algorithmFromName(std::string_view name);
// Length of the raw digest in bytes.
[[nodiscard]] std::size_t digestLength(DigestAlgorithm algorithm);

// A digest of one algorithm: raw bytes of exactly digestLength(). A value; any thread.
struct Digest
{
    DigestAlgorithm algorithm = DigestAlgorithm::Sha256;
    std::string bytes;

    [[nodiscard]] std::string hex() const; // lower case
    // Nothing when the text is not exactly as many hexadecimal digits (either case) as needed.
    [[nodiscard]] static std::optional<Digest> fromHex(DigestAlgorithm algorithm,
                                                       std::string_view hex);
    friend bool operator==(const Digest &, const Digest &) = default;
    friend auto operator<=>(const Digest &, const Digest &) = default;
};

// Computes a digest piece by piece with libcrypto (ten times QCryptographicHash for SHA-256).
// Used by one thread at a time; may move between threads.
class Hasher
{
public:
    explicit Hasher(DigestAlgorithm algorithm = DigestAlgorithm::Sha256);
    Hasher(Hasher &&) noexcept;
    Hasher &operator=(Hasher &&) noexcept;
    ~Hasher();

    void update(std::string_view bytes);
    // Once; afterwards only destruction. Where the system's policy forbids the algorithm (MD5 in
    // FIPS mode), the digest has no bytes and so equals no other.
    [[nodiscard]] Digest finish();

private:
    struct Free
    {
        void operator()(evp_md_ctx_st *context) const;
    };

    std::unique_ptr<evp_md_ctx_st, Free> m_context;
    DigestAlgorithm m_algorithm;
};

[[nodiscard]] Digest digestOf(std::string_view bytes,
                              DigestAlgorithm algorithm = DigestAlgorithm::Sha256);
// Reads the file from 0 to its end with pread: the descriptor's offset stays. Blocks: pool only.
// Busy when it was stopped.
[[nodiscard]] Result<Digest> digestOfFile(int fd,
                                          DigestAlgorithm algorithm = DigestAlgorithm::Sha256,
                                          const std::stop_token &stop = {});

} // namespace larder
