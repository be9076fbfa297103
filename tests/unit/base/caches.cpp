// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/caches.h"

#include <QTest>

#include <set>

using namespace larder;

class CachesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void findsByName()
    {
        QCOMPARE(findCache("apt")->port, std::uint16_t(3142));
        QCOMPARE(findCache("npm")->port, std::uint16_t(3143));
        QCOMPARE(findCache("composer")->port, std::uint16_t(3144));
        QVERIFY(!findCache("APT"));
        QVERIFY(!findCache(""));
        QVERIFY(!findCache("../apt"));
    }

    // Names go into unit and file names, ports are opened at the same time.
    void areDistinct()
    {
        std::set<std::uint16_t> ports;
        std::set<std::string_view> names;
        for (const CacheInfo &cache : knownCaches()) {
            QVERIFY(!cache.name.contains('/') && !cache.name.empty() && !cache.title.empty());
            ports.insert(cache.port);
            names.insert(cache.name);
        }
        QCOMPARE(ports.size(), knownCaches().size());
        QCOMPARE(names.size(), knownCaches().size());
    }
};

QTEST_GUILESS_MAIN(CachesTest)
#include "caches.moc"
