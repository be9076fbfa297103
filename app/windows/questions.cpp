// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/questions.h"

#include "windows/cachewords.h"

#include <QCoreApplication>
#include <QFile>
#include <QMessageBox>
#include <QPushButton>
#include <QStringList>

namespace larder::windows
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::windows::Questions", text);
}

} // namespace

QMessageBox &askTurnOff(Actions &actions, const std::string &cache, QWidget *parent)
{
    const QString question = tr("Turn off the cache for %1?").arg(titleOf(cache));
    auto *const box =
        new QMessageBox(QMessageBox::Question, question, question, QMessageBox::Cancel, parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(
        tr("Nobody answers at its address any more: clients that are set to it fail, until it is "
           "turned on again or they are set back.\n\n"
           "While all caches are paused, clients work as if there were none."));
    const QPushButton *const pause =
        box->addButton(tr("&Pause All Instead"), QMessageBox::AcceptRole);
    const QPushButton *const turnOff =
        box->addButton(tr("&Turn Off"), QMessageBox::DestructiveRole);
    box->setDefaultButton(QMessageBox::Cancel);
    QObject::connect(pause, &QPushButton::clicked, &actions,
                     [&actions] { actions.pause(std::nullopt); });
    QObject::connect(turnOff, &QPushButton::clicked, &actions,
                     [&actions, cache] { actions.setMode(cache, CacheMode::Off); });
    box->open();
    return *box;
}

QMessageBox &askReplaceUnits(Actions &actions, const std::string &cache,
                             const std::vector<std::filesystem::path> &files, QWidget *parent)
{
    QStringList names;
    for (const std::filesystem::path &file : files) {
        names += QFile::decodeName(file.c_str());
    }
    const QString question = tr("Replace the units of the cache for %1?").arg(titleOf(cache));
    auto *const box =
        new QMessageBox(QMessageBox::Question, question, question, QMessageBox::Cancel, parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(
        tr("These systemd units have its names and are not Larder's own:\n%1\n\n"
           "They are stopped, and those in your own folder are moved aside. Then systemd starts "
           "Larder's cache on its first request. “larder undo” brings them back.")
            .arg(names.join(u'\n')));
    const QPushButton *const replace = box->addButton(tr("&Replace"), QMessageBox::AcceptRole);
    box->setDefaultButton(QMessageBox::Cancel);
    QObject::connect(replace, &QPushButton::clicked, &actions,
                     [&actions, cache] { actions.replaceForeignUnits(cache); });
    box->open();
    return *box;
}

} // namespace larder::windows
