// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QCoreApplication>
#include <QDir>
#include <QPalette>
#include <QPixmap>
#include <QString>
#include <QWidget>

#include <cstdint>

// Pictures of windows, for people to look at: in the folder that LARDER_PICTURES names, if any.
namespace larder::windows
{

inline QString picturesFolder()
{
    return qEnvironmentVariable("LARDER_PICTURES");
}

inline void save(QWidget &window, const QString &name)
{
    if (const QString folder = picturesFolder(); !folder.isEmpty()) {
        QDir().mkpath(folder);
        QCoreApplication::sendPostedEvents(); // what changes the layout
        window.grab().save(folder + u'/' + name + u".png");
    }
}

// The application's palette, as long as this lives.
class Palette
{
public:
    enum class Kind : std::uint8_t { Light, Dark };

    explicit Palette(Kind kind)
        : m_before(QApplication::palette())
    {
        QPalette palette;
        const bool isDark = kind == Kind::Dark;
        const QColor ground = isDark ? QColor(0x35, 0x35, 0x35) : QColor(0xef, 0xef, 0xef);
        const QColor field = isDark ? QColor(0x2a, 0x2a, 0x2a) : QColor(0xff, 0xff, 0xff);
        const QColor text = isDark ? QColor(0xf0, 0xf0, 0xf0) : QColor(0x10, 0x10, 0x10);
        palette = QPalette(text, ground, ground.lighter(), ground.darker(), ground.darker(110),
                           text, text, field, ground);
        palette.setColor(QPalette::Highlight, QColor(0x30, 0x8c, 0xc6));
        palette.setColor(QPalette::HighlightedText, QColor(0xff, 0xff, 0xff));
        palette.setColor(QPalette::AlternateBase, isDark ? field.lighter(115) : field.darker(103));
        QApplication::setPalette(palette);
    }

    Palette(const Palette &) = delete;
    Palette &operator=(const Palette &) = delete;

    ~Palette() { QApplication::setPalette(m_before); }

private:
    QPalette m_before;
};

} // namespace larder::windows
