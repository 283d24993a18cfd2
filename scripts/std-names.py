#!/usr/bin/env python3
"""Makes src/origin/dating/std-names.tsv: which of Go's own source files tell the release.

usage: scripts/std-names.py [--gorigin BIN] [--program FILE]... GOROOT... > src/origin/dating/std-names.tsv

Each GOROOT is the whole tree of one patch release, whose VERSION file names it and says when it was
cut; the more patch releases of each minor release, the better. Each program is a Go program, perhaps
compressed with xz, whose release is known. Two kinds of rows come out:

in   a file that only some minor releases have. A program that lists it was made by one of the
     releases first to last; a release between two trees may go with either. A minor release has the
     file if any of its patch releases has it, in a tree or in a program.
all  a file that every one of the programs of release first and later lists, that every tree of them
     has, and none of an older one. A program that lists none of them is older. Only releases from
     the second oldest tree on: of older ones there are too few programs.

Files come and go in patch releases too, mostly as the mending of a security hole, which comes to all
supported releases on the same day: os/statat.go is in 1.25.12 and 1.26.1, not in 1.25.5 and 1.26.0.
What no tree shows may so be true of a patch release that is not here. A bound that may so be wrong
has a question mark: it narrows a range, but contradicts no version. It has none where

* the minor release before first has ended, and its last patch release is here without the file; or
  a patch release of it was cut no earlier than one that has the file, and still is without: had the
  file come as a mending, it would be there too;
* the first release after last is here, 1.N.0, without the file; or a patch release that still has
  the file was cut no earlier than one of the next that has not: had it gone as a mending, it would
  be gone there too.

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
# Seen in programs of 1.19.10 to 1.19.13, not of 1.20.0 to 1.20.4.
SEEN = {"runtime/security_issetugid.go": 19}
# Written by the build, so not in a package of sources.
GENERATED = re.compile(r"(^|/)z(version|bootstrap|defaultcc|cgo|zipdata)\.go$")
# The last patch release of each minor release that has ended, and when older ones were cut, whose
# VERSION does not say so. Source: Go's release history.
ENDED = {15: 15, 16: 15, 17: 13, 18: 10, 19: 13, 20: 14, 21: 13, 22: 12, 23: 12}
CUT = {(15, 15): "2021-08-04", (19, 8): "2023-04-04"}
PER_RANGE = 24
FEWEST = 3


class Tree:
    """The sources of one patch release."""

    def __init__(self, goroot):
        version = os.path.join(goroot, "VERSION")
        with open(version, encoding="utf-8") as file:
            match = re.match(r"go1\.(\d+)(?:\.(\d+))?\n?(?:time (\S+))?", file.read())
        if not match:
            sys.exit(f"{version}: names no release")
        self.minor, self.patch = int(match.group(1)), int(match.group(2) or 0)
        self.cut = match.group(3) or CUT.get((self.minor, self.patch))
        if not self.cut:
            sys.exit(f"{version}: does not say when it was cut")
        self.cut = self.cut[:10]
        self.names = set()
        top = os.path.join(goroot, "src")
        for directory, _, files in os.walk(top, followlinks=True):
            relative = os.path.relpath(directory, top)
            self.names.update(os.path.normpath(os.path.join(relative, name)) for name in files)


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
    if len(records) != 1 or not records[0].get("pclntab") or records[0].get("unpacked"):
        return None
    record = records[0]
    version = record["go_version"]
    match = re.match(r"go1\.(\d+)", version["value"])
    if not match or not version["exact"] or record["pclntab"].get("magic"):
        return None
    table = record["pclntab"]
    try:
        names = file_table(data, table["offset"], record["endian"], table["layout"])
    except (struct.error, ValueError) as error:
        print(f"{path}: {error}: left out", file=sys.stderr)
        return None
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
    trees = sorted(map(Tree, goroots), key=lambda it: (it.minor, it.patch))
    known = sorted({it.minor for it in trees})
    if len(known) < 2 or not programs:
        sys.exit(__doc__)
    listed = [it for it in (program(gorigin, path) for path in programs) if it]
    seen = collections.Counter(name for _, names in listed for name in names)

    def of(minor):
        return [it for it in trees if it.minor == minor]

    def is_first(name, first):
        """Whether no patch release before `first` can have it."""
        before = of(first - 1)
        since = min((it.cut for it in trees if it.minor >= first and name in it.names), default="9")
        return any(it.patch == ENDED.get(it.minor) or it.cut >= since for it in before)

    def is_last(name, last):
        """Whether no patch release after `last` can have it."""
        after = of(last + 1)
        until = max((it.cut for it in of(last) if name in it.names), default="0")
        return any(it.patch == 0 or it.cut <= until for it in after)

    rows = []
    ranges = collections.defaultdict(list)
    for name in set().union(*(it.names for it in trees), seen):
        if not PACKAGES.match(name) or GENERATED.search(name) or seen[name] < FEWEST:
            continue
        having = {it.minor for it in trees if name in it.names}
        if not having:
            # Older than all trees, and gone by then.
            if max(release for release, names in listed if name in names) < known[0]:
                ended = "" if is_last(name, known[0] - 1) or ENDED.get(known[0]) else "?"
                ranges[("0", f"{known[0] - 1}{ended}")].append(name)
            continue
        if len(having) == len(known):
            continue
        having |= {minor for minor, names in listed if name in names}
        having |= {SEEN[name]} if name in SEEN else set()
        first, last = min(having), max(having)
        if any(first <= minor <= last and minor not in having for minor in known):
            continue
        # A release of which there is no tree may go with either.
        older, newer = ([it for it in known if it < first] or [None])[-1], None
        newer = next((it for it in known if it > last), None)
        start = FIRST.get(name, 0 if older is None else older + 1)
        end = 999 if newer is None else newer - 1
        lower = "" if not start or name in FIRST or is_first(name, start) else "?"
        upper = "" if newer is None or is_last(name, end) else "?"
        if (start, end) != (0, 999):
            ranges[(f"{start}{lower}", f"{end}{upper}")].append(name)
    for (start, end), names in ranges.items():
        names.sort(key=lambda name: (-seen[name], name))
        rows.extend(("in", start, end, name) for name in names[:PER_RANGE])
    for release in known[1:]:
        later = [names for minor, names in listed if minor >= release]
        before = [names for minor, names in listed if minor < release]
        every = set.intersection(*later) - set().union(*before) if later else set()
        every &= set.intersection(*(it.names for it in trees if it.minor >= release))
        every -= set().union(*(it.names for it in trees if it.minor < release))
        rows.extend(("all", release, 999, name) for name in every if PACKAGES.match(name))
    print("# Made by scripts/std-names.py from the trees of these patch releases:")
    for minor in known:
        print(f"#   1.{minor}: " + ", ".join(str(it) for it in sorted({it.patch for it in of(minor)})))
    print(f"# and {len(listed)} programs of 1.{min(listed)[0]} to 1.{max(listed)[0]}.")
    print("# in: only these releases have the file; all: every program of these lists it")
    print("# kind\tfirst\tlast\tfile below src; 0 is any before, 999 any after; behind a question mark")
    print("# a patch release that was not seen may have it too")

    def order(row):
        kind, start, end, name = row
        return kind, int(str(start).rstrip("?")), int(str(end).rstrip("?")), str(start), str(end), name

    for kind, start, end, name in sorted(rows, key=order):
        print(f"{kind}\t{start}\t{end}\t{name}")


main()
