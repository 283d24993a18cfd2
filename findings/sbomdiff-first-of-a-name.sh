#!/bin/sh
# sbomdiff 0.6.0 keeps of the components of one name the first only. In the inventory of two Go programs that use a module
# in two versions, an update of the second one is "no change", and leaving out the first is told as a change of version,
# which nothing underwent. So inventories of several programs cannot be compared with it.
#
# Seen: update of the second 0 changes; first left out 1 change of version, 0 packages removed; update of the first 1 change.
# Needs python3 with pip and the network. Exits with 0 as long as that is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --disable-pip-version-check install -q sbomdiff==0.6.0 lib4sbom==0.10.4
cd "$folder"
python3 - <<'P'
import json

def write(path, *versions):
    components = [
        {"type": "library", "bom-ref": version, "name": "example.com/lib", "version": version,
         "purl": "pkg:golang/example.com/lib@" + version} for version in versions
    ]
    json.dump({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": components}, open(path, "w"))

write("old.json", "v1.0.0", "v1.5.0")
write("second.json", "v1.0.0", "v1.6.0")
write("first.json", "v1.1.0", "v1.5.0")
write("left-out.json", "v1.5.0")
P
for new in second first left-out; do
    "$folder/venv/bin/sbomdiff" old.json $new.json > $new.txt || true
    echo "$new: $(grep -E 'Version changes|Removed' $new.txt | tr -s ' \n' ' ')"
done
grep -q 'Version changes: *0' second.txt
grep -q 'Version changes: *1' first.txt
grep -q 'Version changes: *1' left-out.txt
grep -q 'Removed packages: *0' left-out.txt
