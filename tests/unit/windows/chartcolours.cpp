// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/chartcolours.h"

#include <QTest>

#include <cmath>

namespace larder::windows
{

namespace
{

// WCAG 2: the relative luminance, and the contrast of two.
double luminance(const QColor &colour)
{
    const auto linear = [](double c) {
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return (0.2126 * linear(colour.redF())) + (0.7152 * linear(colour.greenF())) +
           (0.0722 * linear(colour.blueF()));
}

double contrast(const QColor &a, const QColor &b)
{
    const double brighter = std::max(luminance(a), luminance(b));
    const double darker = std::min(luminance(a), luminance(b));
    return (brighter + 0.05) / (darker + 0.05);
}

} // namespace

class ChartColoursTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void areSeenOnAnyGround_data()
    {
        QTest::addColumn<QColor>("ground");
        QTest::addColumn<QColor>("text");
        QTest::newRow("white") << QColor(0xff, 0xff, 0xff) << QColor(0, 0, 0);
        QTest::newRow("light") << QColor(0xef, 0xef, 0xef) << QColor(0, 0, 0);
        QTest::newRow("dark") << QColor(0x35, 0x35, 0x35) << QColor(0xff, 0xff, 0xff);
        QTest::newRow("black") << QColor(0, 0, 0) << QColor(0xff, 0xff, 0xff);
    }

    void areSeenOnAnyGround()
    {
        QFETCH(QColor, ground);
        QFETCH(QColor, text);
        QPalette palette;
        palette.setColor(QPalette::Window, ground);
        palette.setColor(QPalette::WindowText, text);
        const ChartColours colours = chartColours(palette);
        constexpr double forGraphics = 3; // WCAG 2.1, 1.4.11
        QVERIFY(contrast(colours.stock, ground) >= forGraphics);
        QVERIFY(contrast(colours.network, ground) >= forGraphics);
        QVERIFY(contrast(colours.grid, ground) < 2); // only there when one looks for it
    }
};

} // namespace larder::windows

QTEST_GUILESS_MAIN(larder::windows::ChartColoursTest)
#include "chartcolours.moc"
