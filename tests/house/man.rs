//! The man page in the repository is the one that the command prints. `UPDATE=1` rewrites it.

use std::process::Command;

use crate::common::process::GORIGIN;

#[test]
fn the_man_page_is_up_to_date() {
    let output = Command::new(GORIGIN).arg("man").output().unwrap();
    assert!(output.status.success());
    let got = String::from_utf8(output.stdout).unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/man/gorigin.1");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &got).unwrap();
    }
    let want = std::fs::read_to_string(path).unwrap_or_default();
    let differing = got.lines().zip(want.lines()).find(|(got, want)| got != want);
    assert!(got == want, "UPDATE=1 rewrites it; first difference: {differing:?}");
    let mut told = std::collections::BTreeSet::new();
    for line in got.lines().filter(|line| line.starts_with("\\fB\\-")) {
        let long = line.split("\\-\\-").nth(1).unwrap_or(line);
        let name: String =
            long.chars().take_while(|c| c.is_ascii_lowercase() || "\\-".contains(*c)).collect();
        assert!(told.insert(name), "told twice: {line}");
    }
    assert!(told.len() > 40, "{told:?}");
    for section in [
        "EXIT STATUS",
        "FILES",
        "RULES",
        "EXAMPLES",
        "OPTIONS OF SCAN",
        "OPTIONS OF SEVERAL COMMANDS",
    ] {
        assert!(got.contains(section), "no section {section}");
    }
}
