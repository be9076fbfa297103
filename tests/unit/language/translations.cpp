// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "language/language.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace larder::language
{

namespace
{

struct Message
{
    QString context;
    QString source;
    QString comment;
    QString translation;
    QString type; // "unfinished", "vanished"; empty when all is well
};

std::vector<Message> messagesOf(const QString &code)
{
    QFile file(QDir(QStringLiteral(LARDER_TRANSLATIONS)).filePath(u"larder_"_s + code + u".ts"_s));
    std::vector<Message> messages;
    if (!file.open(QIODevice::ReadOnly)) {
        return messages;
    }
    QXmlStreamReader xml(&file);
    Message message;
    while (!xml.atEnd()) {
        if (xml.readNext() == QXmlStreamReader::StartElement) {
            if (xml.name() == u"name") {
                message.context = xml.readElementText();
            } else if (xml.name() == u"message") {
                message = {.context = message.context,
                           .source = {},
                           .comment = {},
                           .translation = {},
                           .type = {}};
            } else if (xml.name() == u"source") {
                message.source = xml.readElementText();
            } else if (xml.name() == u"comment") {
                message.comment = xml.readElementText();
            } else if (xml.name() == u"translation") {
                message.type = xml.attributes().value(u"type").toString();
                message.translation = xml.readElementText(QXmlStreamReader::IncludeChildElements);
            }
        } else if (xml.isEndElement() && xml.name() == u"message") {
            messages.push_back(message);
        }
    }
    return messages;
}

// "%1", "%2", "%n", in order of their numbers: each as often as in the other text.
QStringList placeholdersOf(const QString &text)
{
    static const QRegularExpression placeholder(u"%(?:L?[0-9]{1,2}|n)"_s);
    QStringList found;
    for (auto match = placeholder.globalMatch(text); match.hasNext();) {
        found += match.next().captured();
    }
    found.sort();
    return found;
}

// A letter for the keyboard.
qsizetype mnemonicsOf(const QString &text)
{
    static const QRegularExpression mnemonic(u"&[^&\\s]"_s);
    return text.count(mnemonic);
}

// What is typed, or stands in a file, is the same in every language.
QStringList literalsOf(const QString &text)
{
    static const QRegularExpression literal(
        u"(?<![\\w/])--[a-z][a-z-]+|https?://[^\\s,.]+|/(?:etc|usr)/[\\w./-]*\\w|[A-Z]+_[A-Z_]+"_s);
    QStringList found;
    for (auto match = literal.globalMatch(text); match.hasNext();) {
        found += match.next().captured();
    }
    found.sort();
    return found;
}

} // namespace

class TranslationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    static void languages()
    {
        QTest::addColumn<QString>("code");
        for (const QString &code : available().sliced(1)) {
            QTest::newRow(qPrintable(code)) << code;
        }
    }

    void everyFileIsCarried()
    {
        const QStringList files =
            QDir(QStringLiteral(LARDER_TRANSLATIONS)).entryList({u"larder_*.ts"_s});
        QVERIFY(!files.isEmpty());
        QCOMPARE(available().size(), files.size() + 1);
        QCOMPARE(available().constFirst(), u"en"_s);
        QVERIFY(available().contains(u"de"_s));
    }

    void isWholeAndFits_data() { languages(); }

    void isWholeAndFits()
    {
        QFETCH(QString, code);
        const auto messages = messagesOf(code);
        QVERIFY(messages.size() > 500);
        for (const Message &message : messages) {
            const QString about = message.context + u": “"_s + message.source + u"” – “"_s +
                                  message.translation + u"”"_s;
            QVERIFY2(message.type.isEmpty() && !message.translation.isEmpty(), qPrintable(about));
            QVERIFY2(placeholdersOf(message.source) == placeholdersOf(message.translation),
                     qPrintable(about));
            QVERIFY2(mnemonicsOf(message.source) == mnemonicsOf(message.translation),
                     qPrintable(about));
            QVERIFY2(literalsOf(message.source) == literalsOf(message.translation),
                     qPrintable(about));
            QVERIFY2(message.source.endsWith(u'\n') == message.translation.endsWith(u'\n'),
                     qPrintable(about));
        }
    }

    void isWhatTheProgramSays_data() { languages(); }

    void isWhatTheProgramSays()
    {
        QFETCH(QString, code);
        const Language language(code.toStdString());
        for (const Message &message : messagesOf(code)) {
            const QByteArray comment = message.comment.toUtf8();
            QCOMPARE(QCoreApplication::translate(message.context.toUtf8().constData(),
                                                 message.source.toUtf8().constData(),
                                                 comment.isEmpty() ? nullptr : comment.constData()),
                     message.translation);
        }
        QCOMPARE(QLocale().name().section(u'_', 0, 0), code);
    }

    void languageOfTheSettings_data()
    {
        QTest::addColumn<std::string>("setting");
        QTest::addColumn<QString>("said");
        QTest::newRow("English") << std::string("en") << u"Try again."_s;
        QTest::newRow("German") << std::string("de") << u"Versuchen Sie es noch einmal."_s;
        QTest::newRow("Austrian") << std::string("de_AT") << u"Versuchen Sie es noch einmal."_s;
        QTest::newRow("unknown") << std::string("tlh") << u"Try again."_s;
        QTest::newRow("no language") << std::string("@@") << u"Try again."_s;
        QTest::newRow("the session's: C") << std::string() << u"Try again."_s;
    }

    void languageOfTheSettings()
    {
        QFETCH(std::string, setting);
        QFETCH(QString, said);
        const QLocale before;
        {
            const Language language(setting);
            QCOMPARE(QCoreApplication::translate("larder::engine::Fetch", "Try again."), said);
        }
        QCOMPARE(QCoreApplication::translate("larder::engine::Fetch", "Try again."),
                 u"Try again."_s);
        QCOMPARE(QLocale(), before);
    }
};

} // namespace larder::language

int main(int argc, char *argv[])
{
    qputenv("LC_ALL", "C.UTF-8"); // whatever the session speaks
    QCoreApplication application(argc, argv);
    larder::language::TranslationsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "translations.moc"
