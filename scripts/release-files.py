#!/usr/bin/env python3
"""Makes src/diagnosis/checks/tree/release-files.tsv: source files that only some Go releases have.

usage: scripts/release-files.py GOROOT... > src/diagnosis/checks/tree/release-files.tsv

Each GOROOT is the whole tree of one release, whose VERSION file names it; give one for each minor
release, the more the better. A file is kept if it is there in some of them without a gap and not
in all, so that "first" and "last" tell in which releases it belongs. Tests, test data, commands and
vendored code are left out, and of each pair of first and last release only the files that sort
first, so that the table stays small: a tree unpacked over another one shows them all anyway.
"""

import os
import re
import sys

PER_RANGE = 12


def minor(goroot):
    with open(os.path.join(goroot, "VERSION"), encoding="utf-8") as file:
        match = re.match(r"go1\.(\d+)", file.readline())
    if not match:
        sys.exit(f"{goroot}: VERSION names no release")
    return int(match.group(1))


def sources(goroot):
    top = os.path.join(goroot, "src")
    for directory, names, files in os.walk(top, followlinks=True):
        relative = os.path.relpath(directory, top)
        names[:] = sorted(
            name
            for name in names
            if name not in ("testdata", "vendor") and os.path.join(relative, name) != "./cmd"
        )
        for name in files:
            if name.endswith((".go", ".s")) and not name.endswith("_test.go"):
                # Made on the machine that builds the release; source archives lack them.
                if not name.startswith("z"):
                    yield os.path.normpath(os.path.join(relative, name))


def main():
    releases = {minor(goroot): set(sources(goroot)) for goroot in sys.argv[1:]}
    known = sorted(releases)
    if len(known) < 2:
        sys.exit(__doc__)
    ranges = {}
    for path in sorted(set().union(*releases.values())):
        having = [release for release in known if path in releases[release]]
        first, last = having[0], having[-1]
        without_gap = having == [release for release in known if first <= release <= last]
        if without_gap and having != known:
            ranges.setdefault((first, last), []).append(path)
    print("# Made by scripts/release-files.py from " + ", ".join(f"1.{it}" for it in known) + ".")
    print("# first\tlast\tfile below src; 0 is the oldest or any before, 999 the newest or any after")
    for (first, last), paths in sorted(ranges.items()):
        # A release between two that were looked at may go with either.
        start = 0 if first == known[0] else known[known.index(first) - 1] + 1
        end = 999 if last == known[-1] else known[known.index(last) + 1] - 1
        for path in paths[:PER_RANGE]:
            print(f"{start}\t{end}\t{path}")


main()
