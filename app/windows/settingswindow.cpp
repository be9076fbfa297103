// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/settingswindow.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QFile>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QStackedWidget>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace larder::windows
{

namespace
{

constexpr QSize usualSize{780, 600};

bool isMode(const SettingChange &change)
{
    return change.name.setting->key == "mode" && change.name.group.starts_with("cache-");
}

std::string cacheOf(const SettingName &name)
{
    return name.group.substr(name.group.find('-') + 1);
}

} // namespace

SettingsWindow::SettingsWindow(status::Watcher &watcher, Actions &actions, const Paths &paths,
                               QWidget *parent)
    : QDialog(parent)
    , m_watcher(watcher)
    , m_actions(actions)
    , m_paths(paths)
    , m_program(QFile::encodeName(QCoreApplication::applicationFilePath()).toStdString())
    , m_list(new QListWidget(this))
    , m_stack(new QStackedWidget(this))
    , m_messageRow(new QWidget(this))
    , m_message(new QLabel(m_messageRow))
    , m_buttons(new QDialogButtonBox(this))
    , m_start(new StartField(this))
{
    setWindowTitle(tr("Settings"));
    resize(usualSize);
    m_pages = makeSettingsPages(m_start);
    addPages();
    addButtons();

    auto *icon = new QLabel(m_messageRow);
    const int size = style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this);
    icon->setPixmap(style()->standardIcon(QStyle::SP_MessageBoxWarning).pixmap(size));
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    auto *message = new QHBoxLayout(m_messageRow);
    message->setContentsMargins({});
    message->addWidget(icon, 0, Qt::AlignTop);
    message->addWidget(m_message, 1);

    auto *pages = new QHBoxLayout;
    pages->addWidget(m_list);
    pages->addWidget(m_stack, 1);
    auto *column = new QVBoxLayout(this);
    column->addLayout(pages, 1);
    column->addWidget(m_messageRow);
    column->addWidget(m_buttons);

    for (const auto slot : {&SettingsWindow::applyModes, &SettingsWindow::read}) {
        connect(&m_watcher, &status::Watcher::settingsChanged, this, slot);
        connect(&m_watcher, &status::Watcher::settingsFailed, this, slot);
    }
    connect(m_start, &StartField::changed, this, &SettingsWindow::check);
    for (SettingsField *field : fields()) {
        connect(field, &SettingsField::changed, this, &SettingsWindow::check);
    }
    m_stack->setEnabled(false); // until it is known what is set
    check();
}

SettingsWindow::~SettingsWindow() = default;

void SettingsWindow::addPages()
{
    m_list->setAccessibleName(tr("Pages"));
    for (const SettingsPageParts &page : m_pages) {
        m_list->addItem(page.title);
        m_stack->addWidget(page.widget);
    }
    const int scrollBar = style()->pixelMetric(QStyle::PM_ScrollBarExtent, nullptr, m_list);
    const int rowHeight = m_list->fontMetrics().lineSpacing() + (scrollBar / 2);
    for (int row = 0; row < m_list->count(); ++row) {
        m_list->item(row)->setSizeHint({m_list->sizeHintForColumn(0), rowHeight});
    }
    m_list->setFixedWidth(m_list->sizeHintForColumn(0) + (2 * scrollBar));
    connect(m_list, &QListWidget::currentRowChanged, m_stack, &QStackedWidget::setCurrentIndex);
    m_list->setCurrentRow(0);
}

void SettingsWindow::addButtons()
{
    m_buttons->setStandardButtons(QDialogButtonBox::Ok | QDialogButtonBox::Cancel |
                                  QDialogButtonBox::Apply | QDialogButtonBox::RestoreDefaults);
    QPushButton *restore = m_buttons->button(QDialogButtonBox::RestoreDefaults);
    const QPushButton *applyNow = m_buttons->button(QDialogButtonBox::Apply);
    restore->setToolTip(tr("Sets everything on this page to what Larder starts with."));
    connect(m_buttons, &QDialogButtonBox::accepted, this, &SettingsWindow::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &SettingsWindow::reject);
    connect(applyNow, &QPushButton::clicked, this, [this] { apply(Then::Stay); });
    connect(restore, &QPushButton::clicked, this, &SettingsWindow::restoreStandards);
}

std::vector<SettingsField *> SettingsWindow::fields() const
{
    std::vector<SettingsField *> all;
    for (const SettingsPageParts &page : m_pages) {
        all.insert(all.end(), page.fields.begin(), page.fields.end());
    }
    return all;
}

const SettingsPageParts &SettingsWindow::currentPage() const
{
    return m_pages.at(static_cast<std::size_t>(m_list->currentRow()));
}

void SettingsWindow::showPage(SettingsPage page)
{
    const auto found = std::ranges::find(m_pages, page, &SettingsPageParts::page);
    m_list->setCurrentRow(static_cast<int>(found - m_pages.begin()));
}

void SettingsWindow::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    read();
}

void SettingsWindow::read()
{
    if (!isVisible()) {
        return;
    }
    m_worker.post([this, paths = m_paths, program = m_program] {
        m_mailbox.post([this, reading = readForSettings(paths, program)] { showReading(reading); });
    });
}

void SettingsWindow::showReading(const SettingsReading &reading)
{
    for (SettingsField *field : fields()) {
        if (auto *listen = qobject_cast<ListenEditor *>(&field->editor())) {
            listen->setBridges(reading.bridges);
        }
        field->showStored(reading.values.at(field->name().text()));
    }
    m_start->showStored(reading.autostart);
    m_fault = reading.fault ? reading.fault->text() : QString();
    m_isRead = true;
    m_stack->setEnabled(!m_isApplying);
    check();
}

void SettingsWindow::check()
{
    QString message = m_fault;
    bool isChanged = m_start->isChanged();
    bool isAllowed = true;
    for (const SettingsPageParts &page : m_pages) {
        for (const SettingsField *field : page.fields) {
            isChanged = isChanged || field->isChanged();
            if (!field->isAllowed()) {
                isAllowed = false;
                message = tr("“%1” on the page “%2” is not right yet.")
                              .arg(field->plainLabel(), page.title);
            }
        }
    }
    const bool canApply = m_isRead && !m_isApplying && isAllowed;
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(canApply);
    m_buttons->button(QDialogButtonBox::Apply)->setEnabled(canApply && isChanged);
    m_buttons->button(QDialogButtonBox::RestoreDefaults)->setEnabled(m_isRead && !m_isApplying);
    m_message->setText(message);
    m_messageRow->setVisible(!message.isEmpty());
}

void SettingsWindow::accept()
{
    apply(Then::Close);
}

void SettingsWindow::reject()
{
    for (SettingsField *field : fields()) {
        field->reset();
    }
    m_start->reset();
    m_fault.clear();
    QDialog::reject();
}

void SettingsWindow::restoreStandards()
{
    for (SettingsField *field : currentPage().fields) {
        field->restoreStandard();
    }
    if (currentPage().page == SettingsPage::General) {
        m_start->restoreStandard();
    }
}

void SettingsWindow::apply(Then then)
{
    if (!m_buttons->button(QDialogButtonBox::Ok)->isEnabled()) {
        return; // Enter in a field
    }
    std::vector<SettingChange> changes; // a mode is the tray's to write, when it has come true
    std::vector<SettingChange> all;
    for (const SettingsField *field : fields()) {
        if (auto change = field->change()) {
            all.push_back(*change);
            if (!isMode(*change)) {
                changes.push_back(*std::move(change));
            }
        }
    }
    m_isApplying = true;
    m_stack->setEnabled(false);
    check();
    const auto done = [this, all = std::move(all), then](const Result<void> &result) {
        m_isApplying = false;
        m_stack->setEnabled(true);
        m_fault = result ? QString() : result.error().text();
        if (result) {
            finish(all, then);
        }
        check();
    };
    if (changes.empty()) {
        done({});
    } else {
        m_actions.changeSettings(std::move(changes), this, done);
    }
}

void SettingsWindow::finish(const std::vector<SettingChange> &changes, Then then)
{
    bool isWritten = false;
    for (const SettingChange &change : changes) {
        noteMode(change);
        isWritten = isWritten || !isMode(change);
    }
    if (!isWritten) {
        applyModes();
    }
    for (SettingsField *field : fields()) {
        if (const auto change = field->change()) { // it is what stands in the file now
            field->showStored(change->value.value_or(change->name.standard()));
        }
    }
    if (m_start->isChanged()) {
        applyStart();
    }
    if (then == Then::Close) {
        QDialog::accept();
    }
}

void SettingsWindow::noteMode(const SettingChange &change)
{
    const std::string cache = cacheOf(change.name);
    if (isMode(change)) {
        const auto mode = cacheModeFromName(change.value.value_or(change.name.standard()));
        m_modes[cache] = mode.value_or(CacheMode::OnDemand);
        return;
    }
    const auto &overview = m_watcher.overview();
    if (change.name.setting->key != "listen" || !overview) {
        return;
    }
    // systemd listens where it was told to: it is told again.
    const auto found = std::ranges::find(overview->caches, cache, &status::CacheStatus::name);
    if (found != overview->caches.end() && found->chosen == CacheMode::OnDemand &&
        found->onDemand == system::OnDemand::Listening) {
        m_modes.emplace(cache, CacheMode::OnDemand);
    }
}

// Whoever carries them out needs the new addresses, which stand in the file.
void SettingsWindow::applyModes()
{
    for (const auto &[cache, mode] : std::exchange(m_modes, {})) {
        m_actions.setMode(cache, mode);
    }
}

void SettingsWindow::applyStart()
{
    const bool isWanted = m_start->isWanted();
    m_worker.post([this, paths = m_paths, program = m_program, isWanted] {
        auto result = isWanted ? system::turnAutostartOn(paths, program)
                               : system::turnAutostartOff(paths, program);
        m_mailbox.post([this, result = std::move(result)] {
            if (!result) {
                Q_EMIT m_actions.failed(result.error());
            }
            read();
        });
    });
}

} // namespace larder::windows
