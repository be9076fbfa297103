# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash

# Starting Larder for a person at a terminal.

aptPort=3142
startSeconds=20 # to open its ports; it takes a fraction of one

portAnswers() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# HOST: whether one of its addresses is one that Larder contacts only by the user's word.
isPrivateHost() {
    local v4='0|10|127|169\.254|192\.168|172\.(1[6-9]|2[0-9]|3[01])'
    v4+='|100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])'
    getent ahosts "$1" | grep -qE "^($v4)\\.|^(::1?|f[cde][0-9a-f]{2}:[0-9a-f:]*)[[:space:]]"
}

# REGISTRY: prints HOST or HOST:PORT of it and of those archives in the machine's apt sources that
# Larder would refuse: at private addresses, or at a port that is no archive's usual one.
hostsToAllow() {
    local place host port
    { machineSources && printf '%s\n' "$1"; } |
        sed -nE 's,^https?://([^/@]+@)?([^/ ]+).*,\2,p' | sort -u |
        while read -r place; do
            host=${place%:*} port=80
            [[ $place != *:* ]] || port=${place##*:}
            if [[ $port != 80 && $port != 443 ]]; then
                printf '%s\n' "$place"
            elif isPrivateHost "$host"; then
                printf '%s\n' "$host"
            fi
        done
}

# The registry that this machine's npm is set to; empty when that is the public one, or already
# something on this machine, such as Larder.
ownNpmRegistry() {
    local registry
    registry=$(machineNpmRegistry)
    [[ $registry =~ ^https?://(registry\.npmjs\.org|localhost|127\.|\[::1\]) ]] ||
        printf '%s' "$registry"
}

# Whether there is a display that the tray and its windows could be on.
hasDisplay() { [[ " ${sharedEnvironment[*]} " == *' '@(DISPLAY|WAYLAND_DISPLAY)=* ]]; }

runLarder() {
    local programs=$sourceTree/build/release allowed=() options=() command=() registry host taken=0 i
    registry=$(ownNpmRegistry)
    if [[ -n $registry ]]; then
        printf "Packages of npm come from where this machine's npm has them from: %s\n" "$registry"
        options+=(--upstream "npm=$registry")
    fi
    mapfile -t allowed < <(hostsToAllow "$registry")
    for host in "${allowed[@]}"; do
        printf "Allowed, because this machine's apt sources or npm name it: %s\n" "$host"
        options+=(--allow-upstream "$host")
    done

    ! portAnswers "$aptPort" || taken=1 # Larder says by whom, and ends
    command=("$programs/proxy/larder-proxy" "${options[@]}")
    if hasDisplay; then
        command=("$sourceTree/packaging/devlib/besidetray" "$programs/app/tray/larder-tray"
            "${command[@]}")
    fi
    startShared "${command[@]}"
    for ((i = 0; i < startSeconds * 10; ++i)); do
        kill -0 "$enclosed" 2>/dev/null || break
        ((taken)) || ! portAnswers "$aptPort" || break
        sleep 0.1
    done
    if kill -0 "$enclosed" 2>/dev/null && portAnswers "$aptPort"; then
        endStage
        printWelcome
    fi
    waitEnclosed && return 0
    local status=$?
    ((interrupted == 0)) || { printf 'Larder has stopped.\n' && exit "$interrupted"; }
    fail "Larder ended with status $status." "Its last line above says why."
}

printWelcome() {
    local larder=build/release/app/cli/larder window=
    local cache=${XDG_CACHE_HOME:-$personHome/.cache}/larder
    local state=${XDG_STATE_HOME:-$personHome/.local/state}/larder
    printf '\nLarder is running.\n\n'
    (runShared "$sourceTree/$larder" status) || true # it says itself what it cannot read
    [[ -z $root ]] || larder="packaging/dev shell $larder"
    ! hasDisplay || window='the window that has opened, and the icon in the tray, or
         '
    cat <<END

Look:    $window$larder status | stats | log -f
Stop:    Ctrl-C here.
Undo:    take the pasted lines back out of each client; its packages then come directly again.
         Larder's own files: $cache and $state
END
}
