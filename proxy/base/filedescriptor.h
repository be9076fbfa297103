// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>

namespace larder
{

// Owns one open file descriptor and closes it. Any thread, one at a time.
class FileDescriptor
{
public:
    FileDescriptor() = default;

    explicit FileDescriptor(int fd)
        : m_fd(fd)
    {}

    FileDescriptor(FileDescriptor &&other) noexcept
        : m_fd(other.release())
    {}

    FileDescriptor &operator=(FileDescriptor &&other) noexcept
    {
        if (this != &other) {
            reset(other.release());
        }
        return *this;
    }

    FileDescriptor(const FileDescriptor &) = delete;
    FileDescriptor &operator=(const FileDescriptor &) = delete;

    ~FileDescriptor() { reset(); }

    [[nodiscard]] int get() const { return m_fd; }

    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }

    [[nodiscard]] int release() { return std::exchange(m_fd, -1); }

    void reset(int fd = -1);

private:
    int m_fd = -1;
};

} // namespace larder
