#!/bin/bash
# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later

# clang-tidy finds nothing in the sources of proxy/ and app/. Run from the top of the source tree
# with a built build folder as argument; `--self-test` plants a faulty source.
#
# A source takes seconds, so one that passed leaves a stamp, named after all that clang-tidy read of
# it: the source, the project's headers it includes (ninja knows them from the compiler), the
# checks, the versions of clang-tidy and Qt. LARDER_TIDY_FOLDER is where stamps outlive the build
# folder. LARDER_TIDY_SECONDS ends a long check early, after the sources that were changed last: the
# rest is told, and comes with a later run.
set -euo pipefail

# BUILD-FOLDER: prints each compiled source of the project and what it includes of the project, as
# one line of paths from the top. ninja lists an object's source first, the rest indented like it;
# it knows of what moc reads, too, and that is no source to check.
sourcesWithHeaders() {
    ninja -C "$1" -t deps | awk -v top="$PWD/" '
        /#deps/ { if (line) print line; line = ""; own = 0; first = /\.o: #deps/; next }
        !NF { next }
        {
            # ccache names what is in the tree from the build folder.
            sub(/^(\.\.\/)+/, top, $1)
            mine = index($1, top) == 1
            path = substr($1, length(top) + 1)
            if (first) { own = mine && path ~ /^(proxy|app)\//; first = 0 }
            if (own && mine && path !~ /^build\//) line = line (line ? " " : "") path
        }
        END { if (line) print line }' | sort -u
}

# BUILD-FOLDER STAMP SOURCE.
checkOne() {
    ((EPOCHSECONDS < ${LARDER_TIDY_END:-EPOCHSECONDS + 1})) || return 0
    clang-tidy -p "$1" --quiet "$3" 2>/dev/null || return 1
    touch "$2"
}

# The sources, those of the latest commits first; in any order where there is no history.
byChange() {
    awk 'FILENAME == ARGV[1] { if (!($0 in age)) age[$0] = FNR; next }
        { split($0, files, " "); print (files[1] in age ? age[files[1]] : 1000000), $0 }' \
        <(git -c safe.directory='*' log --format= --name-only 2>/dev/null) - |
        sort -n -k 1,1 -s | cut -d ' ' -f 2-
}

check() {
    local build=$1 stamps=$2 tool line files stamp todo=() known=' ' left
    mkdir -p "$stamps"
    tool=$(cat .clang-tidy && clang-tidy --version && pkgconf --modversion Qt6Core)
    while read -r line; do
        read -ra files <<<"$line"
        known+="${files[0]} "
        stamp=$({ printf '%s\n' "$tool" && sha256sum "${files[@]}"; } | sha256sum)
        stamp=$stamps/${stamp%% *}
        [[ -e $stamp ]] || todo+=("$stamp" "${files[0]}")
    done < <(sourcesWithHeaders "$build" | byChange)
    while read -r line; do
        [[ $known == *" $line "* ]] || { printf '%s: part of no target\n' "$line" && return 1; }
    done < <(find proxy app -name '*.cpp')
    find "$stamps" -type f -mtime +30 -delete # of sources that are long gone
    printf 'clang-tidy: %d of %d sources to check\n' $((${#todo[@]} / 2)) "$(wc -w <<<"$known")"
    ((${#todo[@]})) || return 0
    [[ -z ${LARDER_TIDY_SECONDS-} ]] ||
        export LARDER_TIDY_END=$((EPOCHSECONDS + LARDER_TIDY_SECONDS))
    printf '%s\0' "${todo[@]}" |
        xargs -0 -n 2 -P "$(nproc)" bash "${BASH_SOURCE[0]}" --one "$build"
    left=$(printf '%s\n' "${todo[@]}" | sed -n 'p;n' | while read -r stamp; do
        [[ -e $stamp ]] || echo; done | wc -l)
    ((left == 0)) || printf 'clang-tidy: %d sources are left for a later run\n' "$left"
}

if [[ ${1-} == --one ]]; then
    checkOne "${@:2}"
    exit
fi

if [[ ${1-} == --self-test ]]; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    cp .clang-tidy "$folder/"
    printf 'void f(int *x) { if (x == 0) ; }\n' >"$folder/bad.cpp"
    cd "$folder"
    if clang-tidy --quiet bad.cpp -- -std=c++23 >/dev/null 2>&1; then exit 1; else exit 0; fi
fi

check "${1:?the build folder}" "${LARDER_TIDY_FOLDER:-$1/tidy}"
