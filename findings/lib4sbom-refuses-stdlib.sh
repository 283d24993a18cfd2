#!/bin/sh
# lib4sbom 0.10.4 reads a CycloneDX 1.6 document with Go's standard library as scanners write it, purl pkg:golang/stdlib@1.27.3,
# and notes "is not a valid PURL" at it, a purl that packageurl-python 0.17.6 parses. The CPE beside it comes out changed: the
# update "-" (none) has become "*" (any). A module with a namespace passes without a note.
#
# Seen: as above.
# Needs python3 with pip and the network. Exits with 0 as long as that is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --disable-pip-version-check install -q lib4sbom==0.10.4 packageurl-python==0.17.6
cd "$folder"
cat > bom.json <<'J'
{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
 "metadata": {"component": {"type": "application", "bom-ref": "main", "name": "example.com/agent", "version": "v1.2.3"}},
 "components": [
  {"type": "library", "bom-ref": "a", "name": "example.com/lib", "version": "v1.0.0", "purl": "pkg:golang/example.com/lib@v1.0.0"},
  {"type": "library", "bom-ref": "std", "name": "stdlib", "version": "1.27.3", "purl": "pkg:golang/stdlib@1.27.3",
   "cpe": "cpe:2.3:a:golang:go:1.27.3:-:*:*:*:*:*:*"}]}
J
"$folder/venv/bin/python" - <<'P'
import sys
from lib4sbom.parser import SBOMParser
from packageurl import PackageURL

print(PackageURL.from_string("pkg:golang/stdlib@1.27.3"))
parser = SBOMParser()
parser.parse_file("bom.json")
found = {package["name"]: package for package in parser.get_packages()}
for package in found.values():
    print(package["name"], package.get("property"), package["externalreference"])
std, lib = found["stdlib"], found["example.com/lib"]
cpe = [value for _, kind, value in std["externalreference"] if kind == "cpe23Type"]
sys.exit(
    not (
        "is not a valid PURL" in str(std.get("property"))
        and "is not a valid PURL" not in str(lib.get("property"))
        and cpe == ["cpe:2.3:a:golang:go:1.27.3:*:*:*:*:*:*:*"]
    )
)
P
