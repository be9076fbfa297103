// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/digest.h"

#include "base/bytesize.h"

#include <QCoreApplication>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <unistd.h>
#include <vector>

namespace larder
{

namespace
{

// libcrypto stays whole until the process is gone. By default it takes itself apart in exit(),
// while threads of a pool may still be ending: QThreadPool::waitForDone() (Qt 6.8) calls a thread
// done before its thread-local data is gone, and libcrypto's part of that would be freed with what
// it needs missing, or never. Set before main(), since the first use of libcrypto decides, and that
// may be Qt's own for a TLS connection.
[[maybe_unused]] const int staysUntilTheEnd = OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);

struct AlgorithmRow
{
    DigestAlgorithm algorithm;
    std::string_view name;
    std::size_t length;
    const EVP_MD *(*implementation)();
};

constexpr std::array algorithms = {
    AlgorithmRow{DigestAlgorithm::Md5, "MD5Sum", 16, EVP_md5},
    AlgorithmRow{DigestAlgorithm::Sha1, "SHA1", 20, EVP_sha1},
    AlgorithmRow{DigestAlgorithm::Sha256, "SHA256", 32, EVP_sha256},
    AlgorithmRow{DigestAlgorithm::Sha512, "SHA512", 64, EVP_sha512},
};

const AlgorithmRow &rowOf(DigestAlgorithm algorithm)
{
    return algorithms.at(static_cast<std::size_t>(algorithm));
}

int hexValue(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

} // namespace

std::string_view algorithmName(DigestAlgorithm algorithm)
{
    return rowOf(algorithm).name;
}

std::optional<DigestAlgorithm> algorithmFromName(std::string_view name)
{
    for (const AlgorithmRow &row : algorithms) {
        if (row.name == name) {
            return row.algorithm;
        }
    }
    return std::nullopt;
}

std::size_t digestLength(DigestAlgorithm algorithm)
{
    return rowOf(algorithm).length;
}

std::string Digest::hex() const
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4U];
        text += digits[byte & 0xFU];
    }
    return text;
}

std::optional<Digest> Digest::fromHex(DigestAlgorithm algorithm, std::string_view hex)
{
    if (hex.size() != digestLength(algorithm) * 2) {
        return std::nullopt;
    }
    Digest digest{.algorithm = algorithm, .bytes = {}};
    digest.bytes.reserve(hex.size() / 2);
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const int high = hexValue(hex[i]);
        const int low = hexValue(hex[i + 1]);
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        digest.bytes += static_cast<char>(high * 16 + low);
    }
    return digest;
}

void Hasher::Free::operator()(evp_md_ctx_st *context) const
{
    EVP_MD_CTX_free(context);
}

Hasher::Hasher(DigestAlgorithm algorithm)
    : m_context(EVP_MD_CTX_new())
    , m_algorithm(algorithm)
{
    if (m_context != nullptr &&
        EVP_DigestInit_ex(m_context.get(), rowOf(algorithm).implementation(), nullptr) != 1) {
        m_context.reset();
    }
}

Hasher::Hasher(Hasher &&) noexcept = default;
Hasher &Hasher::operator=(Hasher &&) noexcept = default;
Hasher::~Hasher() = default;

void Hasher::update(std::string_view bytes)
{
    if (m_context != nullptr &&
        EVP_DigestUpdate(m_context.get(), bytes.data(), bytes.size()) != 1) {
        m_context.reset();
    }
}

Digest Hasher::finish()
{
    Digest digest{.algorithm = m_algorithm, .bytes = {}};
    if (m_context == nullptr) {
        return digest;
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned int length = 0;
    if (EVP_DigestFinal_ex(m_context.get(), bytes.data(), &length) == 1) {
        digest.bytes.assign(bytes.begin(), bytes.begin() + length);
    }
    return digest;
}

Digest digestOf(std::string_view bytes, DigestAlgorithm algorithm)
{
    Hasher hasher(algorithm);
    hasher.update(bytes);
    return hasher.finish();
}

Result<Digest> digestOfFile(int fd, DigestAlgorithm algorithm, const std::stop_token &stop)
{
    constexpr std::size_t pieceBytes = 1 * MiB; // large enough that system calls do not show
    // A hint to read ahead; it is no fault where a file system knows none.
    ::posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    Hasher hasher(algorithm);
    std::vector<char> piece(pieceBytes);
    off_t offset = 0;
    for (;;) {
        if (stop.stop_requested()) {
            return fail(FaultKind::Busy,
                        QCoreApplication::translate("larder", "The check was stopped."));
        }
        const ssize_t length = ::pread(fd, piece.data(), piece.size(), offset);
        if (length < 0) {
            if (errno == EINTR) {
                continue;
            }
            return std::unexpected(systemFault(
                errno, QCoreApplication::translate("larder", "A file cannot be read to check it")));
        }
        if (length == 0) {
            return hasher.finish();
        }
        hasher.update({piece.data(), static_cast<std::size_t>(length)});
        offset += length;
    }
}

} // namespace larder
