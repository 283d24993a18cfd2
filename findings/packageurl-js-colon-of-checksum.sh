#!/bin/sh
# packageurl-js 2.0.1 writes the colon of a checksum as %3A, and so gives a package URL that names a file by its hash another
# text than it was read from: pkg:generic/agent?checksum=sha256%3A00ff. By the specification a colon is never encoded, and its
# own tests have checksum=sha256:... as the canonical form, which packageurl-python 0.17.6 writes. Products of an OpenVEX
# document, which are looked up by that text, are not found again once they went through both.
#
# Seen: as above; the colon in a version (pkg:oci/debian@sha256:00ff) stays.
# Needs node with npm, python3 with pip, and the network. Exits with 0 as long as that is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund packageurl-js@2.0.1 > /dev/null
python3 -m venv venv
venv/bin/pip --disable-pip-version-check install -q packageurl-python==0.17.6
cat > read.js <<'J'
const { PackageURL } = require("packageurl-js");
for (const purl of process.argv.slice(2)) console.log(PackageURL.fromString(purl).toString());
J
cat > read.py <<'P'
import sys
from packageurl import PackageURL
for purl in sys.argv[1:]:
    print(PackageURL.from_string(purl).to_string())
P
file='pkg:generic/agent?checksum=sha256:00ff'
image='pkg:oci/debian@sha256:00ff'
node read.js "$file" "$image" > js.txt
venv/bin/python read.py "$file" "$image" > python.txt
cat js.txt python.txt
printf '%s\n' 'pkg:generic/agent?checksum=sha256%3A00ff' "$image" | cmp - js.txt
printf '%s\n' "$file" "$image" | cmp - python.txt
