// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reply.h"

#include "base/clock.h"
#include "http/date.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace larder::engine
{

namespace
{

// The Date of replies, formatted once a second.
std::string_view currentDate()
{
    thread_local std::chrono::sys_seconds formattedFor{};
    thread_local std::string text;

    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (now != formattedFor) {
        formattedFor = now;
        text = http::formatDate(now);
    }
    return text;
}

bool isPlainAscii(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

} // namespace

HeadWriter::HeadWriter(int status, const ReplyForm &form, std::string_view reason)
    : m_form(form)
{
    m_text.reserve(512);
    m_text += form.minorVersion == 0 ? "HTTP/1.0 " : "HTTP/1.1 ";
    std::array<char, 4> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), status);
    m_text.append(digits.data(), end);
    m_text += ' ';
    m_text += reason.empty() || !isPlainAscii(reason) ? http::reasonPhrase(status) : reason;
    m_text += "\r\n";
}

HeadWriter &HeadWriter::field(std::string_view name, std::string_view value)
{
    if (http::isSafeFieldValue(value)) {
        m_text.append(name).append(": ").append(value).append("\r\n");
    }
    return *this;
}

HeadWriter &HeadWriter::field(std::string_view name, std::uint64_t value)
{
    std::array<char, 20> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    m_text.append(name).append(": ").append(digits.data(), end).append("\r\n");
    return *this;
}

HeadWriter &HeadWriter::rawFields(std::string_view fields)
{
    m_text += fields;
    return *this;
}

std::string HeadWriter::finish(Date date)
{
    if (date == Date::Now) {
        m_text.append("Date: ").append(currentDate()).append("\r\n");
    }
    if (!m_form.keepAlive) {
        m_text += "Connection: close\r\n";
    } else if (m_form.minorVersion == 0) {
        m_text += "Connection: keep-alive\r\n";
    }
    m_text += "\r\n";
    return std::move(m_text);
}

Reply makeReply(const ecosystem::Answer &answer, const ReplyForm &form)
{
    HeadWriter head(answer.status, form, answer.reason);
    for (const http::Header &header : answer.headers) {
        head.field(header.name, header.value);
    }
    const bool bodyless = answer.status == 304 || answer.status == 204 || answer.status < 200;
    if (!bodyless) {
        head.field("Content-Length", answer.body.size());
    }
    Reply reply;
    reply.status = answer.status;
    reply.text = head.finish();
    if (!form.headOnly && !bodyless) {
        reply.text += answer.body;
    }
    reply.then = form.keepAlive ? Reply::Then::KeepAlive : Reply::Then::Close;
    return reply;
}

Reply makeTextReply(int status, std::string_view sentence, const ReplyForm &form)
{
    return makeReply({.status = status,
                      .headers = {{"Content-Type", "text/plain; charset=utf-8"},
                                  {"X-Content-Type-Options", "nosniff"}},
                      .body = std::string(sentence) + '\n'},
                     form);
}

} // namespace larder::engine
