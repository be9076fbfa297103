// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/stockquestion.h"

#include <QCheckBox>
#include <QMessageBox>
#include <QPushButton>

#include <utility>

namespace larder::windows
{

namespace
{

QMessageBox *boxFor(QWidget *parent, QMessageBox::Icon icon, const Question &question)
{
    auto *box = new QMessageBox(icon, question.title, question.text, QMessageBox::NoButton, parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText); // a name may look like markup
    box->setInformativeText(question.more);
    box->setDetailedText(question.details);
    return box;
}

} // namespace

void ask(QWidget *parent, const Question &question, const SecondWord &secondWord,
         const QString &yes, std::function<void(Answer)> answered)
{
    QMessageBox *box = boxFor(parent, QMessageBox::Question, question);
    QPushButton *accept = box->addButton(yes, QMessageBox::AcceptRole);
    QPushButton *cancel = box->addButton(QMessageBox::Cancel);
    box->setDefaultButton(cancel); // Return removes nothing by mistake
    QCheckBox *word = nullptr;
    if (!secondWord.text.isEmpty()) {
        word = new QCheckBox(secondWord.text, box);
        box->setCheckBox(word);
        if (secondWord.isNeeded) {
            accept->setEnabled(false);
            QObject::connect(word, &QCheckBox::toggled, accept, &QPushButton::setEnabled);
        }
    }
    QObject::connect(
        box, &QMessageBox::finished, parent, [box, accept, word, answered = std::move(answered)] {
            if (box->clickedButton() == accept) {
                answered(word != nullptr && word->isChecked() ? Answer::YesWithSecondWord
                                                              : Answer::Yes);
            }
        });
    box->open();
}

void tellDetails(QWidget *parent, const Question &statement)
{
    QMessageBox *box = boxFor(parent, QMessageBox::Warning, statement);
    box->addButton(QMessageBox::Close);
    box->open();
}

} // namespace larder::windows
