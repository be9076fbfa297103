// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/usermanager.h"

#include <QCoreApplication>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <tuple>
#include <unistd.h>
#include <utility>

namespace larder::system
{

namespace
{

constexpr const char *manager = "org.freedesktop.systemd1";
constexpr const char *managerPath = "/org/freedesktop/systemd1";
constexpr const char *managerInterface = "org.freedesktop.systemd1.Manager";
constexpr const char *unitInterface = "org.freedesktop.systemd1.Unit";

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::UserManager", text);
}

// An error of D-Bus and its text.
class CallError
{
public:
    CallError() = default;
    CallError(const CallError &) = delete;
    CallError &operator=(const CallError &) = delete;

    ~CallError() { sd_bus_error_free(&m_error); }

    sd_bus_error *get() { return &m_error; }

    [[nodiscard]] Fault fault(const QString &what, int status) const
    {
        return bus::callFault(what, status, &m_error);
    }

private:
    sd_bus_error m_error{};
};

QString asked(const char *method, const std::string &name)
{
    return tr("systemd did not carry out %1 for %2")
        .arg(QString::fromLatin1(method), QString::fromStdString(name));
}

Fault noManager(const QString &reason)
{
    return {.kind = FaultKind::NotFound,
            .what = tr("A cache cannot start on demand here, since no systemd manager of this user "
                       "can be reached: %1")
                        .arg(reason),
            .advice = tr("larder-proxy, started by hand, serves all caches without it.")};
}

bool hasManager(sd_bus *bus)
{
    CallError error;
    sd_bus_message *reply = nullptr;
    // NameHasOwner starts nothing.
    const int status = sd_bus_call_method(bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                          "org.freedesktop.DBus", "NameHasOwner", error.get(),
                                          &reply, "s", manager);
    const bus::Message owned(reply);
    int has = 0;
    return status >= 0 && sd_bus_message_read(reply, "b", &has) >= 0 && has != 0;
}

} // namespace

std::string ownBusAddress()
{
    return "unix:path=/run/user/" + std::to_string(::getuid()) + "/bus";
}

int UserManager::jobRemoved(sd_bus_message *message, void *results, sd_bus_error * /*error*/)
{
    std::uint32_t number = 0;
    const char *path = nullptr;
    const char *unit = nullptr;
    const char *result = nullptr;
    if (sd_bus_message_read(message, "uoss", &number, &path, &unit, &result) >= 0) {
        static_cast<Results *>(results)->insert_or_assign(path, result);
    }
    return 0;
}

UserManager::UserManager(bus::Bus bus, std::unique_ptr<Results> results, bus::Slot removed)
    : m_results(std::move(results))
    , m_bus(std::move(bus))
    , m_removed(std::move(removed))
{}

Result<UserManager> UserManager::connect(std::chrono::microseconds limit)
{
    QString reason;
    auto session = bus::openSessionBus();
    if (session) {
        auto here = greet(std::move(*session), limit);
        if (here) {
            return here;
        }
        reason = here.error().text();
    } else {
        reason = session.error().text();
    }
    if (auto own = bus::openBusAt(ownBusAddress())) {
        if (auto here = greet(std::move(*own), limit)) {
            return here;
        }
    }
    return std::unexpected(noManager(reason));
}

Result<UserManager> UserManager::greet(bus::Bus bus, std::chrono::microseconds limit)
{
    sd_bus_set_method_call_timeout(bus.get(), static_cast<std::uint64_t>(limit.count()));
    if (!hasManager(bus.get())) {
        return fail(FaultKind::NotFound, tr("systemd is not on the message bus of your session."));
    }
    auto results = std::make_unique<Results>();
    sd_bus_slot *removed = nullptr;
    int status = sd_bus_match_signal(bus.get(), &removed, manager, managerPath, managerInterface,
                                     "JobRemoved", jobRemoved, results.get());
    bus::Slot slot(removed);
    CallError error;
    if (status >= 0) {
        // Without it systemd sends few of its signals.
        status = sd_bus_call_method(bus.get(), manager, managerPath, managerInterface, "Subscribe",
                                    error.get(), nullptr, "");
    }
    if (status < 0) {
        return std::unexpected(error.fault(tr("systemd does not answer"), status));
    }
    return UserManager(std::move(bus), std::move(results), std::move(slot));
}

Result<std::string> UserManager::property(const std::string &path, const char *name)
{
    CallError error;
    char *value = nullptr;
    const int status = sd_bus_get_property_string(m_bus.get(), manager, path.c_str(), unitInterface,
                                                  name, error.get(), &value);
    const std::unique_ptr<char, decltype(&std::free)> owned(value, &std::free);
    if (status < 0) {
        return std::unexpected(
            error.fault(tr("systemd does not tell the state of a unit"), status));
    }
    return std::string(value);
}

Result<std::filesystem::path> UserManager::unitFolder()
{
    CallError error;
    char **folders = nullptr;
    const int status = sd_bus_get_property_strv(m_bus.get(), manager, managerPath, managerInterface,
                                                "UnitPath", error.get(), &folders);
    std::filesystem::path found;
    for (char **folder = folders; status >= 0 && *folder != nullptr; ++folder) {
        // In the order in which they win: the user's own comes before the machine's.
        if (found.empty() && std::string_view(*folder).ends_with("/systemd/user")) {
            found = *folder;
        }
        std::free(*folder);
    }
    std::free(static_cast<void *>(folders));
    if (status < 0 || found.empty()) {
        return std::unexpected(
            error.fault(tr("systemd does not tell where units belong"), std::min(status, -ENOENT)));
    }
    return found;
}

Result<UnitState> UserManager::unit(const std::string &name)
{
    CallError error;
    sd_bus_message *reply = nullptr;
    int status = sd_bus_call_method(m_bus.get(), manager, managerPath, managerInterface, "LoadUnit",
                                    error.get(), &reply, "s", name.c_str());
    const bus::Message owned(reply);
    const char *path = nullptr;
    if (status >= 0) {
        status = sd_bus_message_read(reply, "o", &path);
    }
    if (status < 0) {
        return std::unexpected(error.fault(asked("LoadUnit", name), status));
    }
    UnitState state;
    const std::pair<const char *, std::string *> properties[] = {{"LoadState", &state.load},
                                                                 {"ActiveState", &state.active},
                                                                 {"UnitFileState", &state.file},
                                                                 {"FragmentPath", &state.fragment}};
    for (const auto &[property, value] : properties) {
        auto read = this->property(path, property);
        if (!read) {
            return std::unexpected(std::move(read.error()));
        }
        *value = *std::move(read);
    }
    return state;
}

Result<std::vector<UnitLink>> UserManager::enable(const std::string &name)
{
    return changeLinks("EnableUnitFiles", name);
}

Result<std::vector<UnitLink>> UserManager::disable(const std::string &name)
{
    return changeLinks("DisableUnitFiles", name);
}

Result<std::vector<UnitLink>> UserManager::changeLinks(const char *method, const std::string &name)
{
    const bool enabling = std::string_view(method) == "EnableUnitFiles";
    CallError error;
    sd_bus_message *reply = nullptr;
    // For good, not for this run; enabling never replaces links that lead elsewhere.
    int status =
        enabling ? sd_bus_call_method(m_bus.get(), manager, managerPath, managerInterface, method,
                                      error.get(), &reply, "asbb", 1, name.c_str(), 0, 0)
                 : sd_bus_call_method(m_bus.get(), manager, managerPath, managerInterface, method,
                                      error.get(), &reply, "asb", 1, name.c_str(), 0);
    const bus::Message owned(reply);
    if (status >= 0 && enabling) {
        status = sd_bus_message_skip(reply, "b");
    }
    if (status >= 0) {
        status = sd_bus_message_enter_container(reply, 'a', "(sss)");
    }
    std::vector<UnitLink> links;
    const char *kind = nullptr;
    const char *path = nullptr;
    const char *target = nullptr;
    while (status >= 0 &&
           (status = sd_bus_message_read(reply, "(sss)", &kind, &path, &target)) > 0) {
        links.push_back({.path = path, .target = target});
    }
    if (status < 0) {
        return std::unexpected(error.fault(asked(method, name), status));
    }
    return links;
}

Result<void> UserManager::reload()
{
    CallError error;
    sd_bus_message *call = nullptr;
    int status = sd_bus_message_new_method_call(m_bus.get(), &call, manager, managerPath,
                                                managerInterface, "Reload");
    const bus::Message owned(call);
    if (status >= 0) {
        status = sd_bus_call(m_bus.get(), call, std::chrono::microseconds(jobLimit).count(),
                             error.get(), nullptr);
    }
    if (status < 0) {
        return std::unexpected(error.fault(tr("systemd did not read its units again"), status));
    }
    return {};
}

Result<std::string> UserManager::start(const std::string &name)
{
    return runJob("StartUnit", name);
}

Result<std::string> UserManager::stop(const std::string &name)
{
    return runJob("StopUnit", name);
}

Result<void> UserManager::signal(const std::string &name, int number)
{
    CallError error;
    const int status =
        sd_bus_call_method(m_bus.get(), manager, managerPath, managerInterface, "KillUnit",
                           error.get(), nullptr, "ssi", name.c_str(), "main", number);
    if (status < 0) {
        return std::unexpected(error.fault(asked("KillUnit", name), status));
    }
    return {};
}

Result<std::string> UserManager::runJob(const char *method, const std::string &name)
{
    CallError error;
    sd_bus_message *reply = nullptr;
    int status = sd_bus_call_method(m_bus.get(), manager, managerPath, managerInterface, method,
                                    error.get(), &reply, "ss", name.c_str(), "replace");
    const bus::Message owned(reply);
    const char *job = nullptr;
    if (status >= 0) {
        status = sd_bus_message_read(reply, "o", &job);
    }
    if (status < 0) {
        return std::unexpected(error.fault(asked(method, name), status));
    }
    const auto deadline = std::chrono::steady_clock::now() + jobLimit;
    for (;;) {
        if (const auto found = m_results->find(job); found != m_results->end()) {
            std::string result = std::move(found->second);
            m_results->clear();
            return result;
        }
        status = sd_bus_process(m_bus.get(), nullptr);
        if (status == 0) {
            const auto left = std::chrono::duration_cast<std::chrono::microseconds>(
                deadline - std::chrono::steady_clock::now());
            if (left.count() <= 0) {
                return fail(FaultKind::TimedOut,
                            asked(method, name) + u' ' +
                                tr("within %1 seconds.").arg(jobLimit.count()));
            }
            status = sd_bus_wait(m_bus.get(), static_cast<std::uint64_t>(left.count()));
        }
        if (status < 0 && status != -EINTR) {
            return std::unexpected(systemFault(-status, asked(method, name)));
        }
    }
}

void UserManager::resetFailed(const std::string &name)
{
    std::ignore = sd_bus_call_method(m_bus.get(), manager, managerPath, managerInterface,
                                     "ResetFailedUnit", nullptr, nullptr, "s", name.c_str());
}

} // namespace larder::system
