//! The command stays short: what a command does is read on one screen, and a file holds one idea.

use std::fs;
use std::path::Path;

use crate::source::{code_of, identifier, is_part};

/// Lines of a function below `command/`, from `fn` to the closing brace.
const LONGEST_FUNCTION: usize = 40;

/// Lines of a file of the command, with its comments and its tests.
const LONGEST_FILE: usize = 350;

#[test]
fn commands_are_short() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let command = root.join("src/bin/gorigin");
    let (mut complaints, mut seen) = (Vec::new(), 0);
    for entry in walkdir::WalkDir::new(&command).sort_by_file_name() {
        let path = entry.unwrap().into_path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(root).unwrap().display();
        let lines = source.lines().count();
        if lines > LONGEST_FILE {
            complaints.push(format!("{name}: {lines} lines, more than {LONGEST_FILE}"));
        }
        if !path.starts_with(command.join("command")) {
            continue;
        }
        for (function, lines) in functions(&code_of(&source)) {
            seen += 1;
            if lines > LONGEST_FUNCTION {
                let most = LONGEST_FUNCTION;
                complaints.push(format!("{name}: {function} has {lines} lines, more than {most}"));
            }
        }
    }
    assert!(seen > 20, "only {seen} functions found");
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

/// The functions of `code`, which has no comments, each with the number of its lines.
fn functions(code: &str) -> Vec<(String, usize)> {
    let starts = code.match_indices("fn ").filter(|(at, _)| !code[..*at].ends_with(is_part));
    let named = starts.map(|(at, word)| (at, identifier(&code[at + word.len()..])));
    named
        .filter(|(_, name)| !name.is_empty())
        .map(|(at, name)| (name, length(&code[at..])))
        .collect()
}

/// The lines of the item that `code` starts with: to its closing brace, or to the semicolon of one
/// without a body.
fn length(code: &str) -> usize {
    let (mut depth, mut brackets) = (0, 0);
    for (at, c) in code.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            '(' | '[' => brackets += 1,
            ')' | ']' => brackets -= 1,
            _ => {}
        }
        if depth == 0 && (c == '}' || c == ';' && brackets == 0) {
            return code[..=at].lines().count();
        }
    }
    code.lines().count()
}

#[test]
fn lengths_are_counted() {
    let code = "fn a() {\n  b();\n}\npub fn c(x: [u8; 2]) -> D\nwhere\n  D: E,\n{\n}\n\
                trait F { fn g(&self); fn h() {} }\nstruct I { f: fn(u8) }\n";
    let want = [("a", 3), ("c", 5), ("g", 1), ("h", 1)];
    let want: Vec<_> = want.map(|(name, lines)| (name.to_owned(), lines)).into();
    assert_eq!(functions(code), want);
}
