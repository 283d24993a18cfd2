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
const PARTS: [&str; 4] = ["testdata/carve.py", "findings/", "testdata/src/", "tests/consumers/"];

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
