// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ecosystem/plan.h"

#include <QByteArray>

#include <array>
#include <string>
#include <variant>

namespace larder::test
{

inline http::RequestHead request(std::string target, http::Headers headers = {},
                                 http::Method method = http::Method::Get)
{
    http::RequestHead head;
    head.method = method;
    head.target = std::move(target);
    head.headers = std::move(headers);
    return head;
}

// The Authorization with which the origin is asked.
inline std::string sentAuthorization(const ecosystem::Plan &plan)
{
    if (const auto *serve = std::get_if<ecosystem::Serve>(&plan))
        return serve->authorization;
    return std::string(std::get<ecosystem::Pass>(plan).headers.value("Authorization"));
}

// One line that says what a plan is, for tables.
inline QByteArray describe(const ecosystem::Plan &plan)
{
    struct Describe
    {
        std::string operator()(const ecosystem::Serve &serve) const
        {
            constexpr std::array lifetimes{"immutable", "document", "release"};
            return std::string(serve.authorization.empty() ? "serve " : "serve private ") +
                   lifetimes[static_cast<std::size_t>(serve.lifetime)] + " " + serve.source.text();
        }

        std::string operator()(const ecosystem::Locate &locate) const
        {
            std::string text = "locate " + locate.file;
            for (const ecosystem::Serve &document : locate.documents)
                text += " " + document.source.text();
            return text;
        }

        std::string operator()(const ecosystem::Pass &pass) const
        {
            return "pass " + std::string(methodName(pass.method)) + " " + pass.target.text();
        }

        std::string operator()(const ecosystem::Answer &answer) const
        {
            return "answer " + std::to_string(answer.status);
        }

        std::string operator()(const ecosystem::OwnPage &page) const
        {
            return page.form == ecosystem::PageForm::Html ? "page" : "json";
        }

        std::string operator()(const ecosystem::Tunnel &tunnel) const
        {
            return "tunnel " + tunnel.host + " " + std::to_string(tunnel.port);
        }

        std::string operator()(const ecosystem::Refuse &refuse) const
        {
            return (refuse.reason.isEmpty() ? "silent " : "refuse ") +
                   std::to_string(refuse.status);
        }
    };

    return QByteArray::fromStdString(std::visit(Describe(), plan));
}

} // namespace larder::test
