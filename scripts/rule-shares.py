#!/usr/bin/env python3
"""Makes docs/rule-shares.tsv: on how many real programs each rule fires.

usage: scripts/rule-shares.py GORIGIN [--list FILE] [--packages FOLDER] [--records FILE] > docs/rule-shares.tsv

Downloads the packages that tests/corpus/shares.tsv names (kind, package, version, variant), with the
ordinary clients, as tests/corpus/fetch.py does, and inspects each package file as it is: gorigin reads
archives. Nothing that is downloaded is installed or run, and each package is deleted once it is read,
unless --packages keeps them in a folder, for a next time. The content ID of every program is checked,
nothing is asked for besides, and the machine that programs are compared with is that of
tests/snapshots/golden-host.json, so that the result does not depend on where this runs. Programs with
the same bytes count once. A package that cannot be had any more is said to be so, and not counted.

--records FILE keeps the records of the programs that count, one a line, for looking at what was found.
"""

import argparse
import collections
import concurrent.futures
import csv
import datetime
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading

TOP = pathlib.Path(__file__).resolve().parent.parent
HOST = TOP / "tests/snapshots/golden-host.json"
sys.path.insert(0, str(TOP / "tests/corpus"))
sys.dont_write_bytecode = True
import fetch  # noqa: E402

# How long a download may take, in seconds.
LIMIT = 300


def package(row, kept, settings):
    """The package file of a row, and the folder to delete afterwards, if any."""
    key = (row["kind"], row["package"], row["version"], row["variant"])
    place = kept and kept / "=".join(key).replace("/", "_")
    if place and place.is_dir() and any(place.iterdir()):
        return next(iter(sorted(place.iterdir()))), None
    folder = tempfile.mkdtemp(dir=settings["scratch"])
    for attempt in range(3):
        try:
            file = pathlib.Path(fetch.download(*key, folder, settings, LIMIT))
            break
        except fetch.Gone:
            raise
        except Exception:
            if attempt == 2:
                raise
    if place:
        place.mkdir(parents=True, exist_ok=True)
        shutil.move(file, place / file.name)
        shutil.rmtree(folder)
        return place / file.name, None
    return file, folder


def records(gorigin, file):
    """The records of the Go programs in a package file."""
    command = [gorigin, "inspect", "--no-config", "--ignore-unopened", "--host", str(HOST), "-f", "ndjson", str(file)]
    run = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    found = [record for record in map(json.loads, run.stdout.splitlines()) if record["outcome"] == "go"]
    return found, run.stderr


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gorigin")
    parser.add_argument("--list", type=pathlib.Path, default=TOP / "tests/corpus/shares.tsv")
    parser.add_argument("--packages", type=pathlib.Path)
    parser.add_argument("--records", type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=3)
    options = parser.parse_args()
    with open(options.list, newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    scratch = tempfile.mkdtemp(prefix="rule-shares-")
    settings = {
        "scratch": scratch,
        "apt": os.path.join(scratch, "apt"),
        "npmcache": os.path.join(scratch, "npmcache"),
        "pip": fetch.pip_cmd(),
    }
    lock, done, found = threading.Lock(), [0], {}
    gone, empty = [], []

    def read(at):
        row = rows[at]
        name = f"{row['kind']} {row['package']}={row['version']} {row['variant']}".rstrip()
        folder, said = None, ""
        try:
            file, folder = package(row, options.packages, settings)
            found[at], said = records(options.gorigin, file)
            if not found[at]:
                empty.append(name)
        except Exception as error:
            gone.append(name)
            said = " ".join(str(error).split())[-200:]
        finally:
            if folder:
                shutil.rmtree(folder, ignore_errors=True)
        with lock:
            done[0] += 1
            count = len(found[at]) if at in found else "not to be had"
            print(f"[{done[0]}/{len(rows)}] {name}: {count} {said.strip()[-300:]}", file=sys.stderr, flush=True)

    try:
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            list(pool.map(read, range(len(rows))))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)

    seen, shares, programs, releases = set(), collections.Counter(), collections.Counter(), set()
    kept = open(options.records, "w") if options.records else None
    for at in sorted(found):
        for record in found[at]:
            if record["sha256"] in seen:
                continue
            seen.add(record["sha256"])
            kind = rows[at]["kind"]
            programs[kind] += 1
            release = re.match(r"go1\.(\d+)", (record["go_version"] or {}).get("value") or "")
            if release:
                releases.add(int(release[1]))
            shares.update({(it["rule"], it["severity"], kind) for it in record["findings"]})
            if kept:
                record["package"] = rows[at]
                kept.write(json.dumps(record) + "\n")
    for name in sorted(gone):
        print(f"not to be had: {name}", file=sys.stderr)
    for name in sorted(empty):
        print(f"has no Go program: {name}", file=sys.stderr)
    print(f"date\t\t\t{datetime.datetime.now(datetime.timezone.utc).date()}")
    print(f"releases\t\t\tGo 1.{min(releases)} to 1.{max(releases)}")
    packages = collections.Counter(rows[at]["kind"] for at in found if found[at])
    for kind in sorted(programs):
        print(f"packages\t\t{kind}\t{packages[kind]}")
        print(f"programs\t\t{kind}\t{programs[kind]}")
    for (rule, severity, kind), count in sorted(shares.items()):
        print(f"{rule}\t{severity}\t{kind}\t{count}")


main()
