#!/usr/bin/env python3
"""Makes docs/rule-shares.tsv: on how many real programs each rule fires.

usage: scripts/rule-shares.py GORIGIN [--from PACKAGE=VERSION]... FOLDER... > docs/rule-shares.tsv

Each FOLDER holds programs as they were shipped, unpacked from their packages; `cargo xtask corpus` makes
one. Every file is inspected (the content ID too), nothing is asked for besides, and the machine that
programs are compared with is that of tests/snapshots/golden-host.json, so that the result does not
depend on where this runs. Files with the same bytes count once.
"""

import collections
import hashlib
import json
import pathlib
import subprocess
import sys

HOST = pathlib.Path(__file__).parent.parent / "tests/snapshots/golden-host.json"


def files_of(folders):
    """The files of all folders, each content once."""
    seen = set()
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            with open(path, "rb") as file:
                digest = hashlib.file_digest(file, "sha256").digest()
            if digest not in seen:
                seen.add(digest)
                yield path


def records(gorigin, files):
    """The records of all files."""
    names = [str(file) for file in files]
    for at in range(0, len(names), 200):
        command = [gorigin, "inspect", "--host", str(HOST), "-f", "ndjson", *names[at : at + 200]]
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        yield from map(json.loads, run.stdout.splitlines())


def main():
    gorigin, *rest = sys.argv[1:] or [None]
    packages, folders = [], []
    words = iter(rest)
    for word in words:
        if word == "--from":
            packages.append(next(words))
        else:
            folders.append(word)
    if not folders:
        sys.exit(__doc__)
    programs, shares = 0, collections.Counter()
    for record in records(gorigin, files_of(folders)):
        if record["outcome"] != "go":
            continue
        programs += 1
        shares.update({(it["rule"], it["severity"]) for it in record["findings"]})
    print(f"programs\t\t{programs}")
    for (rule, severity), count in sorted(shares.items()):
        print(f"{rule}\t{severity}\t{count}")
    for package in sorted(packages):
        print(f"from\t{package}\t")


main()
