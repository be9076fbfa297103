// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "link/networkmanager.h"

#include <QTest>

namespace larder::link
{

class NetworkManagerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void understandsItsNumbers()
    {
        using Cost = LinkState::Cost;
        using Reach = LinkState::Reach;

        const struct
        {
            ManagerProperties properties;
            bool hasRoute;
            LinkState expected;
        } rows[] = {
            {{}, true, {Cost::Unknown, Reach::Unknown}},
            {{.metered = 1, .state = 70}, true, {Cost::Metered, Reach::Connected}},
            {{.metered = 2, .state = 70}, true, {Cost::Unmetered, Reach::Connected}},
            {{.metered = 3, .state = 60}, false, {Cost::Metered, Reach::Connected}},
            {{.metered = 4, .state = 50}, false, {Cost::Unmetered, Reach::Connected}},
            {{.metered = 0, .state = 20}, false, {Cost::Unknown, Reach::None}},
            {{.metered = 0, .state = 10}, false, {Cost::Unknown, Reach::None}},
            // Interfaces that it does not manage.
            {{.metered = 0, .state = 20}, true, {Cost::Unknown, Reach::Unknown}},
            {{.metered = 0, .state = 30}, false, {Cost::Unknown, Reach::Unknown}},
            {{.metered = 0, .state = 40}, false, {Cost::Unknown, Reach::Unknown}},
            {{.metered = 77, .state = 5}, true, {Cost::Unknown, Reach::Unknown}},
        };

        for (const auto &row : rows) {
            QVERIFY(linkState(row.properties, row.hasRoute) == row.expected);
        }
    }

    void findsDefaultRoutes()
    {
        const std::string head = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\t"
                                 "MTU\tWindow\tIRTT\n";
        const std::string local =
            head + "eth0\t0002A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n";
        const std::string way =
            local + "eth0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n";
        const std::string zeros(32, '0');
        const std::string rejecting =
            zeros + " 00 " + zeros + " 00 " + zeros + " ffffffff 00000001 00000000 00200200 lo\n";
        const std::string way6 = rejecting + zeros + " 00 " + zeros + " 00 fe80" + zeros.substr(4) +
                                 " 00000400 00000001 00000000 00000003 eth0\n";
        QVERIFY(!hasDefaultRoute("", ""));
        QVERIFY(!hasDefaultRoute(local, rejecting));
        QVERIFY(hasDefaultRoute(way, ""));
        QVERIFY(hasDefaultRoute(local, way6));
        QVERIFY(!hasDefaultRoute("0 00000000 0", zeros));
    }
};

} // namespace larder::link

QTEST_APPLESS_MAIN(larder::link::NetworkManagerTest)
#include "networkmanager.moc"
