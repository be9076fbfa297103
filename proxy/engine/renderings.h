// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/context.h"
#include "engine/documentform.h"
#include "store/store.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace larder::engine
{

// The bytes of a stored document, or of one that has just come and is proven.
struct DocumentBytes
{
    std::shared_ptr<const void> keep; // whatever owns the descriptor
    int file = -1;
    Digest digest;
    std::string contentEncoding;
    ecosystem::DocumentOrigin origin;
};

// Makes other forms of documents, in the pool and once for all who wait for the same. What is made
// may be kept in the store, derived from the document's object, so that the next one costs no work.
// Engine thread; owned by the Engine.
class Renderings : public QObject
{
    Q_OBJECT

public:
    Renderings(store::Store &store, const Clock &clock, PoolWork &pool);

    // Kept forms take space. Those that anybody can make up without end are given once.
    enum class Keeping { Kept, Once };
    using Rendered = Result<std::shared_ptr<const store::OpenEntry>>;
    using Done = std::function<void(Rendered)>;
    // The entry's object is the form; its fields and times mean nothing. done may be called from
    // within. Faults as of Ecosystem::rewriteDocument() and of staging.
    void render(CacheContext &cache, DocumentBytes document, const DocumentForm &form,
                Keeping keeping, QObject *context, Done done);

private:
    struct Waiting
    {
        QPointer<QObject> context;
        Done done;
    };

    struct Work
    {
        std::vector<Waiting> waiting;
        // Made, and on its way into the store.
        std::shared_ptr<const store::OpenEntry> made;
    };

    struct Made
    {
        std::unique_ptr<store::Staging> staging;
        Digest digest;
    };

    void start(CacheContext &cache, DocumentBytes document, const DocumentForm &form,
               Keeping keeping, const std::string &key);
    void made(const CacheContext &cache, const std::string &key, Keeping keeping,
              Result<Made> result);
    void finish(const std::string &key, const Rendered &result);
    static void tell(const std::vector<Waiting> &waiting, const Rendered &result);

    store::Store &m_store;
    const Clock &m_clock;
    PoolWork &m_pool;
    std::map<std::string, Work> m_work; // by the key of the form
};

} // namespace larder::engine
