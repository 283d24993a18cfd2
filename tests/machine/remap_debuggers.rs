//! The rules that `gorigin remap` prints, given to real debuggers: they must find the sources of a
//! program whose folders have moved, and of one built with `-trimpath`, in folders whose names need
//! quoting.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::process::GORIGIN;
use crate::common::skipped;
use crate::common::toolchains::{Toolchain, toolchains};

const MAIN: &str = "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"here\")\n}\n";

/// A folder whose name no debugger takes as it is.
const ODD: &str = "with space \"quote\" and \\ $(id)";

struct Made {
    folder: tempfile::TempDir,
    goroot: PathBuf,
}

impl Made {
    fn run(&self, arguments: &[&str]) -> Option<PathBuf> {
        let source = self.folder.path().join("build");
        let program = self.folder.path().join(format!("program{}", arguments.len()));
        let mut command = Command::new(self.goroot.join("bin/go"));
        command.current_dir(source).args(["build", "-o"]).arg(&program).args(arguments).arg(".");
        command.env("GOROOT", &self.goroot).env("GOTOOLCHAIN", "local").env("GOFLAGS", "");
        command.env("GOENV", "off").env("GOPROXY", "off").env("CGO_ENABLED", "0");
        command.env("HOME", self.folder.path());
        command.output().ok()?.status.success().then_some(program)
    }
}

/// What a debugger prints when it is given these commands and the program.
fn asked(debugger: &str, arguments: &[&str], program: &Path) -> Option<String> {
    let output = Command::new(debugger).args(arguments).arg(program).output().ok()?;
    let text = [output.stdout, output.stderr].concat();
    Some(String::from_utf8_lossy(&text).into_owned())
}

#[test]
fn real_debuggers_find_the_sources() {
    if Command::new("gdb").arg("--version").output().is_err() {
        skipped("gdb is not installed");
        return;
    }
    let Some(Toolchain { goroot, .. }) = toolchains().pop() else { return };
    let folder = tempfile::tempdir().unwrap();
    let made = Made { folder, goroot: goroot.clone().into() };
    let at = |name: &str| made.folder.path().join(name);
    fs::create_dir(at("build")).unwrap();
    fs::write(at("build/go.mod"), "module example.com/moved/app\n\ngo 1.18\n").unwrap();
    fs::write(at("build/main.go"), MAIN).unwrap();
    let plain = made.run(&[]);
    let trimmed = made.run(&["-trimpath"]);
    // The sources are no longer where they were built.
    fs::rename(at("build"), at(ODD)).unwrap();
    for (name, program) in [("plain", plain), ("trimmed", trimmed)] {
        let Some(program) = program else {
            skipped(format_args!("{name} could not be built"));
            continue;
        };
        let rules = |debugger: &str| {
            let output = Command::new(GORIGIN)
                .args(["remap", "--for", debugger])
                .arg(format!("--to=goroot={goroot}"))
                .arg(format!("--to={}", at(ODD).display()))
                .arg(&program)
                .current_dir(at(ODD))
                .output()
                .unwrap();
            let path = at(debugger);
            let text = String::from_utf8(output.stdout).unwrap();
            fs::write(&path, &text).unwrap();
            (path.to_str().unwrap().to_owned(), text)
        };
        let (path, text) = rules("gdb");
        let ask =
            ["-nx", "-batch", "-x", &path, "-ex", "list main.main", "-ex", "list fmt.Println"];
        let said = asked("gdb", &ask, &program).unwrap();
        for line in ["fmt.Println(\"here\")", "func Println(a ...any)"] {
            assert!(said.contains(line), "{name}: {line}\n{text}\n{said}");
        }
        let (path, text) = rules("lldb");
        let show = ["--no-lldbinit", "-b", "-s", &path, "-o", "settings show target.source-map"];
        match asked("lldb", &show, &program) {
            None => skipped("lldb is not installed"),
            Some(said) => {
                let want = format!("-> \"{}\"", at(ODD).display());
                assert!(said.contains(&want), "{name}: {want}\n{text}\n{said}");
            }
        }
    }
}
