// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/percent.h"

#include <QTest>

namespace larder
{

class PercentTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void escapes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("kept");
        QTest::addColumn<bool>("isGood");
        const auto row = [](const char *text, const QByteArray &kept, bool isGood) {
            QTest::addRow("'%s'", text) << QByteArray(text) << kept << isGood;
        };
        row("", "", true);
        row("plain+text", "plain+text", true);
        row("%2Fa%2fb", "/a/b", true);
        row("%25%32%46", "%2F", true); // once, not twice
        row("%fF", "\xFF", true);
        row("%00", QByteArray(1, '\0'), true);
        row("%", "%", false);
        row("a%2", "a%2", false);
        row("%zz", "%zz", false);
        row("%-1", "%-1", false);
        row("%+1", "%+1", false);
        row("% 1", "% 1", false);
        row("%%41", "%A", false);
    }

    void escapes()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, kept);
        QFETCH(const bool, isGood);
        const std::string_view view(text.data(), static_cast<std::size_t>(text.size()));
        const auto strict = withoutEscapes(view, BadEscape::Refuse);
        QCOMPARE(strict.has_value(), isGood);
        QCOMPARE(QByteArray::fromStdString(withoutEscapes(view, BadEscape::Keep).value()), kept);
        if (strict) {
            QCOMPARE(QByteArray::fromStdString(*strict), kept);
        }
    }
};

} // namespace larder

QTEST_APPLESS_MAIN(larder::PercentTest)
#include "percent.moc"
