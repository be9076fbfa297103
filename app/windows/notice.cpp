// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/notice.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace larder::windows
{

namespace
{

constexpr qreal titleSize = 1.3; // of the ordinary text
constexpr int lineLength = 56;   // characters that are read with ease

QLabel *centred(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setAlignment(Qt::AlignHCenter);
    label->setTextFormat(Qt::PlainText); // a fault may name what came from elsewhere
    label->setWordWrap(true);
    return label;
}

} // namespace

Notice::Notice(QWidget *parent)
    : QWidget(parent)
    , m_title(centred(this))
    , m_sentence(centred(this))
    , m_button(new QPushButton(this))
{
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * titleSize);
    m_title->setFont(font);
    const int width = fontMetrics().averageCharWidth() * lineLength;
    m_title->setFixedWidth(width);
    m_sentence->setFixedWidth(width);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    connect(m_button, &QPushButton::clicked, this, &Notice::chosen);

    auto *column = new QVBoxLayout;
    column->addStretch(2);
    column->addWidget(m_title);
    column->addWidget(m_sentence);
    column->addSpacing(column->spacing());
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addStretch(3); // the middle looks too low
    auto *layout = new QHBoxLayout(this);
    layout->addStretch();
    layout->addLayout(column);
    layout->addStretch();
}

void Notice::say(const QString &title, const QString &sentence, const QString &button)
{
    m_title->setText(title);
    m_sentence->setText(QString(sentence).replace(u'/', u"/\u200b"_s)); // a path may break there
    m_button->setText(button);
    m_button->setVisible(!button.isEmpty());
    setAccessibleName(title);
}

} // namespace larder::windows
