// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/ecosystem.h"

#include <QTest>

using namespace larder::ecosystem;

namespace
{

class PortalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recognised_data();
    void recognised();
};

void PortalTest::recognised_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("expected");

    using B = QByteArray;
    QTest::newRow("page") << B("text/html") << B("<!DOCTYPE html><html>") << true;
    QTest::newRow("page with a character set")
        << B("Text/HTML ; charset=utf-8") << B("<head><title>Welcome") << true;
    QTest::newRow("xhtml") << B("application/xhtml+xml") << B("<?xml version=\"1.0\"?>") << true;
    QTest::newRow("comment first") << B("text/html") << B("<!-- hotel --><HTML>") << true;
    QTest::newRow("white space first") << B("text/html") << B("\r\n\t  <html>") << true;
    QTest::newRow("byte order mark first") << B("text/html") << B("\xEF\xBB\xBF<html>") << true;
    QTest::newRow("mark and space") << B("text/html") << B("\xEF\xBB\xBF \n<p>") << true;
    QTest::newRow("page as package")
        << B("application/vnd.debian.binary-package") << B("<!doctype HTML>") << true;
    QTest::newRow("page as package, no declaration")
        << B("application/octet-stream") << B("\n<HtMl lang=de>") << true;
    QTest::newRow("page without type") << B("") << B("<html>") << true;

    QTest::newRow("package") << B("application/vnd.debian.binary-package") << B("!<arch>\n")
                             << false;
    QTest::newRow("package called a page") << B("text/html") << B("!<arch>\n") << false;
    QTest::newRow("InRelease called a page")
        << B("text/html") << B("-----BEGIN PGP SIGNED MESSAGE-----") << false;
    QTest::newRow("xml") << B("application/xml") << B("<?xml version=\"1.0\"?>") << false;
    QTest::newRow("json") << B("application/json") << B("{\"a\": \"<html>\"}") << false;
    QTest::newRow("similar type") << B("text/html5") << B("<head>") << false;
    QTest::newRow("type in a parameter") << B("text/plain; x=text/html") << B("<head>") << false;
    QTest::newRow("not yet a word") << B("text/plain") << B("<ht") << false;
    QTest::newRow("nothing yet") << B("text/html") << B("") << false;
    QTest::newRow("only space yet") << B("text/html") << B(" \r\n") << false;
    QTest::newRow("nothing at all") << B("") << B("") << false;
}

void PortalTest::recognised()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(bool, expected);
    QCOMPARE(looksLikePortal({type.data(), static_cast<std::size_t>(type.size())},
                             {body.data(), static_cast<std::size_t>(body.size())}),
             expected);
}

} // namespace

QTEST_GUILESS_MAIN(PortalTest)
#include "portal.moc"
