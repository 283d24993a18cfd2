//! `cargo xtask` is the one entry: whatever can be run in this repository is one of its chores.

use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The source of the chores.
fn source() -> String {
    let mut text = String::new();
    for entry in fs::read_dir(root().join(".ci/xtask/src")).unwrap() {
        text += &fs::read_to_string(entry.unwrap().path()).unwrap();
    }
    text
}

/// Scripts that other scripts and tests call, and those that show a fault of another program.
const PARTS: [&str; 6] = [
    "testdata/carve.py",
    "findings/",
    "testdata/src/",
    "tests/consumers/",
    "tests/cli/on_terminal.py",
    "tests/vulns/",
];

#[test]
fn every_script_is_part_of_a_chore() {
    let source = source();
    let mut seen = 0;
    for folder in ["benches", "findings", "fuzz", "scripts", "testdata", "tests"] {
        for entry in walkdir::WalkDir::new(root().join(folder)) {
            let path = entry.unwrap().into_path();
            let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
            let is_script = name.ends_with(".py") || name.ends_with(".sh");
            let is_left_over = name.starts_with("fuzz/target/");
            if is_script && !is_left_over && !PARTS.iter().any(|it| name.starts_with(it)) {
                seen += 1;
                assert!(source.contains(&format!("\"{name}\"")), "no chore runs {name}");
            }
        }
    }
    assert!(seen > 5, "{seen}");
}

/// The chores that pages and workflows name are there.
#[test]
fn every_chore_that_is_named_is_there() {
    let source = source();
    let mut seen = 0;
    let mut pages = vec!["README.md", "tests/README.md", ".ci/run", "ARCHITECTURE.md"];
    pages.extend(["RELEASING.md", "benches/README.md", ".github/CONTRIBUTING.md"]);
    let workflows = root().join(".github/workflows");
    let mut texts: Vec<String> =
        pages.iter().filter_map(|page| fs::read_to_string(root().join(page)).ok()).collect();
    for entry in fs::read_dir(workflows).into_iter().flatten() {
        texts.push(fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    for text in texts {
        for (_, rest) in
            text.match_indices("cargo xtask ").map(|(at, it)| text.split_at(at + it.len()))
        {
            let name: String =
                rest.chars().take_while(|it| it.is_ascii_lowercase() || *it == '-').collect();
            if !name.is_empty() {
                seen += 1;
                assert!(source.contains(&format!("name: \"{name}\"")), "there is no chore {name}");
            }
        }
    }
    assert!(seen > 3, "{seen}");
}

/// What cargo itself can do, of what the workflows ask for.
const OF_CARGO: [&str; 5] = ["check", "info", "install", "test", "xtask"];

/// Every command of cargo that a workflow runs is cargo's own, or was installed by a line before it
/// in the same job; the steps and the programs of tests that it names are there.
#[test]
fn what_the_workflows_run_is_there() {
    let steps = fs::read_to_string(root().join(".ci/xtask/src/ci.rs")).unwrap();
    let mut seen = 0;
    for entry in fs::read_dir(root().join(".github/workflows")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut installed = Vec::new();
        for line in text.lines() {
            // A job starts afresh.
            let is_job = line.starts_with("  ") && !line.starts_with("   ") && line.ends_with(':');
            if is_job {
                installed.clear();
            }
            let run = line.trim_start_matches([' ', '-']).trim_start_matches("run: ");
            if line.trim_start().starts_with('#') || line.contains("name: ") {
                continue;
            }
            let words: Vec<&str> = run.split_whitespace().collect();
            if words.first().is_some_and(|it| it.starts_with(".ci/")) {
                assert!(root().join(words[0]).is_file(), "{line}");
            }
            let Some(at) = words.iter().position(|it| *it == "cargo") else { continue };
            let rest = &words[at + 1..];
            let does = rest[0];
            assert!(OF_CARGO.contains(&does) || installed.contains(&does), "{line}");
            if does == "install" {
                installed.extend(rest.last().and_then(|it| it.strip_prefix("cargo-")));
            }
            if rest.starts_with(&["xtask", "ci"]) {
                for step in &rest[2..] {
                    assert!(steps.contains(&format!("(\"{step}\", \"")), "no step {step}");
                }
            }
            for pair in rest.windows(2).filter(|pair| pair[0] == "--test") {
                let program = root().join("tests").join(pair[1]).join("main.rs");
                assert!(program.is_file(), "{line}");
            }
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
}
