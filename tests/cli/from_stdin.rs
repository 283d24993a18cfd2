//! Containers from standard input, and files in them: `-!/bin/x`.

use std::fs;

use crate::common::process::{host, run};
use crate::common::testdata;

#[test]
fn files_in_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let release = testdata().join("release.tar.gz");
    fs::copy(release, folder.path().join("release.tar.gz")).unwrap();
    // A file of that name is another one, and has another path.
    fs::write(folder.path().join("-"), "text").unwrap();
    let program = "-!/where-1.0/bin/where";
    let folder_in = "-!/./where-1.0/bin";
    for (command, input, code, path, said) in [
        ("scan", "-", 0, program, ""),
        ("inspect", "-", 0, program, ""),
        ("scan", program, 0, program, ""),
        ("inspect", program, 0, program, ""),
        ("inspect", folder_in, 0, program, ""),
        ("inspect", "-!/bin/who", 3, "-!/bin/who", "there is no bin/who in -"),
        ("inspect", "./-!/x", 3, "./-!/x", "not a container of a kind that is opened"),
    ] {
        let line = format!(
            "cat release.tar.gz | \"$GORIGIN\" {command} -f ndjson --fail-on never --host '{}' -- '{input}'",
            host().display()
        );
        let run = run(folder.path(), &line);
        assert_eq!(run.code, code, "{command} {input}: {run:?}");
        let record = |line| serde_json::from_str::<serde_json::Value>(line).unwrap();
        let paths = run.out.lines().map(|line| record(line)["path"].as_str().unwrap().to_owned());
        assert_eq!(paths.collect::<Vec<_>>(), [path], "{command} {input}");
        assert!(run.err.contains(said), "{command} {input}: {run:?}");
    }
    // It starts as an option does, and what to type is said.
    let run = run(folder.path(), "\"$GORIGIN\" inspect '-!/x' <release.tar.gz");
    assert!(run.code == 2 && run.err.contains("use '-- -!'"), "{run:?}");
}
