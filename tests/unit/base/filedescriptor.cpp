// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/filedescriptor.h"

#include <QTest>

#include <fcntl.h>

using namespace larder;

namespace
{

int openNull()
{
    return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

bool isOpen(int fd)
{
    return ::fcntl(fd, F_GETFD) != -1;
}

} // namespace

class FileDescriptorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void closesOnce()
    {
        const int fd = openNull();
        {
            FileDescriptor first(fd);
            FileDescriptor second(std::move(first));
            QVERIFY(second.isOpen());
            QCOMPARE(second.get(), fd);
            QVERIFY(isOpen(fd));
        }
        QVERIFY(!isOpen(fd));
    }

    void assignmentClosesTheOld()
    {
        const int first = openNull();
        const int second = openNull();
        FileDescriptor file(first);
        file = FileDescriptor(second);
        QVERIFY(!isOpen(first));
        QVERIFY(isOpen(second));
        file.reset();
        QVERIFY(!isOpen(second));
        QVERIFY(!file.isOpen());
    }

    void releaseKeepsOpen()
    {
        const int fd = openNull();
        {
            FileDescriptor file(fd);
            QCOMPARE(file.release(), fd);
        }
        QVERIFY(isOpen(fd));
        FileDescriptor(fd).reset();
    }
};

QTEST_GUILESS_MAIN(FileDescriptorTest)
#include "filedescriptor.moc"
