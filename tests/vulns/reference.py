#!/usr/bin/env python3
"""A second opinion on known vulnerabilities: which advisories of a database are about a Go program, and
whether the functions they list are in it. Written from the rules alone, with readers of its own, and as
plainly as they can be said; it knows nothing of the program that it is held against.

    reference.py DATABASE PROGRAM...     one line of JSON for each program in it (a universal file has some)

DATABASE is a folder with records in OSV's format, one a file.
"""

import functools
import json
import os
import re
import struct
import sys

# ---------------------------------------------------------------- versions


def numbers(text):
    """What a version is ordered by: (major, minor, patch, pre-release); None for what is no version."""
    found = re.fullmatch(r"v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?", text)
    if not found:
        return None
    return int(found[1]), int(found[2]), int(found[3]), found[4]


def compare(one, other):
    if one[:3] != other[:3]:
        return -1 if one[:3] < other[:3] else 1
    if one[3] == other[3]:
        return 0
    if one[3] is None or other[3] is None:
        return 1 if one[3] is None else -1
    a, b = one[3].split("."), other[3].split(".")
    for x, y in zip(a, b):
        if x == y:
            continue
        if x.isdigit() and y.isdigit():
            if int(x) != int(y):
                return -1 if int(x) < int(y) else 1
        elif x.isdigit() != y.isdigit():
            return -1 if x.isdigit() else 1
        else:
            return -1 if x < y else 1
    return (len(a) > len(b)) - (len(a) < len(b))


def of_go(text):
    """A version of Go as the database counts them: 1.22.3, 1.23.0-rc.1; None for a development version."""
    word = text.split()[0] if text.split() else ""
    found = re.match(r"go(\d+)\.(\d+)(?:\.(\d+))?(?:(rc|beta)(\d+))?(?=$|-|\s)", word)
    if not found:
        return None
    pre = f"-{found[4]}.{found[5]}" if found[4] else ""
    return f"{found[1]}.{found[2]}.{found[3] or 0}{pre}"


def covers(entry, version):
    """Whether an entry is about a version: True, False, or None where its ranges say nothing of it."""
    ranges = [it for it in entry.get("ranges") or [] if it.get("type") == "SEMVER"]
    if not ranges:
        return True
    events = []
    for each in ranges:
        for event in each["events"]:
            for kind, text in event.items():
                events.append((None if text == "0" else numbers(text), kind))

    def order(one, other):
        if one[0] is None or other[0] is None:
            return (one[0] is not None) - (other[0] is not None)
        return compare(one[0], other[0])

    is_in = False
    for at, kind in sorted(events, key=functools.cmp_to_key(order)):
        if at is None or compare(at, version) <= 0:
            is_in = kind == "introduced"
    custom = (entry.get("ecosystem_specific") or {}).get("custom_ranges")
    if is_in and custom and events == [(None, "introduced")]:
        return None
    return is_in


# ---------------------------------------------------------------- readers


def words(data, at, count, size, order):
    return struct.unpack_from(order + ("I" if size == 4 else "Q") * count, data, at)


def read_pclntab(data, at, magic, order):
    quantum, size = data[at + 6], data[at + 7]
    if quantum not in (1, 2, 4) or size not in (4, 8):
        return None
    if magic == 0xFFFFFFFB:
        (functions,) = words(data, at + 8, 1, size, order)
        behind = at + 8 + size * (2 * functions + 2)
        if not functions or behind + 4 > len(data):
            return None
        (offset,) = struct.unpack_from(order + "I", data, behind)
        table = at + offset
        if not behind < table < len(data) - 4:
            return None
        (count,) = struct.unpack_from(order + "I", data, table)
        if not 1 < count < 1 << 20 or table + 4 * count > len(data):
            return None
        files = []
        for offset in struct.unpack_from(order + "I" * (count - 1), data, table + 4):
            if offset:
                start = at + offset
                files.append(data[start : data.find(b"\0", start)])
        return {"names": list(old_names(data[behind + 4 : table])), "files": files}
    if magic == 0xFFFFFFFA:
        functions, count, names, units, files, tables, functab = words(data, at + 8, 7, size, order)
    else:
        functions, count, _, names, units, files, tables, functab = words(data, at + 8, 8, size, order)
    if not (functions and 8 + 7 * size <= names <= units <= files <= tables <= functab):
        return None
    if at + tables > len(data):
        return None
    listed = data[at + files : at + tables].rstrip(b"\0").split(b"\0")
    if len(listed) != count:
        return None
    return {"names": [it for it in data[at + names : at + units].split(b"\0") if it], "files": listed}


def old_names(data):
    """Names that stand among other things: the longest end of a run that is text."""
    for run in data.split(b"\0")[:-1]:
        end = re.search(rb"[^\x00-\x1f\x7f]*\Z", run).group()
        while end:
            try:
                end.decode()
                break
            except UnicodeDecodeError as error:
                end = end[max(error.end, 1) :]
        if re.match(rb"[^.]+\..", end, re.S):
            yield end


MAGICS = [0xFFFFFFFB, 0xFFFFFFFA, 0xFFFFFFF0, 0xFFFFFFF1]


def find_pclntab(data):
    """The largest table in the file: what a program carries for others is smaller."""
    found = []
    for magic in MAGICS:
        for order in "<>":
            start = struct.pack(order + "I", magic) + b"\0\0"
            at = data.find(start)
            while at >= 0:
                try:
                    table = read_pclntab(data, at, magic, order)
                except struct.error:
                    table = None
                if table:
                    found.append(table)
                at = data.find(start, at + 1)
    return max(found, key=lambda it: len(it["names"]), default=None)


def leb(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return value, at


def wasm_memory(data):
    at, memory = 8, bytearray()
    while at < len(data):
        kind = data[at]
        size, at = leb(data, at + 1)
        if kind == 11:
            count, here = leb(data, at)
            for _ in range(count):
                flags, here = leb(data, here)
                if flags:
                    raise ValueError("a data segment of another kind")
                assert data[here] == 0x41
                address, here = leb(data, here + 1)
                assert data[here] == 0x0B
                length, here = leb(data, here + 1)
                address &= 0xFFFFFFFF
                if len(memory) < address + length:
                    memory.extend(bytes(address + length - len(memory)))
                memory[address : address + length] = data[here : here + length]
                here += length
        at += size
    return bytes(memory)


def slices(data):
    """The programs of a universal file."""
    if data[:4] == b"\xca\xfe\xba\xbe" and struct.unpack(">I", data[4:8])[0] < 20:
        for index in range(struct.unpack(">I", data[4:8])[0]):
            _, _, offset, size, _ = struct.unpack_from(">IIIII", data, 8 + 20 * index)
            yield data[offset : offset + size]
    else:
        yield data


def uvarint_text(data, at):
    length, at = leb(data, at)
    return data[at : at + length], at + length


START = bytes.fromhex("3077af0c9274080241e1c107e6d618e6")
END = bytes.fromhex("f932433186182072008242104116d8f2")


def build_info(data):
    """(version, text of the modules); each None where it is not there."""
    at = data.find(b"\xff Go buildinf:")
    while at >= 0:
        if data[at + 14 : at + 15] and data[at + 15] & 2:
            try:
                version, behind = uvarint_text(data, at + 32)
                text, _ = uvarint_text(data, behind)
                if re.match(rb"(go\d|devel|unknown)", version):
                    return version.decode("utf8", "replace"), text[16:-16]
            except IndexError:
                pass
        at = data.find(b"\xff Go buildinf:", at + 1)
    # The text alone: up to Go 1.17, and where the rest was taken away. Nothing else is framed so.
    start = data.find(START + b"path\t")
    end = data.find(END, start)
    if start >= 0 and end >= 0:
        return None, data[start + 16 : end]
    return None, None


def modules_of(text):
    """(path of package main, main module, others): a module is (path, version, replacement or None)."""
    package, main, others = None, None, []
    for line in (text or b"").decode("utf8", "replace").split("\n"):
        kind, _, rest = line.partition("\t")
        fields = rest.split("\t") + ["", ""]
        if kind == "path":
            package = rest
        elif kind == "mod":
            main = (fields[0], fields[1], None)
        elif kind == "dep":
            others.append((fields[0], fields[1], None))
        elif kind == "=>" and others:
            others[-1] = (*others[-1][:2], (fields[0], fields[1]))
        elif kind == "=>" and main:
            main = (*main[:2], (fields[0], fields[1]))
    return package, main, others


PROCESSORS = (
    "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm".split()
)


def platform(files):
    """The system and the processor, by the runtime's files: each is compiled for one of both alone."""
    files = [re.sub(rb".*/", b"", it) for it in files if re.search(rb"(^|/)runtime/[^/]+$", it)]
    for name in files:
        found = re.fullmatch(rb"rt0_([a-z0-9]+)_([a-z0-9]+)\.s", name)
        if found:
            return found[1].decode(), found[2].decode()
    systems = [re.fullmatch(rb"os_?([a-z0-9]+)\.go", it) for it in files]
    systems = {it[1].decode() for it in systems if it}
    processors = [re.search(rb"_([a-z0-9]+)\.(?:go|s)$", it) for it in files]
    processors = [it[1].decode() for it in processors if it and it[1].decode() in PROCESSORS]
    known = {"linux", "windows", "darwin", "freebsd", "netbsd", "openbsd", "aix", "plan9", "solaris"}
    systems &= known
    goos = systems.pop() if len(systems) == 1 else None
    return goos, max(set(processors), key=processors.count, default=None)


# ---------------------------------------------------------------- names


def without_brackets(name):
    kept, depth = [], 0
    for character in name:
        if character == "[":
            depth += 1
        if depth == 0:
            kept.append(character)
        if character == "]" and depth:
            depth -= 1
    return "".join(kept)


INNER = re.compile(r"(func|gowrap|deferwrap)?\d+$")


def as_database(raw, main, release):
    """(package, symbol) of a name in a program; None for what is no function of a package."""
    try:
        name = without_brackets(raw.decode())
    except UnicodeDecodeError:
        return None
    if name.startswith(("type..", "type:", "go:")) or re.match(r"go\.[^/]*([({ ]|$)", name):
        return None
    head = re.split(r"[({ ]", name)[0]
    dot = head.find(".", head.rfind("/") + 1)
    if dot <= 0 or dot + 1 == len(name):
        return None
    package, rest = name[:dot], name[dot + 1 :]
    element = re.sub("%.*", "", package.rsplit("/", 1)[-1])
    parents = package.split("/")
    names = {parents[-1], element}
    if re.fullmatch(r"v\d+", parents[-1]) and len(parents) > 1:
        names.add(parents[-2])
    package = re.sub(r"%([0-9a-f]{2})", lambda it: chr(int(it[1], 16)), package)
    if package == "main" and main:
        package = main
    old = release is not None and release < (1, 12)
    # A value of an unexported method, before Go 1.12.
    rest = re.sub(r"\.\(.*\.([^.)]+)\)-fm$", r".\1-fm", rest)
    rest = re.sub(r"^\(\**([^)]*)\)", r"\1", rest)
    is_method = raw.decode()[dot + 1 :].startswith("(")
    parts = [re.split("[-·]", part)[0] for part in rest.split(".")]
    if parts[0] == "init" and len(parts) > 1 and not is_method:
        if parts[1].isdigit():
            before = release is not None and release < (1, 9)
            return package, f"init#{int(parts[1]) + (0 if before else 1)}"
    if parts[:2] == ["map", "init"] and not is_method:
        return package, "init"
    if parts[:2] == ["glob", ""]:
        return package, "glob."
    if len(parts) == 1:
        return None if is_method else (package, parts[0])
    if is_method:
        method = parts[1]
        if old and len(parts) > 2 and not INNER.match(parts[2]):
            method = parts[2]
        return package, f"{parts[0]}.{method}"
    if INNER.match(parts[1]):
        return package, parts[0]
    if old and len(parts) > 2 and not INNER.match(parts[2]):
        if parts[0] in names:
            last = parts[3] if len(parts) > 3 and not INNER.match(parts[3]) else parts[2]
            return package, f"{parts[1]}.{last}"
        return package, f"{parts[0]}.{parts[2]}"
    return package, f"{parts[0]}.{parts[1]}"


def of_files(files, packages):
    """The modules that names of files tell: {(path, version): whether functions have its path}."""
    found = {}
    for name in files:
        name = name.decode("utf8", "replace").replace("\\", "/")
        told = re.match(r"(.+?)@(v\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+!-]*)?)/(?:(.*)/)?[^/]*$", name)
        if not told:
            continue
        plain = re.sub("!(.)", lambda it: it[1].upper(), told[1])
        version = re.sub("!(.)", lambda it: it[1].upper(), told[2])
        if plain.endswith("golang.org/toolchain"):
            continue
        if not re.match(r"/|[A-Za-z]:/", plain):
            paths, certain = [plain], True
        elif "/pkg/mod/" in plain:
            paths, certain = [plain.rsplit("/pkg/mod/", 1)[1]], True
        else:
            steps = plain.split("/")
            paths = ["/".join(steps[at:]) for at in range(1, len(steps))]
            paths, certain = [it for it in paths if re.match(r"[^./]+(\.[^./]+)+(/|$)", it)], False
        inside = f"/{told[3]}" if told[3] else ""
        path = next((it for it in paths if it + inside in packages), None)
        if path is not None:
            found[path, version] = True
        elif certain:
            found.setdefault((paths[0], version), False)
    return found


# ---------------------------------------------------------------- the match


class Database:
    def __init__(self, folder):
        self.entries = {}
        for root, _, names in sorted(os.walk(folder)):
            for name in sorted(names):
                if not name.endswith(".json"):
                    continue
                with open(os.path.join(root, name), encoding="utf8") as file:
                    record = json.load(file)
                if record.get("withdrawn") or not record.get("affected"):
                    continue
                for entry in record["affected"]:
                    path = entry["package"]["name"]
                    self.entries.setdefault(path, []).append((record["id"], entry))

    def of(self, path):
        return self.entries.get(path, [])


ORDER = ["other-platform", "package-absent", "no-listed-function", "cannot-tell", "package-present", "present"]


class Program:
    def __init__(self, data, go_version=None):
        memory = wasm_memory(data) if data[:4] == b"\0asm" else data
        table = find_pclntab(memory)
        version, text = build_info(memory)
        self.go_version = version or go_version
        semver = of_go(self.go_version or "")
        release = numbers(semver)[:2] if semver else None
        self.main_package, main, others = modules_of(text)
        self.goos, self.goarch = platform(table["files"]) if table else (None, None)
        self.is_named = table is not None
        self.functions = set()
        for raw in table["names"] if table else []:
            known = as_database(raw, self.main_package, release)
            if known:
                self.functions.add(known)
        self.packages = {package for package, _ in self.functions}
        # (path for the database, version, path in names of functions or None)
        self.modules = []
        if main:
            self.add(main)
        for module in others:
            self.add(module)
        if not main and not others and table:
            of_main = {"main" if it == self.main_package else it for it in self.packages}
            for (path, version), is_imported in sorted(of_files(table["files"], of_main).items()):
                self.modules.append((path, version, path if is_imported else None))
        if self.go_version:
            self.modules.append(("stdlib", semver or "", "stdlib"))
            if (self.main_package or "").startswith("cmd/"):
                self.modules.append(("toolchain", semver or "", "toolchain"))

    def add(self, module):
        path, version, other = module
        if other and other[1] not in ("", "(devel)"):
            self.modules.append((*other, path))
        else:
            self.modules.append((path, version, path))


def holds(path, package):
    return package == path or package.startswith(path + "/")


def judge(program, module, entry, is_known):
    """(verdict, names) of one entry that is about a module's version."""
    path, _, imported_as = module
    imports = (entry.get("ecosystem_specific") or {}).get("imports") or []
    if not is_known or not imports:
        return "cannot-tell", set()
    best, names = "other-platform", set()
    for each in imports:
        verdict, found = judge_import(program, path, imported_as, each)
        best = max(best, verdict, key=ORDER.index)
        names |= found
    return best, names


def judge_import(program, path, imported_as, each):
    for listed, own in ((each.get("goos"), program.goos), (each.get("goarch"), program.goarch)):
        if listed and own and own not in listed:
            return "other-platform", set()
    if imported_as is None or not program.is_named:
        return "cannot-tell", set()
    package = each["path"]
    if path not in ("stdlib", "toolchain"):
        if not holds(path, package):
            if imported_as != path:
                return "package-absent", set()
        elif imported_as != path:
            package = imported_as + package[len(path) :]
        for _, _, other in program.modules:
            if other and len(other) > len(imported_as) and holds(imported_as, other) and holds(other, package):
                return "package-absent", set()
    if package not in program.packages:
        return "package-absent", set()
    symbols = each.get("symbols") or []
    if not symbols:
        return "package-present", set()
    found = {f"{each['path']}.{it}" for it in symbols if (package, it) in program.functions}
    return ("present" if found else "no-listed-function"), found


def check(database, program):
    hits, unknown = {}, set()
    for module in program.modules:
        path, text, _ = module
        version = numbers(text)
        for identifier, entry in database.of(path):
            if version is None:
                unknown.add(path)
                continue
            about = covers(entry, version)
            if about is False:
                continue
            verdict, names = judge(program, module, entry, about)
            old = hits.get((identifier, path, text))
            if old:
                verdict, names = max(old[0], verdict, key=ORDER.index), old[1] | names
            hits[identifier, path, text] = verdict, names
    rows = [[*key, verdict, sorted(names)] for key, (verdict, names) in sorted(hits.items())]
    return {"vulnerabilities": rows, "unknown": sorted(unknown)}


def main():
    database = Database(sys.argv[1])
    for argument in sys.argv[2:]:
        # PROGRAM or PROGRAM=VERSION, for one whose version stands where this does not read it.
        path, _, version = argument.partition("=")
        with open(path, "rb") as file:
            data = file.read()
        for each in slices(data):
            program = Program(each, version or None)
            told = {"path": path, "go_version": program.go_version, "names": len(program.functions)}
            told |= {"goos": program.goos, "goarch": program.goarch}
            told["modules"] = [list(it) for it in program.modules]
            print(json.dumps(told | check(database, program)))


if __name__ == "__main__":
    main()
