// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/catalogue.h"
#include "fixture.h"

#include "store/index.h"

#include <fstream>
#include <sstream>

using namespace larder;
using namespace larder::store;

namespace
{

constexpr std::size_t frameBytes = 16; // mark, length, checksum

Entry entryOf(const std::string &key, const std::string &body)
{
    return {.key = key,
            .cache = "apt",
            .headers = {{"Content-Type", "text/plain"}, {"ETag", "\"1\""}},
            .storedAt = WallTime(std::chrono::milliseconds(1'700'000'000'001)),
            .validatedAt = WallTime(std::chrono::milliseconds(1'700'000'000'002)),
            .freshUntil = WallTime(std::chrono::milliseconds(1'700'000'000'003)),
            .object = {.digest = digestOf(body), .size = body.size()}};
}

} // namespace

class CatalogueTest : public QObject
{
    Q_OBJECT

private:
    std::filesystem::path folder() const { return pathOf(*m_root); }

    void put(const std::string &bytes) const
    {
        std::ofstream(cataloguePath(folder()), std::ios::binary) << bytes;
    }

    std::string bytes() const
    {
        std::ostringstream text;
        text << std::ifstream(cataloguePath(folder()), std::ios::binary).rdbuf();
        return text.str();
    }

    struct Seen
    {
        std::vector<std::string> keys;
        CatalogueReport report;
    };

    Seen read() const
    {
        Seen seen;
        const auto report = readCatalogue(
            folder(), {.entry = [&seen](Entry entry) -> Result<void> {
                           seen.keys.push_back(std::move(entry.key));
                           return {};
                       },
                       .pin = [&seen](std::string_view key, Pinned pinned) -> Result<void> {
                           seen.keys.push_back((pinned == Pinned::Yes ? "pin " : "unpin ") +
                                               std::string(key));
                           return {};
                       }});
        if (!report) {
            qFatal("%s", qPrintable(report.error().text()));
        }
        seen.report = *report;
        return seen;
    }

    using Keys = std::vector<std::string>;

    std::unique_ptr<QTemporaryDir> m_root;

private Q_SLOTS:

    void init() { m_root = std::make_unique<QTemporaryDir>(); }

    void aRecordComesBackAsItWas()
    {
        Entry entry = entryOf("apt:http://deb.example/a", "body");
        entry.role = Role::Document;
        entry.suite = "apt:http://deb.example/";
        entry.url = "http://deb.example/b";
        put(catalogueRecord(entry));
        int count = 0;
        const auto compare = [&](const Entry &read) -> Result<void> {
            ++count;
            if (read.key != entry.key || read.cache != entry.cache ||
                fieldsText(read.headers) != fieldsText(entry.headers) ||
                read.storedAt != entry.storedAt || read.validatedAt != entry.validatedAt ||
                read.freshUntil != entry.freshUntil || read.object.digest != entry.object.digest ||
                read.object.size != entry.object.size || read.role != entry.role ||
                read.suite != entry.suite || read.url != entry.url) {
                return fail(FaultKind::Damaged, QStringLiteral("another entry"));
            }
            return {};
        };
        const auto report = readCatalogue(folder(), {.entry = compare, .pin = {}});
        QVERIFY2(report, report ? "" : qPrintable(report.error().text()));
        QCOMPARE(count, 1);
        QCOMPARE(report->records, 1U);
        QCOMPARE(report->damaged, 0U);
    }

    void pinsComeBack()
    {
        put(catalogueRecord("apt:1", Pinned::Yes) + catalogueRecord(entryOf("apt:1", "1")) +
            catalogueRecord("apt:1", Pinned::No));
        const Seen seen = read();
        QCOMPARE(seen.keys, (Keys{"pin apt:1", "apt:1", "unpin apt:1"}));
        QCOMPARE(seen.report.records, 3U);
        QCOMPARE(seen.report.damaged, 0U);
    }

    void nothingIsReadFromNothing()
    {
        QCOMPARE(read().report.records, 0U);
        put("");
        QCOMPARE(read().report.damaged, 0U);
    }

    // Killed while it was written.
    void aTornTailCostsThatRecordOnly()
    {
        const std::string one = catalogueRecord(entryOf("apt:1", "1"));
        const std::string two = catalogueRecord(entryOf("apt:2", "2"));
        for (std::size_t length = 1; length < two.size(); ++length) {
            put(one + two.substr(0, length));
            const Seen seen = read();
            QCOMPARE(seen.keys, Keys{"apt:1"});
            QCOMPARE(seen.report.damaged, 1U);
        }
        // What is appended later is found again.
        put(one + two.substr(0, two.size() / 2) + one);
        QCOMPARE(read().keys, (Keys{"apt:1", "apt:1"}));
    }

    void damageInTheMiddleCostsThatRecordOnly()
    {
        const std::string one = catalogueRecord(entryOf("apt:1", "1"));
        const std::string two = catalogueRecord(entryOf("apt:2", "2"));
        const std::string three = catalogueRecord(entryOf("apt:3", "3"));
        for (std::size_t at = 0; at < two.size(); ++at) {
            std::string changed = two;
            changed[at] = static_cast<char>(changed[at] ^ 0x55);
            put(one + changed + three);
            const Seen seen = read();
            QCOMPARE(seen.keys, (Keys{"apt:1", "apt:3"}));
            QCOMPARE(seen.report.damaged, 1U);
        }
    }

    void lengthsThatCannotBeAreNotBelieved_data()
    {
        QTest::addColumn<quint32>("length");
        QTest::newRow("all bits") << 0xFFFFFFFFU;
        QTest::newRow("one more than allowed") << static_cast<quint32>(maxCatalogueRecord + 1);
        QTest::newRow("the rest of the file and more") << static_cast<quint32>(maxCatalogueRecord);
        QTest::newRow("none") << 0U;
    }

    void lengthsThatCannotBeAreNotBelieved()
    {
        QFETCH(quint32, length);
        std::string one = catalogueRecord(entryOf("apt:1", "1"));
        for (std::size_t i = 0; i < 4; ++i) {
            one[4 + i] = static_cast<char>(length >> (8 * i) & 0xFF);
        }
        put(one + catalogueRecord(entryOf("apt:2", "2")));
        const Seen seen = read();
        QCOMPARE(seen.keys, Keys{"apt:2"});
        QCOMPARE(seen.report.damaged, 1U);
    }

    void rubbishOfAnyLengthIsSkipped()
    {
        const std::string record = catalogueRecord(entryOf("apt:1", "1"));
        put(std::string(3'000'000, '\0') + record + std::string(3'000'000, record.front()));
        const Seen seen = read();
        QCOMPARE(seen.keys, Keys{"apt:1"});
        QCOMPARE(seen.report.damaged, 2U);
    }

    void whatIsTooLongIsNotWritten()
    {
        QVERIFY(catalogueRecord(entryOf(std::string(maxCatalogueRecord, 'x'), "1")).empty());
        QVERIFY(catalogueRecord(entryOf(std::string(60'000, 'x'), "1")).size() >
                60'000 + frameBytes);
    }

    void aStoreKeepsIt()
    {
        Shop shop(folder());
        QVERIFY(shop.store);
        QVERIFY(shop.publish("apt:a", "one"));
        QVERIFY(shop.publish("apt:b", "two"));
        const auto entry = shop.find("apt:a").entry;
        QVERIFY(
            shop.store->renew(entry, {{"ETag", "\"2\""}}, shop.clock.wall(), shop.clock.wall()));
        shop.store->flush();
        Keys keys;
        QVERIFY(readCatalogue(shop.folder, {.entry = [&keys](const Entry &read) -> Result<void> {
                                                keys.push_back(
                                                    read.key + ' ' +
                                                    std::string(read.headers.value("ETag")));
                                                return {};
                                            },
                                            .pin = {}}));
        QCOMPARE(keys, (Keys{"apt:a \"1\"", "apt:b \"1\"", "apt:a \"2\""}));
    }

    void itIsWrittenAnewWhenItIsTooLong()
    {
        Shop shop(folder());
        QVERIFY(shop.publish("apt:a", "one"));
        QVERIFY(!needsNewCatalogue(shop.folder));
        const std::string longValue(50'000, 'x');
        auto entry = shop.find("apt:a").entry;
        const auto size = [&] { return std::filesystem::file_size(cataloguePath(shop.folder)); };
        std::uintmax_t largest = 0;
        for (int i = 0; i < 40; ++i) {
            shop.clock.advance(std::chrono::seconds(1));
            entry = shop.store->renew(entry, {{"X-Long", longValue}}, shop.clock.wall(),
                                      shop.clock.wall());
            shop.store->flush();
            largest = std::max(largest, size());
        }
        QVERIFY(largest > catalogueSlack / 2);
        QVERIFY(largest < catalogueSlack + 5 * longValue.size());
        // The last one counts, and it is there.
        std::string last;
        QVERIFY(readCatalogue(shop.folder, {.entry = [&last](const Entry &read) -> Result<void> {
                                                last = read.headers.value("X-Long");
                                                return {};
                                            },
                                            .pin = {}}));
        QCOMPARE(last.size(), longValue.size());
    }

    // As by a Larder that kept none, or when somebody removed it.
    void aMissingOneIsMadeFromTheIndex()
    {
        {
            Shop shop(folder());
            QVERIFY(shop.publish("apt:a", "one"));
        }
        std::filesystem::remove(cataloguePath(folder() / "cache"));
        Shop shop(folder());
        QVERIFY(!needsNewCatalogue(shop.folder));
        std::size_t count = 0;
        QVERIFY(readCatalogue(shop.folder, {.entry = [&count](const Entry &) -> Result<void> {
                                                ++count;
                                                return {};
                                            },
                                            .pin = {}}));
        QCOMPARE(count, 1U);
    }
};

QTEST_GUILESS_MAIN(CatalogueTest)
#include "catalogue.moc"
