#!/bin/sh
# lib4vex 0.2.3 reads an OpenVEX 0.2.0 document only where it has a `role`, and every statement a `timestamp` of its own: the
# specification calls the first optional and lets statements inherit the second. Without them it ends with a KeyError. Of the
# two rules that matter it keeps none: `not_affected` without a justification is read, and so is a status that does not exist.
#
# Seen: as above.
# Needs python3 with pip and the network. Exits with 0 as long as that is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --disable-pip-version-check install -q lib4vex==0.2.3 lib4sbom==0.10.4 packageurl-python==0.17.6
cd "$folder"
"$folder/venv/bin/python" - <<'P'
import json
import sys

from lib4vex.parser import VEXParser

NOW = "2026-11-28T00:00:00Z"


def read(role, timestamp, **more):
    statement = {"vulnerability": {"name": "CVE-2024-24790"}, "products": [{"@id": "pkg:generic/a"}], **more}
    document = {"@context": "https://openvex.dev/ns/v0.2.0", "@id": "urn:a", "author": "a", "timestamp": NOW, "version": 1}
    document["statements"] = [statement | ({"timestamp": NOW} if timestamp else {})]
    if role:
        document["role"] = "a"
    with open("a.json", "w") as file:
        json.dump(document, file)
    parser = VEXParser("openvex")
    try:
        parser.parse("a.json")
    except KeyError as error:
        return f"no {error.args[0]}"
    return [(it["id"], it.get("status")) for it in parser.get_vulnerabilities()]


good = {"status": "under_investigation"}
got = [
    read(False, True, **good),
    read(True, False, **good),
    read(True, True, **good),
    read(True, True, status="not_affected"),
    read(True, True, status="nonsense"),
]
print(*got, sep="\n")
sys.exit(got[:2] != ["no role", "no timestamp"] or [len(it) for it in got[2:]] != [1, 1, 1])
P
