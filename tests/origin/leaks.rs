//! Path leaks, secrets and redaction, through the command: made programs in every output.

use std::path::Path;
use std::process::Command;

use crate::common::process::{GORIGIN, host};
use crate::common::toolchains::toolchains;
use crate::common::{fixture_bytes, forge};
use serde_json::Value;

const SECRET: &str = "s3cr3t/home/falconia/key-91";
const SHORT: &str = "hunter2";

/// A program whose build info and strings hold what they should not.
pub(super) fn leaky() -> Vec<u8> {
    let text = format!(
        "path\texample.com/falconia/tool\nmod\texample.com/falconia/tool\t(devel)\t\n\
         dep\tgit.acme.corp/lib\tv1.0.0\th1:x=\ndep\tx.org/y\tv1.0.0\th1:x=\n\
         =>\t/home/falconia/src/y\t(devel)\t\n\
         build\t-ldflags=\"-X 'main.apiToken={SECRET}' -X main.dbPassword={SHORT} -X main.dir=/home/falconia/run\"\n\
         build\tCGO_CFLAGS=\"-I/home/falconia/include -DAPI_KEY={SECRET}\"\n\
         build\tCGO_LDFLAGS=\"-L//files01/share/lib\"\n\
         build\t-asmflags=-I/home/falconia/asm\n"
    );
    let strings = format!(
        "\0/home/falconia/src/x.c\0{SECRET}\0 {SHORT} \0/builds/acme/tool/x.c\0ssh://build01.internal/x\0"
    );
    forge::Elf::new()
        .section(".go.buildinfo", forge::build_info_of("go1.22.3", text.as_bytes()))
        .section(".rodata", strings.into_bytes())
        .build()
}

fn run(folder: &Path, arguments: &[&str]) -> (String, i32) {
    let mut command = Command::new(GORIGIN);
    command.args(arguments).current_dir(folder);
    if arguments[0] != "diff" {
        command.arg("--host").arg(host());
    }
    let output = command.output().unwrap();
    let all = [output.stdout, output.stderr].concat();
    (String::from_utf8(all).unwrap(), output.status.code().unwrap())
}

fn record(folder: &Path, arguments: &[&str]) -> Value {
    let (text, _) = run(folder, &[arguments, &["-f", "ndjson", "leaky"]].concat());
    serde_json::from_str(text.lines().next().unwrap()).unwrap()
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("leaky"), leaky()).unwrap();
    std::fs::write(folder.path().join("other"), leaky()).unwrap();
    std::fs::write(folder.path().join("plain.txt"), "the project falconia\n").unwrap();
    folder
}

#[test]
fn leaks_of_a_made_program() {
    let folder = folder();
    let record = record(folder.path(), &["inspect"]);
    let paths = &record["paths"];
    assert_eq!(paths["users"], serde_json::json!(["falconia"]));
    let leaks = paths["leaks"].as_array().unwrap();
    let row = |setting: &str, prefix: &str| {
        let found = leaks.iter().find(|it| it["setting"] == setting && it["prefix"] == prefix);
        let found = found.unwrap_or_else(|| panic!("{setting} {prefix}: {leaks:#?}"));
        (found["kind"].as_str().unwrap(), found["trimpath"].as_str().unwrap())
    };
    assert_eq!(row("CGO_CFLAGS", "/home/falconia"), ("home", "removes"));
    assert_eq!(row("-ldflags", "/home/falconia"), ("home", "keeps"));
    assert_eq!(row("-asmflags", "/home/falconia"), ("home", "keeps"));
    assert_eq!(row("replace", "/home/falconia"), ("home", "keeps"));
    assert_eq!(row("CGO_LDFLAGS", "//files01/share"), ("network", "removes"));
    let host = leaks.iter().find(|it| it["kind"] == "host").unwrap();
    assert_eq!(host["prefix"], "git.acme.corp");
    let rules: Vec<&str> = record["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["rule"].as_str().unwrap())
        .collect();
    for rule in ["secret-in-flags", "path-leak-user", "path-leak-host"] {
        assert!(rules.contains(&rule), "{rule}: {rules:?}");
    }
    assert_eq!(record["build"]["settings"]["CGO_CFLAGS"], "-I/home/falconia/include -DAPI_KEY=***");
    // A quick scan sees the flags, and says that it has not looked for paths.
    let quick = self::record(folder.path(), &["scan"]);
    assert_eq!((&quick["paths"], &quick["text"]), (&Value::Null, &Value::Null));
    assert!(quick["reasons"]["paths"].is_string());
    assert_eq!(quick["findings"][0]["rule"], "secret-in-flags");
}

#[test]
fn deep_search_and_needles() {
    let folder = folder();
    let deep = record(folder.path(), &["scan", "--deep"]);
    let texts = deep["text"].as_array().unwrap();
    let builds = texts.iter().find(|it| it["prefix"] == "/builds/acme/tool").unwrap();
    assert_eq!((&builds["kind"], &builds["section"]), (&"ci".into(), &".rodata".into()));
    let in_paths = deep["paths"]["leaks"].as_array().unwrap();
    assert!(
        in_paths.iter().any(|it| it["prefix"] == "/builds/acme/tool" && it["origin"] == "text")
    );
    // Files that are no Go programs give a record where they hold what is looked for.
    let (plain, _) = run(folder.path(), &["scan", "-f", "ndjson", "."]);
    assert_eq!(plain.lines().count(), 2, "{plain}");
    let (found, code) = run(
        folder.path(),
        &["scan", "-f", "ndjson", "--needle", "project falcon", "--fail-on", "warning", "."],
    );
    assert_eq!((found.lines().count(), code), (3, 1), "{found}");
    let text: Value = serde_json::from_str(found.lines().last().unwrap()).unwrap();
    assert_eq!(text["text"][0]["value"], "the project falconia");
    assert_eq!(text["findings"][0]["rule"], "needle-found");
    let (_, code) = run(folder.path(), &["scan", "--needle", "ab", "."]);
    assert_eq!(code, 2);
}

/// Every command that shows what is in a program, in every form.
fn outputs(folder: &Path, more: &[&str]) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for command in [
        &["inspect", "leaky"][..],
        &["inspect", "--deep", "leaky"],
        &["inspect", "--needle", "falconia", "leaky"],
        &["inspect", "--needle", "key-91", "leaky"],
        &["verify", "leaky"],
        &["scan", "."],
        &["scan", "--deep", "--all", "."],
        &["diff", "leaky", "other"],
    ] {
        for format in ["table", "json", "ndjson"] {
            let arguments = [command, &["-f", format], more].concat();
            let needle = if more.is_empty() { "" } else { "key-91" };
            if !needle.is_empty() && command.contains(&"falconia") {
                continue;
            }
            all.push((format!("{arguments:?}"), run(folder, &arguments).0));
        }
    }
    all
}

#[test]
fn secrets_are_in_no_output() {
    let folder = folder();
    for (command, text) in outputs(folder.path(), &[]) {
        for secret in [SECRET, SHORT, "/home/falconia/key"] {
            assert!(!text.contains(secret), "{command} shows {secret}:\n{text}");
        }
    }
}

/// Makes the setting at `at` one that sets a secret.
fn set_a_secret(file: &mut [u8], at: usize) {
    let end = memchr::memchr(b'\n', &file[at..]).unwrap();
    let start = "build\t-ldflags=\"-X main.apiToken=";
    let secret = format!("{SHORT}{}", "x".repeat(end - start.len() - SHORT.len() - 1));
    file[at..at + end].copy_from_slice(format!("{start}{secret}\"").as_bytes());
}

/// The evidence of a secret in the flags of a program whose own text lists the modules.
fn evidence_of_a_secret(folder: &Path, file: &[u8]) -> String {
    std::fs::write(folder.join("leaky"), file).unwrap();
    let found = record(folder, &["inspect"]);
    assert_eq!(found["build"]["deps_source"], "module-text");
    let findings = found["findings"].as_array().unwrap();
    let finding = findings.iter().find(|it| it["rule"] == "secret-in-flags").unwrap();
    finding["evidence"][0].as_str().unwrap().to_owned()
}

/// Where the build info is gone, the program's own text still has the flags.
#[test]
fn secrets_in_the_own_text_of_a_program_are_in_no_output() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = fixture_bytes("sample/linux-amd64-go1.22-s-w");
    let line = b"build\tDefaultGODEBUG=";
    let places: Vec<_> = memchr::memmem::find_iter(&file, line).collect();
    assert_eq!(places.len(), 2);
    places.into_iter().for_each(|at| set_a_secret(&mut file, at));
    let magic = memchr::memmem::find(&file, b"\xff Go buildinf:").unwrap();
    file[magic] = 0;
    let evidence = evidence_of_a_secret(folder.path(), &file);
    let said = "-ldflags=-X main.apiToken=*** in module text at 0x";
    assert!(evidence.starts_with(said), "{evidence}");
    for format in ["table", "ndjson", "html", "sarif"] {
        let needle = ["inspect", "--deep", "--needle", "apiToken", "-f", format, "leaky"];
        let text = run(folder.path(), &needle).0;
        assert!(text.contains("apiToken") && !text.contains(SHORT), "{format}: {text}");
    }
}

/// A build info that lists no modules gives way to the program's own text, but its flags are in the file.
#[test]
fn secrets_are_found_in_the_text_that_does_not_count() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = fixture_bytes("sample/linux-amd64-go1.22-s-w");
    let magic = memchr::memmem::find(&file, b"\xff Go buildinf:").unwrap();
    let blob = file[magic..].to_vec();
    let at = |what: &[u8]| magic + memchr::memmem::find(&blob, what).unwrap();
    let (path, modules) = (at(b"path\t"), at(b"\nmod\t"));
    file[path..path + 5].copy_from_slice(b"xxxx\t");
    file[modules..modules + 5].copy_from_slice(b"\nxxx\t");
    let flags = at(b"build\tDefaultGODEBUG=");
    set_a_secret(&mut file, flags);
    let evidence = evidence_of_a_secret(folder.path(), &file);
    assert!(evidence.starts_with("-ldflags=-X main.apiToken=*** in build info at"), "{evidence}");
}

#[test]
fn redacted_names_are_in_no_output() {
    let folder = folder();
    for (command, text) in outputs(folder.path(), &["--redact"]) {
        for name in ["falconia", "acme.corp", "files01", "build01"] {
            assert!(!text.to_lowercase().contains(name), "{command} shows {name}:\n{text}");
        }
    }
    let record = record(folder.path(), &["inspect", "--redact"]);
    assert_eq!(record["redacted"], true);
    assert_eq!(record["paths"]["users"], serde_json::json!(["<user1>"]));
}

const MAIN: &str = r#"package main

import _ "embed"

//go:embed notes.txt
var notes string

var apiToken, place string

//line /home/walter_k/src/generated.y:1
//go:noinline
func generated() { println(notes, apiToken, place) }

//line main.go:14
func main() { generated() }
"#;

const WITH_C: &str = r#"package main

// static const char *place(void) { return "/home/walter_k/lib/place.c"; }
import "C"

func init() { println(C.GoString(C.place())) }
"#;

/// Programs that real toolchains build.
#[cfg(unix)]
#[test]
fn programs_of_real_toolchains() {
    let mut built = 0;
    for goroot in toolchains().iter().map(|it| it.goroot.as_str()) {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        put("go.mod", "module example.com/tool\n\ngo 1.18\n");
        put("main.go", MAIN);
        put("notes.txt", "see /home/walter_k/notes for more\n");
        let has_gcc = Command::new("gcc").arg("--version").output().is_ok();
        if has_gcc {
            put("with_c.go", WITH_C);
        }
        let flags = "-ldflags=-X main.apiToken=hunter2-hunter2 -X main.place=/home/walter_k/run";
        for (name, trim) in [("leaky", "-trimpath=false"), ("trimmed", "-trimpath=true")] {
            let output = Command::new(Path::new(goroot).join("bin/go"))
                .current_dir(folder.path())
                .args(["build", trim, flags, "-o", name, "."])
                .envs([("GOROOT", goroot), ("GOTOOLCHAIN", "local"), ("GOFLAGS", "-mod=mod")])
                .envs([("GOPROXY", "off"), ("CGO_ENABLED", if has_gcc { "1" } else { "0" })])
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let (text, _) = run(folder.path(), &["inspect", "--deep", "-f", "ndjson", name]);
            assert!(!text.contains("hunter2"), "{text}");
            let record: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(
                record["paths"]["users"],
                serde_json::json!(["walter_k"]),
                "{goroot} {text}"
            );
            let leaks = record["paths"]["leaks"].as_array().unwrap();
            let of = |origin: &str| {
                let found =
                    leaks.iter().find(|it| it["user"] == "walter_k" && it["origin"] == origin);
                found.map(|it| it["trimpath"].as_str().unwrap())
            };
            let is_trimmed = name == "trimmed";
            assert_eq!(
                of("file-table"),
                Some(if is_trimmed { "keeps" } else { "removes" }),
                "{goroot}"
            );
            assert_eq!(of("text"), Some("keeps"), "{goroot} {name}: {leaks:#?}");
            assert_eq!(of("build-info"), (!is_trimmed).then_some("keeps"), "{goroot}: {leaks:#?}");
            let main_dir = folder.path().canonicalize().unwrap();
            let main_dir = (!is_trimmed).then(|| main_dir.to_str().unwrap().to_owned());
            assert_eq!(record["paths"]["main_dir"], Value::from(main_dir), "{goroot}");
            // Every text that was put in is found: of C, of the embedded file, and the value.
            let texts = record["text"].as_array().unwrap().iter();
            let home = texts.filter(|it| it["prefix"] == "/home/walter_k");
            let count: u64 = home.map(|it| it["count"].as_u64().unwrap()).sum();
            let bytes = std::fs::read(folder.path().join(name)).unwrap();
            let plain = memchr::memmem::find_iter(&bytes, "/home/walter_k/").count();
            assert_eq!(count, plain as u64, "{goroot} {name}: {text}");
            built += 1;
        }
    }
    println!("{built} programs");
}
