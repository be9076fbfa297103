// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/savingsbar.h"

#include "windows/savings.h"

#include <QEvent>
#include <QGridLayout>
#include <QMessageBox>

#include <utility>

namespace larder::windows
{

namespace
{

constexpr double enlargement = 2.0;

} // namespace

SavingsBar::SavingsBar()
    : m_help(tr("What Does &This Mean?"))
{
    auto *const layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setVerticalSpacing(0);
    layout->setHorizontalSpacing(fontMetrics().height() * 3);
    int column = 0;
    for (const auto &[figure, caption] : {std::pair(&m_figures[0], tr("saved today")),
                                          std::pair(&m_figures[1], tr("saved in the last 7 days")),
                                          std::pair(&m_figures[2], tr("saved in all"))}) {
        figure->amount.setText(QStringLiteral("–")); // until it is known
        figure->caption.setText(caption);
        layout->addWidget(&figure->amount, 0, column);
        layout->addWidget(&figure->caption, 1, column);
        figure->onMetered.setWordWrap(true); // or three sentences make the window a screen wide
        layout->addWidget(&figure->onMetered, 2, column);
        layout->setColumnStretch(column, 1);
        ++column;
    }
    layout->addWidget(&m_help, 0, column, Qt::AlignTop);
    connect(&m_help, &QPushButton::clicked, this, &SavingsBar::explain);
    useFont();
}

void SavingsBar::show(const status::Overview &overview, const std::optional<Price> &price)
{
    std::array<statistics::Tally, 3> tallies;
    for (const status::CacheStatus &cache : overview.caches) {
        tallies[0] += cache.today;
        tallies[1] += cache.last7Days;
        tallies[2] += cache.total;
    }
    for (std::size_t i = 0; i < tallies.size(); ++i) {
        setFigure(m_figures[i], tallies[i], price);
    }
}

void SavingsBar::setFigure(Figure &figure, const statistics::Tally &tally,
                           const std::optional<Price> &price)
{
    const SavingWords words = savingWords(tally, price);
    figure.amount.setText(words.amount);
    figure.onMetered.setText(words.onMetered);
    figure.onMetered.setVisible(!words.onMetered.isEmpty());
}

void SavingsBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        useFont();
    }
}

void SavingsBar::useFont()
{
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * enlargement);
    for (Figure &figure : m_figures) {
        figure.amount.setFont(large);
    }
}

void SavingsBar::explain()
{
    auto *const box = new QMessageBox(QMessageBox::Information, tr("What “Saved” Means"),
                                      savingDefinition(), QMessageBox::Close, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace larder::windows
