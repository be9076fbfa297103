# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash

# What the machine brings: who works here, its packages, its apt archive; and the Debian 13 root
# that stands in where its own packages are too old.

rootSuite=trixie
spaceNeededMiB=6000 # the root takes 1.7 GB, unpacked beside its packages; then builds and ccache

# Sets personId, personGroups and personHome: whose files the builds are. Under sudo that is the
# person who called it, if the source tree is theirs; a root shell opened by sudo stays root.
findPerson() {
    personId=$EUID
    if ((EUID == 0)) && [[ ${SUDO_UID-0} == "$(stat -c %u "$sourceTree")" ]]; then
        personId=${SUDO_UID-0}
    fi
    personName=$(id -nu "$personId")
    personGroup=$(id -g "$personId")
    personGroups=$(id -G "$personId" | tr ' ' ,)
    personHome=$HOME
    ((personId == EUID)) || personHome=$(getent passwd "$personId" | cut -d: -f6)
    cacheFolder=${LARDER_DEV_DIR:-${XDG_CACHE_HOME:-$personHome/.cache}/larder-dev}
    mkdir -p "$cacheFolder"/{ccache,tidy,mount} || fail "$cacheFolder cannot be written." \
        "Set LARDER_DEV_DIR to a folder with $((spaceNeededMiB / 1000)) GB of free space."
    cacheFolder=$(cd "$cacheFolder" && pwd -P)
    ((personId == EUID)) ||
        chown "$personId:$personGroup" "$cacheFolder" "$cacheFolder"/{ccache,tidy}
}

# FILE…: the packages these lists name.
packagesIn() { sed 's/#.*//' "${@/#/$sourceTree/packaging/packages.}" | xargs -n 1; }

# Qt 6.8 and KDE Frameworks 6 came with Debian 13 and are in Ubuntu 26.04.
readonly firstDebian=13 firstUbuntu=2604
machineHasOwnPackages() {
    local ID='' VERSION_ID='' version
    # shellcheck source=/dev/null
    [[ ! -r /etc/os-release ]] || . /etc/os-release
    version=${VERSION_ID//[!0-9]/}
    case $ID in
        debian) ((${version:-9999} >= firstDebian)) ;; # testing and unstable carry no number
        ubuntu) ((${version:-0} >= firstUbuntu)) ;;
        *)
            command -v apt-get >/dev/null || fail "This machine has no apt-get." \
                "packaging/dev sets up Debian and Ubuntu. Elsewhere install Qt 6.8, KDE Frameworks" \
                "6 KArchive, llhttp, OpenSSL, SQLite, libsystemd, CMake, Ninja and g++ 14; then:" \
                "cmake --preset release && cmake --build --preset release"
            return 1
            ;;
    esac
}

# PACKAGE…: installs those that the machine lacks, naming them first. Their services are neither
# started nor enabled: that is what policy-rc.d and the last line are for.
installOnMachine() {
    local package missing=() status policy=/usr/sbin/policy-rc.d policyIsOurs='' log
    for package; do
        status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) || status=
        [[ $status == installed ]] || missing+=("$package")
    done
    ((${#missing[@]})) || return 0

    asRoot "Installing what this machine lacks (${missing[*]})"
    printf 'This machine lacks, and apt-get installs: %s\n' "${missing[*]}"
    stage "install ${#missing[@]} packages on this machine"
    if [[ ! -e $policy ]]; then
        policyIsOurs=1
        atExit+=("rm -f $policy")
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod +x "$policy"
    fi
    log=$cacheFolder/apt-get.log
    { apt-get update && DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends "${missing[@]}"; } </dev/null 2>&1 |
        tee "$log" | grep -E '^(Err|E:|W:|Setting up)' || true
    [[ -z $policyIsOurs ]] || rm -f "$policy"
    for package in "${missing[@]}"; do
        [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
            failAboutApt "$log" "apt-get did not install $package."
    done
    if [[ " ${missing[*]} " == *' nginx-light '* ]]; then
        systemctl disable nginx.service >/dev/null 2>&1 || true
    fi
}

# LOG WHAT: fails with the reason found in what apt-get or mmdebstrap wrote.
failAboutApt() {
    local log=$1 what=$2
    tail -n 15 "$log" >&2
    if grep -qE 'No space left' "$log"; then
        fail "$what The disk is full." "Free $((spaceNeededMiB / 1000)) GB below $cacheFolder," \
            "or set LARDER_DEV_DIR to a folder elsewhere."
    elif grep -qE 'NO_PUBKEY|not signed|EXPKEYSIG' "$log"; then
        fail "$what The archive's signing key is not known here." \
            "Run: apt-get update && apt-get install --only-upgrade debian-archive-keyring"
    elif grep -qE 'resolv|onnect|timed out|not reachable|ailed to fetch' "$log"; then
        fail "$what The archive could not be reached: ${archive:-see the lines above}." \
            "Check the network, and the sources and proxy that apt-get uses (apt-config dump |" \
            "grep -i proxy); LARDER_DEV_MIRROR=URL names another Debian mirror."
    fi
    fail "$what" "The lines above say why; $log has all."
}

# The URIs of the machine's apt sources with their suite. apt itself reads its files here, so both
# forms of source lists count, without lists having been fetched.
machineSources() {
    apt-get update --print-uris 2>/dev/null |
        sed -nE "s,^'([^']+)/dists/([^']+)/InRelease'.*,\1 \2,p"
}

# Sets archive and archiveKeyring: the Debian mirror of this machine's own sources.
findArchive() {
    local codename
    codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    archive=${LARDER_DEV_MIRROR-}
    [[ -n $archive ]] || archive=$(machineSources |
        awk -v suite="$codename" '$2 == suite && $1 ~ /\/debian\/?$/ && !found++ { print $1 }')
    archive=${archive:-http://deb.debian.org/debian} # Ubuntu's sources name no Debian mirror
    archiveKeyring=/usr/share/keyrings/debian-archive-keyring.gpg
}

# How apt reaches archives from this machine, as lines of an apt.conf. A command that detects the
# proxy does not exist in the root, so its answer of now goes there instead.
machineAptSettings() {
    local detect proxy
    apt-config dump | grep -E '^Acquire::(https?::|Force|Retries|Check-|M(ax|in)-ValidTime)' |
        grep -viE '::Proxy-?Auto-?Detect' || true
    detect=$(apt-config dump --format '%v%n' Acquire::http::Proxy-Auto-Detect)
    if [[ -x $detect ]]; then
        proxy=$("$detect" "$archive" 2>/dev/null) || proxy=
        [[ -z $proxy || $proxy == DIRECT ]] || printf 'Acquire::http::Proxy "%s";\n' "$proxy"
    fi
}

# The registry that npm uses here, for the tests with real clients: the root has no npm, and fresh
# settings. Nothing where this machine has no npm either, which stands for the public registry.
machineNpmRegistry() {
    if [[ -n ${LARDER_DEV_NPM_REGISTRY-} ]]; then
        printf '%s' "$LARDER_DEV_NPM_REGISTRY"
    elif command -v npm >/dev/null; then
        ${asPerson[@]+"${asPerson[@]}"} env HOME="$personHome" npm config get registry \
            2>/dev/null </dev/null || true
    fi
}

# Sets root to a complete Debian 13 root with all packages, making it when there is none for this
# list of packages and archive. A lock keeps two from making it at once, and a shared lock on the
# root in use (descriptor 8, inherited by all that runs in it) keeps others from removing it.
prepareRoot() {
    local key old available partial log=$cacheFolder/mmdebstrap.log
    asRoot "Entering the Debian 13 root that Larder is built in"
    findArchive
    # What makeRoot says belongs to the name: a root made in another way is another root.
    key=$(printf '%s\n' "$rootSuite" "$archive" "$(dpkg --print-architecture)" \
        "$(packagesIn build test | sort)" "$(declare -f makeRoot)" | sha256sum | head -c 12)
    root=$cacheFolder/root-$key
    exec 9>"$cacheFolder/lock"
    if ! flock -n 9; then
        printf 'Another packaging/dev is preparing the root; waiting for it.\n'
        flock 9
    fi
    exec 8>"$root.lock" # only now: an older root goes together with its lock
    flock -s 8
    if [[ ! -d $root ]]; then
        installOnMachine mmdebstrap debian-archive-keyring
        stage "make the Debian 13 root from $archive (once; about 1.7 GB)"
        available=$(df --output=avail -BM "$cacheFolder" | tail -n 1)
        available=${available//[!0-9]/}
        ((available >= spaceNeededMiB)) || fail \
            "$cacheFolder has $available MB of free space; $spaceNeededMiB MB are needed." \
            "Free some, or set LARDER_DEV_DIR to a folder elsewhere."
        partial=$root.partial
        removeRoot "$partial" # of a run that was killed
        atExit+=("removeRoot '$partial'")
        makeRoot "$partial" "$log" 8>&- 9>&- || failAboutApt "$log" "mmdebstrap made no root."
        mv -T "$partial" "$root"
        for old in "$cacheFolder"/root-*.lock; do
            [[ $old != "$root.lock" ]] || continue
            if flock -n "$old" true; then
                printf 'Removing the older root %s\n' "${old%.lock}"
                removeRoot "${old%.lock}"
                removeRoot "${old%.lock}.partial"
                rm -f "$old"
            fi
        done
    fi
    exec 9>&-
    machineAptSettings >"$cacheFolder/apt.conf"
}

# FOLDER: nothing is mounted in a root outside the namespaces that use it; were it otherwise, this
# would not leave the root's own file system.
removeRoot() { rm -rf --one-file-system "$1"; }

# FOLDER LOG: the Debian 13 root with all packages, complete only if this succeeds.
makeRoot() {
    local folder=$1 log=$2 settings status=0
    settings=$cacheFolder/apt.conf
    machineAptSettings >"$settings"
    # Translations and manual pages are a third of the files. apt's settings of now are for this run
    # alone, and taken out again: each entering brings those of its day.
    startEnclosed -m -p -f --mount-proc -- mmdebstrap --variant=apt --format=directory \
        --include="$(packagesIn build test | paste -sd,)" \
        --aptopt="$settings" --aptopt='Acquire::Languages "none"' \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --dpkgopt='path-exclude=/usr/share/doc/*' \
        --dpkgopt='path-include=/usr/share/doc/*/copyright' \
        "$rootSuite" "$folder" "deb [signed-by=$archiveKeyring] $archive $rootSuite main" \
        > >(tee "$log" | sed -nu 's/^I: /    /p') 2>&1
    waitEnclosed || status=$?
    ((interrupted == 0)) || exit "$interrupted"
    ((status == 0)) || return "$status"
    rm "$folder/etc/apt/apt.conf.d/99mmdebstrap"
    # Packages that somebody installs in the shell do not start their services either.
    printf '#!/bin/sh\nexit 101\n' >"$folder/usr/sbin/policy-rc.d"
    chmod +x "$folder/usr/sbin/policy-rc.d"
}
