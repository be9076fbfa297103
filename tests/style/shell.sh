#!/bin/bash
# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later

# No shell script, nor what it sources, has a finding of shellcheck. Run from the top of the source
# tree; `--self-test` plants a faulty script.
set -euo pipefail

# Scripts are known by their first line; files that are only sourced are checked where they are.
check() {
    local scripts
    mapfile -t scripts < <(grep -rlIE --exclude-dir=build '^#!(/usr)?/bin/(env )?(ba|da)?sh' "$@" |
        while read -r file; do head -n 1 "$file" | grep -q '^#!' && printf '%s\n' "$file"; done)
    ((${#scripts[@]})) || { echo 'no shell scripts found' && return 1; }
    shellcheck --external-sources --check-sourced "${scripts[@]}"
}

if [[ ${1-} == --self-test ]]; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    printf '#!/bin/sh\ncd folder\n' >"$folder/bad"
    if check "$folder" >/dev/null; then exit 1; else exit 0; fi
fi

check packaging tests .ci
