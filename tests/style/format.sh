#!/bin/bash
# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later

# clang-format would change nothing. Run from the top of the source tree; `--self-test` plants an
# ill-formed file.
set -euo pipefail

check() {
    find "$@" \( -name '*.cpp' -o -name '*.h' \) -print0 |
        xargs -0 clang-format --dry-run -Werror
}

if [[ ${1-} == --self-test ]]; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    cp .clang-format "$folder/"
    printf 'int  x ;\n' >"$folder/bad.cpp"
    if check "$folder" 2>/dev/null; then exit 1; else exit 0; fi
fi

check proxy app tests
