#!/usr/bin/env python3
"""Compares what gorigin said of real programs with what Go's own tools and readelf say of them.

usage: agree.py GO RECORDS

RECORDS are those that `cargo xtask rule-shares --packages FOLDER --records RECORDS` has written; the
packages must still be in FOLDER. GO is a go command. Of each program that lies in its package as it is:
release, main package, main module, modules and settings as `go version -m` tells them; the build ID as
`go tool buildid` does; of ELF files the loader, the libraries, the stack and the relocations that are made
read-only, as readelf tells them. Every difference is a line, and the counts are the last one. Nothing that
is read is run. Exits with 1 where something differs that is not explained below.
"""

import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

# What Go's tools do not read, and gorigin does; or the other way round.
EXPLAINED = {
    "packed": "UPX packed it; gorigin says what is inside",
    "archive": "go version reads no archives of objects",
    "xcoff": "go version reads no XCOFF of this kind",
    "gnu-id": "go tool buildid takes the GNU build ID where there is no other, which is one of gccgo",
    "empty-segment": "findings/go-version-blind-behind-an-empty-segment.sh",
}


def said(*command):
    environment = dict(os.environ, GOTOOLCHAIN="local", LC_ALL="C")
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment)
    return run.returncode, run.stdout


def unquoted(text):
    if text[:1] == '"':
        return json.loads(text)
    return text.strip("`") if text[:1] == "`" else text


def version_told(text):
    """What `go version -m` says, in the words of a record."""
    first, *lines = text.splitlines()
    told = {"go_version": first.split(": ", 1)[1], "path": None, "module": None, "deps": [], "settings": {}}
    for line in lines:
        kind, *rest = line.lstrip("\t").split("\t")
        if kind == "path":
            told["path"] = rest[0]
        elif kind == "mod":
            told["module"] = [rest[0], rest[1] or None]
        elif kind == "dep":
            told["deps"].append([rest[0], rest[1] or None])
        elif kind == "build":
            key, _, value = rest[0].partition("=")
            told["settings"][unquoted(key)] = unquoted(value)
    return told


def version_recorded(record):
    build = record["build"] or {}
    module = build.get("module")
    return {
        "go_version": (record["go_version"] or {}).get("value"),
        "path": build.get("main_package"),
        "module": module and [module["path"], module.get("version")],
        "deps": [[it["path"], it.get("version")] for it in build.get("deps") or []],
        "settings": build.get("settings") or {},
    }


def elf_told(text):
    loader = re.search(r"program interpreter: (.*)\]", text)
    stack = re.search(r"GNU_STACK.*?(RWE|RW)", text)
    relro = "none" if "GNU_RELRO" not in text else "full" if "NOW" in text else "partial"
    return {
        "interpreter": loader and loader[1],
        "libraries": re.findall(r"\(NEEDED\).*\[(.*)\]", text) or None,
        "relro": relro,
        "nx": stack and stack[1] == "RW",
    }


def elf_recorded(record, told):
    keys = ("interpreter", "libraries", "relro", "nx")
    traits = {key: record["traits"].get(key) or None for key in keys}
    if record["traits"].get("nx") is False:
        traits["nx"] = False
    # Without the header a system decides.
    return {**traits, "nx": None} if told["nx"] is None else traits


def is_other(record, file):
    """What the file is where it is not the program itself."""
    if any(it["rule"] == "packed" for it in record["findings"]):
        return "packed"
    with open(file, "rb") as program:
        return "archive" if program.read(8) == b"!<arch>\n" else None


def why_unread(record, file):
    """Why Go's tools cannot read a program."""
    other = is_other(record, file)
    if other:
        return other
    if record["format"] == "xcoff":
        return "xcoff"
    if record["format"] == "elf":
        headers = re.findall(r"^  (LOAD|GNU_STACK) ", said("readelf", "-lW", file)[1].decode(), re.MULTILINE)
        if "LOAD" in headers[(headers + ["GNU_STACK"]).index("GNU_STACK") :]:
            return "empty-segment"
    return None


class Comparison:
    def __init__(self, go):
        self.go, self.counts, self.wrong = go, collections.Counter(), 0

    def differs(self, name, what, why=None):
        self.counts["explained" if why else "unexplained"] += 1
        self.wrong += why is None
        print(f"{name}: {what}" + (f" ({EXPLAINED[why]})" if why else ""), flush=True)

    def program(self, name, record, file):
        code, text = said(self.go, "version", "-m", file)
        told, recorded = None, version_recorded(record)
        if code or b"could not read" in text or b": go" not in text:
            if (record["go_version"] or {}).get("source") == "build-info":
                self.differs(name, "go version cannot read it", why_unread(record, file))
        else:
            self.counts["go version -m"] += 1
            told = version_told(text.decode())
            for key, value in told.items():
                if value != recorded[key]:
                    self.differs(name, f"{key}: {value} against {recorded[key]}")
        code, text = said(self.go, "tool", "buildid", file)
        own, text = (record["build_id"] or {}).get("value") or "", text.removesuffix(b"\n")
        if code == 0:
            self.counts["go tool buildid"] += 1
        if code == 0 and text != own.encode():
            gnu = (record["host_id"] or {}).get("value") == text.hex()
            why = "gnu-id" if gnu and not own else why_unread(record, file)
            self.differs(name, f"build ID: {text} against {own}", why)
        if record["format"] == "elf" and not is_other(record, file):
            told = elf_told(said("readelf", "-lWd", file)[1].decode())
            recorded = elf_recorded(record, told)
            self.counts["readelf"] += 1
            for key, value in told.items():
                if value != recorded[key]:
                    self.differs(name, f"{key}: {value} against {recorded[key]}")


def members(package):
    """The files in a package, with their names."""
    if package.endswith(".whl"):
        with zipfile.ZipFile(package) as wheel:
            for name in wheel.namelist():
                yield name, lambda name=name: wheel.open(name)
        return
    command = ["dpkg-deb", "--fsys-tarfile", package] if package.endswith(".deb") else ["gzip", "-dc", package]
    run = subprocess.Popen(command, stdout=subprocess.PIPE)
    with tarfile.open(fileobj=run.stdout, mode="r|") as archive:
        for member in archive:
            if member.isreg():
                yield member.name, lambda member=member: archive.extractfile(member)
    run.stdout.close()
    run.wait()


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    comparison = Comparison(sys.argv[1])
    packages = collections.defaultdict(dict)
    with open(sys.argv[2]) as lines:
        for record in map(json.loads, lines):
            package, *inside = record["path"].split("!/")
            if len(inside) == 1 and not record["slice"]:
                packages[package][inside[0]] = record
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "program")
        for package, records in packages.items():
            for name, opened in members(package):
                record = records.get(name)
                if record:
                    with open(file, "wb") as to, opened() as content:
                        shutil.copyfileobj(content, to, 1 << 20)
                    comparison.program(f"{record['package']['package']} {name}", record, file)
    print(dict(comparison.counts))
    sys.exit(1 if comparison.wrong else 0)


main()
