#!/bin/bash
# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later

# update.sh LUPDATE TS-FILE…: brings the texts of the sources into translations. Run from the top of
# the source tree. What is new is marked unfinished, what is gone goes; nothing is guessed from
# similar texts.
set -euo pipefail

lupdate=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
translations/sources.py . "$folder"
for file in "${@:2}"; do
    "$lupdate" -silent -locations none -no-obsolete -disable-heuristic sametext \
        -disable-heuristic similartext -source-language en -recursive "$folder" -ts "$file"
done
