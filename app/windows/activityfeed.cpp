// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/activityfeed.h"

#include <optional>
#include <utility>

namespace larder::windows
{

using statistics::Reader;
using statistics::RequestRecord;

struct ActivityFeed::Source
{
    std::filesystem::path stateFolder;
    std::optional<Reader> reader{};
    std::int64_t newest = 0; // the number of the last request that was read

    [[nodiscard]] Result<std::vector<RequestRecord>> readOn();
};

Result<std::vector<RequestRecord>> ActivityFeed::Source::readOn()
{
    if (!reader) {
        auto opened = Reader::open(stateFolder);
        if (!opened) {
            return std::unexpected(opened.error());
        }
        reader = std::move(*opened);
    }
    auto requests = reader->recent(shownRequests, newest);
    if (requests && requests->empty()) {
        // A file that was begun anew counts from 1 again.
        const auto last = reader->recent(1);
        if (last && !last->empty() && last->back().number < newest) {
            requests = reader->recent(shownRequests);
        }
    }
    if (!requests) {
        return std::unexpected(requests.error());
    }
    std::vector<RequestRecord> records;
    records.reserve(requests->size());
    for (Reader::Recent &request : *requests) {
        newest = request.number;
        records.push_back(std::move(request.record));
    }
    return records;
}

ActivityFeed::ActivityFeed(const Paths &paths, QObject *parent)
    : QObject(parent)
    , m_paths(paths)
    , m_source(std::make_shared<Source>(Source{.stateFolder = paths.state}))
{}

ActivityFeed::~ActivityFeed() = default;

void ActivityFeed::start()
{
    if (m_changes) {
        return;
    }
    m_changes = std::make_unique<ChangeWatcher>(m_paths.runtime);
    connect(m_changes.get(), &ChangeWatcher::changed, this, &ActivityFeed::read);
    read();
}

void ActivityFeed::stop()
{
    m_changes.reset();
}

void ActivityFeed::read()
{
    if (m_reading != Reading::None) {
        m_reading = Reading::Again;
        return;
    }
    m_reading = Reading::UnderWay;
    m_worker.post([this, source = m_source] {
        m_mailbox.post([this, requests = source->readOn()] {
            const bool isOld = std::exchange(m_reading, Reading::None) == Reading::Again;
            if (requests) {
                Q_EMIT came(*requests);
            } else {
                Q_EMIT failed(requests.error());
            }
            if (isOld && m_changes) {
                read();
            }
        });
    });
}

} // namespace larder::windows
