// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/follower.h"

#include "patience.h"
#include "statistics/recorder.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace larder::cli
{

using statistics::Reader;
using statistics::Recorder;

class FollowerTest : public QObject
{
    Q_OBJECT

private:
    std::filesystem::path state() const { return m_folder->path().toStdString() + "/state"; }

    std::filesystem::path runtime() const { return m_folder->path().toStdString() + "/run/larder"; }

    void record(const char *url) const
    {
        const SystemClock clock;
        SerialWorker writer;
        Recorder recorder(state(), runtime(), clock, writer);
        recorder.record({.time = {},
                         .cache = "apt",
                         .client = {},
                         .method = "GET",
                         .url = url,
                         .outcome = statistics::Outcome::Hit,
                         .status = 200,
                         .bytesSent = 0,
                         .bytesFetched = 0,
                         .duration = {}},
                        0, Recorder::Link::Unmetered);
    }

    std::unique_ptr<Follower> follow(std::int64_t after)
    {
        auto reader = Reader::open(state());
        auto follower = std::make_unique<Follower>(std::move(*reader), after, runtime());
        m_seen.clear();
        connect(follower.get(), &Follower::came, this, [this](const auto &requests) {
            for (const Reader::Recent &request : requests) {
                m_seen << QString::fromStdString(request.record.url);
            }
        });
        return follower;
    }

    // Waits until exactly these have come.
    bool sees(QStringView urls) const
    {
        return QTest::qWaitFor([&] { return m_seen.join(u' ') == urls; }, patience);
    }

    std::optional<QTemporaryDir> m_folder;
    QStringList m_seen;

private Q_SLOTS:

    void init() { m_folder.emplace(); }

    void givesWhatComesInOrder()
    {
        std::filesystem::create_directories(runtime());
        record("1");
        record("2");
        const auto follower = follow(1);
        QVERIFY(sees(u"2")); // written before it watched
        record("3");
        QVERIFY(sees(u"2 3"));
        record("4");
        record("5");
        QVERIFY(sees(u"2 3 4 5"));
    }

    void waitsForTheFirstProxyAndMakesNothing()
    {
        const auto follower = follow(0);
        QVERIFY(!std::filesystem::exists(runtime().parent_path()));
        std::filesystem::create_directory(runtime().parent_path());
        std::filesystem::create_directory(runtime());
        record("1");
        QVERIFY(sees(u"1"));
    }

    void goesOnWhenTheFileIsBegunAnew()
    {
        std::filesystem::create_directories(runtime());
        record("1");
        record("2");
        const auto follower = follow(2);
        std::filesystem::remove_all(state());
        record("new");
        QVERIFY(sees(u"new"));
    }

    void saysWhenItCannotRead()
    {
        std::filesystem::create_directories(runtime());
        record("1");
        const auto follower = follow(1);
        QSignalSpy failed(follower.get(), &Follower::failed);
        std::filesystem::resize_file(state() / "statistics.sqlite", 100);
        touchChanged(runtime());
        QVERIFY(failed.wait(patience));
    }
};

} // namespace larder::cli

QTEST_GUILESS_MAIN(larder::cli::FollowerTest)
#include "follower.moc"
