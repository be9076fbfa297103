#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies the sources to where lupdate reads them, with every text in the context in which the
program looks it up.

Usage: sources.py FROM TO     FROM: the top of the source tree
       sources.py --self-test

lupdate knows the tr() of most classes. Many sources have a function of their own instead,

    QString tr(const char *text)
    {
        return QCoreApplication::translate("larder::cli::Pause", text);
    }

whose calls it would put into another context, or into none. In the copy all are written out as
QCoreApplication::translate("larder::cli::Pause", "…"); in a member function of a class that has a
tr() that one is meant, as it is for the compiler. A call whose context is not found is an error.
"""
import pathlib
import re
import sys

HELPER = re.compile(
    r"^QString (\w+)\(const char \*(\w+)\)\s*\{\s*"
    r'return QCoreApplication::translate\(\s*"([^"]+)",\s*\2\);\s*\}\n', re.MULTILINE)
NAMESPACE = re.compile(r"^namespace ([\w:]+)$", re.MULTILINE)
CLASS = re.compile(
    r"^(?:class|struct) (\w+)[^;{]*\{(?:(?!^\};).)*?"
    r"\b(?:Q_OBJECT|Q_DECLARE_TR_FUNCTIONS\((?P<context>[\w:]+)\))", re.MULTILINE | re.DOTALL)
MACRO = re.compile(r'^#define (\w+)\(\w+\) QT_TRANSLATE_NOOP\("([^"]+)", \w+\)$', re.MULTILINE)
# A definition at the beginning of a line; in clang-format's style its body ends with the next "}"
# there.
MEMBER = re.compile(r"^(?:[\w:<>&*, ]+[ &*])?(\w+)::~?\w+\(", re.MULTILINE)


def sources(top):
    return [path for root in ("app", "proxy") for path in sorted((top / root).rglob("*"))
            if path.suffix in (".cpp", ".h")]


def namespace_at(text, position):
    found = NAMESPACE.findall(text, 0, position)
    return found[-1] if found else ""


def classes_in(text):
    """The contexts of the classes with a tr(), by their names, and the spans of their bodies."""
    contexts, spans = {}, []
    for found in CLASS.finditer(text):
        namespace = namespace_at(text, found.start())
        name = (namespace + "::" if namespace else "") + found.group(1)
        contexts[name] = found.group("context") or name
        spans.append((found.start(), text.find("\n};", found.start()), contexts[name]))
    return contexts, spans


def spans_of_members(text, classes):
    """Where the member functions of these classes stand, with their contexts."""
    spans = classes_in(text)[1]
    for found in MEMBER.finditer(text):
        namespace = namespace_at(text, found.start())
        context = classes.get((namespace + "::" if namespace else "") + found.group(1))
        if context:
            end = text.find("\n}", found.start())
            spans.append((found.start(), end if end >= 0 else len(text), context))
    return spans


def written_out(text, classes):
    def translate(context):
        return f'QCoreApplication::translate("{context}", '

    # What is longer only to be shorter elsewhere.
    for macro, context in MACRO.findall(text):
        text = MACRO.sub("", text)
        text = re.sub(rf"\b{macro}\((?=\s*\")", f'QT_TRANSLATE_NOOP("{context}", ', text)
    helpers = {name: context for name, _, context in HELPER.findall(text)}
    text = HELPER.sub("", text)

    def qualified(call):
        namespace = namespace_at(text, call.start())
        context = classes.get((namespace + "::" if namespace else "") + call.group(1))
        return translate(context) if context else call.group()

    text = re.sub(r"\b(\w+)::tr\((?=\s*\")", qualified, text)
    for name in {"tr", *helpers}:
        spans = spans_of_members(text, classes) if name == "tr" else []

        def unqualified(call):
            inside = [context for begin, end, context in spans if begin <= call.start() < end]
            context = inside[-1] if inside else helpers.get(name)
            return translate(context) if context else call.group()

        text = re.sub(rf"(?<![\w:.>]){name}\((?=\s*\")", unqualified, text)
    return text


def left_over(text):
    """The lines of texts whose context is not known."""
    return [text.count("\n", 0, call.start()) + 1
            for call in re.finditer(r"\b(?<!QCoreApplication::)(?:tr|translate)\((?=\s*\")", text)]


def copy_all(top, target):
    classes = {}
    for path in sources(top):
        classes.update(classes_in(path.read_text(encoding="utf-8"))[0])
    faults = 0
    for path in sources(top):
        copy = target / path.relative_to(top)
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = written_out(path.read_text(encoding="utf-8"), classes)
        for line in left_over(text):
            print(f"{path}: about line {line}: a text without a context", file=sys.stderr)
            faults += 1
        copy.write_text(text, encoding="utf-8")
    return min(faults, 1)


def self_test():
    classes = {"a::b::Window": "a::b::Window", "a::Options": "larder"}
    helper = 'QString tr(const char *text)\n{\n    return QCoreApplication::translate("h", text);\n}\n'
    cases = [
        (helper + 'void f()\n{\n    tr("x");\n}\n', ['("h", "x")']),
        (helper.replace(" tr(", " say(") + 'void f()\n{\n    say("x");\n}\n', ['("h", "x")']),
        (helper + 'namespace a::b\nvoid Window::f()\n{\n    tr("x");\n}\nvoid g()\n{\n    tr("y");\n}\n',
         ['("a::b::Window", "x")', '("h", "y")']),
        ('namespace a::b\nvoid f()\n{\n    Window::tr(\n        "x");\n}\n', ['("a::b::Window", ']),
        ('namespace a\nvoid Options::f()\n{\n    tr("x");\n}\n', ['("larder", "x")']),
        ('#define T(x) QT_TRANSLATE_NOOP("c", x)\nconst char *t = T("x");\n', ['("c", "x")']),
        ('void f()\n{\n    tr("x");\n}\n', None),
        ('namespace a::c\nvoid Window::f()\n{\n    tr("x");\n}\n', None),
    ]
    wrong = 0
    for text, expected in cases:
        result = written_out(text, classes)
        good = bool(left_over(result)) if expected is None else (
            not left_over(result) and all(part in result for part in expected))
        if not good:
            print(f"self-test: {text!r} became {result!r}", file=sys.stderr)
            wrong += 1
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(self_test() if "--self-test" in sys.argv[1:]
             else copy_all(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
