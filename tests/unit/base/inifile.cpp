// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/inifile.h"

#include <QTest>

#include <optional>

using namespace larder;

namespace
{

struct Row
{
    const char *name;
    std::string before;
    const char *group;
    const char *key;
    std::optional<std::string> value; // nothing: the line goes
    std::string after;
};

std::vector<Row> rows()
{
    return {
        {"empty file", "", "a", "k", "v", "[a]\nk=v\n"},
        {"replaced", "[a]\nk=old\nl=1\n", "a", "k", "v", "[a]\nk=v\nl=1\n"},
        {"replaced without line end", "[a]\nk=old", "a", "k", "v", "[a]\nk=v\n"},
        {"spaces go", "[ a ]\n\t k = old \n", "a", "k", "v", "[ a ]\nk=v\n"},
        {"added to its group", "[a]\nl=1\n\n; about b\n[b]\nk=2\n", "a", "k", "v",
         "[a]\nl=1\nk=v\n\n; about b\n[b]\nk=2\n"},
        {"added to an empty group", "[a]\n[b]\n", "a", "k", "v", "[a]\nk=v\n[b]\n"},
        {"added to the first of two parts", "[a]\n[b]\n[a]\nl=1\n", "a", "k", "v",
         "[a]\nk=v\n[b]\n[a]\nl=1\n"},
        {"replaced in the second of two parts", "[a]\n[b]\n[a]\nk=1\n", "a", "k", "v",
         "[a]\n[b]\n[a]\nk=v\n"},
        {"added to the last group without line end", "[a]\nl=1", "a", "k", "v", "[a]\nl=1\nk=v\n"},
        {"another group", "[a]\nk=1\n", "b", "k", "v", "[a]\nk=1\n\n[b]\nk=v\n"},
        {"another group without line end", "[a]\nk=1", "b", "k", "v", "[a]\nk=1\n\n[b]\nk=v\n"},
        {"comments stay", "# k=1\n[a]\n; k=2\n", "a", "k", "v", "# k=1\n[a]\nk=v\n; k=2\n"},
        {"line ends stay", "[a]\r\nl=1\r\n", "a", "k", "v", "[a]\r\nl=1\r\nk=v\r\n"},
        {"the mark stays", "\xEF\xBB\xBF[a]\nk=1\n", "a", "k", "v", "\xEF\xBB\xBF[a]\nk=v\n"},
        {"the mark and a new line", "\xEF\xBB\xBF[a]\n", "a", "k", "v", "\xEF\xBB\xBF[a]\nk=v\n"},
        {"empty value", "[a]\nk=1\n", "a", "k", "", "[a]\nk=\n"},
        {"removed", "[a]\nk=1\nl=1\n", "a", "k", {}, "[a]\nl=1\n"},
        {"removed, the last one", "[a]\nk=1", "a", "k", {}, "[a]\n"},
        {"removed, not there", "[a]\nl=1\n", "a", "k", {}, "[a]\nl=1\n"},
        {"removed, another group's", "[b]\nk=1\n", "a", "k", {}, "[b]\nk=1\n"},
    };
}

} // namespace

class IniFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void changesOneLine_data()
    {
        QTest::addColumn<qsizetype>("row");
        const auto all = rows();
        for (std::size_t i = 0; i < all.size(); ++i) {
            QTest::newRow(all[i].name) << static_cast<qsizetype>(i);
        }
    }

    void changesOneLine()
    {
        QFETCH(const qsizetype, row);
        const Row change = rows().at(static_cast<std::size_t>(row));
        const auto after =
            change.value ? ini::withValue(change.before, change.group, change.key, *change.value)
                         : ini::withoutValue(change.before, change.group, change.key);
        QVERIFY(after);
        QCOMPARE(QByteArray::fromStdString(*after), QByteArray::fromStdString(change.after));
    }

    void refusesWhatCouldNotBeReadBack()
    {
        QVERIFY(!ini::withValue("[a]\n", "a", "k", "v\n[b]\nk=2"));
        QVERIFY(!ini::withValue("[a]\n", "a", "k", std::string_view("v\0", 2)));
        QVERIFY(!ini::withValue("[a]\n", "a", "k", "\xFF"));
        QVERIFY(!ini::withValue("no line\n", "a", "k", "v"));
        QVERIFY(!ini::withoutValue("no line\n", "a", "k"));
    }
};

QTEST_APPLESS_MAIN(IniFileTest)
#include "inifile.moc"
