#!/usr/bin/env python3
"""Compares `gorigin scan` with `go version -m` on one folder, in one run.

    benches/compare.py FOLDER [GO] [--gorigin PATH] [--jobs N] [--pairs N]

The two run in turn, so that whatever else the machine does strikes both. Before the first pair
each is run once and the number of Go programs that each lists is compared: a difference ends the
comparison. GO is the go command; without one, or where it does not run, only gorigin is measured
and the comparison is skipped. Where GORIGIN_RECORD names a table, as `cargo xtask bench` does, the
ratios are added to it. Times are medians; the CPU time is that of user and system.
"""
import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time


# A process inherits the peak of the one that started it, which here is Python: so the peak is
# taken by a small program in between, where there is one.
TIME = shutil.which("time", path="/usr/bin:/bin")


def measured(command):
    """Runs a command; gives its output, its status, and wall seconds, CPU seconds, peak KiB."""
    with tempfile.TemporaryFile() as output, tempfile.NamedTemporaryFile("r") as peak:
        if TIME:
            command = [TIME, "-q", "-f", "%M", "-o", peak.name] + command
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
        kibibytes = float(peak.read() or "nan")
    return text, child.returncode, (wall, usage.ru_utime + usage.ru_stime, kibibytes)


def count_gorigin(text):
    """Files with a Go program of known version: a fat file counts once, as go lists it."""
    records = map(json.loads, filter(None, text.splitlines()))
    go = [r for r in records if r.get("outcome") == "go" and r.get("go_version")]
    return len({r["path"] for r in go})


def count_go(text):
    """Lines that name a file and its version are those that are not indented."""
    return sum(1 for line in text.splitlines() if re.match(r"\S.*: (go|devel)", line))


def row(name, runs):
    wall, cpu, memory = (statistics.median(column) for column in zip(*runs))
    print(f"{name:<16} wall {wall * 1e3:9.2f} ms   CPU {cpu * 1e3:9.2f} ms   peak {memory / 1024:6.1f} MiB")
    return wall, cpu, memory


def record(case, measures):
    """Adds the ratios to the table that GORIGIN_RECORD names."""
    table = os.environ.get("GORIGIN_RECORD")
    if not table:
        return
    with open(table, "a", encoding="utf-8") as file:
        if file.tell() == 0:
            file.write("bench\tcase\tmeasure\tvalue\tmachine\n")
        machine = f"{os.uname().machine} with {os.cpu_count()} threads"
        for name, our, their in measures:
            file.write(f"compare\t{case}\t{name} ratio\t{our / their:.2f}\t{machine}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("go", nargs="?", default="go")
    parser.add_argument("--gorigin", default="target/release/gorigin")
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--jobs", help="threads of gorigin; as many as it likes without")
    options = parser.parse_args()

    gorigin = [options.gorigin, "scan", "-f", "ndjson", "--progress", "never", "--fail-on", "never"]
    gorigin += ["--jobs", options.jobs] if options.jobs else []
    gorigin.append(options.folder)
    go = [options.go, "version", "-m", options.folder]
    if not shutil.which(options.gorigin):
        sys.exit(f"no gorigin at {options.gorigin}: cargo build --release")
    has_go = bool(shutil.which(options.go)) and subprocess.run(
        [options.go, "version"], capture_output=True).returncode == 0

    text, status, _ = measured(gorigin)
    found = count_gorigin(text)
    print(f"{found} Go programs in {options.folder}")
    if found == 0:
        sys.exit(f"nothing to measure: {' '.join(gorigin)} ended with {status}")
    if not has_go:
        print(f"skipped: the comparison, for {options.go} is no go command that runs here")
        row("gorigin scan", [measured(gorigin)[2] for _ in range(options.pairs)])
        return
    listed = count_go(measured(go)[0])
    if listed != found:
        sys.exit(f"go version -m lists {listed}: not the same work")
    pairs = [(measured(gorigin)[2], measured(go)[2]) for _ in range(options.pairs)]
    ours = row("gorigin scan", [pair[0] for pair in pairs])
    theirs = row("go version -m", [pair[1] for pair in pairs])
    names = ("wall", "CPU", "peak")
    ratios = (f"{name} {our / their:.2f}" for name, our, their in zip(names, ours, theirs))
    record(f"{found} programs, {options.pairs} pairs", zip(names, ours, theirs))
    print(f"{'ratio':<16} {', '.join(ratios)}   (median of {options.pairs} pairs, run in turn)")


if __name__ == "__main__":
    main()
