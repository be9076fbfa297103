// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/addressguard.h"

#include <QTest>

using namespace larder;
using namespace larder::upstream;

namespace
{

struct Row
{
    const char *text;
    AddressClass leadsTo;
};

} // namespace

class AddressGuardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void classifies_data();
    void classifies();
    void readsLiterals_data();
    void readsLiterals();
    void checksNames_data();
    void checksNames();
    void allowsByNameAndPort_data();
    void allowsByNameAndPort();
    void checksAddresses();
    void faultsSayWhatToDo();
};

void AddressGuardTest::classifies_data()
{
    using enum AddressClass;
    QTest::addColumn<AddressClass>("leadsTo");
    const Row rows[] = {
        {"8.8.8.8", Public},
        {"1.0.0.0", Public},
        {"9.255.255.255", Public},
        {"11.0.0.0", Public},
        {"100.63.255.255", Public},
        {"100.128.0.0", Public},
        {"126.255.255.255", Public},
        {"128.0.0.0", Public},
        {"169.253.255.255", Public},
        {"169.255.0.0", Public},
        {"172.15.255.255", Public},
        {"172.32.0.0", Public},
        {"192.0.1.0", Public},
        {"192.0.2.1", Public},
        {"192.167.255.255", Public},
        {"192.169.0.0", Public},
        {"198.17.255.255", Public},
        {"198.20.0.0", Public},
        {"198.51.100.7", Public},
        {"203.0.113.9", Public},
        {"223.255.255.255", Public},
        {"168.63.129.15", Public},
        {"127.0.0.1", Loopback},
        {"127.255.255.255", Loopback},
        {"0.0.0.0", Unspecified},
        {"0.255.255.255", Unspecified},
        {"169.254.0.1", LinkLocal},
        {"169.254.169.253", LinkLocal},
        {"169.254.169.254", Metadata},
        {"100.100.100.200", Metadata},
        {"192.0.0.192", Metadata},
        {"168.63.129.16", Metadata},
        {"10.0.0.0", Private},
        {"10.255.255.255", Private},
        {"172.16.0.0", Private},
        {"172.31.255.255", Private},
        {"192.168.0.0", Private},
        {"192.168.255.255", Private},
        {"100.64.0.0", Private},
        {"100.127.255.255", Private},
        {"224.0.0.1", Multicast},
        {"239.255.255.255", Multicast},
        {"255.255.255.255", Multicast},
        {"240.0.0.0", Reserved},
        {"255.255.255.254", Reserved},
        {"192.0.0.1", Reserved},
        {"198.18.0.0", Reserved},
        {"198.19.255.255", Reserved},

        {"2606:4700::1111", Public},
        {"2001:db8::1", Public},
        {"3fff:ffff::1", Public},
        {"::1", Loopback},
        {"::", Unspecified},
        {"fe80::1", LinkLocal},
        {"febf::1", LinkLocal},
        {"fd00:ec2::254", Metadata},
        {"fd00:ec2::253", Private},
        {"fc00::1", Private},
        {"fdff::1", Private},
        {"fec0::1", Private},
        {"ff02::1", Multicast},
        {"100::1", Reserved},
        {"4000::1", Reserved},
        {"1fff::1", Reserved},
        {"5f00::1", Reserved},

        // IPv4 inside IPv6.
        {"::ffff:127.0.0.1", Loopback},
        {"::ffff:10.1.2.3", Private},
        {"::ffff:169.254.169.254", Metadata},
        {"::ffff:8.8.8.8", Public},
        {"::127.0.0.1", Loopback},
        {"::10.0.0.1", Private},
        {"::8.8.8.8", Public},
        {"::ffff:0:10.0.0.1", Private},
        {"64:ff9b::7f00:1", Loopback},
        {"64:ff9b::8.8.8.8", Public},
        {"64:ff9b:1::10.0.0.1", Private},
        {"64:ff9b:1::8.8.8.8", Public},
        {"64:ff9b:1:a00:0:100::", Unspecified}, // as /96; as /48 it is 10.0.0.1
        {"64:ff9b:1:a00:0:100:808:808", Private},
        {"64:ff9b:2::8.8.8.8", Reserved},
        {"2002:7f00:1::", Loopback},
        {"2002:c0a8:101::1", Private},
        {"2002:808:808::1", Public},
        {"2001:0:808:808::f5ff:fffe", Private}, // client 10.0.0.1
        {"2001:0:a00:1::f7f7:f7f7", Private},   // server 10.0.0.1
        {"2001:0:808:808::f7f7:f7f7", Public},  // both 8.8.8.8
    };
    for (const Row &row : rows) {
        QTest::newRow(row.text) << row.leadsTo;
    }
}

void AddressGuardTest::classifies()
{
    QFETCH(const AddressClass, leadsTo);
    const QHostAddress address(QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY(!address.isNull());
    QCOMPARE(classify(address), leadsTo);
}

void AddressGuardTest::readsLiterals_data()
{
    QTest::addColumn<QString>("address"); // empty: not a literal
    const std::pair<const char *, const char *> rows[] = {
        {"127.0.0.1", "127.0.0.1"},
        {"127.1", "127.0.0.1"},
        {"127.0.1", "127.0.0.1"},
        {"0x7f.1", "127.0.0.1"},
        {"0X7F.0x0.0.1", "127.0.0.1"},
        {"0177.0.0.1", "127.0.0.1"},
        {"017700000001", "127.0.0.1"},
        {"2130706433", "127.0.0.1"},
        {"0x7f000001", "127.0.0.1"},
        {"127.0.0.1.", "127.0.0.1"},
        {"0", "0.0.0.0"},
        {"[127.0.0.1]", "127.0.0.1"},
        {"::1", "::1"},
        {"[::1]", "::1"},
        {"0:0:0:0:0:0:0:1", "::1"},
        {"::FFFF:7F00:1", "::ffff:127.0.0.1"},
        {"[::ffff:127.0.0.1]", "::ffff:127.0.0.1"},
        {"fe80::1%eth0", "fe80::1"},
        {"[fe80::1%25eth0]", "fe80::1"},
        {"example.org", ""},
        {"abc.de", ""},
        {"256.0.0.1", ""},
        {"1.2.3.4.5", ""},
        {"4294967296", ""},
        {"127.0.0.1 x", ""},
        {":::1", ""},
        {"", ""},
        {".", ""},
    };
    for (const auto &[text, address] : rows) {
        QTest::newRow(text) << QString::fromLatin1(address);
    }
}

void AddressGuardTest::readsLiterals()
{
    QFETCH(const QString, address);
    const auto parsed = parseLiteral(QTest::currentDataTag());
    QCOMPARE(parsed.has_value(), !address.isEmpty());
    if (parsed) {
        QCOMPARE(*parsed, QHostAddress(address));
    }
}

void AddressGuardTest::checksNames_data()
{
    QTest::addColumn<int>("port");
    QTest::addColumn<bool>("good");
    const std::tuple<const char *, int, bool> rows[] = {
        {"deb.debian.org", 80, true},
        {"deb.debian.org", 443, true},
        {"deb.debian.org.", 80, true},
        {"under_score.example", 80, true},
        {"8.8.8.8", 80, true},
        {"2606:4700::1111", 443, true},
        {"deb.debian.org", 8080, false},
        {"deb.debian.org", 22, false},
        {"deb.debian.org", 0, false},
        {"localhost", 80, false},
        {"LocalHost", 80, false},
        {"localhost.", 80, false},
        {"x.localhost", 80, false},
        {"x.y.LOCALHOST.", 80, false},
        {"localhost.localdomain", 80, false},
        {"ip6-localhost", 80, false},
        {"notlocalhost", 80, true},
        {"localhost.example", 80, true},
        {"127.0.0.1", 80, false},
        {"127.1", 80, false},
        {"0x7f.1", 80, false},
        {"017700000001", 80, false},
        {"2130706433", 80, false},
        {"0", 80, false},
        {"10.0.0.1", 443, false},
        {"0xa000001", 80, false},
        {"169.254.169.254", 80, false},
        {"0251.0376.0251.0376", 80, false},
        {"::1", 80, false},
        {"[::1]", 80, false},
        {"::ffff:7f00:1", 80, false},
        {"[::ffff:7f00:1]", 80, false},
        {"::ffff:a9fe:a9fe", 80, false},
        {"fe80::1%eth0", 80, false},
        {"64:ff9b::a00:1", 80, false},
        {"256.1.1.1", 80, false}, // no address, and no name either
        {"127.0.0.0x1g", 80, false},
        {"1.2.3.4.5", 80, false},
        {"example.123", 80, false},
        {"example.0x7f", 80, false},
        {"", 80, false},
        {".", 80, false},
        {"..", 80, false},
        {"a b", 80, false},
        {"a%00b", 80, false},
        {"a/b", 80, false},
        {"user@host", 80, false},
        {"\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.1", 80, false}, // digits in full width
        {"127\xe3\x80\x82"
         "0.0.1",
         80, false},
    };
    for (const auto &[host, port, good] : rows) {
        QTest::addRow("%s port %d", host, port) << port << good;
    }
}

void AddressGuardTest::checksNames()
{
    QFETCH(const int, port);
    QFETCH(const bool, good);
    const std::string tag(QTest::currentDataTag());
    const std::string host = tag.substr(0, tag.rfind(" port "));
    const auto checked = AddressGuard().checkName(host, static_cast<std::uint16_t>(port));
    QCOMPARE(checked.has_value(), good);
    if (!checked) {
        QCOMPARE(checked.error().kind, FaultKind::NotAllowed);
    }
}

void AddressGuardTest::allowsByNameAndPort_data()
{
    QTest::addColumn<QString>("entry");
    QTest::addColumn<int>("entryPort");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<bool>("good");
    const std::tuple<const char *, int, const char *, int, bool> rows[] = {
        {"mirror.lan", 0, "mirror.lan", 80, true},
        {"mirror.lan", 0, "Mirror.LAN.", 443, true},
        {"mirror.lan", 0, "mirror.lan", 8080, false},
        {"mirror.lan", 8080, "mirror.lan", 8080, true},
        {"mirror.lan", 8080, "mirror.lan", 8081, false},
        {"mirror.lan", 8080, "other.lan", 8080, false},
        {"localhost", 8080, "localhost", 8080, true},
        {"localhost", 8080, "127.0.0.1", 8080, false},
        {"127.0.0.1", 8080, "127.0.0.1", 8080, true},
        {"127.0.0.1", 8080, "127.1", 8080, true},
        {"127.0.0.1", 8080, "127.0.0.2", 8080, false},
        {"::1", 0, "[0:0::1]", 80, true},
    };
    for (const auto &[entry, entryPort, host, port, good] : rows) {
        QTest::addRow("%s:%d %s:%d", entry, entryPort, host, port)
            << QString::fromLatin1(entry) << entryPort << QString::fromLatin1(host) << port << good;
    }
}

void AddressGuardTest::allowsByNameAndPort()
{
    QFETCH(const QString, entry);
    QFETCH(const int, entryPort);
    QFETCH(const QString, host);
    QFETCH(const int, port);
    QFETCH(const bool, good);
    const AddressGuard guard({{entry.toStdString(), static_cast<std::uint16_t>(entryPort)}});
    const auto portNumber = static_cast<std::uint16_t>(port);
    QCOMPARE(
        guard.checkAddress(host.toStdString(), portNumber, QHostAddress(QStringLiteral("10.0.0.1")))
            .has_value(),
        good);
    if (good) {
        QVERIFY(guard.checkName(host.toStdString(), portNumber).has_value());
    }
}

void AddressGuardTest::checksAddresses()
{
    const AddressGuard guard;
    QVERIFY(guard.checkAddress("rebound.example", 80, QHostAddress(QStringLiteral("8.8.8.8"))));
    for (const char *address : {"127.0.0.1", "10.0.0.1", "::1", "fe80::1", "0.0.0.0"}) {
        const auto checked =
            guard.checkAddress("rebound.example", 80, QHostAddress(QLatin1StringView(address)));
        QVERIFY(!checked);
        QCOMPARE(checked.error().kind, FaultKind::NotAllowed);
    }
    QVERIFY(!guard.checkAddress("nowhere.example", 80, QHostAddress()));
}

void AddressGuardTest::faultsSayWhatToDo()
{
    const auto byName = AddressGuard().checkName("localhost", 8080);
    QVERIFY(byName.error().advice.contains(QStringLiteral("--allow-upstream localhost:8080")));
    const auto byAddress =
        AddressGuard().checkAddress("mirror.lan", 80, QHostAddress(QStringLiteral("10.1.2.3")));
    QVERIFY(byAddress.error().what.contains(QStringLiteral("10.1.2.3")));
    QVERIFY(byAddress.error().advice.contains(QStringLiteral("--allow-upstream mirror.lan:80")));
    const auto literal = AddressGuard().checkName("::1", 80);
    QVERIFY(literal.error().advice.contains(QStringLiteral("--allow-upstream [::1]:80")));
}

QTEST_APPLESS_MAIN(AddressGuardTest)
#include "addressguard.moc"
