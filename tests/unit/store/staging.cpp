// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace larder;
using namespace larder::store;

class StagingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        QVERIFY(makeFolders(cache()));
        m_folders = std::make_shared<StagingFolders>(cache());
    }

    void bytesCanBeReadWhileTheyCome()
    {
        auto staging = create();
        QVERIFY(staging);
        QVERIFY((*staging)->append("one"));
        QCOMPARE(bytesOf((*staging)->file()), "one");
        QVERIFY((*staging)->append("two"));
        QCOMPARE((*staging)->size(), 6U);
        QCOMPARE(bytesOf((*staging)->file()), "onetwo");
        QVERIFY((*staging)->truncate());
        QVERIFY((*staging)->append("3"));
        QCOMPARE(bytesOf((*staging)->file()), "3");
    }

    void aFolderThatWasGivenBackIsUsedAgain()
    {
        std::string id;
        {
            auto staging = create();
            id = (*staging)->id();
            std::ofstream((*staging)->folder() / "mark");
            (*staging)->setAfter(Staging::After::GiveBack);
        }
        QVERIFY(std::filesystem::is_empty(incomingFolder(cache()) / id));
        QCOMPARE(lockFolder(incomingFolder(cache()) / id).error().kind, FaultKind::Busy);
        auto again = create();
        QVERIFY(again);
        QCOMPARE((*again)->id(), id);
        QCOMPARE((*again)->size(), 0U);
        auto other = create();
        QVERIFY((*other)->id() != id);
    }

    void aFolderThatIsGoneWhenItIsNeededIsMadeAnew()
    {
        {
            auto staging = create();
            (*staging)->setAfter(Staging::After::GiveBack);
        }
        std::filesystem::remove_all(incomingFolder(cache()));
        std::filesystem::create_directory(incomingFolder(cache()));
        auto again = create();
        QVERIFY(again);
        QVERIFY(std::filesystem::exists((*again)->body()));
    }

    void aFolderThatCannotBeEmptiedIsNotUsedAgain()
    {
        std::filesystem::path folder;
        {
            auto staging = create();
            folder = (*staging)->folder();
            std::filesystem::create_directory(folder / "foreign");
            (*staging)->setAfter(Staging::After::GiveBack);
        }
        auto again = create();
        QVERIFY((*again)->folder() != folder);
        std::filesystem::remove_all(folder);
    }

    void aFolderThatCannotBeReadIsNotUsedAgain()
    {
        std::filesystem::path folder;
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
        {
            auto staging = create();
            folder = (*staging)->folder();
            (*staging)->setAfter(Staging::After::GiveBack);
            rlimit few = before;
            few.rlim_cur = static_cast<rlim_t>((*staging)->file()) + 1;
            QCOMPARE(::setrlimit(RLIMIT_NOFILE, &few), 0);
        }
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
        auto again = create();
        QVERIFY((*again)->folder() != folder);
        removeStagingFolder(folder);
    }

    void whatWaitsIsBoundedAndGoesWithItsKeeper()
    {
        constexpr std::size_t many = 20;
        const auto folders = [this] { return namesIn(incomingFolder(cache()), 100).size(); };
        std::vector<std::unique_ptr<Staging>> stagings;
        for (std::size_t i = 0; i < many; ++i) {
            stagings.push_back(*create());
            stagings.back()->setAfter(Staging::After::GiveBack);
        }
        QCOMPARE(folders(), many);
        stagings.clear();
        QCOMPARE(folders(), StagingFolders::maxWaiting);
        m_folders.reset();
        QCOMPARE(folders(), 0U);
    }

    void isTheOwnersAlone()
    {
        auto staging = create();
        struct stat status{};
        QCOMPARE(::stat((*staging)->folder().c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0700U);
        QCOMPARE(::stat((*staging)->body().c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0600U);
    }

    void leavesNothingBehind()
    {
        std::filesystem::path folder;
        {
            auto staging = create();
            folder = (*staging)->folder();
            QVERIFY((*staging)->append("bytes"));
            QVERIFY(std::filesystem::exists(folder));
        }
        QVERIFY(!std::filesystem::exists(folder));
    }

    void whatIsKeptCanBeTakenOverOnce()
    {
        std::string id;
        {
            auto staging = create();
            QVERIFY((*staging)->append("half"));
            (*staging)->setAfter(Staging::After::Keep);
            id = (*staging)->id();
            QCOMPARE(Staging::takeOver(cache(), id).error().kind, FaultKind::Busy);
        }
        auto taken = Staging::takeOver(cache(), id);
        QVERIFY(taken);
        QCOMPARE((*taken)->size(), 4U);
        QVERIFY((*taken)->append("more"));
        QCOMPARE(bytesOf((*taken)->file()), "halfmore");
        QCOMPARE(Staging::takeOver(cache(), id).error().kind, FaultKind::NotFound);
        QVERIFY((*taken)->id() != id);
    }

    void anIdIsNoPath()
    {
        for (const char *id : {"", "..", "../../etc", "0123456789abcde", "0123456789abcdef0",
                               "0123456789ABCDEF", "0123456789abcde/"}) {
            QCOMPARE(Staging::takeOver(cache(), id).error().kind, FaultKind::BadInput);
        }
    }

    // A link in place of the body would have us write elsewhere.
    void aLinkIsNoBody()
    {
        std::string id;
        {
            auto staging = create();
            (*staging)->setAfter(Staging::After::Keep);
            id = (*staging)->id();
            std::filesystem::remove((*staging)->body());
            std::filesystem::create_symlink("/dev/null", (*staging)->body());
        }
        QVERIFY(!Staging::takeOver(cache(), id));
    }

    void whatDoesNotFitIsAFaultAndTheRestStays()
    {
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        auto staging = create();
        QVERIFY((*staging)->append("fits"));
        rlimit small = before;
        small.rlim_cur = 6;
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
        const auto full = (*staging)->append("does not fit");
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        QCOMPARE(full.error().kind, FaultKind::TooLarge);
        QCOMPARE((*staging)->size(), 4U);
        QCOMPARE(bytesOf((*staging)->file()).substr(0, 4), "fits");
    }

private:
    [[nodiscard]] std::filesystem::path cache() const { return pathOf(m_root) / "cache"; }

    [[nodiscard]] Result<std::unique_ptr<Staging>> create() const
    {
        return Staging::create(m_folders);
    }

    QTemporaryDir m_root;
    std::shared_ptr<StagingFolders> m_folders;
};

QTEST_GUILESS_MAIN(StagingTest)
#include "staging.moc"
