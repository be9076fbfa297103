// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The commands about the stock, as a person or a script meets them.
#include "store/fixture.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include <fstream>

using namespace larder;
using namespace larder::store;
using namespace Qt::StringLiterals;

class StockProgramTest : public QObject
{
    Q_OBJECT

private:
    struct Run
    {
        int status = -1;
        QByteArray out;
        QByteArray error;

        QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
    };

    Run run(const QString &line) const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        const QString root = m_folder->path();
        environment.insert(u"HOME"_s, root);
        environment.insert(u"XDG_RUNTIME_DIR"_s, root + u"/run");
        environment.insert(u"TZ"_s, u"UTC"_s);
        QProcess process;
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(LARDER_PROGRAM),
                      line.split(u' ', Qt::SkipEmptyParts) +
                          QStringList{u"--cache-dir"_s, root + u"/cache", u"--state-dir"_s,
                                      root + u"/state", u"--config"_s, root + u"/larder.ini"});
        process.waitForFinished();
        const QByteArray error = process.readAllStandardError();
        // One sentence, and only where something is wrong.
        if (error.count('\n') != (process.exitCode() == 0 ? 0 : 1)) {
            qFatal("%s", error.constData());
        }
        return {.status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
                .out = process.readAllStandardOutput(),
                .error = error};
    }

    void set(const char *settings) const
    {
        std::ofstream(m_folder->path().toStdString() + "/larder.ini") << settings;
    }

    static void put(Shop &shop, const std::string &key, const std::string &body,
                    Role role = Role::File, const std::string &url = {})
    {
        auto entry = shop.newEntry(key, body);
        entry.cache = cacheOfKey(key);
        entry.role = role;
        entry.url = url;
        QVERIFY(shop.wait<EntryResult>([&](auto done) {
            shop.store->publish(shop.staged(body), std::move(entry), &shop, std::move(done));
        }));
        shop.clock.advance(std::chrono::hours(1));
    }

    // Two packages, an index by digest, and a document with a derived form.
    void fill() const
    {
        Shop shop(pathOf(*m_folder));
        put(shop, "apt:http://deb.example/pool/nginx_1_all.deb", std::string(3000, 'n'));
        put(shop, "apt:http://deb.example/pool/vim_1_all.deb", std::string(2000, 'v'));
        put(shop, "apt:sha256:aa", "index", Role::Document,
            "http://deb.example/dists/s/by-hash/SHA256/aa");
        put(shop, "npm:https://npm.example/left-pad", std::string(1000, 'd'), Role::Document);
        put(shop, derivedKey(digestOf(std::string(1000, 'd')), "form"), std::string(500, 'f'),
            Role::Derived);
    }

    QStringList names(const Run &run) const
    {
        QStringList names;
        for (const auto entry : run.json()[u"entries"].toArray()) {
            names += entry[u"name"].toString().section(u'/', -1);
        }
        return names;
    }

    std::optional<QTemporaryDir> m_folder;

private Q_SLOTS:

    void init() { m_folder.emplace(); }

    void wrongUse_data()
    {
        QTest::addColumn<QString>("says");
        const auto row = [](const char *line, const QString &says) { QTest::newRow(line) << says; };
        row("pin", u"more"_s);
        row("unpin", u"more"_s);
        row("remove", u"more"_s);
        row("gc now", u"now"_s);
        row("list --sort colour", u"colour"_s);
        row("list --cache deb", u"deb"_s);
        row("remove * --cache deb", u"npm, pip"_s);
        row("list --dry-run", u"--dry-run"_s);
        row("pin * --pinned", u"--pinned"_s);
        row("gc --cache npm", u"--cache"_s);
    }

    void wrongUse()
    {
        QFETCH(QString, says);
        const Run result = run(QString::fromLatin1(QTest::currentDataTag()));
        QCOMPARE(result.status, 2);
        QCOMPARE(result.out, QByteArray());
        QCOMPARE(result.error.count('\n'), 1);
        QVERIFY2(result.error.contains(says.toUtf8()), result.error);
        QVERIFY(QDir(m_folder->path()).isEmpty());
    }

    // Looking makes nothing, nor does a command that has nothing to do.
    void withoutAStock()
    {
        Run result = run(u"list"_s);
        QCOMPARE(result.status, 0);
        QCOMPARE(result.out, "0 files, 0 B\n");
        result = run(u"list --json"_s);
        QCOMPARE(result.json()[u"total"][u"objects"].toInteger(-1), 0);
        QVERIFY(result.json()[u"entries"].isArray());
        for (const QString &command : {u"pin *"_s, u"unpin *"_s, u"remove *"_s}) {
            result = run(command);
            QCOMPARE(result.status, 1);
            QVERIFY2(result.error.contains("nothing in the stock"), result.error);
        }
        QCOMPARE(run(u"gc"_s).status, 0);
        QCOMPARE(run(u"gc --dry-run --json"_s).status, 0);
        QVERIFY(QDir(m_folder->path()).isEmpty());
    }

    void lists()
    {
        fill();
        const Run text = run(u"list"_s);
        QCOMPARE(text.status, 0);
        QCOMPARE(text.error, QByteArray());
        QCOMPARE(text.out, "    1 KiB  2024-10-04 03:00  https://npm.example/left-pad\n"
                           "      5 B  2024-10-04 02:00  "
                           "http://deb.example/dists/s/by-hash/SHA256/aa\n"
                           "    2 KiB  2024-10-04 01:00  http://deb.example/pool/vim_1_all.deb\n"
                           "  2.9 KiB  2024-10-04 00:00  http://deb.example/pool/nginx_1_all.deb\n"
                           "4 files, 5.9 KiB\n");
        QCOMPARE(names(run(u"list --json --sort size"_s)),
                 QStringList({u"nginx_1_all.deb"_s, u"vim_1_all.deb"_s, u"left-pad"_s, u"aa"_s}));
        QCOMPARE(names(run(u"list --json --sort name"_s)),
                 QStringList({u"aa"_s, u"nginx_1_all.deb"_s, u"vim_1_all.deb"_s, u"left-pad"_s}));
        QCOMPARE(names(run(u"list --json *NGINX* aa"_s)),
                 QStringList({u"aa"_s, u"nginx_1_all.deb"_s}));
        QCOMPARE(names(run(u"list --json --cache npm"_s)), QStringList({u"left-pad"_s}));
        QCOMPARE(run(u"list nothing*"_s).out, "0 files, 0 B\n");
    }

    void jsonOfAnEntry()
    {
        fill();
        const QJsonObject entry = run(u"list --json nginx*"_s).json()[u"entries"][0].toObject();
        QCOMPARE(entry.keys(), QStringList({u"bytes"_s, u"cache"_s, u"key"_s, u"kind"_s, u"name"_s,
                                            u"pinned"_s, u"sha256"_s, u"stored"_s, u"used"_s}));
        QCOMPARE(entry[u"bytes"].toInteger(), 3000);
        QCOMPARE(entry[u"cache"].toString(), u"apt"_s);
        QCOMPARE(entry[u"key"].toString(), u"apt:http://deb.example/pool/nginx_1_all.deb"_s);
        QCOMPARE(entry[u"kind"].toString(), u"file"_s);
        QCOMPARE(entry[u"sha256"].toString().toStdString(), digestOf(std::string(3000, 'n')).hex());
        QCOMPARE(entry[u"used"].toString(), u"2024-10-04T00:00:00.000Z"_s);
        QCOMPARE(entry[u"pinned"].toBool(true), false);
    }

    // Names may hold anything.
    void jsonOfStrangeNames()
    {
        const std::string name = "http://deb.example/a\"b\\c\nd\xC3\xA9.deb";
        {
            Shop shop(pathOf(*m_folder));
            put(shop, "apt:" + name, "strange");
        }
        const QJsonObject entry = run(u"list --json"_s).json()[u"entries"][0].toObject();
        QCOMPARE(entry[u"name"].toString().toStdString(), name);
        QCOMPARE(run(u"list"_s).out.count('\n'), 2);
    }

    void pins()
    {
        fill();
        const Run would = run(u"pin --dry-run nginx*"_s);
        QVERIFY2(would.out.endsWith("Would be pinned: 1 file, 2.9 KiB.\n"), would.out);
        QVERIFY(!run(u"list"_s).out.contains("(pinned)"));
        const Run pinned = run(u"pin nginx* --json"_s);
        QCOMPARE(pinned.status, 0);
        QCOMPARE(pinned.json()[u"dryRun"].toBool(true), false);
        QCOMPARE(pinned.json()[u"total"][u"bytes"].toInteger(), 3000);
        QCOMPARE(names(pinned), QStringList({u"nginx_1_all.deb"_s}));
        QVERIFY(run(u"list"_s).out.contains("nginx_1_all.deb  (pinned)\n"));
        QCOMPARE(run(u"pin nginx*"_s).out, "All of it is pinned already.\n");
        // A mistyped pattern beside a right one: nothing is done.
        Run wrong = run(u"pin vim* emacs*"_s);
        QCOMPARE(wrong.status, 1);
        QVERIFY2(wrong.error.contains("“emacs*” means nothing"), wrong.error);
        wrong = run(u"pin ngin"_s);
        QVERIFY2(wrong.error.contains("“*ngin*” would mean"), wrong.error);
        QCOMPARE(run(u"list"_s).out.count("(pinned)"), 1);
        QVERIFY(run(u"unpin *"_s).out.endsWith("No longer pinned: 1 file, 2.9 KiB.\n"));
        QVERIFY(!run(u"list"_s).out.contains("(pinned)"));
    }

    void removes()
    {
        fill();
        QCOMPARE(run(u"pin vim*"_s).status, 0);
        Run result = run(u"remove *"_s);
        QCOMPARE(result.status, 1);
        QVERIFY2(result.error.contains("vim_1_all.deb") && result.error.contains("--pinned"),
                 result.error);
        QVERIFY(run(u"list"_s).out.endsWith("4 files, 5.9 KiB\n")); // nothing was done
        QCOMPARE(run(u"remove emacs*"_s).status, 1);
        result = run(u"remove --dry-run left-pad"_s);
        QVERIFY2(result.out.endsWith("Would be removed: 2 files, 1.5 KiB.\n"), result.out);
        result = run(u"remove left-pad"_s); // and what was derived from it
        QVERIFY2(result.out.endsWith("Removed: 2 files, 1.5 KiB.\n"), result.out);
        result = run(u"remove --pinned --json v*"_s);
        QCOMPARE(result.status, 0);
        QCOMPARE(result.json()[u"total"][u"bytes"].toInteger(), 2000);
        QVERIFY(run(u"list"_s).out.endsWith("2 files, 2.9 KiB\n"));
        const Shop shop(pathOf(*m_folder));
        QCOMPARE(shop.objectFiles(), 2U);
        QCOMPARE(shop.leftovers(), 0U);
        QCOMPARE(shop.count("pin"), 0);
    }

    // Bytes that another name still has are not freed.
    void removesOneOfTwoNames()
    {
        {
            Shop shop(pathOf(*m_folder));
            QVERIFY(shop.publish("apt:http://a.example/x.deb", "same"));
            QVERIFY(shop.publishExisting("apt:http://b.example/x.deb", "same"));
        }
        QVERIFY(run(u"list"_s).out.endsWith("1 file, 4 B\n"));
        QVERIFY(run(u"remove --dry-run *a.example*"_s).out.endsWith("0 files, 0 B.\n"));
        QVERIFY(run(u"remove *a.example*"_s).out.endsWith("Removed: 0 files, 0 B.\n"));
        QVERIFY(run(u"remove *"_s).out.endsWith("Removed: 1 file, 4 B.\n"));
    }

    void collects()
    {
        fill();
        set("[space]\nkeep-free=0\n");
        QCOMPARE(run(u"gc"_s).out,
                 "Nothing had to be removed.\nIn stock: 5 files, 6.4 KiB of at most 20 GiB.\n");
        set("[space]\nlimit=4 KiB\nkeep-free=0\n");
        const Run would = run(u"gc --dry-run"_s);
        QVERIFY2(would.out.contains("nginx_1_all.deb\n"), would.out);
        QVERIFY2(would.out.contains("Would be removed: 1 file, 2.9 KiB.\n"), would.out);
        QVERIFY(run(u"list"_s).out.endsWith("4 files, 5.9 KiB\n"));
        QCOMPARE(run(u"gc"_s).out, "Removed: 1 file, 2.9 KiB.\n"
                                   "In stock: 4 files, 3.4 KiB of at most 4 KiB.\n");
        const QJsonObject json = run(u"gc --json"_s).json();
        QCOMPARE(json.keys(),
                 QStringList({u"bytesAfter"_s, u"bytesBefore"_s, u"dryRun"_s, u"limit"_s,
                              u"missing"_s, u"removed"_s, u"sweptBytes"_s}));
        QCOMPARE(json[u"bytesAfter"].toInteger(), 3505);
        // Other limits than the meant ones would remove too much.
        set("[space]\nlimit=lots\n");
        const Run broken = run(u"gc"_s);
        QCOMPARE(broken.status, 1);
        QVERIFY2(broken.error.contains("lots"), broken.error);
    }

    void saysWhatStandsInTheWay()
    {
        fill();
        QCOMPARE(run(u"pin *"_s).status, 0);
        set("[space]\nlimit=1 KiB\nkeep-free=0\n");
        const Run result = run(u"gc"_s);
        QCOMPARE(result.status, 0);
        QVERIFY2(result.out.contains("pinned"), result.out);
    }
};

QTEST_GUILESS_MAIN(StockProgramTest)
#include "stockprogram.moc"
