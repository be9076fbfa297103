// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>
#include <QStringList>
#include <QTranslator>

#include <string>

namespace larder::language
{

// The codes of the languages that Larder speaks: "en", in which its texts are written, and those of
// the translations that it carries.
[[nodiscard]] QStringList available();

// The language of a program, as long as this lives: its texts, those of Qt's dialogs where Qt's
// translations are installed, and how numbers and dates are written. Made after the application and
// before its first window, by the GUI thread.
class Language
{
public:
    // setting: desktop.language; empty means the session's language. One that is not available
    // leaves the texts as they are written.
    explicit Language(const std::string &setting);
    Language(const Language &) = delete;
    Language &operator=(const Language &) = delete;
    ~Language();

private:
    QLocale m_before; // that was the default
    QTranslator m_own;
    QTranslator m_qt;
};

} // namespace larder::language
