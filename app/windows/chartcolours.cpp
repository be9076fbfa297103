// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/chartcolours.h"

namespace larder::windows
{

namespace
{

constexpr QRgb blue = 0xff0072b2;
constexpr QRgb vermilion = 0xffd55e00;
constexpr QRgb skyBlue = 0xff56b4e9;
constexpr QRgb orange = 0xffe69f00;
constexpr float gridStrength = 0.15F; // of the text's colour

QColor mixed(const QColor &ground, const QColor &text)
{
    const auto part = [](float a, float b) { return a + ((b - a) * gridStrength); };
    return QColor::fromRgbF(part(ground.redF(), text.redF()), part(ground.greenF(), text.greenF()),
                            part(ground.blueF(), text.blueF()));
}

} // namespace

ChartColours chartColours(const QPalette &palette)
{
    const QColor ground = palette.color(QPalette::Window);
    const QColor text = palette.color(QPalette::WindowText);
    const bool isDark = ground.lightnessF() < text.lightnessF();
    return {.stock = QColor(isDark ? skyBlue : blue),
            .network = QColor(isDark ? orange : vermilion),
            .grid = mixed(ground, text)};
}

} // namespace larder::windows
