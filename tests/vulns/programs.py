#!/usr/bin/env python3
"""Programs built for a purpose, and advisories about the modules in them.

    programs.py GOROOT FOLDER [all]

Makes FOLDER/database, with one advisory for each way in which a function can be in a program or not, and
FOLDER/bin, with programs by that toolchain, for one system or for four. The modules have real versions:
they come from a proxy that is a folder. Prints NAME PATH of each program.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile

MODULES = {
    "example.com/vuln@v1.1.0": {
        "go.mod": "module example.com/vuln\n\ngo 1.20\n",
        "vuln.go": """package vuln

var N = 1

func init() { N += 2 }

func init() { N *= 3 }

//go:noinline
func Linked() { N++ }

func Tiny(x int) int { return x + N }

//go:noinline
func Dead() { N-- }

type T struct{ n int }

//go:noinline
func (t T) Value() int { return t.n + N }

//go:noinline
func (t *T) Pointer() { t.n += N }

//go:noinline
func (t T) AsValue() int { return t.n * N }

func (t *T) Uncalled() { t.n -= N }

type Shape interface{ Area() int }

type Square struct{ n int }

//go:noinline
func (s Square) Area() int { return s.n * s.n * N }

func (s Square) Perimeter() int { return s.n * 4 }

//go:noinline
func Generic[X any](x X) X { N++; return x }

type Box[X any] struct{ x X }

//go:noinline
func (b *Box[X]) Get() X { N++; return b.x }

func (b *Box[X]) Set(x X) { b.x = x }

func Maker() func() int {
	n := N
	return func() int { n++; return n + N }
}
""",
        "asm.go": "//go:build amd64 || arm64\n\npackage vuln\n\nfunc Asm()\n",
        "asm_amd64.s": '#include "textflag.h"\n\nTEXT ·Asm(SB), NOSPLIT, $0-0\n\tRET\n',
        "asm_arm64.s": '#include "textflag.h"\n\nTEXT ·Asm(SB), NOSPLIT, $0-0\n\tRET\n',
        "asm_other.go": "//go:build !amd64 && !arm64\n\npackage vuln\n\n//go:noinline\nfunc Asm() { N++ }\n",
        "only/only.go": "package only\n\n//go:noinline\nfunc Used() int { return N }\n\nvar N = 1\n\n"
        "//go:noinline\nfunc Listed() { N++ }\n",
        "absent/absent.go": "package absent\n\nvar N = 1\n\nfunc F() { N++ }\n",
        "dot.v1/x.go": "package dot\n\nvar N = 1\n\n//go:noinline\nfunc F() { N++ }\n",
    },
    "example.com/vuln/v2@v2.3.0": {
        "go.mod": "module example.com/vuln/v2\n\ngo 1.20\n",
        "vuln.go": "package vuln\n\nvar N = 1\n\n//go:noinline\nfunc Linked() { N++ }\n",
    },
    "example.com/old@v1.0.0": {
        "go.mod": "module example.com/old\n\ngo 1.20\n",
        "old.go": "package old\n\nvar N = 1\n\nfunc Run() { N += 5 }\n",
    },
    "example.com/fork@v1.5.0": {
        "go.mod": "module example.com/fork\n\ngo 1.20\n",
        "old.go": "package old\n\nvar N = 1\n\n//go:noinline\nfunc Run() { N++ }\n",
        "in/in.go": "package in\n\nvar N = 1\n\n//go:noinline\nfunc F() { N++ }\n",
    },
    "example.com/Upper@v0.0.0-20240102030405-abcdefabcdef": {
        "go.mod": "module example.com/Upper\n\ngo 1.20\n",
        "upper.go": "package upper\n\nvar N = 1\n\n//go:noinline\nfunc F() { N++ }\n",
    },
}

LOCAL = {
    "folder/go.mod": "module example.com/folder\n\ngo 1.20\n",
    "folder/folder.go": "package folder\n\nvar N = 1\n\n//go:noinline\nfunc F() { N++ }\n",
    "app/go.mod": """module example.com/app

go 1.20

require (
	example.com/vuln v1.1.0
	example.com/vuln/v2 v2.3.0
	example.com/old v1.0.0
	example.com/folder v1.4.0
	example.com/Upper v0.0.0-20240102030405-abcdefabcdef
)

replace example.com/old => example.com/fork v1.5.0

replace example.com/folder => ../folder
""",
    "app/main.go": """package main

import (
	upper "example.com/Upper"
	"example.com/folder"
	"example.com/old"
	"example.com/old/in"
	"example.com/vuln"
	dot "example.com/vuln/dot.v1"
	"example.com/vuln/only"
	two "example.com/vuln/v2"
)

//go:noinline
func run() { vuln.N++ }

func main() {
	run()
	vuln.Linked()
	vuln.N = vuln.Tiny(vuln.N)
	t := vuln.T{}
	vuln.N += t.Value()
	t.Pointer()
	keep = t.AsValue
	shape = vuln.Square{}
	vuln.N += shape.Area() + keep()
	vuln.N = vuln.Generic(vuln.N)
	box := &vuln.Box[int]{}
	vuln.N += box.Get()
	next = vuln.Maker()
	vuln.N += next()
	vuln.Asm()
	vuln.N += only.Used()
	two.Linked()
	old.Run()
	in.F()
	folder.F()
	upper.F()
	dot.F()
	println(vuln.N)
}

var (
	keep  func() int
	next  func() int
	shape vuln.Shape
)
""",
    # Another program of the module, which has less.
    "app/less/main.go": """package main

import "example.com/vuln/only"

func main() { println(only.Used()) }
""",
}

V, ALL = "example.com/vuln", [{"introduced": "0"}]


def entry(module, events, *imports):
    told = [dict(zip(("path", "symbols", "goos", "goarch"), it)) for it in imports]
    found = {"package": {"name": module, "ecosystem": "Go"}}
    found["ranges"] = [{"type": "SEMVER", "events": events}]
    return found | {"ecosystem_specific": {"imports": told} if told else {}}


def one(symbol, package=V, module=V):
    return [entry(module, ALL, (package, [symbol]))]


def until(version):
    return [{"introduced": "0"}, {"fixed": version}]


def since(version):
    return [{"introduced": version}]


ADVISORIES = {
    "linked": one("Linked"),
    "inlined": one("Tiny"),
    "dead": one("Dead"),
    "value-method": one("T.Value"),
    "pointer-method": one("T.Pointer"),
    "method-value": one("T.AsValue"),
    "uncalled-method": one("T.Uncalled"),
    "kept-by-interface": one("Square.Area"),
    "not-kept-by-interface": one("Square.Perimeter"),
    "generic": one("Generic"),
    "generic-method": one("Box.Get"),
    "generic-dead": one("Box.Set"),
    "closure": one("Maker"),
    "assembly": one("Asm"),
    "init-1": one("init#1"),
    "init-2": one("init#2"),
    "init-3": one("init#3"),
    "only-package": one("Listed", V + "/only"),
    "dotted-package": one("F", V + "/dot.v1"),
    "whole-package": [entry(V, ALL, (V + "/only",))],
    "absent-package": one("F", V + "/absent"),
    "whole-module": [entry(V, ALL)],
    "other-system": [entry(V, ALL, (V, ["Linked"], ["plan9"]))],
    "other-processor": [entry(V, ALL, (V, ["Linked"], [], ["mips"]))],
    "fixed": [entry(V, until("1.1.0"), (V, ["Linked"]))],
    "fixed-later": [entry(V, until("1.1.1-0"), (V, ["Linked"]))],
    "not-yet": [entry(V, since("1.1.1"), (V, ["Linked"]))],
    "since-then": [entry(V, since("1.1.0"), (V, ["Linked"]))],
    "between": [entry(V, until("1.0.0") + since("1.2.0"), (V, ["Linked"]))],
    "twice": [entry(V, until("1.0.0"), (V, ["Linked"])), entry(V, since("1.1.0-0"), (V, ["Dead"]))],
    "second-major": one("Linked", V + "/v2", V + "/v2"),
    "second-major-of-first": one("Linked", V + "/v2"),
    "replacement": one("Run", "example.com/fork", "example.com/fork"),
    "replacement-inside": one("F", "example.com/fork/in", "example.com/fork"),
    "replaced": one("Run", "example.com/old", "example.com/old"),
    "folder": one("F", "example.com/folder", "example.com/folder"),
    "pseudo-before": [entry("example.com/Upper", until("0.0.0-20240102030406-aaaaaaaaaaaa"), ("example.com/Upper", ["F"]))],
    "pseudo-after": [entry("example.com/Upper", until("0.0.0-20240102030404-ffffffffffff"), ("example.com/Upper", ["F"]))],
    "main-module": one("run", "example.com/app", "example.com/app"),
    "standard-library": one("main", "runtime", "stdlib"),
    "newer-standard-library": [entry("stdlib", since("1.99.0-0"), ("runtime", ["main"]))],
    "toolchain": one("main", "runtime", "toolchain"),
    "withdrawn": one("Linked"),
}


def write(folder, files):
    for name, text in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf8") as file:
            file.write(text)


def escaped(path):
    return "".join("!" + it.lower() if it.isupper() else it for it in path)


def make_proxy(folder):
    for name, files in MODULES.items():
        path, version = name.split("@")
        at = os.path.join(folder, escaped(path), "@v")
        os.makedirs(at, exist_ok=True)
        with zipfile.ZipFile(os.path.join(at, version + ".zip"), "w") as archive:
            for file, text in files.items():
                archive.writestr(f"{name}/{file}", text)
        info = json.dumps({"Version": version, "Time": "2024-01-02T03:04:05Z"})
        write(at, {version + ".info": info, version + ".mod": files["go.mod"]})
        with open(os.path.join(at, "list"), "a", encoding="utf8") as file:
            file.write(version + "\n")


def make_database(folder):
    for name, affected in ADVISORIES.items():
        identifier = "GO-TEST-" + name
        record = {"schema_version": "1.3.1", "id": identifier, "modified": "2026-01-02T03:04:05Z"}
        record |= {"published": "2026-01-02T03:04:05Z", "affected": affected, "summary": name}
        record["database_specific"] = {"review_status": "REVIEWED"}
        if name == "withdrawn":
            record["withdrawn"] = "2026-01-03T03:04:05Z"
        write(folder, {identifier + ".json": json.dumps(record)})


def main():
    goroot, folder = sys.argv[1:3]
    folder = os.path.abspath(folder)
    make_proxy(folder + "/proxy")
    make_database(folder + "/database")
    write(folder + "/src", LOCAL)
    os.makedirs(folder + "/bin", exist_ok=True)
    go = os.path.join(goroot, "bin", "go")
    plain = {
        **{key: value for key, value in os.environ.items() if not key.startswith("GO")},
        **{"GOPROXY": "file://" + folder + "/proxy", "GOSUMDB": "off", "GOTOOLCHAIN": "local"},
        **{"GOMODCACHE": folder + "/go/pkg/mod", "GOFLAGS": "-mod=mod -modcacherw", "CGO_ENABLED": "0"},
        **{"GOENV": "off", "GOWORK": "off"},
    }

    def build(name, *arguments, package=".", **environment):
        path = f"{folder}/bin/{name}"
        command = [go, "build", "-buildvcs=false", "-o", path, *arguments, package]
        subprocess.run(command, cwd=folder + "/src/app", env=plain | environment, check=True)
        print(name, path, flush=True)

    build("linux", GOOS="linux", GOARCH="amd64")
    build("linux-stripped", "-ldflags=-s -w", GOOS="linux", GOARCH="amd64")
    build("linux-trimpath", "-trimpath", GOOS="linux", GOARCH="amd64")
    build("less", package="./less", GOOS="linux", GOARCH="amd64")
    build("less-stripped", "-ldflags=-s -w", package="./less", GOOS="linux", GOARCH="amd64")
    if sys.argv[3:] == ["all"]:
        for system, processor in [("windows", "amd64"), ("darwin", "arm64"), ("js", "wasm")]:
            build(system, GOOS=system, GOARCH=processor)
            build(system + "-stripped", "-ldflags=-s -w", GOOS=system, GOARCH=processor)
        build("pie-stripped", "-buildmode=pie", "-ldflags=-s -w", GOOS="linux", GOARCH="amd64")
        build("big-endian", GOOS="linux", GOARCH="s390x")
        build("small-words", GOOS="linux", GOARCH="386")
    shutil.rmtree(folder + "/src/app/vendor", ignore_errors=True)
    vendor = plain | {"GOFLAGS": "-modcacherw"}
    subprocess.run([go, "mod", "vendor"], cwd=folder + "/src/app", env=vendor, check=True)
    build("vendored", GOFLAGS="-mod=vendor", GOOS="linux", GOARCH="amd64")
    build("vendored-trimpath", "-trimpath", GOFLAGS="-mod=vendor", GOOS="linux", GOARCH="amd64")


if __name__ == "__main__":
    main()
