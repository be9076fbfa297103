// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/url.h"

#include "http/limits.h"

#include <QTest>

#include <array>
#include <random>

using namespace larder::http;

namespace
{

struct Row
{
    std::string_view input;
    std::string_view output; // "!": refused
};

constexpr std::string_view refused = "!";

constexpr std::array urlRows = {
    Row{"http://deb.debian.org/debian/dists/stable/InRelease",
        "http://deb.debian.org/debian/dists/stable/InRelease"},
    Row{"HTTP://Deb.Debian.ORG", "http://deb.debian.org/"},
    Row{"https://h:443/a", "https://h/a"},
    Row{"http://h:443/a", "http://h:443/a"},
    Row{"http://h:00080/a", "http://h/a"},
    Row{"http://h./a", "http://h/a"},
    Row{"http://h?b", "http://h/?b"},
    Row{"http://h/a?", "http://h/a"},
    Row{"http://h/a#b?c", "http://h/a"},
    Row{"http://h/a?b#c", "http://h/a?b"},
    Row{"http://user:pw@h/a", "http://h/a"},
    Row{"http://HTTPS///deb.example/a", "http://https///deb.example/a"},
    // Addresses in odd spellings stay text: the guard judges them.
    Row{"http://0x7f.1/", "http://0x7f.1/"},
    Row{"http://127.1/", "http://127.1/"},
    Row{"http://2130706433/", "http://2130706433/"},
    Row{"http://017700000001/", "http://017700000001/"},
    Row{"http://127.0.0.1./", "http://127.0.0.1/"},
    Row{"http://LOCALHOST./", "http://localhost/"},
    Row{"http://[::1]/", "http://[::1]/"},
    Row{"http://[0:0:0:0:0:0:0:1]:81/", "http://[::1]:81/"},
    Row{"http://[::FFFF:127.0.0.1]/", "http://[::ffff:127.0.0.1]/"},
    Row{"http://[::ffff:7f00:1]/", "http://[::ffff:127.0.0.1]/"},
    Row{"http://xn--bcher-kva.example/", "http://xn--bcher-kva.example/"},
    Row{"http://B\u00fccher.example/", "http://xn--bcher-kva.example/"},
    Row{"http://127\u30020\u30020\u30021/", "http://127.0.0.1/"},
    Row{"http://b\x82.example/", refused},
    Row{"http://a_b.example/", "http://a_b.example/"},
    // Queries are kept but for what no request line may hold.
    Row{"http://h/?a=%zz&b=c d", "http://h/?a=%zz&b=c%20d"},
    Row{"http://h/?\xC3\xA9\"<>", "http://h/?%C3%A9%22%3C%3E"},
    Row{"http://h/?a/../b", "http://h/?a/../b"},
    Row{"", refused},
    Row{"/a", refused},
    Row{"h/a", refused},
    Row{"ftp://h/a", refused},
    Row{"file:///etc/passwd", refused},
    Row{"javascript:alert(1)", refused},
    Row{"httpx://h/", refused},
    Row{" http://h/", refused},
    Row{"http:/h/", refused},
    Row{"http:h", refused},
    Row{"http://", refused},
    Row{"http:///a", refused},
    Row{"http://?a", refused},
    Row{"http://.", refused},
    Row{"http://./a", refused},
    Row{"http://.h/", refused},
    Row{"http://a..b/", refused},
    Row{"http://h../", refused},
    Row{"http://:80/", refused},
    Row{"http://h:/", refused},
    Row{"http://h:0/", refused},
    Row{"http://h:65536/", refused},
    Row{"http://h:-1/", refused},
    Row{"http://h:+1/", refused},
    Row{"http://h:8 0/", refused},
    Row{"http://h:80:80/", refused},
    Row{"http://h:000000080/", refused},
    Row{"http://h\\@evil/", refused},
    Row{"http://u\\@h/", refused},
    Row{"http://h\\a/", refused},
    Row{"http://a@b@c/", refused},
    Row{"http://u r@h/", refused},
    Row{"http://u@/", refused},
    Row{"http://h h/", refused},
    Row{"http://h%2eexample/", refused},
    Row{"http://h%00.example/", refused},
    Row{"http://h\r\nX: y/", refused},
    Row{"http://h/a\r\nX: y", refused},
    Row{"http://h/?a\r\nX: y", refused},
    Row{"http://h/?a\x7F", refused},
    Row{"http://[::1/", refused},
    Row{"http://[]/", refused},
    Row{"http://[::1]x/", refused},
    Row{"http://[::1%25lo]/", refused},
    Row{"http://[127.0.0.1]/", refused},
    Row{"http://[::1.2.3]/", refused},
    Row{"http://::1/", refused},
    Row{"http://h]/", refused},
};

constexpr std::array pathRows = {
    Row{"/", "/"},
    Row{"/a/b.deb", "/a/b.deb"},
    Row{"/~user/%7Euser", "/~user/~user"},
    Row{"/%41%7a%30%2D%2e%5f", "/Az0-._"},
    Row{"/g%2b%2B+", "/g+++"},
    Row{"/a%3ab%3A", "/a%3Ab%3A"},
    Row{"/a%2fb%2Fc", "/a%2Fb%2Fc"},
    Row{"/a%20b c", "/a%20b%20c"},
    Row{"/%25%32%65", "/%252e"},
    Row{"/\xC3\xA9%c3%a9", "/%C3%A9%C3%A9"},
    Row{"/\"<>^`{|}[]", "/%22%3C%3E%5E%60%7B%7C%7D%5B%5D"},
    Row{"/!$&'()*,;=:@", "/!$&'()*,;=:@"},
    Row{"//a//b//", "//a//b//"},
    Row{"/./a", "/a"},
    Row{"/a/./b/.", "/a/b/"},
    Row{"/.", "/"},
    Row{"/%2e/a/%2E", "/a/"},
    Row{"/.//a", "//a"},
    Row{"/...", "/..."},
    Row{"/..a/a../.a", "/..a/a../.a"},
    // An overlong spelling of "..": bytes like any other, never a dot.
    Row{"/%c0%ae%c0%ae/a", "/%C0%AE%C0%AE/a"},
    Row{"/%252e%252e/a", "/%252e%252e/a"},
    Row{"", refused},
    Row{"a", refused},
    Row{"*", refused},
    Row{"/..", refused},
    Row{"/../a", refused},
    Row{"/a/../b", refused},
    Row{"/a/..", refused},
    Row{"/%2e%2e/a", refused},
    Row{"/%2E./a", refused},
    Row{"/.%2e", refused},
    Row{"/a%2f..%2fb", refused},
    Row{"/..%2Fa", refused},
    Row{"/a%2F%2e%2e", refused},
    Row{"/..\\a", refused},
    Row{"/a\\b", refused},
    Row{"/a%5cb", refused},
    Row{"/..%5Ca", refused},
    Row{"/%00", refused},
    Row{"/a%00.deb", refused},
    Row{"/a%0d%0aX:%20y", refused},
    Row{"/a%7F", refused},
    Row{"/a\x01", refused},
    Row{"/a\tb", refused},
    Row{"/a%", refused},
    Row{"/a%4", refused},
    Row{"/a%4g", refused},
    Row{"/a%%41", refused},
    Row{"/a%u0041", refused},
};

struct ReferenceRow
{
    std::string_view base;
    std::string_view reference;
    std::string_view output;
};

constexpr std::array referenceRows = {
    // RFC 3986 5.4, as far as our paths allow.
    ReferenceRow{"http://a/b/c/d?q", "g", "http://a/b/c/g"},
    ReferenceRow{"http://a/b/c/d?q", "./g", "http://a/b/c/g"},
    ReferenceRow{"http://a/b/c/d?q", "g/", "http://a/b/c/g/"},
    ReferenceRow{"http://a/b/c/d?q", "/g", "http://a/g"},
    ReferenceRow{"http://a/b/c/d?q", "//g", "http://g/"},
    ReferenceRow{"http://a/b/c/d?q", "?y", "http://a/b/c/d?y"},
    ReferenceRow{"http://a/b/c/d?q", "g?y", "http://a/b/c/g?y"},
    ReferenceRow{"http://a/b/c/d?q", "#s", "http://a/b/c/d?q"},
    ReferenceRow{"http://a/b/c/d?q", "g#s", "http://a/b/c/g"},
    ReferenceRow{"http://a/b/c/d?q", "", "http://a/b/c/d?q"},
    ReferenceRow{"http://a/b/c/d?q", ".", "http://a/b/c/"},
    ReferenceRow{"http://a/b/c/d?q", "..", "http://a/b/"},
    ReferenceRow{"http://a/b/c/d?q", "../g", "http://a/b/g"},
    ReferenceRow{"http://a/b/c/d?q", "../..", "http://a/"},
    ReferenceRow{"http://a/b/c/d?q", "../../../../g", "http://a/g"},
    ReferenceRow{"http://a/b/c/d?q", "/../g", "http://a/g"},
    ReferenceRow{"http://a/b/c/d?q", "http://h/x/../y", "http://h/y"},
    ReferenceRow{"http://a/b/c/d?q", "https://h", "https://h/"},
    ReferenceRow{"http://a:81/b", "/g", "http://a:81/g"},
    ReferenceRow{"https://a/b", "//g/h", "https://g/h"},
    ReferenceRow{"http://[::1]:81/b", "g", "http://[::1]:81/g"},
    ReferenceRow{"http://a/b", "/\xC3\xA9 x", "http://a/%C3%A9%20x"},
    ReferenceRow{"http://a/b", "/%2e%2e/g", refused},
    ReferenceRow{"http://a/b", "ftp://h/", refused},
    ReferenceRow{"http://a/b", "javascript:alert(1)", refused},
    ReferenceRow{"http://a/b", "http:g", refused},
    ReferenceRow{"http://a/b", "//", refused},
    ReferenceRow{"http://a/b", "///g", refused},
    ReferenceRow{"http://a/b", "//u\\@h/", refused},
    ReferenceRow{"http://a/b", "/g\r\nX: y", refused},
};

std::string textOf(const larder::Result<Url> &url)
{
    return url ? url->text() : std::string(refused);
}

} // namespace

class UrlTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void parses()
    {
        for (const Row &row : urlRows) {
            const auto url = Url::parse(row.input);
            QCOMPARE(textOf(url), row.output);
            if (url) {
                QCOMPARE(textOf(Url::parse(url->text())), row.output); // idempotent
            } else {
                QVERIFY(!url.error().what.isEmpty());
            }
        }
    }

    void normalisesPaths()
    {
        for (const Row &row : pathRows) {
            const auto path = normalisePath(row.input);
            QCOMPARE(path.value_or(std::string(refused)), row.output);
            if (path) {
                QCOMPARE(normalisePath(*path).value_or(std::string(refused)), row.output);
            }
        }
        QVERIFY(!normalisePath(std::string_view("/a\0b", 4)));
    }

    void resolves()
    {
        for (const ReferenceRow &row : referenceRows) {
            QCOMPARE(textOf(Url::parse(row.base)->resolve(row.reference)), row.output);
        }
    }

    void keepsCredentialsApart()
    {
        const auto url = Url::parse("http://user:p%40w@h/a?token=s%20ecret&b&c=");
        QVERIFY(url);
        QCOMPARE(url->userInfo, std::string("user:p%40w"));
        QCOMPARE(url->text(), std::string("http://h/a?token=s%20ecret&b&c="));
        QCOMPARE(url->redacted(), std::string("http://h/a?token=…&…&c=…"));
        // They go with the host that they were given for, and with no other.
        QCOMPARE(url->resolve("/b")->userInfo, std::string("user:p%40w"));
        QVERIFY(url->resolve("//i/b")->userInfo.empty());
        QVERIFY(url->resolve("http://i/b")->userInfo.empty());
    }

    void escapesPlusForTheOrigin()
    {
        const auto url = Url::parse("http://h/g++_1%2b2.deb?a+b");
        QCOMPARE(url->path, std::string("/g++_1+2.deb"));
        QCOMPARE(url->pathAndQuery(), std::string("/g%2B%2B_1%2B2.deb?a+b"));
    }

    void tellsPorts()
    {
        QCOMPARE(Url::parse("https://h/")->port, std::uint16_t(443));
        QCOMPARE(Url::parse("http://h:8080/")->port, std::uint16_t(8080));
        QCOMPARE(Url::parse("https://[2001:db8::1]:80/")->authority(),
                 std::string("[2001:db8::1]:80"));
    }

    void isLimited()
    {
        const std::string base = "http://h";
        QVERIFY(Url::parse(base + '/' + std::string(maxTargetBytes - 2, 'a')));
        QVERIFY(!Url::parse(base + '/' + std::string(maxTargetBytes, 'a')));
        QVERIFY(!Url::parse(base + '/' + std::string(maxTargetBytes / 2, ' '))); // grows threefold
        QVERIFY(!Url::parse("http://" + std::string(254, 'a') + '/'));
    }

    void parsesAuthorities()
    {
        const auto withPort = parseAuthority("[::1]:3142");
        QCOMPARE(withPort->host, std::string("::1"));
        QCOMPARE(withPort->port, std::optional<std::uint16_t>(3142));
        const auto plain = parseAuthority("Cache-Apt.SRV");
        QCOMPARE(plain->host, std::string("cache-apt.srv"));
        QVERIFY(!plain->port);
        for (const std::string_view bad : {"", ":80", "h:", "u@h", "h/", "h?", "[::1", "::1",
                                           "h:80x", "a b", "a,b", "h:99999", "[h]"}) {
            QVERIFY2(!parseAuthority(bad), bad.data());
        }
    }

    // What was accepted once is accepted again, unchanged; nothing crashes.
    void survivesMutations()
    {
        std::mt19937 random(4711);
        constexpr std::string_view telling = "/.%25eE2fF5cC00aA:@[]?#\\+ \r\n\x80\xFF";
        for (int round = 0; round < 10'000; ++round) {
            std::string input(urlRows.at(random() % urlRows.size()).input);
            input += pathRows.at(random() % pathRows.size()).input;
            for (std::size_t left = random() % 6; left > 0; --left) {
                input.insert(random() % (input.size() + 1), 1, telling[random() % telling.size()]);
            }
            const auto url = Url::parse(input);
            if (url) {
                QCOMPARE(textOf(Url::parse(url->text())), url->text());
                QVERIFY(!url->path.contains("/../") && !url->path.ends_with("/.."));
            }
            const auto resolved = Url::parse("http://h/a/b")->resolve(input);
            if (resolved) {
                QCOMPARE(textOf(Url::parse(resolved->text())), resolved->text());
            }
        }
    }
};

QTEST_GUILESS_MAIN(UrlTest)
#include "url.moc"
