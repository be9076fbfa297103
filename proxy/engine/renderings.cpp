// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/renderings.h"

#include "base/logging.h"
#include "ecosystem/document.h"
#include "engine/poolwork.h"
#include "engine/sharedfile.h"
#include "store/files.h"
#include "store/read/reader.h"

#include <QCoreApplication>
#include <QIODevice>

#include <utility>

namespace larder::engine
{

namespace
{

// Appends to a staged body.
class StagingDevice final : public QIODevice
{
public:
    explicit StagingDevice(store::Staging &staging)
        : m_staging(staging)
    {
        open(WriteOnly | Unbuffered);
    }

    [[nodiscard]] bool isSequential() const override { return true; }

    [[nodiscard]] const Result<void> &state() const { return m_state; }

protected:
    qint64 readData(char * /*data*/, qint64 /*size*/) override { return -1; }

    qint64 writeData(const char *data, qint64 size) override
    {
        if (m_state) {
            m_state = m_staging.append({data, static_cast<std::size_t>(size)});
        }
        return m_state ? size : -1;
    }

private:
    store::Staging &m_staging; // not owned
    Result<void> m_state;
};

// In the pool.
Result<void> write(const ecosystem::Ecosystem &rules, const DocumentBytes &document,
                   const DocumentForm &form, store::Staging &staging)
{
    SharedFile stored(document.file);
    StagingDevice target(staging);
    const auto body = ecosystem::openDecoded(stored, document.contentEncoding);
    if (!stored.isOpen() || !body) {
        return fail(FaultKind::Internal,
                    QCoreApplication::translate("larder", "A document could not be opened."));
    }
    const auto into = [&](QIODevice &device) {
        return form.linkBase.empty()
                   ? ecosystem::copyDocument(*body, device)
                   : rules.rewriteDocument(document.origin, form.linkBase, *body, device);
    };
    Result<void> written;
    if (form.coding == Coding::Identity) {
        written = into(target);
    } else if (const auto gzip = ecosystem::openGzip(target)) {
        written = into(*gzip);
        gzip->close(); // writes the end
    }
    // What went wrong with the disk says more than what the rules made of it.
    return target.state() ? written : target.state();
}

std::shared_ptr<const store::OpenEntry> openEntry(const store::Staging &staging,
                                                  const Digest &digest)
{
    auto entry = std::make_shared<store::OpenEntry>();
    entry->entry.object.digest = digest;
    entry->entry.object.size = staging.size();
    entry->file = store::duplicate(staging.file());
    return entry;
}

} // namespace

Renderings::Renderings(store::Store &store, const Clock &clock, PoolWork &pool)
    : m_store(store)
    , m_clock(clock)
    , m_pool(pool)
{}

void Renderings::render(CacheContext &cache, DocumentBytes document, const DocumentForm &form,
                        Keeping keeping, QObject *context, Done done)
{
    using State = store::Store::Found::State;
    std::string key = store::derivedKey(document.digest, formTag(form, document.origin));
    if (const auto work = m_work.find(key); work != m_work.end()) {
        if (work->second.made) {
            done(work->second.made);
        } else {
            work->second.waiting.push_back({context, std::move(done)});
        }
        return;
    }
    store::Store::Found found = m_store.find(key);
    if (found.state == State::Proven) {
        done(std::move(found.entry));
        return;
    }
    m_work[key].waiting.push_back({context, std::move(done)});
    if (found.state != State::Unproven) {
        start(cache, std::move(document), form, keeping, key);
        return;
    }
    m_store.verify(std::move(found.entry), this,
                   [this, &cache, document = std::move(document), form, keeping,
                    key](const Result<std::shared_ptr<const store::OpenEntry>> &proven) {
                       if (proven) {
                           finish(key, proven);
                       } else {
                           start(cache, document, form, keeping, key); // damaged: made anew
                       }
                   });
}

void Renderings::start(CacheContext &cache, DocumentBytes document, const DocumentForm &form,
                       Keeping keeping, const std::string &key)
{
    auto staging = m_store.stage();
    if (!staging) {
        keeping = Keeping::Once;
        staging = store::Staging::nameless();
    }
    if (!staging) {
        finish(key, std::unexpected(std::move(staging.error())));
        return;
    }
    m_pool.run(
        this,
        [rules = cache.ecosystem, document = std::move(document), form,
         staging = std::move(*staging)]() mutable -> Result<Made> {
            if (auto written = write(*rules, document, form, *staging); !written) {
                return std::unexpected(std::move(written.error()));
            }
            auto digest = digestOfFile(staging->file());
            if (!digest) {
                return std::unexpected(std::move(digest.error()));
            }
            return Made{std::move(staging), std::move(*digest)};
        },
        [this, &cache, key, keeping](Result<Made> result) {
            made(cache, key, keeping, std::move(result));
        });
}

void Renderings::made(const CacheContext &cache, const std::string &key, Keeping keeping,
                      Result<Made> result)
{
    if (!result) {
        finish(key, std::unexpected(std::move(result.error())));
        return;
    }
    const auto form = openEntry(*result->staging, result->digest);
    if (keeping == Keeping::Once) {
        finish(key, form);
        return;
    }
    Work &work = m_work[key];
    work.made = form;
    tell(std::exchange(work.waiting, {}), form);
    const WallTime now = m_clock.wall();
    m_store.publish(std::move(result->staging),
                    {.key = key,
                     .cache = cache.name,
                     .headers = {},
                     .validatedAt = now,
                     .freshUntil = now,
                     .digest = result->digest,
                     .role = store::Role::Derived},
                    this, [this, key](const Result<std::shared_ptr<const store::OpenEntry>> &kept) {
                        if (!kept) {
                            qCWarning(logEngine).noquote() << kept.error().text();
                        }
                        m_work.erase(key);
                    });
}

void Renderings::finish(const std::string &key, const Rendered &result)
{
    // Whoever is told may ask for the same form again: that is then new work.
    auto work = m_work.extract(key);
    tell(work.mapped().waiting, result);
}

void Renderings::tell(const std::vector<Waiting> &waiting, const Rendered &result)
{
    for (const Waiting &each : waiting) {
        if (each.context) {
            each.done(result);
        }
    }
}

} // namespace larder::engine
