// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ecosystem/ecosystem.h"

#include <QBuffer>
#include <QByteArray>
#include <QFile>

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>

// Documents as tests give them to an ecosystem.
namespace larder::test
{

inline ecosystem::DocumentOrigin originOf(std::string_view url, std::string_view contentType)
{
    return {.url = http::Url::parse(url).value(), .contentType = std::string(contentType)};
}

inline Result<void> check(const ecosystem::Ecosystem &ecosystem,
                          const ecosystem::DocumentOrigin &origin, std::string_view text)
{
    QByteArray bytes(text.data(), static_cast<qsizetype>(text.size()));
    QBuffer body(&bytes);
    body.open(QIODevice::ReadOnly);
    return ecosystem.checkDocument(origin, body);
}

inline Result<std::string> rewrite(const ecosystem::Ecosystem &ecosystem,
                                   const ecosystem::DocumentOrigin &origin,
                                   std::string_view linkBase, std::string_view text)
{
    QByteArray bytes(text.data(), static_cast<qsizetype>(text.size()));
    QBuffer body(&bytes);
    body.open(QIODevice::ReadOnly);
    QBuffer rewritten;
    rewritten.open(QIODevice::WriteOnly);
    auto result = ecosystem.rewriteDocument(origin, linkBase, body, rewritten);
    return result.transform([&rewritten] { return rewritten.data().toStdString(); });
}

// A document of any length that is never in memory as a whole: head, many entries, tail.
class EndlessDocument final : public QIODevice
{
public:
    using Entry = std::function<std::string(std::size_t)>;

    EndlessDocument(std::string head, Entry entry, std::size_t entries, std::string tail)
        : m_piece(std::move(head))
        , m_tail(std::move(tail))
        , m_entry(std::move(entry))
        , m_entries(entries)
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }

    [[nodiscard]] bool isSequential() const override { return true; }

    [[nodiscard]] bool atEnd() const override
    {
        return m_at == m_piece.size() && m_next > m_entries && QIODevice::atEnd();
    }

protected:
    qint64 readData(char *data, qint64 size) override
    {
        qint64 count = 0;
        while (count < size) {
            if (m_at == m_piece.size()) {
                if (m_next > m_entries)
                    break;
                m_piece = m_next == m_entries ? m_tail : m_entry(m_next);
                ++m_next;
                m_at = 0;
                continue;
            }
            const std::size_t part =
                std::min(m_piece.size() - m_at, static_cast<std::size_t>(size - count));
            std::copy_n(m_piece.data() + m_at, part, data + count);
            m_at += part;
            count += static_cast<qint64>(part);
        }
        return count;
    }

    qint64 writeData(const char * /*data*/, qint64 /*size*/) override { return -1; }

private:
    std::string m_piece;
    std::string m_tail;
    Entry m_entry;
    std::size_t m_entries;
    std::size_t m_next = 0;
    std::size_t m_at = 0;
};

// Counts what is written.
class CountingDevice final : public QIODevice
{
public:
    CountingDevice() { open(QIODevice::WriteOnly | QIODevice::Unbuffered); }

    [[nodiscard]] qint64 total() const { return m_total; }

protected:
    qint64 readData(char * /*data*/, qint64 /*size*/) override { return -1; }

    qint64 writeData(const char * /*data*/, qint64 size) override
    {
        m_total += size;
        return size;
    }

private:
    qint64 m_total = 0;
};

// Takes nothing, as a full disk.
class FullDevice final : public QIODevice
{
public:
    FullDevice() { open(QIODevice::WriteOnly | QIODevice::Unbuffered); }

protected:
    qint64 readData(char * /*data*/, qint64 /*size*/) override { return -1; }

    qint64 writeData(const char * /*data*/, qint64 /*size*/) override { return -1; }
};

// What a document of many megabytes may add to it, in KiB: pieces, one entry, heap.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr long maxPeakGrowth = 512L * 1024; // freed memory stays aside, shadows count
#else
inline constexpr long maxPeakGrowth = 2L * 1024;
#endif

// The most memory that this process has had, in KiB.
inline long peakMemory()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    constexpr QByteArrayView name = "VmHWM:";
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith(name))
            return line.mid(name.size()).simplified().split(' ').front().toLong();
    }
    return 0;
}

} // namespace larder::test
