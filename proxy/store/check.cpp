// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/check.h"

#include "base/number.h"
#include "store/files.h"
#include "store/opening.h"
#include "store/read/reader.h"
#include "store/rebuild.h"
#include "store/verification.h"
#include "store/writer.h"

#include <QCoreApplication>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace larder::store
{

namespace
{

constexpr std::size_t maxStateBytes = 4096;
// A clock that was set back must not put off a round for years.
constexpr std::chrono::hours futureTolerance{24};

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

std::filesystem::path stateFile(const std::filesystem::path &cacheFolder)
{
    return cacheFolder / "check";
}

std::string stateText(const CheckState &state)
{
    std::string text = "position=" + state.position + '\n';
    if (state.finished) {
        text += "finished=" + std::to_string(state.finished->time_since_epoch().count()) + '\n';
    }
    return text + "objects=" + std::to_string(state.objects) +
           "\nbytes=" + std::to_string(state.bytes) + "\ndamaged=" + std::to_string(state.damaged) +
           "\nmissing=" + std::to_string(state.missing) + '\n';
}

CheckState parseState(std::string_view text)
{
    CheckState state;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t equals = std::min(line.find('='), line.size());
        const std::string_view name = line.substr(0, equals);
        const std::string_view value = line.substr(std::min(equals + 1, line.size()));
        const auto number = parseNumber<std::uint64_t>(value).value_or(0);
        if (name == "position") {
            state.position =
                Digest::fromHex(DigestAlgorithm::Sha256, value) ? std::string(value) : "";
        } else if (name == "finished") {
            state.finished = WallTime(std::chrono::milliseconds(number));
        } else if (name == "objects") {
            state.objects = number;
        } else if (name == "bytes") {
            state.bytes = number;
        } else if (name == "damaged") {
            state.damaged = number;
        } else if (name == "missing") {
            state.missing = number;
        }
    }
    if (state.position.empty()) {
        return {.finished = state.finished};
    }
    return state;
}

} // namespace

CheckState readCheckState(const std::filesystem::path &cacheFolder)
{
    const FileDescriptor file(
        ::open(stateFile(cacheFolder).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    std::string text(maxStateBytes, '\0');
    const ssize_t length = file.isOpen() ? ::read(file.get(), text.data(), text.size()) : 0;
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
    return parseState(text);
}

bool isCheckDue(const std::filesystem::path &cacheFolder, WallTime now)
{
    const auto finished = readCheckState(cacheFolder).finished;
    return !finished || now - *finished >= checkInterval || *finished > now + futureTolerance;
}

Check::Check(std::unique_ptr<Index> index, FileDescriptor lock, const Clock &clock)
    : m_index(std::move(index))
    , m_lock(std::move(lock))
    , m_clock(clock)
    , m_state(readCheckState(m_index->cacheFolder()))
{}

Result<std::unique_ptr<Check>> Check::begin(const std::filesystem::path &cacheFolder,
                                            const Clock &clock, Start start)
{
    if (::access(indexPath(cacheFolder).c_str(), F_OK) != 0) {
        return fail(FaultKind::NotFound, translate("There is no cache to check yet."));
    }
    auto lock = lockFolder(cacheFolder / "objects");
    if (!lock) {
        if (lock.error().kind == FaultKind::Busy) {
            return fail(FaultKind::Busy, translate("Another process is checking the cache."),
                        translate("Wait until it is done."));
        }
        return std::unexpected(lock.error());
    }
    auto index = openIndex(cacheFolder, writeBusyTimeout);
    if (!index) {
        return std::unexpected(index.error());
    }
    std::unique_ptr<Check> check(new Check(std::move(*index), std::move(*lock), clock));
    if (start == Start::Anew) {
        check->m_state = {.finished = check->m_state.finished};
    }
    if (auto position = Digest::fromHex(DigestAlgorithm::Sha256, check->m_state.position)) {
        check->m_after = std::move(position->bytes);
    }
    auto totals = check->m_index->database().prepare(
        "SELECT count(*), coalesce(sum(max(size, 0)), 0) FROM object");
    if (!totals) {
        return std::unexpected(totals.error());
    }
    if (const auto row = totals->step(); !row) {
        return std::unexpected(row.error());
    }
    check->m_total = {.objects = static_cast<std::uint64_t>(totals->integer(0)),
                      .bytes = static_cast<std::uint64_t>(totals->integer(1))};
    return check;
}

Result<std::optional<Check::Next>> Check::next()
{
    auto select = m_index->database().prepare(
        "SELECT digest, size FROM object WHERE digest > ? ORDER BY digest LIMIT 1");
    if (!select) {
        return std::unexpected(select.error());
    }
    select->bindBlob(1, m_after);
    const auto row = select->step();
    if (!row) {
        return std::unexpected(row.error());
    }
    if (*row == Statement::Row::Done) {
        return std::nullopt;
    }
    return Next{.digest = {.bytes = std::string(select->blob(0))},
                .size = static_cast<std::uint64_t>(std::max<std::int64_t>(select->integer(1), 0))};
}

Result<std::vector<std::string>> Check::keysOf(const Digest &digest)
{
    auto select = m_index->database().prepare(
        "SELECT key FROM entry WHERE object = (SELECT id FROM object WHERE digest = ?) LIMIT ?");
    if (!select) {
        return std::unexpected(select.error());
    }
    select->bindBlob(1, digest.bytes).bind(2, maxKeysTold);
    std::vector<std::string> keys;
    return select->forEach([&] { keys.emplace_back(select->text(0)); }).transform([&keys] {
        return std::move(keys);
    });
}

template <typename Change>
Result<void> Check::inTransaction(const Change &change)
{
    auto transaction = Transaction::begin(m_index->database());
    if (!transaction) {
        return std::unexpected(transaction.error());
    }
    auto changed = change().and_then([&] { return m_index->dropAbandoned(); }).and_then([&] {
        return transaction->commit();
    });
    if (changed) {
        unlinkAll(m_index->trash().release());
    } else {
        m_index->trash().moveBackFrom(0);
    }
    return changed;
}

Result<void> Check::look(const Next &object, const std::stop_token &stop)
{
    auto keys = keysOf(object.digest);
    if (!keys) {
        return std::unexpected(keys.error());
    }
    if (object.digest.bytes.size() != digestLength(DigestAlgorithm::Sha256)) {
        ++m_state.damaged; // the row is, and names no file
        return inTransaction([&] { return m_index->dropObject(object.digest); });
    }
    Verification verification(m_index->cacheFolder(), object.digest, m_boot);
    do {
        auto looked = verification.hash(stop).and_then(
            [&] { return inTransaction([&] { return verification.record(*m_index); }); });
        if (!looked) {
            return looked;
        }
    } while (!verification.settled());
    if (!verification.right()) {
        const bool present = verification.present();
        ++(present ? m_state.damaged : m_state.missing);
        m_damaged.push_back(
            {.kind = present ? DamagedObject::Kind::Damaged : DamagedObject::Kind::Missing,
             .digest = object.digest,
             .size = object.size,
             .keys = std::move(*keys)});
    }
    return {};
}

Result<Check::Step> Check::advance(std::chrono::milliseconds time, const std::stop_token &stop)
{
    auto step = advanceUntil(std::chrono::steady_clock::now() + time, stop);
    if (auto saved = save(); step && !saved) {
        return std::unexpected(saved.error());
    }
    return step;
}

Result<Check::Step> Check::advanceUntil(std::chrono::steady_clock::time_point end,
                                        const std::stop_token &stop)
{
    while (!stop.stop_requested()) {
        const auto object = next();
        if (!object) {
            return std::unexpected(object.error());
        }
        if (!*object) {
            return finish(stop);
        }
        if (auto looked = look(**object, stop); !looked) {
            if (stop.stop_requested()) {
                return Step::Stopped;
            }
            return std::unexpected(looked.error());
        }
        m_after = (*object)->digest.bytes;
        m_state.position = (*object)->digest.hex();
        ++m_state.objects;
        m_state.bytes += (*object)->size;
        if (std::chrono::steady_clock::now() >= end) {
            return Step::More;
        }
    }
    return Step::Stopped;
}

Result<Check::Step> Check::finish(const std::stop_token &stop)
{
    const auto unknown = dropUnknownObjects(*m_index, stop);
    if (!unknown) {
        return std::unexpected(unknown.error());
    }
    m_unknownFiles += *unknown;
    if (stop.stop_requested()) {
        return Step::Stopped;
    }
    m_state.position.clear();
    m_state.finished = m_clock.wall();
    return Step::Done;
}

Result<void> Check::save() const
{
    const std::filesystem::path file = stateFile(m_index->cacheFolder());
    std::filesystem::path fresh = file;
    fresh += ".new";
    const std::string text = stateText(m_state);
    const FileDescriptor descriptor(
        ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!descriptor.isOpen() ||
        ::write(descriptor.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        ::rename(fresh.c_str(), file.c_str()) != 0) {
        return std::unexpected(systemFault(
            errno, translate("How far the check of the cache has come cannot be kept")));
    }
    return {};
}

void setIdlePriority(bool idle)
{
    // ioprio_set(2): glibc has neither a function nor the numbers.
    constexpr int whoThread = 1;
    constexpr int classShift = 13;
    constexpr int idleClass = 3;
    ::syscall(SYS_ioprio_set, whoThread, 0, idle ? idleClass << classShift : 0);
}

} // namespace larder::store
