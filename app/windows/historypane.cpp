// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/historypane.h"

#include "base/caches.h"
#include "windows/cachewords.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QStandardPaths>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace larder::windows
{

HistoryPane::HistoryPane(Actions &actions, const std::filesystem::path &stateFolder)
    : m_actions(actions)
    , m_asTable(tr("Show as Ta&ble"))
    , m_save(tr("Sa&ve"))
    , m_reader(stateFolder)
{
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    addChoices();
    addViews();
    connect(&m_reader, &HistoryReader::done, this, &HistoryPane::take);
    connect(&m_reader, &HistoryReader::failed, this, &HistoryPane::fail);
}

void HistoryPane::addChoices()
{
    m_measure.addItem(tr("Hits and misses"), QVariant::fromValue(Measure::Requests));
    m_measure.addItem(tr("Bytes"), QVariant::fromValue(Measure::Bytes));
    m_measure.setAccessibleName(tr("What is shown over time"));
    for (const Span span : {Span::Hours, Span::Days, Span::Months}) {
        m_span.addItem(spanWords(span), QVariant::fromValue(span));
    }
    m_span.setAccessibleName(tr("How much time is shown"));
    m_cache.addItem(tr("All caches"));
    for (const CacheInfo &cache : knownCaches()) {
        m_cache.addItem(titleOf(cache.name), QByteArray::fromStdString(std::string(cache.name)));
    }
    m_cache.setAccessibleName(tr("Which cache is shown over time"));
    m_asTable.setCheckable(true);

    auto *const menu = new QMenu(&m_save);
    menu->addAction(tr("&Figures (CSV)…"), this, [this] {
        chooseFile(tr("Save the Figures"), u"larder.csv"_s, tr("Tables (*.csv)"),
                   [this](const QString &file) { saveCsv(file); });
    });
    menu->addAction(tr("&Picture of the Chart (PNG)…"), this, [this] {
        chooseFile(tr("Save the Chart"), u"larder.png"_s, tr("Pictures (*.png)"),
                   [this](const QString &file) { savePicture(file); });
    });
    m_save.setMenu(menu);
    m_save.setEnabled(false);

    auto *const row = new QHBoxLayout;
    for (QComboBox *const choice : {&m_measure, &m_span, &m_cache}) {
        row->addWidget(choice);
    }
    row->addStretch();
    row->addWidget(&m_asTable);
    row->addWidget(&m_save);
    static_cast<QVBoxLayout *>(layout())->addLayout(row);

    connect(&m_measure, &QComboBox::currentIndexChanged, this, &HistoryPane::show);
    connect(&m_cache, &QComboBox::currentIndexChanged, this, &HistoryPane::show);
    connect(&m_span, &QComboBox::currentIndexChanged, this,
            [this] { read(HistoryReader::Thoroughness::WhatIsNew); });
    connect(&m_asTable, &QPushButton::toggled, this, &HistoryPane::show);
}

void HistoryPane::addViews()
{
    m_notice.setTextFormat(Qt::PlainText);
    m_notice.setAlignment(Qt::AlignCenter);
    m_notice.setWordWrap(true);
    m_table.setModel(&m_model);
    m_table.setAccessibleName(tr("Figures over time"));
    m_table.setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table.setTabKeyNavigation(false);
    m_table.setShowGrid(false);
    m_table.setWordWrap(false);
    m_table.setAlternatingRowColors(true);
    m_table.verticalHeader()->hide();
    m_table.horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table.horizontalHeader()->setSectionResizeMode(SeriesModel::Time,
                                                     QHeaderView::ResizeToContents);
    m_table.horizontalHeader()->setHighlightSections(false);
    m_views.addWidget(&m_notice);
    m_views.addWidget(&m_chart);
    m_views.addWidget(&m_table);
    static_cast<QVBoxLayout *>(layout())->addWidget(&m_views, 1);
}

Measure HistoryPane::measure() const
{
    return m_measure.currentData().value<Measure>();
}

Span HistoryPane::span() const
{
    return m_span.currentData().value<Span>();
}

std::optional<std::string> HistoryPane::cache() const
{
    const QByteArray name = m_cache.currentData().toByteArray();
    return name.isEmpty() ? std::nullopt : std::optional(name.toStdString());
}

void HistoryPane::read(HistoryReader::Thoroughness thoroughness)
{
    m_reader.read(span(), thoroughness);
}

void HistoryPane::take(const Series &series)
{
    if (series.span != span()) {
        return; // somebody has chosen another one meanwhile, which is under way
    }
    m_series = series;
    m_save.setEnabled(true);
    show();
    Q_EMIT shown();
}

void HistoryPane::fail(const Fault &fault)
{
    m_series.reset();
    m_save.setEnabled(false);
    m_notice.setText(fault.text());
    m_views.setCurrentWidget(&m_notice);
}

void HistoryPane::show()
{
    if (!m_series) {
        return;
    }
    if (tallyOf(*m_series, cache()).requests() == 0) {
        m_notice.setText(tr("There were no requests in this time."));
        m_views.setCurrentWidget(&m_notice);
        return;
    }
    if (m_asTable.isChecked()) {
        m_model.show(*m_series, cache());
        m_views.setCurrentWidget(&m_table);
    } else {
        m_chart.show(*m_series, cache(), measure());
        m_views.setCurrentWidget(&m_chart);
    }
}

void HistoryPane::chooseFile(const QString &title, const QString &name, const QString &filter,
                             std::function<void(QString)> save)
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    auto *const dialog = new QFileDialog(this, title, folder, filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(name);
    connect(dialog, &QFileDialog::fileSelected, this, std::move(save));
    dialog->open();
}

void HistoryPane::saveCsv(const QString &file)
{
    if (m_series) {
        save(file, toCsv(*m_series, cache(), QTimeZone::systemTimeZone()));
    }
}

void HistoryPane::savePicture(const QString &file)
{
    if (m_series) {
        m_chart.show(*m_series, cache(), measure());
        save(file, m_chart.grab().toImage());
    }
}

void HistoryPane::save(const QString &file, FileSaver::Content content)
{
    m_saver.save(file, std::move(content), this, [this, file](const Result<void> &done) {
        if (done) {
            Q_EMIT saved(file);
        } else {
            Q_EMIT m_actions.failed(done.error());
        }
    });
}

} // namespace larder::windows
