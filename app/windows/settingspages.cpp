// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/settingspages.h"

#include "base/caches.h"
#include "language/language.h"
#include "windows/cachewords.h"
#include "windows/settingslisten.h"
#include "windows/settingsproxy.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QFormLayout>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QStyle>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include <utility>

namespace larder::windows
{

namespace
{

constexpr int longestIdleMinutes = 7 * 24 * 60;

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::windows::SettingsPages", text);
}

QString shown(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QScrollArea *scrolling(QWidget *widget)
{
    auto *area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus); // its fields can be reached, and it follows them
    area->setWidget(widget);
    return area;
}

// A form under construction.
class Form
{
public:
    Form(QWidget *widget, std::vector<SettingsField *> &fields, QString subject = {})
        : m_layout(new QFormLayout(widget))
        , m_fields(fields)
        , m_subject(std::move(subject))
    {
        m_layout->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
        const QStyle *style = widget->style();
        m_layout->setVerticalSpacing(
            2 * style->pixelMetric(QStyle::PM_LayoutVerticalSpacing, nullptr, widget));
    }

    [[nodiscard]] QFormLayout &layout() { return *m_layout; }

    // A hint is what the table of settings says, unless the editor says more.
    enum class Hint { FromTable, None };

    SettingsField &add(std::string_view name, const QString &label, SettingsEditor *editor,
                       Hint hint = Hint::FromTable)
    {
        SettingName setting = *SettingName::parse(name);
        const QString sentence = hint == Hint::FromTable ? setting.description() : QString();
        auto *field = new SettingsField(std::move(setting), editor,
                                        {.label = label, .subject = m_subject, .hint = sentence});
        m_fields.push_back(field);
        const bool asksItself = qobject_cast<TruthEditor *>(editor) != nullptr;
        m_layout->addRow(asksItself ? QString() : label, field);
        if (auto *buddy = qobject_cast<QLabel *>(m_layout->labelForField(field))) {
            buddy->setBuddy(editor->controls().front());
        }
        return *field;
    }

    SettingsField &addQuestion(std::string_view name, const QString &question, Hint hint)
    {
        return add(name, question, new TruthEditor(question), hint);
    }

private:
    QFormLayout *m_layout; // of the widget
    std::vector<SettingsField *> &m_fields;
    QString m_subject;
};

// The languages that Larder speaks: its own and the translations it carries.
std::vector<ChoiceEditor::Choice> languages()
{
    std::vector<ChoiceEditor::Choice> choices{{.value = {}, .words = tr("As the session")}};
    for (const QString &code : language::available()) {
        choices.push_back({.value = code, .words = QLocale(code).nativeLanguageName()});
    }
    return choices;
}

SettingsPageParts generalPage(StartField *start)
{
    SettingsPageParts parts{
        .page = SettingsPage::General, .title = tr("General"), .widget = new QWidget, .fields = {}};
    Form form(parts.widget, parts.fields);
    form.layout().addRow(QString(), start);
    form.add("desktop.language", tr("&Language:"), new ChoiceEditor(languages()), Form::Hint::None);
    form.add("desktop.price", tr("&Price of a gigabyte:"), new PriceEditor);
    form.add(
        "service.idle-exit-minutes", tr("Caches leave &after:"),
        new NumberEditor(
            {.largest = longestIdleMinutes, .unit = tr(" minutes"), .zeroWords = tr("never")}));
    parts.widget = scrolling(parts.widget);
    return parts;
}

std::vector<ChoiceEditor::Choice> modes()
{
    return {{.value = QStringLiteral("on-demand"),
             .words = tr("On demand"),
             .meaning = tr("systemd starts the cache on its first request, also while Larder's "
                           "icon is not there; the cache leaves when nobody asks any more.")},
            {.value = QStringLiteral("built-in"),
             .words = tr("While Larder runs"),
             .meaning = tr("Larder answers itself as long as its icon is there.")},
            {.value = QStringLiteral("off"),
             .words = tr("Off"),
             .meaning = tr("Nobody answers: clients that are set to the cache fail. A pause keeps "
                           "it open and passes everything through.")}};
}

QWidget *cacheTab(const CacheInfo &cache, std::vector<SettingsField *> &fields)
{
    auto *tab = new QWidget;
    const std::string group = "cache-" + std::string(cache.name) + '.';
    Form form(tab, fields, titleOf(cache.name));
    form.add(group + "mode", tr("&Answers:"), new ChoiceEditor(modes()));
    form.add(group + "listen", tr("Addresses:"), new ListenEditor(cache.port), Form::Hint::None);
    if (!cache.upstream.empty()) { // every request to apt's names its archive itself
        form.add(group + "upstream", tr("&Source:"),
                 new LineEditor(shown(cache.upstream), LineEditor::Width::Full));
        form.add(
            group + "further", tr("&Further sources:"),
            new ListEditor(QStringLiteral("work=https://%1.work.example/").arg(shown(cache.name))));
    }
    form.add(group + "limit", tr("&Limit:"),
             new LineEditor(QStringLiteral("20 GiB"), LineEditor::Width::Short));
    if (cache.name == "npm") {
        form.addQuestion(group + "rewrite-for-yarn1", tr("Serve &Yarn 1's tarballs, too"),
                         Form::Hint::FromTable);
    }
    if (cache.name == "composer") {
        form.addQuestion(group + "mirrors-in-lock", tr("Serve packages without the pl&ugin, too"),
                         Form::Hint::FromTable);
    }
    return tab;
}

SettingsPageParts cachesPage()
{
    SettingsPageParts parts{
        .page = SettingsPage::Caches, .title = tr("Caches"), .widget = new QWidget, .fields = {}};
    auto *tabs = new QTabWidget(parts.widget);
    tabs->setAccessibleName(tr("Settings of each cache"));
    tabs->tabBar()->setAccessibleName(tr("Caches"));
    tabs->setDocumentMode(true);
    for (const CacheInfo &cache : knownCaches()) {
        tabs->addTab(scrolling(cacheTab(cache, parts.fields)), titleOf(cache.name));
    }
    auto *column = new QVBoxLayout(parts.widget);
    column->setContentsMargins({});
    column->addWidget(tabs);
    return parts;
}

SettingsPageParts spacePage()
{
    SettingsPageParts parts{
        .page = SettingsPage::Space, .title = tr("Space"), .widget = new QWidget, .fields = {}};
    Form form(parts.widget, parts.fields);
    form.add("space.limit", tr("&Limit:"),
             new LineEditor(QStringLiteral("20 GiB"), LineEditor::Width::Short));
    form.add("space.keep-free", tr("&Keep free:"),
             new LineEditor(QStringLiteral("5 GiB"), LineEditor::Width::Short));
    parts.widget = scrolling(parts.widget);
    return parts;
}

SettingsPageParts networkPage()
{
    SettingsPageParts parts{
        .page = SettingsPage::Network, .title = tr("Network"), .widget = new QWidget, .fields = {}};
    Form form(parts.widget, parts.fields);
    const std::vector<ChoiceEditor::Choice> choices{
        {.value = QStringLiteral("auto"),
         .words = tr("As the machine is connected"),
         .meaning = tr("On a metered link the network is used only where a request cannot do "
                       "without it, and without a connection nobody is contacted.")},
        {.value = QStringLiteral("normal"),
         .words = tr("Always as usual"),
         .meaning = tr("The network is used as usual, whatever the machine says about it.")},
        {.value = QStringLiteral("metered"),
         .words = tr("As if metered"),
         .meaning = tr("The network is used only where a request cannot do without it.")},
        {.value = QStringLiteral("offline"),
         .words = tr("Not at all"),
         .meaning = tr("Nobody is contacted: what is in stock is served, and the rest fails at "
                       "once.")}};
    form.add("network.mode", tr("&Use the network:"), new ChoiceEditor(choices));
    form.add("proxy.url", tr("Pro&xy:"), new ProxyEditor);
    form.add("upstream.allow", tr("Allowed &archives:"),
             new ListEditor(QStringLiteral("mirror.lan\n10.0.0.5:8080")));
    parts.widget = scrolling(parts.widget);
    return parts;
}

SettingsPageParts notificationsPage()
{
    SettingsPageParts parts{.page = SettingsPage::Notifications,
                            .title = tr("Notifications"),
                            .widget = new QWidget,
                            .fields = {}};
    Form form(parts.widget, parts.fields);
    form.layout().addRow(new QLabel(tr("Larder tells that:"), parts.widget));
    const auto none = Form::Hint::None;
    form.addQuestion("notify.stopped", tr("a cache has &stopped, or its port is taken"), none);
    form.addQuestion("notify.disk-full", tr("the &disk is full, and nothing new can be stored"),
                     none);
    form.addQuestion("notify.from-stock", tr("an &origin is down, and the stock is served instead"),
                     none);
    form.addQuestion("notify.login", tr("the net&work wants a log-in"), none);
    form.addQuestion("notify.first-saving",
                     tr("something was saved on a &metered link, for the first time"), none);
    parts.widget = scrolling(parts.widget);
    return parts;
}

} // namespace

StartField::StartField(QWidget *parent)
    : QWidget(parent)
    , m_box(new QCheckBox(tr("&Start with the session"), this))
    , m_sentence(new QLabel(this))
{
    m_sentence->setWordWrap(true);
    m_sentence->setTextFormat(Qt::PlainText);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_box);
    column->addWidget(m_sentence);
    m_sentence->hide();
    connect(m_box, &QCheckBox::clicked, this, &StartField::changed);
}

void StartField::showStored(const system::Autostart &stored)
{
    using State = system::Autostart::State;
    const bool wasChanged = isChanged();
    m_stored = stored;
    if (!wasChanged) {
        reset();
    }
    QString sentence;
    if (stored.state == State::OtherProgram) {
        sentence = tr("The session starts the Larder at %1; ticked, it starts this one instead.")
                       .arg(QString::fromStdString(stored.program));
    } else if (stored.state == State::Foreign) {
        sentence = tr("%1 is not Larder's own, and stays as it is.")
                       .arg(QString::fromStdString(stored.file.string()));
    }
    m_box->setEnabled(stored.state != State::Foreign);
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
    m_box->setAccessibleDescription(sentence);
}

void StartField::reset()
{
    m_box->setChecked(isStored());
}

void StartField::restoreStandard()
{
    m_box->setChecked(false);
    Q_EMIT changed();
}

bool StartField::isWanted() const
{
    return m_box->isChecked();
}

bool StartField::isChanged() const
{
    return isWanted() != isStored();
}

std::vector<SettingsPageParts> makeSettingsPages(StartField *start)
{
    return {generalPage(start), cachesPage(), spacePage(), networkPage(), notificationsPage()};
}

} // namespace larder::windows
