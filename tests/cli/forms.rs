//! Forms of the result: several in one run, each to its place, and no effect on the exit code.

use std::fs;

use crate::common::process::{host, run, sample};

/// A folder with a program, and the words that scan it without this machine's Go.
fn scan(arguments: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("dist")).unwrap();
    fs::copy(sample(), folder.path().join("dist/agent")).unwrap();
    let host = host();
    (folder, format!("\"$GORIGIN\" scan --host '{}' {arguments} dist", host.display()))
}

#[test]
fn several_forms_in_one_run() {
    let arguments =
        "-f csv=out.csv -f json -f junit=out.xml -f markdown=out.md -f ndjson=out.ndjson";
    let (folder, script) = scan(arguments);
    let all = run(folder.path(), &script);
    assert_eq!((all.code, all.err.as_str()), (0, ""));
    for (name, start) in [
        ("out.csv", "\u{feff}path,"),
        ("out.xml", "<?xml "),
        ("out.md", "# Go programs\n"),
        ("out.ndjson", "{\"schema\":\"gorigin.record/1\""),
    ] {
        let text = fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(text.starts_with(start), "{name}: {text}");
        assert!(text.contains("dist/agent"), "{name}: {text}");
        // Alone, a form is the same.
        let form = name.rsplit('.').next().unwrap().replace("xml", "junit");
        let alone = run(folder.path(), &scan(&format!("-f {form}")).1);
        assert_eq!((alone.code, alone.out), (0, text));
    }
    let document: serde_json::Value = serde_json::from_str(&all.out).unwrap();
    assert_eq!(document["records"][0]["path"], "dist/agent");
    assert_eq!(run(folder.path(), &scan("-f json").1).out, all.out);
}

#[test]
fn the_exit_code_does_not_depend_on_the_form() {
    for form in ["table", "plain", "json", "ndjson", "csv", "markdown", "junit", "github", "html"] {
        for (arguments, want) in [("", 0), ("--fail-on note", 1), ("--fail-on never", 0)] {
            let (folder, script) = scan(&format!("{arguments} -f {form} -f {form}=out"));
            let got = run(folder.path(), &script);
            assert_eq!((got.code, got.err.as_str()), (want, ""), "{form} {arguments}");
            assert!(folder.path().join("out").exists());
        }
        let (folder, _) = scan("");
        let got = run(folder.path(), &format!("\"$GORIGIN\" inspect -f {form} nowhere"));
        assert_eq!(got.code, 3, "{form}: {}", got.err);
    }
}

#[test]
fn each_place_has_one_form() {
    for (arguments, why) in [
        ("-f json -f table", "two forms of the result go to standard output"),
        ("-f json=x -f table=x", "x: two forms of the result go there"),
        ("-f json=x -f table=./x", "./x: two forms of the result go there"),
        ("-f json=x -f table -f csv -o y", "y: two forms of the result go there"),
        ("-f json=x -o y", "nothing is written to the file of --output"),
        ("-f json=dist/agent -f table dist/agent", "dist/agent: is an input"),
        ("-f jsno", "invalid value 'jsno'"),
    ] {
        let (folder, script) = scan(arguments);
        let got = run(folder.path(), &script);
        assert_eq!(got.code, 2, "{arguments}");
        assert!(got.err.contains(why), "{arguments}: {}", got.err);
        assert!(!folder.path().join("x").exists() && !folder.path().join("y").exists());
        let whole = fs::read(folder.path().join("dist/agent")).unwrap();
        assert!(whole == fs::read(sample()).unwrap());
    }
}

/// A walk passes over the results of earlier runs, in whatever form they are.
#[test]
fn old_results_are_no_inputs() {
    let (folder, script) =
        scan("-f csv=dist/a.csv -f github=dist/b -f junit=dist/c.xml -f html=dist/d -f table");
    let first = run(folder.path(), &script);
    let again = run(folder.path(), &script);
    assert_eq!((first.code, again.code), (0, 0), "{}", again.err);
    assert!(again.out.contains("1 Go program in 1 file, 4 skipped"), "{}", again.out);
    assert_eq!(fs::read_dir(folder.path().join("dist")).unwrap().count(), 5);
}

/// A scan that is killed leaves whole lines: nothing but those to come is lost.
#[cfg(unix)]
#[test]
fn lines_are_written_whole() {
    use std::process::{Command, Stdio};
    use std::time::Duration;

    use crate::common::process::GORIGIN;
    use crate::common::testdata;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.ndjson");
    let mut cut = 0;
    for wait in [20, 100, 300, 600, 1000, 1500, 2000] {
        let to = fs::File::create(&path).unwrap();
        let mut command = Command::new(GORIGIN);
        command.args(["scan", "-f", "ndjson"]).arg(testdata()).stdout(to).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        cut += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.is_empty() || text.ends_with('\n'), "{wait} ms: {} bytes", text.len());
        for line in text.lines() {
            serde_json::from_str::<serde_json::Value>(line).unwrap();
        }
    }
    assert!(cut > 0, "every run ended before it was killed");
}
