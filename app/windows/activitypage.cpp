// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/activitypage.h"

#include "base/caches.h"
#include "page/words.h"
#include "windows/longlist.h"
#include "windows/notice.h"

#include <QAction>
#include <QBoxLayout>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPersistentModelIndex>
#include <QPushButton>
#include <QScrollBar>
#include <QShortcut>
#include <QStackedWidget>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace larder::windows
{

using statistics::Outcome;
using statistics::RequestRecord;

namespace
{

constexpr std::array outcomeOrder{Outcome::Hit,  Outcome::Renewal, Outcome::Stale,
                                  Outcome::Miss, Outcome::Pass,    Outcome::Tunnel,
                                  Outcome::Own,  Outcome::Refused, Outcome::Error};

int columnOf(ActivityColumn column)
{
    return static_cast<int>(column);
}

} // namespace

ActivityPage::ActivityPage(const Paths &paths, QWidget *parent)
    : QWidget(parent)
    , m_feed(paths)
    , m_model(shownRequests)
    , m_filter(m_model)
    , m_text(new QLineEdit(this))
    , m_cache(new QComboBox(this))
    , m_outcome(new QComboBox(this))
    , m_hold(new QPushButton(tr("&Hold"), this))
    , m_stack(new QStackedWidget(this))
    , m_list(new LongList(columnOf(ActivityColumn::Address), this))
    , m_notice(new Notice(this))
    , m_line(new QLabel(this))
    , m_copy(new QPushButton(tr("&Copy"), this))
    , m_save(new QPushButton(tr("Sa&ve As…"), this))
{
    build();
    addActions();
    connect(&m_feed, &ActivityFeed::came, this, &ActivityPage::takeIn);
    connect(&m_feed, &ActivityFeed::failed, this, [this](const Fault &fault) {
        m_fault = fault;
        tell();
    });
    tell();
}

ActivityPage::~ActivityPage()
{
    m_list->setModel(nullptr); // it lives longer than the filter
}

void ActivityPage::build()
{
    m_text->setPlaceholderText(tr("Address, client or status"));
    m_text->setAccessibleName(tr("Find in the requests"));
    m_text->setClearButtonEnabled(true);
    m_cache->setAccessibleName(tr("Cache of the requests"));
    m_cache->addItem(tr("All caches"));
    for (const CacheInfo &cache : knownCaches()) {
        m_cache->addItem(QString::fromUtf8(cache.title),
                         QByteArray(cache.name.data(), static_cast<qsizetype>(cache.name.size())));
    }
    m_outcome->setAccessibleName(tr("Result of the requests"));
    m_outcome->addItem(tr("All results"));
    for (const Outcome outcome : outcomeOrder) {
        m_outcome->addItem(page::outcomeWords(outcome), static_cast<int>(outcome));
    }
    m_hold->setCheckable(true);
    m_hold->setToolTip(tr("The list stands still; requests go on being counted."));

    m_list->setAccessibleName(tr("Requests"));
    m_list->setModel(&m_filter);
    m_list->header()->setSectionResizeMode(columnOf(ActivityColumn::Address), QHeaderView::Stretch);
    const QString size = u"1023 MiB"_s;
    m_list->fitColumn(columnOf(ActivityColumn::Time), {u"00:00:00"_s});
    m_list->fitColumn(columnOf(ActivityColumn::Cache), {u"composer"_s});
    QStringList results;
    for (const Outcome outcome : outcomeOrder) {
        RequestRecord record;
        record.outcome = outcome;
        results += activityText(record, ActivityColumn::Result);
    }
    m_list->fitColumn(columnOf(ActivityColumn::Result), results);
    m_list->fitColumn(columnOf(ActivityColumn::Reason),
                      {page::reasonWords(statistics::Reason::NotStored)});
    m_list->fitColumn(columnOf(ActivityColumn::Status), {u"200"_s});
    m_list->fitColumn(columnOf(ActivityColumn::Sent), {size});
    m_list->fitColumn(columnOf(ActivityColumn::Fetched), {size});
    m_list->fitColumn(columnOf(ActivityColumn::Duration), {u"9999 ms"_s});
    m_list->fitColumn(columnOf(ActivityColumn::Client), {u"127.0.0.1"_s});
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_notice);
    m_line->setTextFormat(Qt::PlainText);
    m_line->setWordWrap(true);

    auto *filters = new QHBoxLayout;
    filters->addWidget(m_text, 1);
    filters->addWidget(m_cache);
    filters->addWidget(m_outcome);
    filters->addWidget(m_hold);
    auto *below = new QHBoxLayout;
    below->addWidget(m_line, 1);
    below->addWidget(m_copy);
    below->addWidget(m_save);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(filters);
    layout->addWidget(m_stack, 1);
    layout->addLayout(below);

    connect(m_text, &QLineEdit::textChanged, this, &ActivityPage::applyWish);
    connect(m_cache, &QComboBox::currentIndexChanged, this, &ActivityPage::applyWish);
    connect(m_outcome, &QComboBox::currentIndexChanged, this, &ActivityPage::applyWish);
    connect(m_hold, &QPushButton::toggled, this, &ActivityPage::setHeld);
    connect(m_copy, &QPushButton::clicked, this, &ActivityPage::copy);
    connect(m_save, &QPushButton::clicked, this, &ActivityPage::chooseFile);
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        m_saved.clear();
        tell();
    });
}

void ActivityPage::addActions()
{
    auto *find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, m_text, [this] {
        m_text->setFocus(Qt::ShortcutFocusReason);
        m_text->selectAll();
    });
    auto *copyRows = new QAction(tr("Copy"), m_list);
    copyRows->setShortcut(QKeySequence::Copy);
    copyRows->setShortcutContext(Qt::WidgetShortcut);
    connect(copyRows, &QAction::triggered, this, &ActivityPage::copy);
    auto *saveRows = new QAction(tr("Save As…"), m_list);
    saveRows->setShortcut(QKeySequence::Save);
    saveRows->setShortcutContext(Qt::WidgetShortcut);
    connect(saveRows, &QAction::triggered, this, &ActivityPage::chooseFile);
    m_list->addActions({copyRows, saveRows});
}

void ActivityPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_feed.start();
}

void ActivityPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_feed.stop();
}

void ActivityPage::takeIn(const std::vector<RequestRecord> &requests)
{
    const bool follows = !m_wasRead || m_list->isAtEnd();
    m_wasRead = true;
    m_fault.reset();
    // Rows that leave at the beginning would move what somebody is reading.
    const QPersistentModelIndex top = m_list->indexAt(QPoint());
    m_model.append(requests);
    if (follows) {
        m_list->scrollToBottom();
    } else if (top.isValid()) {
        m_list->scrollTo(top, QAbstractItemView::PositionAtTop);
    }
    tell();
}

void ActivityPage::applyWish()
{
    ActivityWish wish{.text = m_text->text().trimmed()};
    if (m_cache->currentIndex() > 0) {
        wish.cache = m_cache->currentData().toByteArray().toStdString();
    }
    if (m_outcome->currentIndex() > 0) {
        wish.outcome = static_cast<Outcome>(m_outcome->currentData().toInt());
    }
    m_saved.clear();
    const bool follows = m_list->isAtEnd();
    m_filter.setWish(std::move(wish));
    if (follows) {
        m_list->scrollToBottom();
    }
    tell();
}

void ActivityPage::setHeld(bool isHeld)
{
    m_saved.clear();
    const bool follows = m_list->isAtEnd();
    m_model.setFlow(isHeld ? ActivityModel::Flow::Held : ActivityModel::Flow::Running);
    if (follows) {
        m_list->scrollToBottom();
    }
    tell();
}

void ActivityPage::copy()
{
    QModelIndexList rows = m_list->selectionModel()->selectedRows();
    std::ranges::sort(rows, {}, &QModelIndex::row);
    QString text;
    for (const QModelIndex &row : rows) {
        text += activityLine(m_filter.record(row));
    }
    if (!text.isEmpty()) {
        QGuiApplication::clipboard()->setText(text);
    }
}

void ActivityPage::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Save the Requests"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("Text, values separated by tabs (*.tsv)"));
    dialog->setDefaultSuffix(u"tsv"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &ActivityPage::save);
    dialog->open();
}

void ActivityPage::save(const QString &file)
{
    const int count = m_filter.rowCount();
    QString text = activityHeader();
    for (int row = 0; row < count; ++row) {
        text += activityLine(m_filter.record(m_filter.index(row, 0)));
    }
    m_saver.save(file, text.toUtf8(), this, [this, file, count](const Result<void> &done) {
        m_saved = done ? tr("Saved: %1 requests in “%2”.")
                             .arg(page::formatCount(static_cast<std::uint64_t>(count)),
                                  page::printable(file.toStdString()))
                       : done.error().text();
        tell();
    });
}

void ActivityPage::tell()
{
    const auto all = static_cast<std::uint64_t>(m_model.rowCount());
    const auto shown = static_cast<std::uint64_t>(m_filter.rowCount());
    const auto selected = m_list->selectionModel()->selectedRows().size();
    QStringList parts;
    parts += shown == all
                 ? tr("Requests: %1").arg(page::formatCount(all))
                 : tr("Requests: %1 of %2").arg(page::formatCount(shown), page::formatCount(all));
    if (selected > 0) {
        parts += tr("selected: %1").arg(page::formatCount(static_cast<std::uint64_t>(selected)));
    }
    if (m_model.flow() == ActivityModel::Flow::Held) {
        parts += tr("held, %1 more").arg(page::formatCount(m_model.waiting()));
    }
    QString line = parts.join(u"; "_s);
    if (selected == 1) { // in full, which its column has no room for
        const QModelIndex row = m_list->selectionModel()->selectedRows().front();
        const QString why = page::reasonWords(m_filter.record(row).reason);
        line += why.isEmpty() ? QString() : u". "_s + why;
    }
    m_line->setText(m_saved.isEmpty() ? line : m_saved);
    m_copy->setEnabled(selected > 0);
    m_save->setEnabled(shown > 0);

    if (m_fault) {
        m_notice->say(tr("The requests cannot be shown"), m_fault->text());
        m_stack->setCurrentWidget(m_notice);
        return;
    }
    if (shown > 0 || !m_wasRead) {
        m_stack->setCurrentWidget(m_list);
        return;
    }
    if (all == 0) {
        m_notice->say(tr("No requests yet"),
                      tr("Whatever a client asks one of the caches for appears here at once, with "
                         "what became of it."));
    } else {
        m_notice->say(
            tr("No request is like that"),
            tr("Of the last %1, none fits what is asked for above.").arg(page::formatCount(all)));
    }
    m_stack->setCurrentWidget(m_notice);
}

} // namespace larder::windows
