#!/bin/sh
# univers 32.0.1 compares Go versions as semantic versions. A toolchain built with an experiment writes its release with a
# dash since Go 1.26 ("go1.27.3-X:nodwarf5"); univers takes "1.27.3-X:nodwarf5" for a pre-release and puts it before 1.27.3, so
# that a range "<1.27.3" of affected releases holds the mended one. And v2.0.0+incompatible is neither before, behind nor
# equal to v2.0.0, yet <= and >= are both true.
#
# Seen: as above.
# Needs python3 with pip and the network. Exits with 0 as long as that is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --disable-pip-version-check install -q univers==32.0.1
"$folder/venv/bin/python" - <<'P'
import sys
from univers.version_range import GolangVersionRange
from univers.versions import GolangVersion as Go

in_range = Go("1.27.3-X:nodwarf5") in GolangVersionRange.from_string("vers:golang/<1.27.3")
mended = Go("1.27.3") in GolangVersionRange.from_string("vers:golang/<1.27.3")
a, b = Go("v2.0.0"), Go("v2.0.0+incompatible")
got = (in_range, mended, a < b, a > b, a == b, a <= b, a >= b)
print(got)
sys.exit(got != (True, False, False, False, False, True, True))
P
