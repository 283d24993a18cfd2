#!/bin/sh
# The `diff` of sarif-tools 3.0.5 knows the results of a rule by what their messages begin with alike, and compares how many
# there are. Of two logs in which one vulnerability of a program was mended and another of the same rule came, with another
# message and another fingerprint, it says that nothing changed, and --check ends with 0. Where one more has a message that
# begins otherwise, all of the rule are told as new, and all as eliminated.
#
# Seen: one replaced: "+0 -0 no changes", exit code 0; one more that begins otherwise: one new issue with 3 occurrences, one
# eliminated, where two results are the same.
# Needs python3 with pip and the network. Exits with 0 as long as that is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --disable-pip-version-check install -q sarif-tools==3.0.5
cd "$folder"
python3 - <<'P'
import hashlib
import json

def write(path, *names):
    def result(name):
        place = {"physicalLocation": {"artifactLocation": {"uri": "bin/agent"}, "region": {"startLine": 1}}}
        print_ = hashlib.sha256(name.encode()).hexdigest()[:16]
        return {"ruleId": "vulnerable-function", "level": "error", "message": {"text": name + " is in the program."},
                "locations": [place], "partialFingerprints": {"primaryLocationLineHash": print_ + ":1"}}
    driver = {"name": "some", "rules": [{"id": "vulnerable-function"}]}
    run = {"tool": {"driver": driver}, "results": [result(name) for name in names]}
    json.dump({"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "runs": [run]}, open(path, "w"))

write("old.sarif", "GO-2026-0001", "GO-2026-0002")
write("replaced.sarif", "GO-2026-0001", "GO-2026-0003")
write("more.sarif", "GO-2026-0001", "GO-2026-0002", "CVE-2026-1")
P
for new in replaced more; do
    code=0
    venv/bin/sarif --check note diff old.sarif $new.sarif > $new.txt 2> /dev/null || code=$?
    echo "$new: exit code $code"
    cat $new.txt
    echo "$code" > $new.code
done
grep -q 'error level: +0 -0 no changes' replaced.txt
grep -qx 0 replaced.code
grep -q 'New issue .*(3 occurrences)' more.txt
grep -q 'Eliminated issue' more.txt
