//! What README shows is what the program prints: every `$ gorigin …` block is run again. UPDATE=1
//! rewrites the blocks. The host is one without Go, so that every machine agrees. The numbers under
//! "How it is checked" are counted.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::process::GORIGIN;

const PROMPT: &str = "```text\n$ gorigin ";

#[test]
fn blocks_are_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let mut parts = readme.split(PROMPT);
    let mut fresh = parts.next().unwrap().to_owned();
    let mut count = 0;
    for part in parts {
        let (arguments, rest) = part.split_once('\n').unwrap();
        let (_, rest) = rest.split_once("```\n").unwrap();
        fresh.push_str(&format!("{PROMPT}{arguments}\n{}```\n{rest}", run(root, arguments)));
        count += 1;
    }
    assert!(count >= 2, "only {count} blocks found");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(root.join("README.md"), &fresh).unwrap();
    } else {
        assert_eq!(fresh, readme, "README.md differs; UPDATE=1 rewrites it");
    }
}

fn run(root: &Path, arguments: &str) -> String {
    let output = Command::new(GORIGIN)
        .args(arguments.split(' '))
        .args(["--host", "tests/snapshots/host-without-go.json"])
        .current_dir(root)
        .output()
        .unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The entries of a list in a source file: what starts a line behind one indentation.
fn entries(root: &Path, file: &str, list: &str) -> Vec<String> {
    let text = fs::read_to_string(root.join(file)).unwrap();
    let (_, list) = text.split_once(&format!("const {list}: ")).unwrap();
    let (_, list) = list.split_once("= &[\n").unwrap();
    let (list, _) = list.split_once("\n];").unwrap();
    let mut entries: Vec<String> = Vec::new();
    for line in list.lines() {
        match entries.last_mut() {
            Some(last) if line.starts_with("     ") || line.trim() == ")," => last.push_str(line),
            _ if line.trim_start().starts_with("//") => {}
            _ => entries.push(line.to_owned()),
        }
    }
    entries
}

#[test]
fn numbers_are_counted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let files = |folder: &str| fs::read_dir(root.join("testdata").join(folder)).unwrap().count();
    let programs = ["carved", "intact", "packed", "sealed"].map(files).iter().sum();
    let real = fs::read_to_string(root.join("tests/corpus/oracle.jsonl")).unwrap().lines().count();
    let layouts = entries(root, "tests/machine/host_oracle.rs", "LAYOUTS").len();
    let rows = entries(root, "tests/machine/doctor/mod.rs", "ROWS");
    let cases = entries(root, "tests/machine/doctor/remedies.rs", "CASES");
    let fires = rows.iter().filter(|row| row.contains("Fires,"));
    let made = fires.chain(&cases).filter(|row| !row.contains("os windows")).count();
    let targets = entries(root, "tests/hostile/campaign/targets.rs", "TARGETS");
    let targets = targets.iter().filter(|it| it.trim_start().starts_with("Target {")).count();
    for (number, behind) in [
        (programs, "programs of nine Go versions"),
        (real, "real programs"),
        (layouts, "layouts"),
        (made, "made machines"),
        (targets, "targets"),
    ] {
        let text = format!(" {number} {behind}");
        assert!(readme.contains(&text), "README.md: it is{text}");
    }
}
