// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What an exchange does with what is in stock: whether it is right, current, and what the client
// means.
#include "engine/exchange.h"

#include "engine/connection.h"
#include "engine/poolwork.h"
#include "engine/reasons.h"
#include "http/freshness.h"
#include "store/files.h"

#include <QTimer>

#include <utility>

namespace larder::engine
{

using statistics::Outcome;
using statistics::Reason;

void Exchange::lookUp()
{
    m_stage = Stage::LookingUp;
    found(m_context.store.find(m_serve->key));
}

void Exchange::found(store::Store::Found found)
{
    using State = store::Store::Found::State;
    switch (found.state) {
    case State::Busy:
        m_context.store.findLater(m_serve->key, guard(), [this](store::Store::Found later) {
            if (later.state == State::Busy) {
                // Somebody holds the index for seconds: the client does not wait.
                fetchAbsent(Reason::IndexBusy);
            } else {
                this->found(std::move(later));
            }
        });
        return;
    case State::Absent:
        fetchAbsent(reasonOf(found.gone));
        return;
    case State::Unproven:
        if (found.entry->entry.object.size > verifyFirstLimit && !m_serve->digestIsClaim &&
            m_serve->lifetime == ecosystem::Lifetime::Immutable && asksWholeOnly()) {
            sendWhileVerifying(found.entry);
        } else {
            verifyFirst(std::move(found.entry));
        }
        return;
    case State::Proven:
        serveProven(std::move(found.entry));
        return;
    }
}

void Exchange::verifyFirst(std::shared_ptr<const store::OpenEntry> entry)
{
    m_stage = Stage::Verifying;
    m_context.store.verify(std::move(entry), guard(),
                           [this](Result<std::shared_ptr<const store::OpenEntry>> proven) {
                               if (proven) {
                                   serveProven(std::move(*proven));
                               } else {
                                   fetchAbsent(Reason::Lost); // damaged and dropped
                               }
                           });
}

void Exchange::sendWhileVerifying(const std::shared_ptr<const store::OpenEntry> &entry)
{
    auto body = std::make_shared<Body>(entry->file.get());
    const std::uint64_t size = entry->entry.object.size;
    body->announceLength(size);
    body->grownTo(size);
    m_stored = entry;
    m_reason = Reason::None;
    // The verification may outlive this exchange; the body's readers are told all the same.
    m_context.store.verify(entry, &m_context.poll,
                           [body, entry](Result<std::shared_ptr<const store::OpenEntry>> proven) {
                               // Another process may have put a right file in its place.
                               if (proven &&
                                   store::isSameFile((*proven)->file.get(), entry->file.get())) {
                                   body->proven();
                               } else {
                                   body->failed();
                               }
                           });
    sendContent({.body = std::move(body),
                 .entry = entry,
                 .fields = entry->fields,
                 .headers = entry->entry.headers,
                 .size = size,
                 .validatedAt = entry->entry.validatedAt,
                 .originSize = {}},
                Outcome::Hit);
}

Exchange::Currency Exchange::currencyOf(const store::Entry &entry) const
{
    if (m_serve->lifetime == ecosystem::Lifetime::Immutable) {
        return Currency::Fresh;
    }
    const http::CacheControl wish = http::CacheControl::of(m_request.headers);
    const bool demanded = wish.noCache || (m_serve->lifetime == ecosystem::Lifetime::Release &&
                                           wish.maxAge && *wish.maxAge == std::chrono::seconds(0));
    const WallTime now = m_context.clock.wall();
    // A clock that was set back makes nothing fresh for years.
    const bool outdated = now >= entry.freshUntil || now < entry.validatedAt;
    if (!demanded && !outdated) {
        return Currency::Fresh;
    }
    if (m_context.mode == NetworkMode::Metered && !wish.noCache &&
        now - entry.validatedAt < meteredRevalidation && now >= entry.validatedAt) {
        return Currency::Spared;
    }
    return outdated ? Currency::Outdated : Currency::Demanded;
}

// Whether the stored bytes have the digest that this client says they must have. They may have come
// before anybody named one, or were replaced at the origin under the same name.
void Exchange::checkClaim(const std::shared_ptr<const store::OpenEntry> &entry)
{
    m_stage = Stage::Verifying;
    m_context.pool.run(
        guard(),
        [entry, claim = *m_serve->digest] {
            const auto digest = digestOfFile(entry->file.get(), claim.algorithm);
            return digest && *digest == claim;
        },
        [this, entry](bool agrees) {
            if (!agrees) {
                // Another request's fetch may have stored others meanwhile.
                m_contradicted = entry->entry.object.digest;
                lookUp();
                return;
            }
            m_serve->digestIsClaim = false;
            serveProven(entry);
        });
}

void Exchange::serveProven(std::shared_ptr<const store::OpenEntry> entry)
{
    if (m_serve->digestIsClaim && m_serve->digest) {
        if (entry->entry.object.digest == m_contradicted) {
            fetchAbsent(Reason::Contradicted);
            return;
        }
        checkClaim(entry);
        return;
    }
    m_stored = std::move(entry);
    const Currency currency = currencyOf(m_stored->entry);
    m_reason = currency == Currency::Spared     ? Reason::Metered
               : currency == Currency::Demanded ? Reason::Demanded
                                                : Reason::None;
    if (currency == Currency::Fresh || currency == Currency::Spared) {
        sendStored(m_stored, Outcome::Hit);
    } else if (m_context.mode == NetworkMode::Offline) {
        sendStale(Reason::Offline);
    } else {
        renew();
    }
}

void Exchange::renew()
{
    const http::Url &url = bestSource();
    const std::string origin = std::string(http::schemeName(url.scheme)) + "://" + url.authority();
    std::shared_ptr<Fetch> fetch = m_context.fetches.find(m_serve->key);
    if (const auto down = m_context.health.down(origin)) {
        // The stored copy at once; the upstream is tried again behind the client's back.
        if (!fetch && m_context.health.claimRetry(origin, m_context.clock.steady())) {
            static_cast<void>(
                m_context.fetches.start(m_context, m_connection.cache(), wanted(), m_stored));
        }
        sendStale(*down == OriginState::LogIn ? Reason::LogIn : Reason::OriginDown);
        return;
    }
    if (!fetch) {
        fetch = m_context.fetches.start(m_context, m_connection.cache(), wanted(), m_stored);
    }
    if (!fetch) {
        sendStale(Reason::TooMany);
        return;
    }
    m_stage = Stage::Renewing;
    m_patience.reset(new QTimer);
    m_patience->setSingleShot(true);
    QObject::connect(m_patience.get(), &QTimer::timeout, guard(), [this] { patienceEnded(); });
    m_patience->start(revalidationPatience);
    follow(std::move(fetch));
}

void Exchange::patienceEnded()
{
    if (m_stage == Stage::Renewing && m_fetch->stage() == Fetch::Stage::Asking) {
        m_fetch->removeFollower(*this);
        sendStale(Reason::OriginSlow);
    }
}

} // namespace larder::engine
