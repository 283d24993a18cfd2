//! What README shows is what the program prints: every `$ gorigin …` block is run again. UPDATE=1
//! rewrites the blocks. The host is one without Go, so that every machine agrees.

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
