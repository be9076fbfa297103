# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash

# Numbered stages with their times, and the one way to fail.

stageNumber=0
stageName=
stageStart=0
stageTable=()

microseconds() { printf '%s' "${EPOCHREALTIME//[!0-9]/}"; }

# WHAT: begins a stage; the one before it ends.
stage() {
    endStage
    stageNumber=$((stageNumber + 1))
    stageName=$1
    stageStart=$(microseconds)
    printf '[%d] %s\n' "$stageNumber" "$stageName"
}

endStage() {
    [[ -n $stageName ]] || return 0
    local tenths=$((($(microseconds) - stageStart) / 100000)) seconds line
    seconds=$((tenths / 10)).$((tenths % 10))
    printf -v line '%8s s  [%d] %s' "$seconds" "$stageNumber" "$stageName"
    stageTable+=("$line")
    printf '[%d] %s: %s s\n' "$stageNumber" "$stageName" "$seconds"
    stageName=
}

printStageTable() {
    endStage
    printf '\nTime of each stage:\n'
    printf '%s\n' "${stageTable[@]}"
}

# WHAT ADVICE…: names the stage, what happened and what to do, and ends the program.
fail() {
    printf '\npackaging/dev failed%s:\n  %s\n' \
        "${stageName:+ in stage $stageNumber, $stageName}" "$1"
    shift
    (($# == 0)) || printf '  %s\n' "$@"
    exit 1
} >&2

# PURPOSE: goes on as root. Without root rights the whole command is started again through sudo,
# which forgets the environment: what tells where the person's session and caches are goes along.
asRoot() {
    ((EUID != 0)) || return 0
    local name carried=()
    command -v sudo >/dev/null || fail "$1 needs root rights, and there is no sudo here." \
        "Run 'packaging/dev ${invocation[*]}' as root, or install sudo and allow it to $(id -un)."
    for name in XDG_{CACHE,CONFIG,DATA,STATE}_HOME XDG_{RUNTIME_DIR,SESSION_TYPE,CURRENT_DESKTOP} \
        DBUS_SESSION_BUS_ADDRESS DISPLAY WAYLAND_DISPLAY XAUTHORITY TERM LANG LANGUAGE CI \
        LARDER_DEV_DIR LARDER_DEV_MIRROR LARDER_DEV_NPM_REGISTRY {http,https,no,all}_proxy \
        SSL_CERT_{FILE,DIR}; do
        [[ -z ${!name-} ]] || carried+=("$name=${!name}")
    done
    printf '%s needs root rights: going on through sudo.\n' "$1"
    exec sudo env "${carried[@]}" "$sourceTree/packaging/dev" "${invocation[@]}"
}
