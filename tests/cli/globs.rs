//! The patterns of `--glob` choose the files that ripgrep chooses (needs rg).

use std::collections::BTreeSet;
use std::fs;

use crate::common::process::{has, run};

const FILES: [&str; 10] = [
    "a.exe",
    "B.EXE",
    "b/a.exe",
    "b/c/a.dll",
    "x/b/a.exe",
    "x/[a].so",
    "lib/liba.so",
    "testdata/t.so",
    "testdata/deep/t.exe",
    "we ird/q.so",
];

/// `./b/*.exe` is not here: of a path that starts with a dot ripgrep matches nothing.
const PATTERNS: [&[&str]; 20] = [
    &["*.exe"],
    &["**/*.exe"],
    &["b/*.exe"],
    &["/b/*.exe"],
    &["**/b/*.exe"],
    &["*.{exe,dll}"],
    &["[ab].exe"],
    &["!testdata/"],
    &["!testdata/**"],
    &["!**/testdata/**"],
    &["*.so", "!lib*"],
    &["!lib*", "*.so"],
    &["b/**"],
    &["b/"],
    &["x/b"],
    &["!b", "b/c/*"],
    &["\\[a\\].so"],
    &["!x/b/"],
    &["!/b"],
    &["we ird/*"],
];

#[test]
fn patterns_choose_what_ripgrep_chooses() {
    if !has("rg") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for file in FILES {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "text").unwrap();
    }
    for patterns in PATTERNS {
        let globs: String = patterns.iter().map(|it| format!(" -g '{it}'")).collect();
        let rg = run(folder.path(), &format!("rg --files --no-ignore --hidden{globs} ."));
        let ours = run(
            folder.path(),
            &format!("\"$GORIGIN\" scan --all --no-host --allow-empty -f ndjson{globs} ."),
        );
        let theirs: BTreeSet<String> = rg.out.lines().map(str::to_owned).collect();
        let path = |line: &str| {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            record["path"].as_str().unwrap().to_owned()
        };
        let ours: BTreeSet<String> = ours.out.lines().map(path).collect();
        assert_eq!(ours, theirs, "{patterns:?}");
    }
}
