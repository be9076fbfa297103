// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "language/language.h"

#include <QCoreApplication>
#include <QDir>
#include <QLibraryInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace larder::language
{

namespace
{

QString folder()
{
    return u":/larder/translations"_s;
}

// Whether the texts as they are written come before any translation that there is.
bool wantsOriginal(const QLocale &locale)
{
    const QStringList known = available();
    for (const QString &wanted : locale.uiLanguages()) { // "de-AT", "de", "en-US", …
        const QString code = wanted.section(u'-', 0, 0);
        if (known.contains(code)) {
            return code == known.constFirst();
        }
    }
    return true;
}

} // namespace

QStringList available()
{
    QStringList codes{u"en"_s};
    for (const QString &name :
         QDir(folder()).entryList({u"larder_*.qm"_s}, QDir::Files, QDir::Name)) {
        codes += name.section(u'_', 1).chopped(3);
    }
    return codes;
}

Language::Language(const std::string &setting)
{
    const QLocale locale =
        setting.empty() ? QLocale::system() : QLocale(QString::fromStdString(setting));
    if (!setting.empty()) {
        QLocale::setDefault(locale);
    }
    if (wantsOriginal(locale)) {
        return;
    }
    if (m_own.load(locale, u"larder"_s, u"_"_s, folder())) {
        QCoreApplication::installTranslator(&m_own);
    }
    if (m_qt.load(locale, u"qtbase"_s, u"_"_s,
                  QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
        QCoreApplication::installTranslator(&m_qt);
    }
}

Language::~Language()
{
    QLocale::setDefault(m_before); // translators leave by themselves
}

} // namespace larder::language
