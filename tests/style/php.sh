#!/bin/bash
# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later

# Every PHP source can be parsed, names its licence, and is found where its class would be loaded
# from. Run from the top of the source tree; `--self-test` plants a faulty source.
set -euo pipefail

check() {
    local sources file status=0
    mapfile -t sources < <(find "$@" -name '*.php')
    ((${#sources[@]})) || { echo 'no PHP sources found' && return 1; }
    for file in "${sources[@]}"; do
        php -l "$file" >/dev/null || status=1
        head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later$' ||
            { printf '%s: no SPDX lines at its top\n' "$file" && status=1; }
        grep -q "^final class $(basename "$file" .php)\b" "$file" ||
            { printf '%s: no class of its name\n' "$file" && status=1; }
    done
    return "$status"
}

if [[ ${1-} == --self-test ]]; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    printf '<?php\nfinal class Bad {\n' >"$folder/Bad.php"
    if check "$folder" >/dev/null 2>&1; then exit 1; else exit 0; fi
fi

check resources
