"""A second matcher of known vulnerabilities, written from the rules alone, to compare gorigin's with.

    gorigin scan --no-host -f ndjson PATH… | python3 vulns_reference.py DATABASE > verdicts

It takes from gorigin only what a record says without a database: path, Go version, modules, system and
processor. It reads the names of functions from the pclntab itself, and each record of the database as
JSON. Prints a line for each program, advisory and module: path, ID, module, verdict, matched, listed.
"""

import functools
import json
import os
import re
import sys

NAME = re.compile(rb"[\x20-\x7e\x80-\xff]+\Z")


def semver(text):
    """A key that orders versions; None for what is none."""
    found = re.fullmatch(
        r"v?(0|[1-9]\d*)(?:\.(0|[1-9]\d*))?(?:\.(0|[1-9]\d*))?(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?",
        text,
    )
    if not found:
        return None
    numbers = tuple(int(part or 0) for part in found.group(1, 2, 3))
    pre = found.group(4)
    if pre is None:
        return numbers, (1,)
    parts = []
    for part in pre[1:].split("."):
        parts.append((0, int(part), "") if part.isdigit() else (1, 0, part))
    return numbers, (0, tuple(parts))


def go_semver(text):
    found = re.match(r"go(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:(rc|beta)(\d+))?(?=$|[ -])(.*)", text)
    if not found or found.group(6).startswith("-devel"):
        return None
    version = ".".join(part or "0" for part in found.group(1, 2, 3))
    return f"{version}-{found.group(4)}.{int(found.group(5))}" if found.group(4) else version


def affected(entry, version):
    """True, False, or None where the entry has no usable range."""
    ranges = entry.get("ranges") or []
    if not ranges:
        return True
    specific = entry.get("ecosystem_specific") or {}
    bare = all(e == {"introduced": "0"} for r in ranges for e in r["events"])
    if specific.get("custom_ranges") and bare:
        return None
    for one in ranges:
        state = False
        events = [
            (((-1,),) if e.get("introduced") == "0" else semver(e.get("introduced") or e["fixed"]), "introduced" in e)
            for e in one["events"]
        ]
        for at, introduces in sorted(events, key=lambda e: e[0]):
            if at <= version:
                state = introduces
        if state:
            return True
    return False


def names_of(path):
    """The names in the pclntab, or None where there is none that this can read."""
    data = open(path, "rb").read()
    if data.startswith(b"\0asm"):
        data = memory(data)
    best = None
    for magic, words in ((0xFFFFFFF1, 3), (0xFFFFFFF0, 3), (0xFFFFFFFA, 2), (0xFFFFFFFB, 0)):
        for order in ("little", "big"):
            needle = magic.to_bytes(4, order) + b"\0\0"
            at = data.find(needle)
            while at >= 0:
                found = table(data, at, order, words)
                if found is not None and (best is None or len(found) > len(best)):
                    best = found
                at = data.find(needle, at + 1)
    return best


def memory(data):
    """The memory that the data segments of a WebAssembly module make."""

    def number(at):
        value, shift = 0, 0
        while True:
            value |= (data[at] & 0x7F) << shift
            shift += 7
            at += 1
            if data[at - 1] < 0x80:
                return value, at, shift

    out, at = bytearray(), 8
    while at < len(data):
        kind, (size, start, _) = data[at], number(at + 1)
        at = start
        if kind == 11:
            count, at, _ = number(at)
            for _ in range(count):
                flags, at, _ = number(at)
                assert flags == 0 and data[at] == 0x41, "an active segment at a constant"
                place, at, bits = number(at + 1)
                if place >> (bits - 1):
                    place -= 1 << bits
                length, at, _ = number(at + 1)
                place &= 0xFFFFFFFF
                out.extend(bytes(max(0, place + length - len(out))))
                out[place : place + length] = data[at : at + length]
                at += length
        at = start + size
    return bytes(out)


def table(data, at, order, words):
    quantum, size = data[at + 6], data[at + 7]
    if quantum not in (1, 2, 4) or size not in (4, 8):
        return None
    word = lambda n: int.from_bytes(data[at + 8 + n * size : at + 8 + (n + 1) * size], order)
    count = word(0)
    if not 0 < count < 1 << 22:
        return None
    if words:
        start, end = word(words), word(words + 1)
        if not (0 < start < end and at + end <= len(data)):
            return None
        names = set(data[at + start : at + end].split(b"\0"))
        return names if b"runtime.main" in names else None
    # Up to Go 1.15 each function's record says where its name is, and those of inlined functions stand
    # among them.
    pairs = at + 8 + size
    files = int.from_bytes(data[pairs + (2 * count + 1) * size :][:4], order)
    if not 0 < files < len(data) - at:
        return None
    names = set()
    for run in data[at + (pairs - at) + 2 * count * size : at + files].split(b"\0"):
        found = NAME.search(run)
        if found:
            names.add(found.group())
            # Bytes of a number may stand before a name and look like letters.
            for cut in range(1, 4):
                names.add(found.group()[cut:])
    return names if b"runtime.main" in names else None


def without_brackets(text):
    out, depth = [], 0
    for c in text:
        depth += (c == "[") - (c == "]")
        if depth == 0 and c != "]":
            out.append(c)
    return "".join(out)


def normal(raw, main, minor):
    """Package and name as the database spells them; None for what is no function of a package."""
    text = raw.decode("utf-8", "replace")
    if re.match(r"(type|go)(:|\.\.)", text) or text.startswith(("go.shape.", "go.itab.", "go.builtin.")):
        return None
    text = without_brackets(text)
    head = re.split(r"[( {]", text)[0]
    slash = head.rfind("/") + 1
    dot = head.find(".", slash)
    if dot <= 0:
        return None
    package, rest = text[:dot], text[dot + 1 :]
    if not rest:
        return None
    short = package.rsplit("/", 1)[-1]
    package = re.sub(r"%([0-9a-f]{2})", lambda m: chr(int(m.group(1), 16)), package)
    if package == "main" and main:
        package = main
    rest = re.sub(r"(-fm|-range\d+|·.*)+", "", rest)
    words = re.findall(r"\([^)]*\)|[^.]+", rest)
    if not words:
        return None
    closure = lambda w: re.fullmatch(r"(func|gowrap|deferwrap)?\d+(-\d+)?", w) is not None
    if words[0].startswith("("):
        kind = words[0].strip("()").lstrip("*")
        if len(words) == 1:
            return None
        if minor is not None and minor < 12 and len(words) > 2 and not closure(words[2]):
            return package, f"{kind}.{words[2]}"
        return package, f"{kind}.{words[1].strip('()').rsplit('.', 1)[-1].lstrip('*')}"
    if words[0] == "init" and len(words) > 1 and words[1].isdigit():
        number = int(words[1])
        return package, f"init#{number if minor is not None and minor < 9 else number + 1}"
    if len(words) == 1 or closure(words[1]):
        return package, words[0]
    if minor is not None and minor < 12 and len(words) > 2 and not closure(words[2]):
        if words[0] == short.split("%")[0]:
            tail = [w for w in words[1:] if w != words[0]]
            return package, f"{tail[0]}.{tail[1]}" if len(tail) > 1 else tail[0]
        return package, f"{words[0]}.{words[2]}"
    return package, f"{words[0]}.{words[1]}"


def modules_of(record):
    """Path and version for the database, and the path in names: None where that is not known."""
    build = record.get("build") or {}
    listed = ([build["module"]] if build.get("module") else []) + build.get("deps", [])
    for module in listed:
        other = module.get("replace")
        if other and other["version"] not in ("", "(devel)"):
            yield other["path"], other["version"], module["path"]
        elif module.get("trust") == "path-only":
            yield module["path"], module["version"], None
        else:
            yield module["path"], module["version"], module["path"]
    version = (record.get("go_version") or {}).get("value", "")
    go = go_semver(version) if record.get("toolchain") == "gc" else None
    yield "stdlib", go or "", "stdlib"
    if (build.get("main_package") or "").startswith("cmd/"):
        yield "toolchain", go or "", "toolchain"


ORDER = ["other-platform", "package-absent", "no-listed-function", "cannot-tell", "package-present", "present"]


def judge(entries, module, record, names, others):
    path, _, imported = module
    verdicts, matched, listed = [], set(), set()
    for entry, usable in entries:
        imports = (entry.get("ecosystem_specific") or {}).get("imports") or []
        if not usable or not imports:
            verdicts.append("cannot-tell")
            continue
        for one in imports:
            if one.get("goos") and record["os"] and record["os"] not in one["goos"]:
                verdicts.append("other-platform")
                continue
            if one.get("goarch") and record["arch"] and record["arch"] not in one["goarch"]:
                verdicts.append("other-platform")
                continue
            symbols = set(one.get("symbols") or [])
            listed |= {(one["path"], s) for s in symbols}
            if imported is None or names is None:
                verdicts.append("cannot-tell")
                continue
            package = one["path"]
            if path not in ("stdlib", "toolchain"):
                package = imported + package[len(path) :]
                inside = lambda p: package == p or package.startswith(p + "/")
                if any(len(p) > len(imported) and inside(p) for p in others if p):
                    verdicts.append("package-absent")
                    continue
            there = names.get(package)
            if there is None:
                verdicts.append("package-absent")
            elif not symbols:
                verdicts.append("package-present")
            else:
                found = symbols & there
                matched |= {(one["path"], s) for s in found}
                verdicts.append("present" if found else "no-listed-function")
    return max(verdicts, key=ORDER.index), len(matched), len(listed)


@functools.lru_cache(maxsize=2)
def packages_of(path, main, minor):
    raw = names_of(path)
    if raw is None:
        return None
    packages = {}
    for name in raw:
        found = normal(name, main, minor)
        if found:
            packages.setdefault(found[0], set()).add(found[1])
    return packages


def main():
    by_module = {}
    for folder, _, files in os.walk(sys.argv[1]):
        for file in files:
            if not file.endswith(".json") or os.path.basename(folder) == "index":
                continue
            advisory = json.load(open(os.path.join(folder, file), encoding="utf-8"))
            if "withdrawn" in advisory:
                continue
            for entry in advisory.get("affected") or []:
                by_module.setdefault(entry["package"]["name"], []).append((advisory["id"], entry))
    for line in sys.stdin:
        record = json.loads(line)
        if record["outcome"] != "go" or record.get("debug_file") or record.get("format") == "go-object":
            continue
        modules = list(modules_of(record))
        version = re.match(r"go1\.(\d+)", (record.get("go_version") or {}).get("value", ""))
        minor = int(version.group(1)) if version else None
        main_package = (record.get("build") or {}).get("main_package")
        out = []
        for module in modules:
            path, version, imported = module
            key = semver(version)
            if key is None:
                continue
            hits = {}
            for id, entry in by_module.get(path, []):
                usable = affected(entry, key)
                if usable is not False:
                    hits.setdefault(id, []).append((entry, usable))
            for id, entries in hits.items():
                names = packages_of(record["path"], main_package, minor)
                others = [imported for _, _, imported in modules]
                verdict, matched, listed = judge(entries, module, record, names, others)
                out.append((record["path"], id, path, version, verdict, matched, listed))
        for row in sorted(set(out)):
            print("\t".join(map(str, row)))


main()
