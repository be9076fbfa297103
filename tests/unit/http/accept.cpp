// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/accept.h"

#include <QTest>

using namespace larder::http;

class AcceptTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void members_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("read"); // name=weight …
        const auto row = [](const char *text, const char *read) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(read);
        };
        row("", "");
        row("gzip", "gzip=1000 ");
        row("gzip,deflate", "gzip=1000 deflate=1000 ");
        row(" br , gzip ; q = 0.5 ", "br=1000 gzip=500 ");
        row("a/b;level=1;q=0.125;x=y, */*;Q=0", "a/b=125 */*=0 ");
        row("a;q=1.000,b;q=1,c;q=0.000,d;q=0.", "a=1000 b=1000 c=0 d=0 ");
        row("a;q=1.001,b;q=2,c;q=-1,d;q=x,e;q=,f;q=0.1234,g;q=00.1",
            "a=0 b=0 c=0 d=0 e=0 f=0 g=0 ");
        row(",,;,;q=1,", "");
        row("a;q=0.1;q=0.9", "a=900 ");
        row("a;q", "a=0 ");
    }

    void members()
    {
        QFETCH(QByteArray, text);
        QByteArray read;
        const std::string list = text.toStdString();
        for (const Preference &preference : readAccept(list)) {
            read += QByteArray(preference.name.data(), qsizetype(preference.name.size())) + '=' +
                    QByteArray::number(preference.weight) + ' ';
        }
        QTEST(read, "read");
    }
};

QTEST_GUILESS_MAIN(AcceptTest)
#include "accept.moc"
