# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash

# Running commands in namespaces of their own, and ending them: whatever ends this program (Ctrl-C,
# timeout, kill -9) ends all that it started. packaging/devlib/inside is the other half.

enclosed=     # process id of the running unshare
interrupted=0 # exit status of the signal that came, 0 for none
stopSeconds=10 # what a program gets to finish its requests after TERM

# UNSHARE-OPTION… -- COMMAND…: starts it with this program's terminal.
# - `env --default-signal` and `<&0` undo what bash does to a background job, so Ctrl-C and typing
#   reach the command while bash stays in `wait`, the one place where its traps run at once;
# - unshare itself ignores TERM. pdeathsig kills it when this program dies, --kill-child its child,
#   which is PID 1 of a namespace and takes everything in it along.
startEnclosed() {
    local options=()
    while [[ $1 != -- ]]; do options+=("$1") && shift; done
    shift
    {
        [[ -z ${enclosingGroup-} ]] || printf '%s' "$BASHPID" >"$enclosingGroup/cgroup.procs"
        exec env --default-signal=INT,QUIT setpriv --pdeathsig KILL \
            unshare --kill-child=KILL "${options[@]}" -- "$@"
    } <&0 &
    enclosed=$!
}

# Returns the exit status of the command; after a signal that of the signal.
waitEnclosed() {
    local status
    while :; do
        status=0
        wait "$enclosed" || status=$?
        kill -0 "$enclosed" 2>/dev/null || break # a trap ends `wait` early too
    done
    enclosed=
    return $((interrupted ? interrupted : status))
}

stopEnclosed() {
    local children child i
    [[ -n $enclosed ]] || return 0
    read -r children <"/proc/$enclosed/task/$enclosed/children" || children=
    for child in $children; do kill -TERM "$child" 2>/dev/null || true; done
    for ((i = 0; i < stopSeconds * 10; ++i)); do
        kill -0 "$enclosed" 2>/dev/null || return 0
        sleep 0.1
    done
    kill -KILL "$enclosed" 2>/dev/null || true
}

onSignal() {
    interrupted=$1
    if [[ -n $enclosed ]]; then stopEnclosed; else exit "$1"; fi
}
trap 'onSignal 129' HUP
trap 'onSignal 130' INT
trap 'onSignal 143' TERM

# COMMAND…: starts it as the person, with their home, session and display and the host's network, as
# if it ran on the machine itself.
startShared() {
    local command=("${asPerson[@]}" env -i --chdir="$PWD" "${sharedEnvironment[@]}" "$@")
    if [[ -z $root ]]; then
        startEnclosed -f -- "${command[@]}"
    else
        startEnclosed -m -p -f -- env way=shared "${entering[@]}" \
            "$sourceTree/packaging/devlib/inside" "${command[@]}"
    fi
}

runShared() { startShared "$@" && waitEnclosed; }

# PRESET NETWORK COMMAND…: runs it as root of a throw-away copy of the system, with processes, /tmp,
# /run, home, control groups and, for NETWORK loopback, network of its own; NETWORK host shares the
# host's. The source tree can only be read, except for build/PRESET.
runThrowAway() {
    local preset=$1 options=(-m -p -f) status=0 group
    [[ $2 != loopback ]] || options+=(-n)
    shift 2
    group=$(makeControlGroup) || group=
    [[ -z $group ]] || options+=(-C)
    # The group is entered first: --cgroup then makes it the root of all that is seen inside.
    enclosingGroup=$group startEnclosed "${options[@]}" -- \
        env way=throwaway buildFolder="$sourceTree/build/$preset" "${entering[@]}" \
        "$sourceTree/packaging/devlib/inside" \
        env -i --chdir="$sourceTree" "${throwAwayEnvironment[@]}" "$@"
    waitEnclosed || status=$?
    # What was written as root belongs to the person again, and no control group stays behind.
    ((personId == 0)) ||
        find "$sourceTree/build/$preset" -user 0 -exec chown -h "$personId:$personGroup" {} +
    [[ -z $group ]] || find "$group" -depth -type d -exec rmdir {} \; 2>/dev/null || true
    return "$status"
}

# Prints a new control group below this program's own; fails where there is no cgroup2 to write.
makeControlGroup() {
    local mount own group
    mount=$(findmnt -n -f -t cgroup2 -o TARGET)
    own=$(sed -n 's/^0:://p' /proc/self/cgroup)
    group=${mount:?}${own%/}/larder-dev.$$
    mkdir "$group" 2>/dev/null && printf '%s' "$group"
}

# Sets what the two ways of entering have in common, once the person and the root are known.
prepareEntering() {
    local name runtime=${XDG_RUNTIME_DIR:-/run/user/$personId}
    local path=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin
    asPerson=()
    # Changing the user forgets the signal that --kill-child set: pdeathsig sets it again.
    ((personId == EUID)) || asPerson=(setpriv --reuid "$personId" --regid "$personGroup"
        --groups "$personGroups" --pdeathsig KILL)
    entering=(root="$root" sourceTree="$sourceTree" cacheFolder="$cacheFolder"
        personName="$personName" personId="$personId" personGroup="$personGroup"
        personHome="$personHome")

    sharedEnvironment=(HOME="$personHome" USER="$personName" PATH="$path"
        LC_CTYPE=C.UTF-8
        CCACHE_DIR="$cacheFolder/ccache" CMAKE_CXX_COMPILER_LAUNCHER=ccache
        # What one working tree compiled serves the others, also behind a precompiled header. The
        # price: a debugger may look for sources in the tree that compiled them.
        CCACHE_BASEDIR="$sourceTree" CCACHE_NOHASHDIR=1 CCACHE_MAXSIZE=10G
        CCACHE_SLOPPINESS="pch_defines,time_macros,include_file_mtime,include_file_ctime")
    for name in XDG_{CACHE,CONFIG,DATA,STATE}_HOME XDG_{SESSION_TYPE,CURRENT_DESKTOP} XAUTHORITY \
        DISPLAY TERM LANG LANGUAGE CI {http,https,no,all}_proxy SSL_CERT_{FILE,DIR}; do
        [[ -z ${!name-} ]] || sharedEnvironment+=("$name=${!name}")
    done
    # sudo forgets these three, and their places are known.
    [[ ! -d $runtime ]] || sharedEnvironment+=(XDG_RUNTIME_DIR="$runtime")
    if [[ -n ${DBUS_SESSION_BUS_ADDRESS-} || -S $runtime/bus ]]; then
        sharedEnvironment+=(
            DBUS_SESSION_BUS_ADDRESS="${DBUS_SESSION_BUS_ADDRESS:-unix:path=$runtime/bus}")
    fi
    if [[ -n ${WAYLAND_DISPLAY-} || -S $runtime/wayland-0 ]]; then
        sharedEnvironment+=(WAYLAND_DISPLAY="${WAYLAND_DISPLAY:-wayland-0}")
    fi

    throwAwayEnvironment=(HOME=/root USER=root PATH="$path" LC_ALL=C.UTF-8 TERM=dumb
        XDG_RUNTIME_DIR=/run/user/0 PYTHONDONTWRITEBYTECODE=1 QT_QPA_PLATFORM=offscreen
        LARDER_TIDY_FOLDER="$cacheFolder/tidy"
        LARDER_TIDY_SECONDS="${LARDER_TIDY_SECONDS-120}" # all of it takes a quarter of an hour
        LARDER_TEST_NPM_REGISTRY="$(machineNpmRegistry)"
        ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1
        UBSAN_OPTIONS=print_stacktrace=1
        # Qt is not instrumented: what happens inside it would be reported as races.
        TSAN_OPTIONS=ignore_noninstrumented_modules=1)
}
