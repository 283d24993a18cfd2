//! No folder of `src` holds more than a fifth of the code.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::source::code_of;

#[test]
fn no_folder_is_a_house_of_its_own() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    for entry in walkdir::WalkDir::new(&root) {
        let path = entry.unwrap().into_path();
        if path.extension().is_some_and(|it| it == "rs") {
            let code = code_of(&fs::read_to_string(&path).unwrap());
            let below = path.strip_prefix(&root).unwrap();
            let first = below.components().next().unwrap().as_os_str().to_string_lossy();
            let count = code.lines().filter(|line| !line.trim().is_empty()).count();
            *lines.entry(first.into_owned()).or_default() += count;
        }
    }
    let total: usize = lines.values().sum();
    assert!(total > 10_000, "only {total} lines");
    for (folder, count) in lines {
        let share = count as f64 / total as f64;
        println!("{folder:<12} {count:>6} {:>5.1} %", share * 100.0);
        assert!(share <= 0.2, "src/{folder} holds {:.1} % of the code", share * 100.0);
    }
}
