#!/usr/bin/env python3
"""Compares gorigin with the tools that do a part of the same work, each pair in one run.

    benches/compare.py [FOLDER] [GO] [--gorigin PATH] [--records FOLDER] [--jobs N,N…] [--pairs N] [--rows NAME,…]

FOLDER has real programs; without one, its row is skipped. GO is the go command, whose `version -m` is the
peer of most rows. The peer of the rows of known vulnerabilities is the same scan without them; they need
--records, a folder of a vulnerability database's records, or GORIGIN_OSV. All other input is made of
testdata/ in a folder for the time of the run. The two commands of a row run in turn, so that whatever else the machine does strikes both; before,
each runs once, and the number of Go programs that each lists is compared. Times are medians, CPU
time is that of user and system. Rows that lack their peer are said to be skipped. Where
GORIGIN_RECORD names a table, as `cargo xtask bench` does, the ratios are added to it.
"""
import argparse
import json
import lzma
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

TESTDATA = pathlib.Path(__file__).resolve().parent.parent / "testdata"

# A process inherits the peak of the one that started it, which here is Python: so the peak is
# taken by a small program in between, where there is one.
TIME = shutil.which("time", path="/usr/bin:/bin")

# The aims: CPU on one core, wall on all.
SMALL = {"CPU": 0.7, "wall": 0.12}


def measured(command, peak=False):
    """Runs a command; gives its output, and wall seconds, CPU seconds, and where asked for peak KiB."""
    with tempfile.TemporaryFile() as output, tempfile.NamedTemporaryFile("r") as kibibytes:
        if TIME and peak:
            command = [TIME, "-q", "-f", "%M", "-o", kibibytes.name] + command
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
        size = float(kibibytes.read() or "nan") if peak else 0.0
    return text, (wall, usage.ru_utime + usage.ru_stime, size)


def count_gorigin(text):
    """Files with a Go program whose build info tells its version: a fat file counts once, as go lists it."""
    records = map(json.loads, filter(None, text.splitlines()))
    go = [r for r in records if (r.get("go_version") or {}).get("source") == "build-info"]
    return len({r["path"] for r in go})


def count_go(text):
    """Lines that name a file and its version are those that are not indented."""
    return sum(1 for line in text.splitlines() if re.match(r"\S.*: (go|devel)", line))


def fixture(name):
    path = TESTDATA / name
    return path.read_bytes() if path.exists() else lzma.decompress(path.with_name(path.name + ".xz").read_bytes())


def without_build_info(program):
    """The blob is named by a section and starts with a magic."""
    for name in (b"\xff Go buildinf:", b".go.buildinfo"):
        program = program.replace(name, b"x" * len(name))
    return program


def folder_of(top, name, programs, copies):
    """A folder with that many copies of each program."""
    folder = top / name
    folder.mkdir()
    for kind, program in enumerate(programs):
        for copy in range(copies):
            file = folder / f"{kind:03}-{copy:03}"
            file.write_bytes(program)
            file.chmod(0o755)
    return folder


def small(top):
    """Every carved fixture that go reads, many times over."""
    names = sorted(p.name[:-3] for p in (TESTDATA / "carved").glob("*.xz"))
    names = [n for n in names if not re.search("upx|wasm|fat|aix|plan9|no-sections", n)]
    return folder_of(top, "small", [fixture(f"carved/{n}") for n in names], 14)


def tree(top):
    """120,000 small files in 1,500 folders, with 40 programs among them."""
    folder = top / "tree"
    texts = [p for p in sorted(TESTDATA.parent.glob("src/**/*.rs"))][:200]
    program = fixture("carved/linux-amd64-go1.22-s-w")
    for number in range(1500):
        below = folder / f"{number // 100:02}" / f"{number // 10 % 10}" / f"{number % 10}"
        below.mkdir(parents=True)
        for file in range(80):
            source = texts[(number * 80 + file) % len(texts)]
            (below / f"{file:02}-{source.name}").write_bytes(source.read_bytes()[:4000])
        if number % 37 == 0 and number // 37 < 40:
            (below / "program").write_bytes(program)
            (below / "program").chmod(0o755)
    return folder


def stripped(top, program):
    tool = shutil.which("strip")
    if not tool:
        return None
    copy = top / "stripped"
    shutil.copy(program, copy)
    return copy if subprocess.run([tool, copy], capture_output=True).returncode == 0 else None


def appended(top, program):
    copy = top / "appended"
    copy.write_bytes(pathlib.Path(program).read_bytes() + os.urandom(100_000))
    return copy


class Comparison:
    """What is compared on this machine."""

    def __init__(self, options, top):
        self.options, self.top = options, top
        self.go = shutil.which(options.go)
        self.openssl = shutil.which("openssl")
        self.jobs = sorted({int(n) for n in options.jobs.split(",")})

    def scan(self, folder, jobs):
        command = [self.options.gorigin, "scan", "-f", "ndjson", "--progress", "never"]
        return command + ["--fail-on", "never", "--allow-empty", "-j", str(jobs), str(folder)]

    def against_go(self, name, folder, aims, words=("version", "-m")):
        """A row against the go command, for each number of threads."""
        if not self.go:
            return skipped(name, f"{self.options.go} is no go command that is here")
        peer = [self.go, *words, str(folder)]
        found = count_gorigin(measured(self.scan(folder, 1))[0])
        listed = count_go(measured(peer)[0])
        if listed != found:
            return skipped(name, f"gorigin lists {found} programs with build info and go {listed}: not the same work")
        for jobs in self.jobs:
            self.row(f"{name}, {jobs} threads", self.scan(folder, jobs), peer, aims)

    def row(self, name, ours, theirs, aims):
        measured(ours)
        pairs = [(measured(ours)[1], measured(theirs)[1]) for _ in range(self.options.pairs)]
        our, their = ([statistics.median(column) for column in zip(*side)] for side in zip(*pairs))
        # The program that takes the peak takes time itself.
        our[2], their[2] = (measured(command, True)[1][2] for command in (ours, theirs))
        ratios = {what: a / b for what, a, b in zip(("wall", "CPU", "peak"), our, their)}
        aim = ", ".join(f"{what} {most}" for what, most in aims.items())
        print(f"{name:<44} CPU {our[1] * 1e3:9.1f} ms ({ratios['CPU']:5.2f})   wall {our[0] * 1e3:9.1f} ms "
              f"({ratios['wall']:5.2f})   peak {our[2] / 1024:6.1f} MiB   aim {aim or '-'}", flush=True)
        record(name, ratios)

    def rows(self):
        """Name and what measures it, in the order of the table."""
        elf = fixture("sample/linux-amd64-go1.22-s-w")
        one = lambda name, programs, aims, copies=200: lambda: self.against_go(
            name, folder_of(self.top, name, programs, copies), aims)
        yield "small", lambda: self.against_go("small", small(self.top), SMALL)
        yield "elf", one("elf", [elf], {"CPU": 0.8})
        yield "elf-without-build-info", one("elf-without-build-info", [without_build_info(elf)], {"CPU": 2.3})
        yield "wasm", one("wasm", [fixture("carved/js-wasm-go1.22-s-w")], {}, 40)
        # The go command reads the table of symbols, which such programs have, and stripped ones have not.
        yield "pe-as-built", lambda: self.as_built("pe-as-built", "windows", "amd64", {"CPU": 0.11})
        yield "mach-o-as-built", lambda: self.as_built("mach-o-as-built", "darwin", "arm64", {"CPU": 0.15})
        yield "pe-stripped", one("pe-stripped", [fixture("sample/windows-386-go1.19-custom-id")], {})
        yield "mach-o-stripped", one("mach-o-stripped", [fixture("sample/darwin-arm64-go1.24-s-w")], {})
        yield "real", self.real
        yield "tree", lambda: self.against_go("tree", tree(self.top), {"CPU": 0.38}, ("version",))
        yield "start", self.start
        yield "verify", self.verify
        yield "vulnerabilities", self.vulnerabilities
        yield "deep", lambda: skipped("deep", "cargo bench --bench deep compares with a search in memory")

    def as_built(self, name, goos, goarch, aims):
        """Copies of gofmt as go build leaves it for another system."""
        if not self.go:
            return skipped(name, f"{self.options.go} is no go command that is here")
        program = self.top / f"gofmt-{goos}"
        own = {"GOOS": goos, "GOARCH": goarch, "GOFLAGS": "", "GOTOOLCHAIN": "local", "GOPROXY": "off"}
        build = [self.go, "build", "-o", str(program), "cmd/gofmt"]
        if subprocess.run(build, env=os.environ | own, cwd=self.top, capture_output=True).returncode:
            return skipped(name, f"{self.options.go} does not build for {goos}/{goarch}")
        self.against_go(name, folder_of(self.top, name, [program.read_bytes()], 60), aims)

    def real(self):
        if not self.options.folder:
            return skipped("real", "no folder of real programs is named")
        if not self.go:
            return skipped("real", f"{self.options.go} is no go command that is here")
        # Those that go reads: gorigin would also open archives and unpack programs.
        folder = self.top / "real"
        folder.mkdir()
        text = measured([self.go, "version", self.options.folder])[0]
        for number, line in enumerate(text.splitlines()):
            file, target = line.rsplit(": ", 1)[0], folder / str(number)
            try:
                os.link(file, target)
            except OSError:
                shutil.copy(file, target)
        self.against_go("real", folder, {"CPU": 0.4, "wall": 0.25})

    def start(self):
        empty = self.top / "empty"
        empty.write_bytes(b"")
        peer = shutil.which("true")
        if not peer:
            return skipped("start", "there is no true")
        self.row("start", [self.options.gorigin, "inspect", str(empty)], [peer], {"CPU": 2, "wall": 2})

    def vulnerabilities(self):
        """A thousand real programs, the same ones by many names, and each one once, against a whole database."""
        if not self.options.folder or not self.options.records:
            return skipped("vulnerabilities", "no folder of real programs, or none of records, is named")
        index = str(self.top / "index")
        made = [self.options.gorigin, "vulndb", "update", "--from", self.options.records, "-o", index]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
        given = ["--no-host", "--no-config", "--vulndb", index, "--vulndb-age", "99999"]
        scan = lambda jobs, *more: self.scan(self.options.folder, jobs)[:-1] + [*more]
        records = [json.loads(line) for line in measured(scan(1, self.options.folder))[0].splitlines()]
        # A program in an archive has no name of its own, and unpacking would hide all else.
        of_go = [r for r in records if r["outcome"] == "go" and not r.get("unpacked") and not r["container"]]
        programs = sorted({r["path"] for r in of_go})
        if not programs:
            return skipped("vulnerabilities", "there is no Go program in the folder")
        many = self.top / "thousand"
        many.write_text("\n".join((programs * 1000)[:1000]) + "\n", encoding="utf-8")
        for jobs in self.jobs:
            without = scan(jobs, *given[:2], "--files-from", str(many))
            self.row(f"vulnerabilities, 1,000 programs, {jobs} threads", without + given[2:], without, {"CPU": 1.15})
        # The least that one program a run can take, by the median of all.
        ratios = []
        for path in programs:
            each = [measured(scan(1, *words, path))[1][1] for words in (given, given[:2])]
            ratios.append((each[0], each[0] / max(each[1], 1e-4)))
        middle = [statistics.median(column) for column in zip(*ratios)]
        name = "vulnerabilities, one program a run"
        print(f"{name:<44} CPU {middle[0] * 1e3:9.1f} ms ({middle[1]:5.2f})   median of {len(programs)} programs", flush=True)
        record(name, {"CPU": middle[1]})

    def verify(self):
        """The go command itself is a large program that go build wrote."""
        if not self.go or not self.openssl:
            return skipped("verify", "it needs a go command and openssl")
        root = subprocess.run([self.go, "env", "GOROOT"], capture_output=True, text=True).stdout.strip()
        programs = pathlib.Path(root, "pkg/tool").glob("*/compile")
        program = max([pathlib.Path(root, "bin/go"), *programs], key=lambda it: it.stat().st_size)
        changed = [("stripped", stripped(self.top, program), 1.8), ("appended", appended(self.top, program), 1.8)]
        for name, file, aim in [("intact", program, 1.05)] + changed:
            if not file:
                skipped(f"verify {name}", "there is no strip for this program")
                continue
            ours = [self.options.gorigin, "verify", "--no-host", str(file)]
            self.row(f"verify {name}", ours, [self.openssl, "dgst", "-sha256", str(file)], {"CPU": aim})


def skipped(name, why):
    print(f"{name:<44} skipped: {why}", flush=True)


def record(case, ratios):
    """Adds the ratios to the table that GORIGIN_RECORD names."""
    table = os.environ.get("GORIGIN_RECORD")
    if not table:
        return
    with open(table, "a", encoding="utf-8") as file:
        if file.tell() == 0:
            file.write("bench\tcase\tmeasure\tvalue\tmachine\n")
        machine = f"{os.uname().machine} with {os.cpu_count()} threads"
        for name, ratio in ratios.items():
            file.write(f"compare\t{case}\t{name} ratio\t{ratio:.2f}\t{machine}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?")
    parser.add_argument("go", nargs="?", default="go")
    parser.add_argument("--gorigin", default="target/release/gorigin")
    parser.add_argument("--records", default=os.environ.get("GORIGIN_OSV"), help="records of a vulnerability database")
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--jobs", default=f"1,{os.cpu_count()}", help="numbers of threads of gorigin")
    parser.add_argument("--rows", help="names of rows, by default all")
    options = parser.parse_args()
    if not shutil.which(options.gorigin):
        sys.exit(f"no gorigin at {options.gorigin}: cargo build --release")
    print("in brackets: the ratio to the peer; medians of", options.pairs, "pairs, run in turn")
    wanted = options.rows.split(",") if options.rows else None
    with tempfile.TemporaryDirectory() as top:
        for name, measure in Comparison(options, pathlib.Path(top)).rows():
            if not wanted or name in wanted:
                measure()


if __name__ == "__main__":
    main()
