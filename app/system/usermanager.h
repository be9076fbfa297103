// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "bus/bus.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace larder::system
{

// The bus that systemd's own units open for this user, whatever the session uses.
[[nodiscard]] std::string ownBusAddress();

// What systemd says about one unit. A value.
struct UnitState
{
    std::string load;     // "loaded", "not-found", "masked", "bad-setting", "error"
    std::string active;   // "active", "inactive", "failed", "activating", …
    std::string file;     // "enabled", "disabled", …; empty without a file
    std::string fragment; // the file it was loaded from; empty without one

    [[nodiscard]] bool isListening() const { return active == "active"; }

    friend bool operator==(const UnitState &, const UnitState &) = default;
};

// A link that enabling made, or disabling removed.
struct UnitLink
{
    std::filesystem::path path;
    std::string target;
};

// The systemd manager of this user, over D-Bus. Every call blocks until the answer is there, at
// most callLimit, or jobLimit for a job and for reading all units again: it belongs to a worker
// thread (UnitControl has one), or to a program that has nothing else to do. One thread.
class UserManager
{
public:
    // Starting a socket takes milliseconds; stopping a proxy may take TimeoutStopSec= of its unit.
    static constexpr std::chrono::seconds callLimit{10};
    static constexpr std::chrono::seconds jobLimit{60};

    // On the session's bus if systemd is there, otherwise on the one that it opens itself. Without
    // a manager FaultKind::NotFound: a sentence says what works instead. limit: for the calls.
    [[nodiscard]] static Result<UserManager> connect(std::chrono::microseconds limit = callLimit);

    // Read from disk if systemd has not got it in memory: systemd knows nothing by itself of a unit
    // that nobody uses.
    [[nodiscard]] Result<UnitState> unit(const std::string &name);
    [[nodiscard]] Result<std::vector<UnitLink>> enable(const std::string &name);
    [[nodiscard]] Result<std::vector<UnitLink>> disable(const std::string &name);
    [[nodiscard]] Result<void> reload();
    // The result of the job, once it has come: "done", or why not.
    [[nodiscard]] Result<std::string> start(const std::string &name);
    [[nodiscard]] Result<std::string> stop(const std::string &name);
    // To the unit's main process only.
    [[nodiscard]] Result<void> signal(const std::string &name, int number);
    // Where units of this user belong that shall last, such as ~/.config/systemd/user.
    [[nodiscard]] Result<std::filesystem::path> unitFolder();
    // After a failure, before the next start. Nothing wrong when it has not failed.
    void resetFailed(const std::string &name);

private:
    // Results of jobs by their paths, as signals bring them.
    using Results = std::map<std::string, std::string, std::less<>>;
    static int jobRemoved(sd_bus_message *message, void *results, sd_bus_error *error);

    UserManager(bus::Bus bus, std::unique_ptr<Results> results, bus::Slot removed);
    [[nodiscard]] static Result<UserManager> greet(bus::Bus bus, std::chrono::microseconds limit);
    [[nodiscard]] Result<std::string> property(const std::string &path, const char *name);
    [[nodiscard]] Result<std::vector<UnitLink>> changeLinks(const char *method,
                                                            const std::string &name);
    [[nodiscard]] Result<std::string> runJob(const char *method, const std::string &name);

    std::unique_ptr<Results> m_results; // at one place: the bus refers to it
    bus::Bus m_bus;
    bus::Slot m_removed;
};

} // namespace larder::system
