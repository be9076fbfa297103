// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/helpwindow.h"

#include "page/clientlines.h"

#include <QKeyEvent>
#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace larder::windows
{

namespace
{

constexpr QSize usualSize{760, 680};

QString paragraph(const QString &words)
{
    return u"<p>"_s + words.toHtmlEscaped() + u"</p>"_s;
}

QString heading(const QString &words)
{
    return u"<h3>"_s + words.toHtmlEscaped() + u"</h3>"_s;
}

QString wayHtml(const page::ClientLines &way)
{
    QString html = u"<p><b>"_s + way.client.toHtmlEscaped() + u"</b> – "_s +
                   way.title.toHtmlEscaped() + u"<br>"_s + way.place.toHtmlEscaped() +
                   u"</p><pre>"_s + way.text.toHtmlEscaped() + u"</pre>"_s;
    for (const QString &remark : {way.note, way.limit}) {
        if (!remark.isEmpty()) {
            html += paragraph(remark);
        }
    }
    return html;
}

} // namespace

QString helpHtml(const status::Overview &overview)
{
    QString html =
        u"<h2>"_s + HelpWindow::tr("Larder").toHtmlEscaped() + u"</h2>"_s +
        paragraph(HelpWindow::tr(
            "Larder keeps a stock of the packages that this machine downloads, and serves "
            "from it what was fetched before: to container builds, which forget it, and on trains "
            "and in hotels, where every megabyte is slow or dear.")) +
        paragraph(HelpWindow::tr(
            "A cache that is ticked in the menu answers requests. On demand, the system starts it "
            "on its first request, and it leaves again when nobody asks any more; otherwise Larder "
            "answers itself while it runs. Pause keeps the addresses open and passes everything "
            "through.")) +
        heading(HelpWindow::tr("The icon")) + u"<ul>"_s;
    for (const QString &line :
         {HelpWindow::tr("Shelves with parcels: ready."), HelpWindow::tr("An arrow: serving."),
          HelpWindow::tr("Two bars: paused, or offline."),
          HelpWindow::tr(
              "An exclamation mark: something needs your attention; the statistics window says "
              "what."),
          HelpWindow::tr("Crossed out: no cache answers.")}) {
        html += u"<li>"_s + line.toHtmlEscaped() + u"</li>"_s;
    }
    html +=
        u"</ul>"_s + heading(HelpWindow::tr("Pointing your package managers at the caches")) +
        paragraph(HelpWindow::tr("The page of each cache says the same, and how to take it back."));
    for (const status::CacheStatus &cache : overview.caches) {
        const QString url = page::pageUrl(cache.addresses.front()).toHtmlEscaped();
        html += u"<h4>"_s + QString::fromStdString(cache.name).toHtmlEscaped() +
                u": <a href=\"%1\">%1</a></h4>"_s.arg(url);
        for (const page::ClientLines &way :
             page::clientLines(cache.name, cache.addresses.front())) {
            html += wayHtml(way);
        }
    }
    html += heading(HelpWindow::tr("From the terminal")) +
            paragraph(HelpWindow::tr(
                "“larder help” lists the commands: everything that the windows do."));
    return html;
}

HelpWindow::HelpWindow()
{
    setWindowTitle(tr("Help"));
    setAccessibleName(tr("Help text"));
    setOpenExternalLinks(true);
    setTextInteractionFlags(Qt::TextBrowserInteraction | Qt::TextSelectableByKeyboard);
    document()->setDocumentMargin(fontMetrics().height());
    resize(usualSize);
}

void HelpWindow::show(const status::Overview &overview)
{
    if (QString html = helpHtml(overview); html != m_html) {
        const int place = verticalScrollBar()->value();
        m_html = std::move(html);
        setHtml(m_html);
        verticalScrollBar()->setValue(place);
    }
    QTextBrowser::show();
}

void HelpWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        close();
        return;
    }
    QTextBrowser::keyPressEvent(event);
}

} // namespace larder::windows
