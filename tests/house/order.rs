//! The tests themselves are where one looks for them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const PROGRAMS: [&str; 7] = ["cli", "facts", "hostile", "house", "machine", "origin", "shipped"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn there_are_seven_programs() {
    let mut programs = BTreeSet::new();
    for entry in fs::read_dir(root().join("tests")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.join("main.rs").exists() || path.extension().is_some_and(|it| it == "rs") {
            programs.insert(name);
        }
    }
    let want: BTreeSet<String> = PROGRAMS.iter().map(|&it| it.to_owned()).collect();
    assert_eq!(programs, want, "tests/README.md says where a new file goes");
    let page = fs::read_to_string(root().join("tests/README.md")).unwrap();
    for name in PROGRAMS {
        assert!(page.contains(&format!("| `{name}/` |")), "tests/README.md has no row for {name}");
    }
}

/// Every file is listed in the `main.rs` above it, with a sentence.
#[test]
fn every_file_has_its_sentence() {
    for program in PROGRAMS {
        let list = fs::read_to_string(root().join("tests").join(program).join("main.rs")).unwrap();
        let lines: Vec<&str> = list.lines().collect();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("mod ")) {
            let has_sentence = lines[at - 1].starts_with("/// ") || *line == "mod common;";
            assert!(has_sentence, "tests/{program}/main.rs: {line}");
        }
        for entry in fs::read_dir(root().join("tests").join(program)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let is_module = path.is_dir() || path.extension().is_some_and(|it| it == "rs");
            let line = format!("mod {name};");
            let is_listed = name == "main" || lines.contains(&line.as_str());
            assert!(is_listed || !is_module, "tests/{program}/main.rs does not list {name}");
        }
    }
}

/// In the program that measures memory no test runs beside another.
#[test]
fn hostile_tests_run_alone() {
    for entry in walkdir::WalkDir::new(root().join("tests/hostile")) {
        let path = entry.unwrap().into_path();
        if path.extension().is_none_or(|it| it != "rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for test in text.split("#[test]").skip(1) {
            let body = test.split_once("{\n").map_or("", |(_, body)| body);
            let is_alone = body.trim_start().starts_with("let _alone = alone();");
            let name = test.lines().find(|line| line.starts_with("fn ")).unwrap_or_default();
            assert!(is_alone, "{}: {name} does not start with alone()", path.display());
        }
    }
}
