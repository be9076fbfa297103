// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/storeprivate.h"

namespace larder::store
{

void Store::learn(std::string source, std::vector<ExpectedFile> files, QObject *context,
                  std::function<void()> done)
{
    const auto call =
        d->learnedCalls.add(context, [done = std::move(done)](std::monostate) { done(); });
    d->inPool([this, call, lesson = std::make_shared<Lesson>(std::move(source), std::move(files))] {
        lesson->prepare();
        d->runLesson(lesson, call);
    });
}

void Store::Private::runLesson(const std::shared_ptr<Lesson> &lesson, std::uint64_t call)
{
    writer.post({.write = [lesson](Index &index) { return lesson->writeSlice(index); },
                 .written =
                     [this, lesson, call](const Result<void> &written) {
                         if (written && !lesson->finished()) {
                             runLesson(lesson, call);
                             return;
                         }
                         inEngine([this, call, written] {
                             if (!written) {
                                 report(written.error());
                             }
                             learnedCalls.call(call, {});
                         });
                     }});
}

std::optional<ExpectedFile> Store::expected(std::string_view name)
{
    if (!d->reader) {
        return std::nullopt;
    }
    auto file = d->reader->expected(name);
    if (!file) {
        if (file.error().kind != FaultKind::Busy) {
            d->report(file.error());
        }
        return std::nullopt;
    }
    return std::move(*file);
}

} // namespace larder::store
