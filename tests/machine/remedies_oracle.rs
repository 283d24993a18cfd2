//! What the doctor tells people to type, typed: in a home made for it, with real go commands.
//!
//! In every layout the commands that
//! `gorigin doctor` prints are run by sh one after the other; then the real `go env GOROOT` must be
//! the tree of that go, `go list fmt` must work, and the doctor, asked again in the same shell, must
//! find none of those errors any more.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::common::process::GORIGIN;
use crate::common::toolchains::toolchains;
use serde_json::Value;

/// Variables, and the lines of the env file. `@` is the home, `%` the GOROOT of the go command, `+`
/// another release's.
const LAYOUTS: &[(&str, &str)] = &[
    ("GOROOT=/", ""),
    ("GOROOT=/usr", ""),
    ("GOROOT=/home", ""),
    ("GOROOT=@", ""),
    ("GOROOT=@/go", ""),
    ("GOROOT=%/bin", ""),
    ("GOROOT=%/src", ""),
    ("GOROOT=%/bin/go", ""),
    ("GOROOT=%/", ""),
    ("GOROOT=/nowhere", ""),
    ("GOROOT=$HOME/go", ""),
    ("GOROOT=~/go", ""),
    ("GOROOT='%'", ""),
    ("GOROOT=+", ""),
    ("GOTOOLCHAIN=1.22", ""),
    ("GOTOOLCHAIN=go1.99.0+path", ""),
    ("GOCACHE=off", ""),
    ("GOCACHE=c", ""),
    ("GOPATH=~/x", ""),
    ("GOPATH=x", ""),
    ("GOWORK=go.work", ""),
    ("GOTMPDIR=/nowhere", ""),
    ("GO111MODULE=yes", ""),
    ("GOENV=@", ""),
    ("", "GOROOT=/nowhere\n"),
    ("", "GOROOT=+\n"),
    ("", "GOROOT=%\r\n"),
    ("", "GOFLAGS=bad\n"),
    ("", "GOPATH=~/x\n"),
    ("", "GOTOOLCHAIN=1.22\n"),
    ("", "GOOS=macos\n"),
    ("", "GO111MODULE=yes\n"),
    ("", "A=\0\n"),
    ("GOROOT=/nowhere", "GOROOT=/gone\n"),
    ("GOROOT=/nowhere GOTOOLCHAIN=1.22", "GOFLAGS=bad\nGOOS=macos\n"),
];

fn sh(script: &str, home: &Path, path: &str, variables: &[(&str, String)]) -> Output {
    let mut command = Command::new("/bin/sh");
    command.env_clear().current_dir(home).args(["-c", script]);
    command.env("HOME", home).env("PATH", path).env("GOPROXY", "off");
    command.env("GORIGIN", GORIGIN);
    command.envs(variables.iter().map(|(name, value)| (*name, value.as_str())));
    command.output().unwrap()
}

fn errors(report: &Value) -> Vec<&Value> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings.filter(|it| it["severity"] == "error").collect()
}

#[test]
fn what_is_typed_mends_it() {
    let toolchains = toolchains();
    let mut roots: Vec<&str> = toolchains.iter().map(|it| it.goroot.as_str()).collect();
    roots.retain(|root| Path::new(root).join("bin/go").exists());
    // The oldest, the newest and one between: it takes seconds each.
    let middle = roots.len() / 2;
    let last = roots.len().saturating_sub(1);
    let mut at = 0..roots.len();
    roots.retain(|_| at.next().is_some_and(|at| [0, middle, last].contains(&at)));
    let mut wrong = Vec::new();
    let mut typed = 0;
    for (which, root) in roots.iter().enumerate() {
        let other = roots[(which + 1) % roots.len()];
        for (variables, file) in LAYOUTS.iter().filter(|it| other != *root || !it.0.contains('+')) {
            let home = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
            fs::create_dir_all(home.path().join("go/pkg/mod")).unwrap();
            let fill = |text: &str| {
                let text = text.replace('@', home.path().to_str().unwrap());
                text.replace('%', root).replace("=+", &format!("={other}"))
            };
            let env_file = home.path().join(".config/go/env");
            if !file.is_empty() {
                fs::create_dir_all(env_file.parent().unwrap()).unwrap();
                fs::write(&env_file, fill(file)).unwrap();
            }
            let variables: Vec<(&str, String)> = variables
                .split(' ')
                .filter_map(|it| it.split_once('='))
                .map(|(name, value)| {
                    // Only the value is filled in, without the sign before it.
                    (name, fill(&format!("={value}"))[1..].to_owned())
                })
                .collect();
            let path = format!("{root}/bin:/usr/bin:/bin");
            let told = sh("$GORIGIN doctor -f json", home.path(), &path, &variables);
            let report: Value = serde_json::from_slice(&told.stdout).unwrap();
            let layout = format!("{root} {variables:?} {file:?}");
            if errors(&report).is_empty() {
                continue;
            }
            let mut script = String::from("set -e\n");
            let findings = report["findings"].as_array().unwrap().iter();
            for finding in findings.filter(|it| it["severity"] != "note") {
                let fix = finding["fix"].as_str().unwrap();
                if finding["fix_is_command"] == true {
                    typed += 1;
                    script.push_str(&format!("{fix}\n"));
                }
                let words = [fix, finding["fix_note"].as_str().unwrap_or("")];
                for line in words.iter().filter_map(|it| it.strip_prefix("delete the line ")) {
                    let line = line.split(" from ").next().unwrap();
                    let content = fs::read_to_string(&env_file).unwrap();
                    let kept = content.split_inclusive('\n');
                    let kept: String = kept
                        .filter(|it| it.trim_end_matches('\n').escape_debug().to_string() != line)
                        .collect();
                    fs::write(&env_file, kept).unwrap();
                }
            }
            script.push_str("go env GOROOT\ngo list fmt\n$GORIGIN doctor -f json || true\n");
            let output = sh(&script, home.path(), &path, &variables);
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            let mut lines = text.splitn(3, '\n');
            let (goroot, package) = (lines.next().unwrap_or(""), lines.next().unwrap_or(""));
            if (goroot, package) != (root, "fmt") {
                let error = String::from_utf8_lossy(&output.stderr);
                wrong.push(format!("{layout}:\n{script}{goroot} {package} {error}"));
                continue;
            }
            let after: Value = serde_json::from_str(lines.next().unwrap_or("")).unwrap();
            if after["goroot"]["value"] != **root || !errors(&after).is_empty() {
                wrong.push(format!("{layout}:\n{script}{:#?}", errors(&after)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(roots.is_empty() || typed > 20 * roots.len(), "{typed}");
}
