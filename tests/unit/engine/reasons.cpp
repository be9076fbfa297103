// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reasons.h"

#include <QTest>

namespace larder::engine
{

using statistics::Reason;

class ReasonsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void faults_data()
    {
        QTest::addColumn<FaultKind>("kind");
        QTest::addColumn<Reason>("reason");
        QTest::newRow("no connection") << FaultKind::Unreachable << Reason::OriginDown;
        QTest::newRow("silence") << FaultKind::TimedOut << Reason::OriginDown;
        QTest::newRow("cut") << FaultKind::Cut << Reason::OriginFailed;
        QTest::newRow("rubbish") << FaultKind::Protocol << Reason::OriginFailed;
        QTest::newRow("other bytes") << FaultKind::Damaged << Reason::WrongBytes;
        QTest::newRow("a private address") << FaultKind::NotAllowed << Reason::NotAllowed;
        QTest::newRow("a full disk") << FaultKind::NoSpace << Reason::StoreTrouble;
        QTest::newRow("a defect") << FaultKind::Internal << Reason::None;
    }

    void faults()
    {
        QFETCH(FaultKind, kind);
        QTEST(reasonOf(Fault{.kind = kind, .what = {}, .advice = {}}), "reason");
    }

    void refusals_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<Reason>("reason");
        QTest::newRow("rubbish") << 400 << Reason::Malformed;
        QTest::newRow("too long") << 414 << Reason::Malformed;
        QTest::newRow("another site's") << 403 << Reason::NotAllowed;
        QTest::newRow("another name") << 421 << Reason::NotAllowed;
        QTest::newRow("another method") << 405 << Reason::NotAllowed;
        QTest::newRow("another path") << 404 << Reason::UnknownPath;
    }

    void refusals()
    {
        QFETCH(int, status);
        QTEST(refusalReason(status), "reason");
    }
};

} // namespace larder::engine

QTEST_GUILESS_MAIN(larder::engine::ReasonsTest)
#include "reasons.moc"
