// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/savings.h"

#include <QLocale>
#include <QTest>

namespace larder::windows
{

using statistics::Tally;

class SavingsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void tells_data()
    {
        QTest::addColumn<qulonglong>("origin");
        QTest::addColumn<qulonglong>("network");
        QTest::addColumn<qlonglong>("metered");
        QTest::addColumn<QByteArray>("price");
        QTest::addColumn<QString>("amount");
        QTest::addColumn<QString>("onMetered");
        QTest::newRow("nothing yet")
            << 0ULL << 0ULL << 0LL << QByteArray("4.50 EUR") << QStringLiteral("0 B") << QString();
        QTest::newRow("something") << 5000ULL << 1000ULL << 0LL << QByteArray("4.50 EUR")
                                   << QStringLiteral("3.9 KiB") << QString();
        QTest::newRow("more fetched than asked for")
            << 1000ULL << 5000ULL << 0LL << QByteArray() << QStringLiteral("-3.9 KiB") << QString();
        QTest::newRow("metered, without a price")
            << 5000ULL << 1000ULL << 2048LL << QByteArray() << QStringLiteral("3.9 KiB")
            << QStringLiteral("2 KiB of it on metered connections");
        QTest::newRow("metered, with one")
            << 5000ULL << 1000ULL << 2'000'000'000LL << QByteArray("4.50 EUR")
            << QStringLiteral("3.9 KiB")
            << QStringLiteral("9.00\u00a0EUR on metered connections, where 1.9 GiB were saved");
        QTest::newRow("metered, and it cost")
            << 5000ULL << 1000ULL << -1'000'000'000LL << QByteArray("4.50 EUR")
            << QStringLiteral("3.9 KiB")
            << QStringLiteral("-4.50\u00a0EUR on metered connections, where -954 MiB were saved");
    }

    void tells()
    {
        QFETCH(qulonglong, origin);
        QFETCH(qulonglong, network);
        QFETCH(qlonglong, metered);
        QFETCH(QByteArray, price);
        Tally tally;
        tally.bytesOrigin = origin;
        tally.bytesFromNetwork = network;
        tally.bytesSavedMetered = metered;
        const SavingWords words = savingWords(tally, Price::parse(price.toStdString()).value());
        QTEST(words.amount, "amount");
        QTEST(words.onMetered, "onMetered");
    }
};

} // namespace larder::windows

QTEST_GUILESS_MAIN(larder::windows::SavingsTest)
#include "savings.moc"
