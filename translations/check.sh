#!/bin/bash
# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later

# check.sh LUPDATE: every text of the sources is in every translation, in the context in which the
# program looks it up, and nothing else is. Run from the top of the source tree.
set -euo pipefail

translations/sources.py --self-test
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
faults=0
for file in translations/larder_*.ts; do
    fresh=$folder/$(basename "$file")
    cp "$file" "$fresh"
    translations/update.sh "$1" "$fresh"
    if ! diff -u "$file" "$fresh" >"$folder/diff"; then
        echo "$file lacks texts of the sources, or has others (cmake target update_translations):"
        grep '^[-+]' "$folder/diff" | head -60
        faults=1
    fi
done
exit "$faults"
