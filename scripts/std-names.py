#!/usr/bin/env python3
"""Makes src/evidence/dating/std-names.tsv: which of Go's own source files tell the release.

usage: scripts/std-names.py [--gorigin BIN] [--program FILE]... GOROOT... > src/evidence/dating/std-names.tsv

Each GOROOT is the whole tree of one release, whose VERSION file names it; each program is a Go
program, perhaps compressed with xz, whose release is known. Two kinds of rows come out:

in   a file that is in some of the trees only. A program that lists it was made by one of the
     releases first to last; a release between two trees may go with either.
all  a file that every one of the programs of release first and later lists, and none of an older
     one. A program that lists none of them is older. Only releases from the second oldest tree
     on: of older ones there are too few programs.

Kept are files of packages that are in nearly every program, and of those the ones that most of the
programs list.
"""

import collections
import json
import lzma
import os
import re
import struct
import subprocess
import sys
import tempfile

PACKAGES = re.compile(
    r"^(runtime|sync|syscall|os|reflect|fmt|errors|io|strconv|unicode|time|sort|math|internal/"
    r"(abi|bytealg|byteorder|chacha8rand|cpu|fmtsort|goarch|godebug|godebugs|goos|itoa|oserror|poll"
    r"|race|reflectlite|runtime|strconv|stringslite|syscall|testlog|unsafeheader|weak|safefilepath"
    r"|filepathlite|bisect|intern|unique|sync))(/[a-z0-9/]+)?/[a-z0-9_]+\.(go|s)$"
)
# Between two trees, where something else in the later one tells: the limiter of the memory limit,
# which api/go1.19.txt lists as new (runtime/debug.SetMemoryLimit).
FIRST = {"runtime/mgclimit.go": 19}
PER_RANGE = 24
FEWEST = 3


def tree(goroot):
    version = os.path.join(goroot, "VERSION")
    with open(version, encoding="utf-8") as file:
        match = re.match(r"go1\.(\d+)", file.readline())
    if not match:
        sys.exit(f"{version}: names no release")
    top = os.path.join(goroot, "src")
    names = set()
    for directory, _, files in os.walk(top, followlinks=True):
        relative = os.path.relpath(directory, top)
        names.update(os.path.normpath(os.path.join(relative, name)) for name in files)
    return int(match.group(1)), names


def file_table(data, offset, endian, layout):
    order = "<" if endian == "little" else ">"
    size = data[offset + 7]
    word = "Q" if size == 8 else "I"
    if layout != "1.2":
        count = 7 if layout == "1.16" else 8
        words = struct.unpack_from(order + word * count, data, offset + 8)
        return data[offset + words[-3] : offset + words[-2]].rstrip(b"\0").split(b"\0")
    functions = struct.unpack_from(order + word, data, offset + 8)[0]
    place = offset + 8 + size + functions * 2 * size + size
    table = offset + struct.unpack_from(order + "I", data, place)[0]
    count = struct.unpack_from(order + "I", data, table)[0]
    starts = struct.unpack_from(order + "I" * (count - 1), data, table + 4)
    return [data[offset + at : data.index(b"\0", offset + at)] for at in starts]


def program(gorigin, path):
    """The release of a program and the names of Go's own files in it."""
    with open(path, "rb") as file:
        data = file.read()
    if path.endswith(".xz"):
        data = lzma.decompress(data)
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(data)
        copy.flush()
        command = [gorigin, "inspect", "-f", "ndjson", "--fail-on", "never", copy.name]
        lines = subprocess.run(command, capture_output=True, check=False).stdout.splitlines()
    records = [json.loads(line) for line in lines]
    if len(records) != 1 or not records[0].get("pclntab"):
        return None
    record = records[0]
    version = record["go_version"]
    match = re.match(r"go1\.(\d+)", version["value"])
    if not match or not version["exact"] or record["pclntab"].get("magic"):
        return None
    table = record["pclntab"]
    names = file_table(data, table["offset"], record["endian"], table["layout"])
    evidence = record["goroot"]["evidence"]
    roots = [it["value"] + "/src/" for it in evidence if it["origin"] == "file-table"]
    found = set()
    for name in names:
        name = name.decode("utf-8", "replace")
        root = next((root for root in roots if name.startswith(root)), "")
        found.add(name[len(root) :])
    return (int(match.group(1)), found) if "runtime/proc.go" in found else None


def main():
    arguments, programs, goroots, gorigin = sys.argv[1:], [], [], "gorigin"
    while arguments:
        argument = arguments.pop(0)
        if argument == "--gorigin":
            gorigin = arguments.pop(0)
        elif argument == "--program":
            programs.append(arguments.pop(0))
        else:
            goroots.append(argument)
    trees = dict(map(tree, goroots))
    known = sorted(trees)
    if len(known) < 2 or not programs:
        sys.exit(__doc__)
    listed = [it for it in (program(gorigin, path) for path in programs) if it]
    seen = collections.Counter(name for _, names in listed for name in names)
    rows = []
    ranges = collections.defaultdict(list)
    for name in set().union(*trees.values(), seen):
        if not PACKAGES.match(name) or seen[name] < FEWEST:
            continue
        having = [release for release in known if name in trees[release]]
        if not having:
            # Older than all trees, and gone by then.
            if max(release for release, names in listed if name in names) < known[0]:
                ranges[(0, known[0] - 1)].append(name)
            continue
        first, last = having[0], having[-1]
        if having != [release for release in known if first <= release <= last] or having == known:
            continue
        start = 0 if first == known[0] else known[known.index(first) - 1] + 1
        end = 999 if last == known[-1] else known[known.index(last) + 1] - 1
        ranges[(FIRST.get(name, start), end)].append(name)
    for (start, end), names in ranges.items():
        names.sort(key=lambda name: (-seen[name], name))
        rows.extend(("in", start, end, name) for name in names[:PER_RANGE])
    for release in known[1:]:
        later = [names for minor, names in listed if minor >= release]
        before = [names for minor, names in listed if minor < release]
        every = set.intersection(*later) - set().union(*before) if later else set()
        rows.extend(("all", release, 999, name) for name in every if PACKAGES.match(name))
    print("# Made by scripts/std-names.py from the trees of " + ", ".join(f"1.{it}" for it in known))
    print(f"# and {len(listed)} programs of 1.{min(listed)[0]} to 1.{max(listed)[0]}.")
    print("# in: only these releases have the file; all: every program of these lists it")
    print("# kind\tfirst\tlast\tfile below src; 0 is any before, 999 any after")
    for kind, start, end, name in sorted(rows):
        print(f"{kind}\t{start}\t{end}\t{name}")


main()
