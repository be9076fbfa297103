// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/read/reader.h"

#include "store/read/fields.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <utility>

namespace larder::store
{

namespace
{

constexpr std::size_t expectedNameBytes = 16;

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

std::unexpected<Fault> damagedRow(std::string_view key)
{
    return fail(FaultKind::BadInput,
                translate("The cache's index holds a damaged line for %1.")
                    .arg(QString::fromUtf8(key.data(), static_cast<qsizetype>(key.size()))));
}

// Whatever the column holds, the time can be calculated with.
WallTime wallTime(std::int64_t milliseconds)
{
    constexpr std::int64_t endOfYear9999 = 253'402'300'799'999; // the last that HTTP can write
    return WallTime(
        std::chrono::milliseconds(std::clamp<std::int64_t>(milliseconds, 0, endOfYear9999)));
}

// A length that fits what system calls take.
std::optional<std::uint64_t> length(std::int64_t value)
{
    return value >= 0 ? std::optional(static_cast<std::uint64_t>(value)) : std::nullopt;
}

std::optional<Digest> sha256(std::string_view bytes)
{
    if (bytes.size() != digestLength(DigestAlgorithm::Sha256)) {
        return std::nullopt;
    }
    return Digest{.algorithm = DigestAlgorithm::Sha256, .bytes = std::string(bytes)};
}

// Ends the reading when it goes out of scope, however the row turned out.
class Reading
{
public:
    explicit Reading(Statement &statement)
        : m_statement(statement)
    {}

    Reading(const Reading &) = delete;
    Reading &operator=(const Reading &) = delete;

    ~Reading() { m_statement.reset(); }

private:
    Statement &m_statement;
};

} // namespace

Result<Reader> Reader::open(const std::filesystem::path &cacheFolder,
                            std::chrono::milliseconds busyTimeout)
{
    return prepared(Database::open(indexPath(cacheFolder), Database::Mode::Read, busyTimeout),
                    cacheFolder);
}

Result<Reader> Reader::prepared(Result<Database> database, const std::filesystem::path &cacheFolder)
{
    if (!database) {
        return std::unexpected(database.error());
    }
    const auto version = database->schemaVersion();
    if (!version) {
        return std::unexpected(version.error());
    }
    if (*version > schemaVersion) {
        return fail(FaultKind::Newer,
                    translate("The cache in %1 was made by a newer Larder.")
                        .arg(QFile::decodeName(cacheFolder.c_str())),
                    translate("Update Larder, or choose another folder for the cache."));
    }
    if (*version > 0 && *version < schemaVersion) {
        return fail(FaultKind::NotFound,
                    translate("The cache in %1 was made by an older Larder, and is brought up to "
                              "date when a cache starts.")
                        .arg(QFile::decodeName(cacheFolder.c_str())));
    }
    if (*version < schemaVersion) {
        return fail(
            FaultKind::NotFound,
            translate("There is no cache in %1 yet.").arg(QFile::decodeName(cacheFolder.c_str())));
    }
    Reader reader(std::move(*database));
    const std::pair<Statement *, std::string_view> statements[] = {
        {&reader.m_find, "SELECT e.cache, e.headers, e.stored_at, e.validated_at, e.fresh_until,"
                         " o.digest, o.size, o.changed, o.verified_boot"
                         " FROM entry e JOIN object o ON o.id = e.object WHERE e.key = ?"},
        {&reader.m_expected, "SELECT digest, size FROM expected WHERE name = ?"},
        {&reader.m_partial,
         "SELECT url, validator, total, created_at, folder, bytes FROM partial WHERE key = ?"},
    };
    for (const auto &[statement, sql] : statements) {
        auto prepared = reader.m_database.prepare(sql);
        if (!prepared) {
            return std::unexpected(prepared.error());
        }
        *statement = std::move(*prepared);
    }
    return reader;
}

Result<std::optional<Entry>> Reader::find(std::string_view key)
{
    const Reading reading(m_find);
    m_find.bind(1, key);
    const auto row = m_find.step();
    if (!row) {
        return std::unexpected(row.error());
    }
    if (*row == Statement::Row::Done) {
        return std::nullopt;
    }
    auto headers = headersFromFields(m_find.blob(1));
    auto digest = sha256(m_find.blob(5));
    const auto size = length(m_find.integer(6));
    if (!headers || !digest || !size) {
        return damagedRow(key);
    }
    return Entry{.key = std::string(key),
                 .cache = std::string(m_find.text(0)),
                 .headers = std::move(*headers),
                 .storedAt = wallTime(m_find.integer(2)),
                 .validatedAt = wallTime(m_find.integer(3)),
                 .freshUntil = wallTime(m_find.integer(4)),
                 .object = {.digest = std::move(*digest),
                            .size = *size,
                            .changedNanoseconds = m_find.integer(7),
                            .verifiedBoot = m_find.integer(8)}};
}

Result<std::optional<ExpectedFile>> Reader::expected(std::string_view name)
{
    const Reading reading(m_expected);
    m_expected.bindBlob(1, expectedName(name));
    const auto row = m_expected.step();
    if (!row) {
        return std::unexpected(row.error());
    }
    if (*row == Statement::Row::Done) {
        return std::nullopt;
    }
    auto digest = sha256(m_expected.blob(0));
    const auto size = length(m_expected.integer(1));
    if (!digest || !size) {
        return damagedRow(name);
    }
    return ExpectedFile{.name = std::string(name), .digest = std::move(*digest), .size = *size};
}

Result<std::optional<StagedPartial>> Reader::partial(std::string_view key)
{
    const Reading reading(m_partial);
    m_partial.bind(1, key);
    const auto row = m_partial.step();
    if (!row) {
        return std::unexpected(row.error());
    }
    if (*row == Statement::Row::Done) {
        return std::nullopt;
    }
    const auto total = length(m_partial.integer(2));
    const auto bytes = length(m_partial.integer(5));
    // Both go into a request: a control character would split it.
    if (!total || !bytes || !http::isSafeFieldValue(m_partial.text(0)) ||
        !http::isSafeFieldValue(m_partial.text(1))) {
        return damagedRow(key);
    }
    return StagedPartial{.record = {.key = std::string(key),
                                    .url = std::string(m_partial.text(0)),
                                    .validator = std::string(m_partial.text(1)),
                                    .total = *total,
                                    .createdAt = wallTime(m_partial.integer(3))},
                         .id = std::string(m_partial.text(4)),
                         .bytes = *bytes};
}

Result<Reader::Totals> Reader::totals()
{
    auto statement =
        m_database.prepare("SELECT coalesce(sum(objects), 0), coalesce(sum(bytes), 0) FROM total");
    if (!statement) {
        return std::unexpected(statement.error());
    }
    if (const auto row = statement->step(); !row) {
        return std::unexpected(row.error());
    }
    return Totals{.objects = length(statement->integer(0)).value_or(0),
                  .bytes = length(statement->integer(1)).value_or(0)};
}

Result<std::int64_t> Reader::dataVersion()
{
    return m_database.dataVersion();
}

Result<std::vector<std::string>> Reader::keysOf(std::string_view cache)
{
    auto select = m_database.prepare("SELECT key FROM entry WHERE cache = ?");
    if (!select) {
        return std::unexpected(select.error());
    }
    select->bind(1, cache);
    std::vector<std::string> keys;
    return select->forEach([&] { keys.emplace_back(select->text(0)); }).transform([&keys] {
        return std::move(keys);
    });
}

bool Reader::isNewer()
{
    const auto version = m_database.schemaVersion();
    return version && *version > schemaVersion;
}

std::string derivedKey(const Digest &object, std::string_view form)
{
    return std::string(derivedPrefix) + object.hex() + ':' + std::string(form);
}

std::optional<Digest> sourceOfDerived(std::string_view key)
{
    if (!key.starts_with(derivedPrefix)) {
        return std::nullopt;
    }
    key.remove_prefix(derivedPrefix.size());
    return Digest::fromHex(DigestAlgorithm::Sha256, key.substr(0, key.find(':')));
}

std::filesystem::path indexPath(const std::filesystem::path &cacheFolder)
{
    return cacheFolder / "index.sqlite";
}

std::filesystem::path objectPath(const std::filesystem::path &cacheFolder, const Digest &digest)
{
    const std::string name = digest.hex();
    return cacheFolder / "objects" / name.substr(0, 2) / name.substr(2);
}

std::string expectedName(std::string_view name)
{
    return digestOf(name).bytes.substr(0, expectedNameBytes);
}

} // namespace larder::store
