// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/stockpage.h"

#include "base/caches.h"
#include "page/words.h"
#include "stock/words.h"
#include "windows/longlist.h"
#include "windows/notice.h"
#include "windows/stockselection.h"
#include "windows/stockworkrow.h"

#include <QAction>
#include <QActionGroup>
#include <QBoxLayout>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace larder::windows
{

namespace
{

int columnOf(StockColumn column)
{
    return static_cast<int>(column);
}

QPushButton *buttonFor(QAction &action, QWidget *parent)
{
    auto *button = new QPushButton(action.text(), parent);
    button->setToolTip(action.toolTip());
    button->setEnabled(action.isEnabled());
    QObject::connect(&action, &QAction::enabledChanged, button, &QPushButton::setEnabled);
    QObject::connect(button, &QPushButton::clicked, &action, &QAction::trigger);
    return button;
}

} // namespace

StockPage::StockPage(const Paths &paths, QWidget *parent)
    : QWidget(parent)
    , m_paths(paths)
    , m_lister(paths)
    , m_text(new QLineEdit(this))
    , m_cache(new QComboBox(this))
    , m_stack(new QStackedWidget(this))
    , m_list(new LongList(columnOf(StockColumn::Name), this))
    , m_notice(new Notice(this))
    , m_said(new QLabel(this))
    , m_total(new QLabel(this))
{
    addActions();
    addSorting();
    build();
    connect(&m_lister, &StockLister::arranged, this, [this](const StockArrangement &arrangement) {
        m_fault.reset();
        takeIn(arrangement);
    });
    connect(&m_lister, &StockLister::failed, this, [this](const Fault &fault) {
        m_fault = fault;
        takeIn({});
    });
    connect(m_notice, &Notice::chosen, this, [this] {
        if (m_fault) {
            check();
        } else {
            m_text->clear();
            m_cache->setCurrentIndex(0);
        }
    });
    for (StockWork *work : {&m_changing, &m_checking}) {
        connect(work, &StockWork::started, this, &StockPage::tell);
        connect(work, &StockWork::ended, this, &StockPage::tell);
    }
    tell();
}

StockPage::~StockPage()
{
    m_list->setModel(nullptr); // it lives longer than the model
}

void StockPage::build()
{
    m_text->setPlaceholderText(tr("Name or pattern, such as nginx*"));
    m_text->setAccessibleName(tr("Find in the stock"));
    m_text->setToolTip(tr("All of these words, anywhere in the name. In a pattern, “*” stands for "
                          "anything and “?” for one character."));
    m_text->setClearButtonEnabled(true);
    m_cache->setAccessibleName(tr("Cache of the files"));
    m_cache->addItem(tr("All caches"));
    for (const CacheInfo &cache : knownCaches()) {
        m_cache->addItem(QString::fromUtf8(cache.title),
                         QByteArray(cache.name.data(), static_cast<qsizetype>(cache.name.size())));
    }

    m_list->setAccessibleName(tr("Files in stock"));
    m_list->header()->setSectionResizeMode(columnOf(StockColumn::Name), QHeaderView::Stretch);
    m_list->fitColumn(columnOf(StockColumn::Cache), {u"composer"_s});
    m_list->fitColumn(columnOf(StockColumn::Size), {u"1023 MiB"_s});
    m_list->fitColumn(columnOf(StockColumn::LastUse), {u"2000-00-00 00:00"_s});
    m_list->fitColumn(columnOf(StockColumn::Stored), {u"2000-00-00 00:00"_s});
    m_list->fitColumn(columnOf(StockColumn::Pinned), {});
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_notice);
    for (QLabel *label : {m_said, m_total}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_said->setVisible(false);

    auto *filters = new QHBoxLayout;
    filters->addWidget(m_text, 1);
    filters->addWidget(m_cache);
    auto *below = new QHBoxLayout;
    below->addWidget(m_total, 1);
    for (QAction *action : {m_pin, m_unpin, m_remove}) {
        below->addWidget(buttonFor(*action, this));
    }
    below->addSpacing(2 * below->spacing());
    for (QAction *action : {m_check, m_cleanUp}) {
        below->addWidget(buttonFor(*action, this));
    }
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(filters);
    layout->addWidget(m_stack, 1);
    layout->addWidget(new StockWorkRow(m_changing, tr("Change of the stock"), this));
    layout->addWidget(new StockWorkRow(m_checking, tr("Check of the stock"), this));
    layout->addWidget(m_said);
    layout->addLayout(below);

    connect(m_text, &QLineEdit::textChanged, this, &StockPage::applyWish);
    connect(m_cache, &QComboBox::currentIndexChanged, this, &StockPage::applyWish);
    connect(m_list->header(), &QHeaderView::sortIndicatorChanged, this, &StockPage::applyWish);
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &StockPage::tell);
    auto *find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, m_text, [this] {
        m_text->setFocus(Qt::ShortcutFocusReason);
        m_text->selectAll();
    });
}

void StockPage::addActions()
{
    m_list->setModel(&m_model);
    m_pin = new QAction(tr("&Pin"), this);
    m_pin->setToolTip(tr("Keep it, however long it is unused"));
    connect(m_pin, &QAction::triggered, this, [this] { changePinsOfChosen(Pinning::Pin); });
    m_unpin = new QAction(tr("&Unpin"), this);
    m_unpin->setToolTip(tr("Let it go when it was unused for longest"));
    connect(m_unpin, &QAction::triggered, this, [this] { changePinsOfChosen(Pinning::Unpin); });
    m_remove = new QAction(tr("&Remove…"), this);
    m_remove->setToolTip(tr("Remove it from the stock, after a question"));
    m_remove->setShortcut(QKeySequence::Delete);
    connect(m_remove, &QAction::triggered, this, &StockPage::askToRemove);
    m_copy = new QAction(tr("&Copy Names"), this);
    m_copy->setShortcut(QKeySequence::Copy);
    connect(m_copy, &QAction::triggered, this, &StockPage::copyNames);
    for (QAction *action : {m_pin, m_unpin, m_remove, m_copy}) {
        action->setShortcutContext(Qt::WidgetShortcut); // in the field they are the text's
        m_list->addAction(action);
    }
    m_check = new QAction(tr("Chec&k"), this);
    m_check->setToolTip(tr("Read everything in stock and drop what is damaged"));
    connect(m_check, &QAction::triggered, this, &StockPage::check);
    m_cleanUp = new QAction(tr("C&lean Up…"), this);
    m_cleanUp->setToolTip(tr("Bring the stock within its limits now, after a question"));
    connect(m_cleanUp, &QAction::triggered, this, &StockPage::askToCleanUp);
}

// By keyboard too: the list's header takes no focus.
void StockPage::addSorting()
{
    QHeaderView &header = *m_list->header();
    header.setSectionsClickable(true);
    header.setSortIndicatorShown(true);
    header.setSortIndicator(columnOf(StockWish().column), StockWish().order);
    auto *menu = new QMenu(tr("&Sort by"), m_list);
    auto *columns = new QActionGroup(menu);
    for (int column = 0; column < stockColumns; ++column) {
        auto *action = new QAction(
            m_model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(), columns);
        action->setCheckable(true);
        connect(action, &QAction::triggered, this, [this, column] {
            m_list->header()->setSortIndicator(
                column, m_model.headerData(column, Qt::Horizontal, Qt::InitialSortOrderRole)
                            .value<Qt::SortOrder>());
        });
        menu->addAction(action);
    }
    connect(menu, &QMenu::aboutToShow, this, [this, columns] {
        columns->actions().at(m_list->header()->sortIndicatorSection())->setChecked(true);
    });
    m_list->addAction(menu->menuAction());
}

void StockPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_lister.start();
}

void StockPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_lister.stop();
    if (!window()->isVisible()) { // and not only on another page: a large stock takes 50 MiB
        m_wasRead = false;
        m_model.show({});
        m_lister.forget();
        tell();
    }
}

void StockPage::takeIn(const StockArrangement &arrangement)
{
    if (arrangement.entries->empty() || m_fault) {
        m_model.show(arrangement);
    } else {
        showKeepingPlace(*m_list, m_model, arrangement);
    }
    m_wasRead = true;
    tell();
    Q_EMIT shown();
}

void StockPage::applyWish()
{
    StockWish wish{.text = m_text->text(),
                   .column = static_cast<StockColumn>(m_list->header()->sortIndicatorSection()),
                   .order = m_list->header()->sortIndicatorOrder()};
    if (m_cache->currentIndex() > 0) {
        wish.cache = m_cache->currentData().toByteArray().toStdString();
    }
    m_lister.setWish(wish);
}

void StockPage::tell()
{
    const StockEntries &entries = m_model.arrangement().entries;
    const std::vector<std::uint32_t> selected = selectedPositions();
    const auto pinned = static_cast<std::size_t>(std::ranges::count_if(
        selected, [&entries](std::uint32_t at) { return (*entries)[at].isPinned; }));
    const bool isFree = !m_changing.isUnderWay();
    m_pin->setEnabled(isFree && pinned < selected.size());
    m_unpin->setEnabled(isFree && pinned > 0);
    m_remove->setEnabled(isFree && !selected.empty());
    m_copy->setEnabled(!selected.empty());
    m_cleanUp->setEnabled(isFree && m_wasRead && !m_fault);
    m_check->setEnabled(!m_checking.isUnderWay() && m_wasRead &&
                        (!m_fault || m_fault->kind == FaultKind::Damaged));
    m_total->setText(!m_wasRead || m_fault ? QString()
                     : selected.empty()
                         ? totalWords(m_model.arrangement())
                         : tr("Selected: %1").arg(stock::amountWords(amountOfSelected(selected))));
    showNotice();
}

void StockPage::showNotice()
{
    if (m_fault) {
        m_notice->say(tr("The stock cannot be shown"), m_fault->text(),
                      m_fault->kind == FaultKind::Damaged && m_check->isEnabled()
                          ? tr("Check and Repair")
                          : QString());
    } else if (!m_wasRead || m_model.rowCount() > 0) {
        m_stack->setCurrentWidget(m_list);
        return;
    } else if (m_model.arrangement().entries->empty()) {
        m_notice->say(tr("Nothing in stock yet"),
                      tr("What clients fetch through a cache is kept here, and comes from here "
                         "when it is asked for again."));
    } else {
        m_notice->say(tr("Nothing in stock is like that"),
                      tr("Nothing has all of these words in its name. In a pattern, “*” stands for "
                         "anything."),
                      tr("Show All"));
    }
    m_stack->setCurrentWidget(m_notice);
}

} // namespace larder::windows
