// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "stock/verify.h"

#include "store/rebuild.h"

#include <chrono>
#include <iterator>
#include <sys/resource.h>
#include <unistd.h>

namespace larder::stock
{

namespace
{

using store::Check;

constexpr std::chrono::milliseconds slice{1000};
constexpr int lowestPriority = 19;

VerifyProgress progressOf(const Check &check)
{
    return {.objects = check.state().objects,
            .bytes = check.state().bytes,
            .allObjects = check.total().objects,
            .allBytes = check.total().bytes};
}

} // namespace

Result<VerifyReport> verify(const std::filesystem::path &cacheFolder, Check::Start start,
                            const std::stop_token &stop,
                            const std::function<void(const VerifyProgress &)> &progress)
{
    // Of this thread alone, whose number the kernel takes for a process's.
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), lowestPriority);
    store::setIdlePriority(true);
    VerifyReport report;
    std::error_code ignored;
    if (!std::filesystem::exists(cacheFolder / "objects", ignored)) {
        report.complete = true; // nothing was ever stored, and a check is no reason to begin
        return report;
    }
    const auto rebuilt = store::rebuildIndex(cacheFolder);
    if (!rebuilt) {
        return std::unexpected(rebuilt.error());
    }
    report.indexRebuilt = rebuilt->rebuilt;
    report.entriesRebuilt = rebuilt->entries;
    report.unknownFiles = rebuilt->unknownFiles;

    const SystemClock clock;
    auto check = Check::begin(cacheFolder, clock, start);
    if (!check) {
        return std::unexpected(check.error());
    }
    report.resumedAt = (*check)->state().objects;
    auto step = Result<Check::Step>(Check::Step::More);
    while (step && *step == Check::Step::More) {
        progress(progressOf(**check));
        step = (*check)->advance(slice, stop);
        if (!step) {
            return std::unexpected(step.error());
        }
        auto damaged = (*check)->takeDamaged();
        std::ranges::move(damaged, std::back_inserter(report.damaged));
    }
    report.progress = progressOf(**check);
    report.unknownFiles += (*check)->unknownFiles();
    report.complete = *step == Check::Step::Done;
    return report;
}

} // namespace larder::stock
