// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

// How the page looks. One constant text, so that its digest in the Content-Security-Policy allows
// exactly this style and nothing else; hence no style attributes in the page.
namespace larder::page
{

inline constexpr QStringView pageStyle = uR"(
:root {
    color-scheme: light dark;
    --paper: #faf7f1; --card: #ffffff; --ink: #27231d; --soft: #6a6156; --line: #e7dfd2;
    --accent: #2c6a4c; --tint: #e9f2ec; --warn: #9a3b1f; --warntint: #fbeae3;
    --stock: #2f7d57; --kept: #86b79a; --fetched: #d9962f; --passed: #8796a8; --failed: #bb4a3a;
    --code: #f6f1e7;
}
@media (prefers-color-scheme: dark) {
    :root {
        --paper: #171511; --card: #201d18; --ink: #ede7dc; --soft: #aba192; --line: #38322a;
        --accent: #86cba6; --tint: #1f3328; --warn: #f0a48a; --warntint: #3a2119;
        --stock: #4fae7f; --kept: #356a50; --fetched: #d79a3e; --passed: #718196; --failed: #d8685a;
        --code: #14120e;
    }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
    margin: 0; padding: 2.5rem 1.25rem 3rem; background: var(--paper); color: var(--ink);
    font: 1rem/1.55 system-ui, sans-serif; font-variant-numeric: tabular-nums;
}
body > * { max-width: 47rem; margin-left: auto; margin-right: auto; }
header { display: flex; align-items: center; gap: .9rem; margin-bottom: 1.75rem; }
header svg { width: 3rem; height: 3rem; flex: none; color: var(--accent); }
h1 { font-size: 1.6rem; line-height: 1.2; letter-spacing: -.015em; margin: 0; font-weight: 650; }
h1 span { color: var(--soft); font-weight: 400; }
header p { margin: .1rem 0 0; color: var(--soft); }
h2 { font-size: 1.15rem; letter-spacing: -.01em; margin: 2.75rem 0 .85rem; font-weight: 650; }
h3 { font-size: 1rem; margin: 0; font-weight: 600; }
p { margin: .5rem 0; }
code, pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .875em; }
code { overflow-wrap: anywhere; }
.card {
    background: var(--card); border: 1px solid var(--line); border-radius: .8rem;
    padding: 1.1rem 1.25rem;
}
.state p { margin: .15rem 0 0; color: var(--soft); }
.state strong {
    font-weight: 620; font-size: 1.1rem; display: inline-flex; align-items: center; gap: .7rem;
}
.state strong::before {
    content: ""; width: .75rem; height: .75rem; border-radius: 50%; background: var(--stock);
    box-shadow: 0 0 0 .25rem var(--tint);
}
.state.metered strong::before { background: var(--fetched); border-radius: .15rem; }
.state.offline strong::before {
    background: none; border: .17rem solid var(--soft); box-shadow: none;
}
.state.paused strong::before {
    background: none; border: solid var(--soft); border-width: 0 .22rem; border-radius: 0;
    width: .65rem; box-shadow: none;
}
.notice { margin-top: .9rem; }
.notice h2 { margin: 0 0 .25rem; font-size: 1rem; }
.notice.warning { background: var(--warntint); border-color: transparent; }
.notice.warning h2 { color: var(--warn); }
.notice p, .notice ul { margin: .25rem 0 0; }
.notice ul { padding-left: 1.2rem; }
.figures { display: grid; grid-template-columns: repeat(3, 1fr); gap: .9rem; margin: .9rem 0 0; }
.figures div { display: flex; flex-direction: column; }
.figures dt { color: var(--soft); font-size: .9rem; }
.figures dd { margin: 0; }
.figures .big {
    font-size: 1.85rem; line-height: 1.3; letter-spacing: -.025em; font-weight: 620;
    white-space: nowrap;
}
.figures .small { color: var(--soft); font-size: .9rem; line-height: 1.4; }
.shares { margin: 0 0 1.1rem; }
.shares svg { display: block; width: 100%; height: .8rem; border-radius: .4rem; }
.shares ul {
    list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: .6rem 0 0;
    padding: 0; font-size: .9rem; color: var(--soft);
}
.shares li { display: inline-flex; align-items: center; gap: .45rem; }
.shares li svg { width: .7rem; height: .7rem; border-radius: .2rem; }
.stock { fill: var(--stock); } .kept { fill: var(--kept); } .fetched { fill: var(--fetched); }
.passed { fill: var(--passed); } .failed { fill: var(--failed); }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--soft); font-size: .9rem; padding-bottom: .35rem; }
th, td { padding: .42rem 0 .42rem 1rem; text-align: right; border-top: 1px solid var(--line); }
th:first-child { text-align: left; padding-left: 0; font-weight: 400; }
thead th, thead td { border-top: 0; }
thead th { color: var(--soft); font-weight: 400; font-size: .9rem; }
td { white-space: nowrap; }
td small { color: var(--soft); font-size: .85em; padding-right: .5em; }
tr.sum th, tr.sum td { font-weight: 620; }
tr.sum td { color: var(--accent); }
tr.sum td.cost { color: var(--warn); }
.way + .way { margin-top: .9rem; }
.way p { color: var(--soft); font-size: .9rem; margin: .15rem 0 0; }
.way code { color: var(--ink); }
pre {
    background: var(--code); border: 1px solid var(--line); border-radius: .5rem;
    padding: .75rem .9rem; margin: .7rem 0; overflow-x: auto; line-height: 1.5;
    -webkit-user-select: all; user-select: all; cursor: copy; color: var(--ink);
}
pre:focus-visible, a:focus-visible { outline: .15rem solid var(--accent); outline-offset: .1rem; }
pre + p { margin-bottom: 0; }
.further { display: grid; grid-template-columns: auto 1fr; gap: .35rem 1.25rem; margin: 0; }
.further dt code { white-space: nowrap; }
.further dd { margin: 0; color: var(--soft); }
a { color: var(--accent); text-underline-offset: .15em; }
footer { color: var(--soft); font-size: .85rem; margin-top: 2.5rem; }
@media (max-width: 36rem) {
    body { padding: 1.25rem .9rem 2rem; }
    .figures { grid-template-columns: 1fr; gap: .6rem; }
    .figures div { padding: .8rem 1rem; }
    .figures .big { font-size: 1.6rem; }
    .card { padding: .95rem 1rem; }
    th, td { padding-left: .6rem; }
    td small { display: block; padding: 0; }
    .further { grid-template-columns: 1fr; gap: 0; }
    .further dd { margin-bottom: .6rem; }
}
@media print { body { padding: 0; } .card, pre { break-inside: avoid; } }
)";

} // namespace larder::page
