// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ecosystem/plan.h"
#include "engine/context.h"
#include "engine/fetch.h"
#include "engine/renderings.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace larder::engine
{

// Finds out where the file of a Locate plan is: reads the documents that may name it as they are
// stored, however old; if none does, fetches them one after the other. Owned by its Exchange; being
// destroyed early it lets go of what it waits for. Engine thread.
class Locating final : public QObject, public FetchFollower
{
    Q_OBJECT

public:
    // found: where it is. Else, with a fault, a document could not be had; without, none names it.
    struct Outcome
    {
        std::optional<ecosystem::Serve> found;
        std::optional<Fault> fault{};
        statistics::Reason reason = statistics::Reason::None; // of the fault
    };

    using Done = std::function<void(Outcome)>;

    Locating(Context &context, CacheContext &cache, ecosystem::Locate plan, Done done);
    Locating(const Locating &) = delete;
    Locating &operator=(const Locating &) = delete;
    ~Locating() override;

    // done may be called from within, and destroys this.
    void start();

    void fetchChanged(Fetch &fetch) override;

private:
    void readStored();
    void fetchNext();
    void read(std::vector<DocumentBytes> documents,
              std::function<void(std::optional<ecosystem::Serve>)> then);
    void letGo();
    void end(Outcome outcome);

    Context &m_context;
    CacheContext &m_cache;
    ecosystem::Locate m_plan;
    Done m_done;
    std::size_t m_next = 0; // document to fetch
    std::shared_ptr<Fetch> m_fetch;
    std::optional<Fault> m_fault; // of a document so far
    statistics::Reason m_reason = statistics::Reason::None;
};

} // namespace larder::engine
