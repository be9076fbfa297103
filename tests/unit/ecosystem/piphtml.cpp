// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/mutate.h"
#include "ecosystem/pages.h"
#include "ecosystem/pip/html.h"
#include "ecosystem/pip/pipecosystem.h"
#include "ecosystem/plans.h"

#include <QTest>

using namespace larder;
using namespace larder::ecosystem;
using namespace larder::ecosystem::pip;

namespace
{

const std::string sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const std::string otherSha256 = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";
const std::string declaredType = "application/vnd.pypi.simple.v1+html";

const std::unique_ptr<Ecosystem> &pip()
{
    static const std::unique_ptr<Ecosystem> ecosystem = std::make_unique<PipEcosystem>(
        http::Url::parse("https://pypi.org/simple/").value(), PipEcosystem::Indexes());
    return ecosystem;
}

const DocumentOrigin origin = test::originOf("https://index.example/simple/larder-c/", "text/html");

std::string rewritten(std::string_view text)
{
    return test::rewrite(*pip(), origin, "/files/", text).value();
}

// As the public index writes it.
const std::string publicPage =
    "<!DOCTYPE html>\n<html>\n  <head>\n    <meta name=\"pypi:repository-version\" "
    "content=\"1.3\">\n    <title>Links for larder-c</title>\n  </head>\n  <body>\n    <h1>Links "
    "for larder-c</h1>\n<a href=\"https://files.example/packages/aa/bb/cc/Larder_C-1.0.tar.gz"
    "#sha256=" +
    sha256 +
    "\" data-requires-python=\"&gt;=3.7, !=3.8.*\" >Larder_C-1.0.tar.gz</a><br />\n<a "
    "href=\"https://files.example/packages/aa/bb/dd/larder_c-1.0-py3-none-any.whl#sha256=" +
    otherSha256 +
    "\" data-requires-python=\"&gt;=3.7\" data-dist-info-metadata=\"sha256=" + sha256 +
    "\" data-core-metadata=\"sha256=" + sha256 +
    "\" data-yanked=\"broken &lt;upload&gt; &amp; more\" "
    "data-provenance=\"https://index.example/integrity/x/provenance\" "
    ">larder_c-1.0-py3-none-any.whl</a><br />\n</body>\n</html>\n<!--SERIAL 12345-->";

class PipHtmlTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tokens_data();
    void tokens();
    void attributes_data();
    void attributes();
    void values_data();
    void values();
    void publicIndex();
    void anchors_data();
    void anchors();
    void base_data();
    void base();
    void roundTrip();
    void checks_data();
    void checks();
    void longTags();
    void fullDisk();
    void hugePage();
    void survivesAnything();
};

// Shows what kind each piece is of: text as it is, [tag], {comment}.
class Marker final : public HtmlSink
{
public:
    [[nodiscard]] QByteArray marks() const { return QByteArray::fromStdString(m_marks); }

    void text(std::string_view bytes) override { mark(Kind::Text, bytes); }

    void comment(std::string_view bytes) override { mark(Kind::Comment, bytes); }

    void tag(std::string_view bytes) override
    {
        close();
        m_kind = Kind::Text;
        m_marks += '[';
        m_marks += bytes;
        m_marks += ']';
    }

    void close()
    {
        if (m_kind == Kind::Comment)
            m_marks += '}';
        m_kind = Kind::Text;
    }

private:
    enum class Kind { Text, Comment };

    void mark(Kind kind, std::string_view bytes)
    {
        if (kind != m_kind) {
            close();
            if (kind == Kind::Comment)
                m_marks += '{';
            m_kind = kind;
        }
        m_marks += bytes;
    }

    std::string m_marks;
    Kind m_kind = Kind::Text;
};

// Gives one byte at a time.
class SlowDevice final : public QIODevice
{
public:
    explicit SlowDevice(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }

    [[nodiscard]] bool isSequential() const override { return true; }

    [[nodiscard]] bool atEnd() const override { return m_at == m_bytes.size(); }

protected:
    qint64 readData(char *data, qint64 size) override
    {
        if (size == 0 || m_at == m_bytes.size())
            return 0;
        *data = m_bytes[m_at++];
        return 1;
    }

    qint64 writeData(const char * /*data*/, qint64 /*size*/) override { return -1; }

private:
    QByteArray m_bytes;
    qsizetype m_at = 0;
};

void PipHtmlTest::tokens_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("marks");
    const auto row = [](const char *text, const char *marks) {
        QTest::addRow("%s", text) << QByteArray(text) << QByteArray(marks);
    };
    row("", "");
    row("a", "a");
    row("a<b>c</b>d", "a[<b>]c[</b>]d");
    row("<a href=x>", "[<a href=x>]");
    row("<a\nHREF = 'x>y' b=\"z>\" >t", "[<a\nHREF = 'x>y' b=\"z>\" >]t");
    row("<a b'=c>d'>", "[<a b'=c>]d'>");
    row("<a =\">b\">", "[<a =\">]b\">");
    row("<a b=>c", "[<a b=>]c");
    row("<a b=c'd>e'", "[<a b=c'd>]e'");
    row("<a b=\"c\"d='>'>", "[<a b=\"c\"d='>'>]");
    row("<br/><br / >", "[<br/>][<br / >]");
    row("a < b <3 <", "a < b <3 <");
    row("<!doctype html><a>", "{<!doctype html>}[<a>]");
    row("<!-- <a href=x> --><a>", "{<!-- <a href=x> -->}[<a>]");
    row("<!--><a>", "{<!-->}[<a>]");
    row("<!---><a>", "{<!--->}[<a>]");
    row("<!----><a>", "{<!---->}[<a>]");
    row("<!-- -- > - -> --->b", "{<!-- -- > - -> --->}b");
    row("<!-- --!><a>", "{<!-- --!>}[<a>]");
    row("<!-- -!><a>-->", "{<!-- -!><a>-->}");
    row("<!-x><a>", "{<!-x>}[<a>]");
    row("<!><a>", "{<!>}[<a>]");
    row("<![CDATA[<a>]]>", "{<![CDATA[<a>}]]>");
    row("<?xml version='1'?><a>", "{<?xml version='1'?>}[<a>]");
    row("</><a>", "{</>}[<a>]");
    row("</ a><a>", "{</ a>}[<a>]");
    row("<script>'<a href=x>' </scr </script >b", "[<script>]'<a href=x>' </scr [</script >]b");
    row("<SCRIPT src=x><!--</a><</sCript><a>", "[<SCRIPT src=x>]<!--</a><[</sCript>][<a>]");
    row("<script></scriptx></script/><a>", "[<script>]</scriptx>[</script/>][<a>]");
    row("<title><a></title><a>", "[<title>]<a>[</title>][<a>]");
    row("<style>a<b</style><textarea><a></textarea>",
        "[<style>]a<b[</style>][<textarea>]<a>[</textarea>]");
    row("<script><a>", "[<script>]<a>");
    row("<script></script", "[<script>]</script");
    row("<scripty><a>", "[<scripty>][<a>]");
    row("<a href='x", "<a href='x");
    row("<!", "<!");
    row("</", "</");
    row("<!-- a", "{<!-- a}");
}

void PipHtmlTest::tokens()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, marks);
    QBuffer body(&text);
    body.open(QIODevice::ReadOnly);
    Marker marker;
    QVERIFY(readHtml(body, marker));
    marker.close();
    QCOMPARE(marker.marks(), marks);

    // The pieces in which a page comes make no difference.
    SlowDevice slow(text);
    Marker again;
    QVERIFY(readHtml(slow, again));
    again.close();
    QCOMPARE(again.marks(), marks);
}

void PipHtmlTest::attributes_data()
{
    QTest::addColumn<QByteArray>("tag");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *tag, const char *expected) {
        QTest::addRow("%s", tag) << QByteArray(tag) << QByteArray(expected);
    };
    row("<a>", "a");
    row("</A >", "/A");
    row("<a href=x>", "a href(x)(x)");
    row("<a  HREF = 'x>y'\tb=\"z\"c>", "a HREF(x>y)('x>y') b(z)(\"z\") c()()");
    row("<a/b/c=d/e/>", "a b()() c(d/e/)(d/e/)");
    row("<a =x y>", "a =x()() y()()");
    row("<a ==x>", "a =(x)(x)");
    row("<a b= >", "a b()()");
    row("<a b='' c>", "a b()('') c()()");
    row("<a b=c'd e>", "a b(c'd)(c'd) e()()");
    row("<a b=\"x", "a b(x)(\"x)");
    row("<", "");
    row("", "");
}

void PipHtmlTest::attributes()
{
    QFETCH(QByteArray, tag);
    QFETCH(QByteArray, expected);
    const std::string text = tag.toStdString();
    std::string shown(tagName(text));
    for (const HtmlAttribute &attribute : attributesOf(text)) {
        shown += ' ';
        shown += attribute.name;
        shown += '(';
        shown += attribute.value;
        shown += ")(";
        shown += attribute.valueQuoted;
        shown += ')';
    }
    QCOMPARE(QByteArray::fromStdString(shown), expected);
}

void PipHtmlTest::values_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *value, const char *text) {
        QTest::addRow("%s", value) << QByteArray(value) << QByteArray(text);
    };
    row("plain", "plain");
    row("a&amp;b&lt;&gt;&quot;&apos;", "a&b<>\"'");
    row("a&#x2F;b&#x2f;c&#X2F;&#47;", "a/b/c//");
    row("&#8211;&#x1F600;&#xE4;", "\xE2\x80\x93\xF0\x9F\x98\x80\xC3\xA4");
    row("x&plus;y&colon;&sol;&period;&num;", "x+y:/.#");
    row("&amp;amp;", "&amp;");
    row("a&b", "a&b");
    row("&copy=1&unknown;", "&copy=1&unknown;");
    row("&;&#;&#x;&#xZ;&#-1;&#0;&#xD800;&#x110000;&#99999999999;",
        "&;&#;&#x;&#xZ;&#-1;&#0;&#xD800;&#x110000;&#99999999999;");
    row("&", "&");
}

void PipHtmlTest::values()
{
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, text);
    QCOMPARE(QByteArray::fromStdString(decodedValue(value.toStdString())), text);
    const std::string quoted = quotedValue(text.toStdString());
    QVERIFY(quoted.starts_with('"') && quoted.ends_with('"'));
    const std::string_view inner = std::string_view(quoted).substr(1, quoted.size() - 2);
    QVERIFY(!inner.contains('"') && !inner.contains('<') && !inner.contains('>'));
    QCOMPARE(QByteArray::fromStdString(decodedValue(inner)), text);
}

void PipHtmlTest::publicIndex()
{
    QByteArray expected = QByteArray::fromStdString(publicPage);
    expected.replace("href=\"https://files.example/packages/aa/bb/cc/",
                     QByteArray::fromStdString("href=\"/files/" + sha256 +
                                               "/https/files.example/packages/aa/bb/cc/"));
    expected.replace("href=\"https://files.example/packages/aa/bb/dd/",
                     QByteArray::fromStdString("href=\"/files/" + otherSha256 + "." + sha256 +
                                               "/https/files.example/packages/aa/bb/dd/"));
    QCOMPARE(QByteArray::fromStdString(rewritten(publicPage)), expected);
    QVERIFY(test::check(*pip(), origin, publicPage));
}

void PipHtmlTest::anchors_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected"); // empty: unchanged
    const auto row = [](const std::string &text, const std::string &expected = {}) {
        QTest::addRow("%s", text.c_str())
            << QByteArray::fromStdString(text) << QByteArray::fromStdString(expected);
    };
    const std::string file = "/files/-/https/index.example/f/x-1.whl";
    const std::string withMetadata = "/files/-." + sha256 + "/https/index.example/f/x-1.whl";

    row("<a href=\"/f/x-1.whl\">x</a>", "<a href=\"" + file + "\">x</a>");
    row("<A rel=internal HREF='/f/x-1.whl' >x</A>", "<A rel=internal HREF=\"" + file + "\" >x</A>");
    row("<a href=/f/x-1.whl>", "<a href=\"" + file + "\">");
    row("<a href=/f/x-1.whl data-yanked>", "<a href=\"" + file + "\" data-yanked>");
    row("<a\n  href = \"&#x2F;f&sol;x-1.whl\"\n>", "<a\n  href = \"" + file + "\"\n>");
    row("<a href=\"../../f/x-1.whl\" data-gpg-sig=\"true\" data-requires-python=\"&lt;4\">",
        "<a href=\"" + file + "\" data-gpg-sig=\"true\" data-requires-python=\"&lt;4\">");
    row("<a href=\"/f/x-1.whl#sha256=" + sha256 + "&amp;egg=x\">",
        "<a href=\"/files/" + sha256 + "/https/index.example/f/x-1.whl#sha256=" + sha256 +
            "&amp;egg=x\">");
    row("<a href=\"/f/x-1.whl#md5=d41d8cd98f00b204e9800998ecf8427e\">",
        "<a href=\"" + file + "#md5=d41d8cd98f00b204e9800998ecf8427e\">");
    row("<a href=\"/f/x-1.whl#sha256=nonsense\">", "<a href=\"" + file + "#sha256=nonsense\">");
    row("<a href='/f/&quot;&gt;x-1.whl#&quot;'>",
        "<a href=\"/files/-/https/index.example/f/%22%3Ex-1.whl#&quot;\">");
    // devpi's
    row("root/pypi <a href=\"../../+f/528/8deadbeef0123/x-1.whl#sha256=" + sha256 + "\">",
        "root/pypi <a href=\"/files/" + sha256 +
            "/https/index.example/+f/528/8deadbeef0123/x-1.whl#sha256=" + sha256 + "\">");

    // Both names of the metadata attribute, for old and new clients.
    row("<a href=/f/x-1.whl data-dist-info-metadata=\"sha256=" + sha256 + "\">",
        "<a href=\"" + withMetadata + "\" data-core-metadata=\"sha256=" + sha256 +
            "\" data-dist-info-metadata=\"sha256=" + sha256 + "\">");
    row("<a data-core-metadata=sha256=" + sha256 + " href=/f/x-1.whl>",
        "<a data-dist-info-metadata=\"sha256=" + sha256 + "\" data-core-metadata=sha256=" + sha256 +
            " href=\"" + withMetadata + "\">");
    row("<a href=/f/x-1.whl data-core-metadata='true'>",
        "<a href=\"" + file + "\" data-dist-info-metadata=\"true\" data-core-metadata='true'>");
    row("<a href=/f/x-1.whl data-core-metadata>",
        "<a href=\"" + file + "\" data-dist-info-metadata data-core-metadata>");
    row("<a href=/f/x-1.whl data-core-metadata=\"sha256=" + sha256 +
            "\" data-dist-info-metadata=\"sha256=" + otherSha256 + "\">",
        "<a href=\"" + withMetadata + "\" data-core-metadata=\"sha256=" + sha256 +
            "\" data-dist-info-metadata=\"sha256=" + otherSha256 + "\">");
    row("<a href=\"https://u:p@h.example/x-1.whl\" data-core-metadata=\"true\">");

    row("<a href=/f/x-1.whl href=/f/x-1.whl>", "<a href=\"" + file + "\" href=\"" + file + "\">");
    row("<a href=\"../\">up</a>", "<a href=\"https://index.example/simple/\">up</a>");
    row("<a href=\"readme.txt\">", "<a href=\"https://index.example/simple/larder-c/readme.txt\">");
    row("<a href=\"/f/x-1.whl?token=a&amp;b=c\">",
        "<a href=\"https://index.example/f/x-1.whl?token=a&amp;b=c\">");
    row("<a href=\"https://h.example/x-1.whl?token=a&amp;b\" data-yanked=''>");
    row("<a href=\"mailto:a@b.example\">");
    row("<a href=\"javascript:go('/x-1.whl')\">");
    row("<a href=\"data:,x-1.whl\">");
    row("<a href=\"#top\">");
    row("<a href=\"\">");
    row("<a href>");
    row("<a name=x>");
    row("<a href=\"/%zz/x-1.whl\">");
    row("<abbr href=/f/x-1.whl><link href=/f/x-1.whl><img src=/f/x-1.whl></a href=/f/x-1.whl>");
    row("<!-- <a href=/f/x-1.whl> --><script>\"<a href='/f/x-1.whl'>\"</script>");
    row("text with < and & and \xFF and <a href=\"/f/x-1.whl");
}

void PipHtmlTest::anchors()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const auto result = QByteArray::fromStdString(rewritten(text.toStdString()));
    QCOMPARE(result, expected.isEmpty() ? text : expected);
}

void PipHtmlTest::base_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *text, const char *expected) {
        QTest::addRow("%s", text) << QByteArray(text) << QByteArray(expected);
    };
    row("<base href=\"https://files.example/a/\"><a href=x.whl>",
        "<a href=\"/files/-/https/files.example/a/x.whl\">");
    row("<BASE target=_top HREF='../../b/'/><a href=x.whl>",
        "<a href=\"/files/-/https/index.example/b/x.whl\">");
    row("<base target=_top><base href=/a/><base href=/b/><a href=x.whl>",
        "<base target=_top><a href=\"/files/-/https/index.example/a/x.whl\">");
    row("<base href=data:x><a href=x.whl>",
        "<a href=\"/files/-/https/index.example/simple/larder-c/x.whl\">");
    row("<base href=https://u:p@files.example/><a href=x.whl>",
        "<a href=\"/files/-/https/files.example/x.whl\">");
    row("<base href=/a/><a href=../readme>", "<a href=\"https://index.example/readme\">");
}

void PipHtmlTest::base()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(rewritten(text.toStdString())), expected);
}

void PipHtmlTest::roundTrip()
{
    struct File
    {
        const char *href;
        const char *source;
    };

    const File files[]{
        {"a-1.0.tar.gz", "https://index.example/simple/larder-c/a-1.0.tar.gz"},
        {"/b-1.0+cpu-py3-none-any.whl", "https://index.example/b-1.0+cpu-py3-none-any.whl"},
        {"/b-1.0%2Bcpu-py3-none-any.whl", "https://index.example/b-1.0+cpu-py3-none-any.whl"},
        {"//files.example:444/c d.zip", "https://files.example:444/c%20d.zip"},
        {"http://[2001:db8::1]:80/e.whl", "http://[2001:db8::1]/e.whl"},
        {"https://b\xC3\xBC"
         "cher.example/f%2Fg.whl",
         "https://xn--bcher-kva.example/f%2Fg.whl"},
        {"https://files.example//h&amp;i'.whl", "https://files.example//h&i'.whl"},
    };
    for (const File &file : files) {
        for (const bool hasDigest : {false, true}) {
            const std::string page = std::string("<a href=\"") + file.href +
                                     (hasDigest ? "#sha256=" + sha256 : std::string()) +
                                     "\" data-core-metadata=\"sha256=" + otherSha256 + "\">";
            const std::string text = rewritten(page);
            const auto attributes = attributesOf(text);
            std::string path = decodedValue(findAttribute(attributes, "href")->value);
            path.resize(std::min(path.find('#'), path.size()));
            // pip escapes plus signs and more.
            const std::string escaped = QByteArray::fromStdString(path)
                                            .replace("+", "%2B")
                                            .replace("&", "%26")
                                            .toStdString();
            for (const std::string &asked : {path, "http://127.0.0.1:3141" + path, escaped}) {
                const auto serve =
                    std::get<Serve>(pip()->plan(test::request(asked), Address::Ours));
                QVERIFY(serve.digest.has_value() == hasDigest);
                if (hasDigest)
                    QCOMPARE(serve.digest->hex(), sha256);
                if (asked != escaped || !path.contains('&'))
                    QCOMPARE(QByteArray::fromStdString(serve.source.text()),
                             QByteArray(file.source));
                const auto metadata =
                    std::get<Serve>(pip()->plan(test::request(asked + ".metadata"), Address::Ours));
                QCOMPARE(metadata.digest->hex(), otherSha256);
                QCOMPARE(metadata.source.text(), serve.source.text() + ".metadata");
            }
        }
    }
}

void PipHtmlTest::checks_data()
{
    QTest::addColumn<QByteArray>("contentType");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isIndex");
    const auto row = [](const char *name, const std::string &text, bool isIndex,
                        const std::string &contentType = "text/html; charset=utf-8") {
        QTest::addRow("%s", name) << QByteArray::fromStdString(contentType)
                                  << QByteArray::fromStdString(text) << isIndex;
    };
    row("public index", publicPage, true);
    row("public index, PEP 691", publicPage, true, declaredType);
    row("PEP 691, no files", "<!DOCTYPE html><html><body></body></html>", true, declaredType);
    row("devpi, with its button",
        "<!DOCTYPE html><html lang=\"en\"><head><title>root/pypi: links for "
        "larder-c</title></head><body><h1>root/pypi: links for larder-c</h1>\n<form "
        "action=\"http://devpi.example/root/pypi/+simple/larder-c/refresh\" "
        "method=\"post\"><input name=\"refresh\" type=\"submit\" value=\"Refresh\"/></form>\n"
        "root/pypi <a href=\"../../+f/528/8deadbeef0123/Larder_C-1.0.zip#sha256=" +
            sha256 + "\">Larder_C-1.0.zip</a><br/>\n</body></html>",
        true);
    row("devpi, no files",
        "<!DOCTYPE html><html><head><title>root/pypi: links for larder-c</title></head><body>"
        "<h1>root/pypi: links for larder-c</h1>\n</body></html>",
        true);
    row("devpi, list",
        "<html><head><title>root/pypi: simple list (including inherited "
        "indices)</title></head><body><h1>root/pypi: simple list</h1><a href=\"x\">x</a>",
        true);
    row("pypiserver",
        "<html>\n    <head>\n        <title>Links for larder-c</title>\n    </head>\n    <body>\n"
        "        <h1>Links for larder-c</h1>\n             <a "
        "href=\"/packages/larder_c-1.0.zip#md5=d41d8cd98f00b204e9800998ecf8427e\">x</a><br>",
        true);
    row("pypiserver, list",
        "<html><head><title>Simple Index</title></head><body><h1>Simple Index</h1><a "
        "href=\"x/\">x</a><br></body></html>",
        true);
    row("Python's http.server",
        "<!DOCTYPE HTML>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Directory "
        "listing for /larder-c/</title>\n</head>\n<body>\n<h1>Directory listing for "
        "/larder-c/</h1>\n<hr>\n<ul>\n<li><a href=\"larder_c-1.0.tar.gz\">larder_c-1.0.tar.gz</a>"
        "</li>\n</ul>\n<hr>\n</body>\n</html>\n",
        true);
    row("nginx",
        "<html>\r\n<head><title>Index of /larder-c/</title></head>\r\n<body>\r\n<h1>Index "
        "of /larder-c/</h1><hr><pre><a href=\"../\">../</a>\r\n</pre><hr></body></html>",
        true);
    row("Apache",
        "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">\n<html>\n <head>\n  "
        "<title>Index "
        "of /larder-c</title>\n </head>\n <body>\n<h1>Index of /larder-c</h1>\n<table><tr><th><a "
        "href=\"?C=N;O=D\">Name</a></th></tr><tr><td><a href=\"/\">Parent Directory</a></td></tr>"
        "<tr><td><a href=\"Larder.C-1.0.zip\">Larder.C-1.0.zip</a></td></tr></table>",
        true);
    row("by hand, with a filter",
        "<input id=f><script>filter()</script><a href='larder_c-1.0.zip'>l</a>", true);
    row("by hand, with space around a link", "<a href=' \t larder_c-1.0.zip\n'>l</a>", true);
    row("a name with a space at its end is none of a file",
        "<a href='larder_c-1.0.zip #md5=aa'>l</a>", false);
    row("by hand, files elsewhere",
        "<a href=https://files.example/LARDER-C-1.0-py3-none-any.whl>x</a>", true);
    row("by hand, with a base",
        "<base href=https://files.example/y/><a href=larder-c-1.0.zip>x</a>", true);
    row("a heading at the end, as a page may be once its base was taken out",
        "<h1>Links for larder-c", true);
    row("several texts in a title", "<title>Links &lt;for&gt;</title><h1>Links for x</h1>", true);

    row("portal, redirecting",
        "<html><head><meta http-equiv=\"refresh\" content=\"0; "
        "url=http://login.example/?url=https://index.example/simple/larder-c/\"></head></html>",
        false);
    row("portal, scripted",
        "<HTML><HEAD><TITLE>Web Authentication Redirect</TITLE><script>top.location='http://"
        "10.0.0.1/login.html'</script></HEAD></HTML>",
        false);
    row("portal, form",
        "<!doctype html><html><head><title>Welcome to Hotel Wi-Fi</title></head><body><h1>Log "
        "in</h1><form action=/login method=post><input name=room><button>OK</button></form>"
        "<a href=/terms.pdf>Terms</a></body></html>",
        false);
    row("portal, terms only",
        "<html><title>Welcome on board</title><body><a href=\"/accept?next=/simple/larder-c/\">Go "
        "online</a></body></html>",
        false);
    row("portal with a download",
        "<html><title>Company network</title><body>Install <a href=/agent-2.1.zip>the agent</a> "
        "and "
        "<a href=/ca.exe>the certificate</a>.<form><input></form>",
        false);
    row("portal that echoes the address",
        "<html><title>Blocked: https://index.example/simple/larder-c/</title><body>The page <a "
        "href=https://index.example/simple/larder-c/>larder-c</a> is blocked.</body></html>",
        false);
    row("portal that claims to be a list",
        "<title>Index of /</title><form action=/login><input name=user></form>", false);
    row("portal with a list in a comment",
        "<!-- <a href=larder_c-1.0.zip>x</a> <title>Links for x</title> --><p>Log in", false);
    row("portal with a list in a script",
        "<script>'<a href=larder_c-1.0.zip> <h1>Links for x</h1>'</script>", false);
    row("portal whose file has a query", "<a href=/login?next=/larder_c-1.0.zip>x</a>", false);
    row("block page", "<html><body>Access denied</body></html>", false);
    row("empty", "", false);
    row("no HTML", "larder_c-1.0.zip", false);
    row("JSON", "{\"files\": []}", false);
    row("index page of another type", publicPage, false, "text/plain");
    row("index page without a type", publicPage, false, "");
    row("index page called JSON", publicPage, false, "application/vnd.pypi.simple.v1+json");
}

void PipHtmlTest::checks()
{
    QFETCH(QByteArray, contentType);
    QFETCH(QByteArray, text);
    QFETCH(bool, isIndex);
    DocumentOrigin from = origin;
    from.contentType = contentType.toStdString();
    const auto result = test::check(*pip(), from, text.toStdString());
    QCOMPARE(result.has_value(), isIndex);
    if (!result)
        QCOMPARE(result.error().kind, FaultKind::Damaged);
}

void PipHtmlTest::longTags()
{
    const auto page = [](std::size_t length) {
        return "<title>Links for x</title><a x=\"" + std::string(length, 'y') + "\">";
    };
    QVERIFY(test::check(*pip(), origin, page(60'000)));
    QVERIFY(test::rewrite(*pip(), origin, "/files/", page(60'000)));
    for (const std::string &tooLong : {page(70'000), page(70'000).substr(0, 69'000)}) {
        const auto checked = test::check(*pip(), origin, tooLong);
        QVERIFY(!checked);
        QCOMPARE(checked.error().kind, FaultKind::TooLarge);
        QVERIFY(!test::rewrite(*pip(), origin, "/files/", tooLong));
    }
    // Text and comments go through in pieces.
    QVERIFY(test::check(*pip(), origin, page(10) + std::string(200'000, 'z')));
    QVERIFY(test::check(*pip(), origin, page(10) + "<!--" + std::string(200'000, 'z')));
}

void PipHtmlTest::fullDisk()
{
    QByteArray bytes = QByteArray::fromStdString(publicPage);
    QBuffer body(&bytes);
    body.open(QIODevice::ReadOnly);
    test::FullDevice full;
    const auto result = pip()->rewriteDocument(origin, "/files/", body, full);
    QVERIFY(!result);
    QCOMPARE(result.error().kind, FaultKind::NoSpace);
}

void PipHtmlTest::hugePage()
{
    const auto entry = [](std::size_t number) {
        return "<a href=\"../../packages/larder_c-1." + std::to_string(number) +
               "-py3-none-any.whl#sha256=" + sha256 +
               "\" data-requires-python=\"&gt;=3.7\" data-core-metadata=\"sha256=" + otherSha256 +
               "\">larder_c-1." + std::to_string(number) + "-py3-none-any.whl</a><br />\n";
    };
    constexpr std::size_t entries = 80'000; // some 22 MB
    const long before = test::peakMemory();
    test::EndlessDocument page("<html><body>\n", entry, entries, "</body></html>\n");
    test::CountingDevice count;
    QVERIFY(pip()->rewriteDocument(origin, "/files/", page, count));
    QVERIFY(count.total() > 20'000'000);
    test::EndlessDocument again("<html><body>\n", entry, entries, "</body></html>\n");
    QVERIFY(pip()->checkDocument(origin, again));
    const long growth = test::peakMemory() - before;
    QVERIFY2(before > 0 && growth < test::maxPeakGrowth, std::to_string(growth).c_str());
}

void PipHtmlTest::survivesAnything()
{
    test::Mutator mutator(7, {"<a href=",
                              "<",
                              ">",
                              "\"",
                              "'",
                              "=",
                              "</a>",
                              "<!--",
                              "-->",
                              "<!",
                              "<?",
                              "</",
                              "<script>",
                              "</script>",
                              "<base href=",
                              "&amp;",
                              "&#",
                              ";",
                              "#sha256=",
                              "data-core-metadata",
                              " ",
                              "/",
                              ".whl",
                              "//",
                              "?",
                              "<title>",
                              "\xFF",
                              std::string(1, '\0'),
                              std::string(3000, 'x')});
    for (std::size_t i = 0; i < 5'000; ++i) {
        const std::string page = mutator.mutate(publicPage);
        QVERIFY(test::rewrite(*pip(), origin, "/files/", page));
        (void)test::check(*pip(), origin, page);
    }
}

} // namespace

QTEST_GUILESS_MAIN(PipHtmlTest)
#include "piphtml.moc"
