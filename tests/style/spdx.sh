#!/bin/bash
# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later

# Every source names its copyright and its licence in its first three lines (a script's first line
# is its interpreter). Run from the top of the source tree; `--self-test` plants files without.
set -euo pipefail

lacking() {
    find "$@" -type f \( -name '*.cpp' -o -name '*.h' -o -name '*.py' -o -name '*.sh' -o \
        -name CMakeLists.txt -o -name '*.cmake' -o -executable \) -not -path '*/__pycache__/*' \
        -print0 |
        while IFS= read -r -d '' file; do
            head -n 3 "$file" | grep -q 'SPDX-FileCopyrightText: The Larder developers$' &&
                head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later$' ||
                printf '%s: no SPDX lines at its top\n' "$file"
        done
}

if [[ ${1-} == --self-test ]]; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    head -n 3 "${BASH_SOURCE[0]}" >"$folder/good.sh"
    printf 'int x;\n' >"$folder/bad.cpp"
    [[ $(lacking "$folder") == "$folder/bad.cpp: no SPDX lines at its top" ]]
    exit
fi

found=$(lacking CMakeLists.txt cmake proxy app tests packaging .ci)
[[ -z $found ]] || { printf '%s\n' "$found" && exit 1; }
