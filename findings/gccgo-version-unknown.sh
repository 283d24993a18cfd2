#!/bin/sh
# The go command of Debian 12's gccgo (gccgo-12 12.2.0-14+deb12u1) does not know its own version: it
# prints `go version unknown linux/amd64`, and so does runtime.Version() in every program that this
# gccgo compiles, whether libgo is linked statically or not. Yet its library (libgo21, same version)
# holds the text: `go1.18 gccgo (Debian 12.2.0-14+deb12u1) 12.2.0`. What a program answers of its
# version is so no sign of a program that was tampered with.
#
# Seen: `go version unknown linux/amd64`, and the text once in libgo.so.21.
# Needs apt-get on Debian 12 (amd64) and the network. Exits with 0 as long as that is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
version=12.2.0-14+deb12u1
apt-get -q download "gccgo-12=$version" "libgo21=$version" >/dev/null 2>&1
for package in *.deb; do
    dpkg-deb -x "$package" tree
done
export LD_LIBRARY_PATH="$folder/tree/usr/lib/x86_64-linux-gnu" GOTOOLCHAIN=local HOME="$folder"
said=$(tree/usr/bin/x86_64-linux-gnu-go-12 version)
held=$(grep -aoc "go1\.18 gccgo (Debian $version) 12\.2\.0" tree/usr/lib/x86_64-linux-gnu/libgo.so.21)
echo "go-12 version: $said"
echo "lines of libgo.so.21 that hold the version: $held"
[ "$said" = "go version unknown linux/amd64" ] && [ "$held" = 1 ]
