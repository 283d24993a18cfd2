//! `gorigin doctor` and `gorigin remap` from outside: what they print, and how they end.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output};

use crate::common::process::GORIGIN;
use gorigin::agree::{Given, Part, SourceFiles, mappings, sources_here};
use gorigin::evidence::SourceNames;
use gorigin::host::{HostLayout, Os, Rooted};
use serde_json::Value;

fn write(root: &Path, path: &str, content: impl AsRef<[u8]>, mode: u32) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
}

/// A Go program from the test data stands in for the go command.
fn any_go() -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut program = fs::read(root.join("testdata/sample/linux-amd64-go1.22-s-w")).unwrap();
    // Its build info, which it holds twice, names another main package: cmd/go, and a line that
    // fills the rest.
    let line_len =
        |at: usize| program[at..].iter().position(|&byte| byte == b'\n').map(|it| it + 1);
    let is_build_info = |at: &usize| {
        program[..*at].ends_with(b"path\t")
            && line_len(*at)
                .and_then(|len| program.get(at + len..))
                .is_some_and(|it| it.starts_with(b"mod\t"))
    };
    let starts: Vec<usize> = (5..program.len()).filter(is_build_info).collect();
    assert_eq!(starts.len(), 2);
    let len = line_len(starts[0]).unwrap();
    let mut line = b"cmd/go\nbuild\tx=".to_vec();
    line.resize(len - 1, b'y');
    line.push(b'\n');
    for start in starts {
        program[start..start + len].copy_from_slice(&line);
    }
    program
}

fn doctor(root: &Path, args: &[&str]) -> Output {
    let _ = fs::create_dir(root.join("tmp"));
    let mut command = Command::new(GORIGIN);
    command.args(["doctor", "--root"]).arg(root).args(args).output().unwrap()
}

fn json(root: &Path, args: &[&str]) -> (Value, Option<i32>) {
    let output = doctor(root, &[args, &["-f", "json"]].concat());
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    (serde_json::from_slice(&output.stdout).expect(&errors), output.status.code())
}

fn rules(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["rule"].as_str().unwrap()).collect()
}

#[test]
fn an_image_without_the_standard_library_is_named() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "usr/local/go/bin/go", any_go(), 0o755);
    write(root.path(), "usr/local/go/VERSION", "go1.22.10\n", 0o644);
    fs::create_dir_all(root.path().join("usr/local/go/pkg/tool")).unwrap();
    fs::create_dir_all(root.path().join("bin")).unwrap();
    fs::create_dir_all(root.path().join("root")).unwrap();
    // An absolute link means the image's own root.
    symlink("/usr/local/go/bin/go", root.path().join("bin/go")).unwrap();
    let (report, code) = json(root.path(), &["--env", "PATH=/bin"]);
    assert_eq!(report["schema"], "gorigin.doctor/1");
    assert_eq!(report["goroot"]["value"], "/usr/local/go");
    assert_eq!(report["goroot"]["decided_by"], "executable");
    assert!(rules(&report).contains(&"std-sources-missing"), "{:?}", rules(&report));
    assert_eq!(code, Some(1));
    let text = doctor(root.path(), &["--env", "PATH=/bin", "--explain"]);
    let text = String::from_utf8(text.stdout).unwrap();
    for want in ["lacks the standard library", "✗ Go tree", "How GOROOT was decided", "fix   "] {
        assert!(text.contains(want), "{want}: {text}");
    }
    let output =
        doctor(root.path(), &["--ignore", "std-sources-missing,tool-missing,goroot-stomped"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn a_refusal_is_null_and_in_gos_own_words() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "go/bin/go", any_go(), 0o755);
    fs::create_dir_all(root.path().join("go/pkg/tool")).unwrap();
    let env = root.path().join("variables");
    fs::write(&env, "# of an image\nPATH=/go/bin\nGOROOT=/nowhere\n").unwrap();
    let (report, code) = json(root.path(), &["--env-file", env.to_str().unwrap()]);
    let error = "go: cannot find GOROOT directory: /nowhere";
    assert_eq!(report["goroot"]["value"], Value::Null);
    let trace = report["goroot"]["trace"].as_array().unwrap();
    assert_eq!(trace.last().unwrap()["result"], error);
    assert!(rules(&report).contains(&"goroot-missing"));
    assert_eq!(code, Some(1));
    // What stands on the command line goes before the file.
    let args = ["--env-file", env.to_str().unwrap(), "--env", "GOROOT=/go"];
    assert_eq!(json(root.path(), &args).0["goroot"]["value"], "/go");
}

#[test]
fn bad_input_is_named_and_never_fatal() {
    for (put, want) in [
        ("env file is binary", "goenv-file-poison"),
        ("env file is a directory", "goenv-file-poison"),
        ("env file is huge", "goenv-file-poison"),
        ("go is a script", "go-is-wrapper"),
        ("links in a circle", "goroot-missing"),
    ] {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "go/bin/go", any_go(), 0o755);
        fs::create_dir_all(root.path().join("go/pkg/tool")).unwrap();
        fs::create_dir_all(root.path().join("root")).unwrap();
        let mut args = vec!["--env", "PATH=/shims:/go/bin"];
        match put {
            "env file is binary" => write(root.path(), "root/.config/go/env", b"A=\0", 0o644),
            "env file is a directory" => {
                fs::create_dir_all(root.path().join("root/.config/go/env")).unwrap();
            }
            "env file is huge" => {
                write(root.path(), "root/.config/go/env", vec![b'x'; (1 << 20) + 1], 0o644);
            }
            "go is a script" => write(root.path(), "shims/go", "#!/bin/sh\nexec asdf\n", 0o755),
            _ => {
                symlink("b", root.path().join("a")).unwrap();
                symlink("a", root.path().join("b")).unwrap();
                args.extend(["--env", "GOROOT=/a"]);
            }
        }
        let (report, code) = json(root.path(), &args);
        assert!(rules(&report).contains(&want), "{put}: {:?}", rules(&report));
        assert!(code == Some(0) || code == Some(1), "{put}: {code:?}");
    }
}

#[test]
fn nothing_from_the_host_can_drive_a_terminal() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "go/bin/go", any_go(), 0o755);
    write(root.path(), "w/go.mod", "go 1.99\x1b[2J\ntoolchain \x1b]0;x\x07\n", 0o644);
    fs::create_dir_all(root.path().join("go/pkg/tool")).unwrap();
    let bad = "GOROOT=/x\u{1b}[2J\u{202e}\r";
    for args in [
        &["--env", "PATH=/go/bin", "--env", bad, "--explain"][..],
        &["/w", "--env", "PATH=/go/bin", "--env", "GOTOOLCHAIN=auto", "--explain"],
        &["--env", "PATH=/go/bin", "--env", "GOFLAGS=\u{1b}[2J", "-f", "json"],
    ] {
        let output = doctor(root.path(), args);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.len() > 100, "{}", String::from_utf8_lossy(&output.stderr));
        let bad = text.lines().find(|line| line.contains(gorigin::bytes::is_unsafe));
        assert_eq!(bad, None);
    }
}

#[test]
fn only_run_go_runs_anything() {
    let root = tempfile::tempdir().unwrap();
    let mark = root.path().join("was-run");
    let script =
        format!("#!/bin/sh\n: > {}\nprintf '{{\"GOROOT\": \"/somewhere\"}}'\n", mark.display());
    write(root.path(), "shims/go", script, 0o755);
    let run = |args: &[&str]| {
        let path = format!("PATH={}/shims:/usr/bin:/bin", root.path().display());
        let output = Command::new(GORIGIN)
            .args(["doctor", "-f", "json", "--env", &path, "--env", "GOROOT="])
            .args(args)
            .output()
            .unwrap();
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    assert_eq!(run(&[])["run"], Value::Null);
    assert!(!mark.exists());
    let report = run(&["--run-go"]);
    assert!(mark.exists());
    assert_eq!(report["run"]["differences"][0]["go"], "/somewhere");
}

#[test]
fn how_it_ends() {
    let root = tempfile::tempdir().unwrap();
    assert_eq!(doctor(root.path(), &[]).status.code(), Some(4));
    assert_eq!(doctor(&root.path().join("none"), &[]).status.code(), Some(2));
    assert_eq!(doctor(root.path(), &["--run-go"]).status.code(), Some(2));
    assert_eq!(doctor(root.path(), &["--env", "novalue"]).status.code(), Some(2));
    let missing = root.path().join("none");
    let args = ["--env-file", missing.to_str().unwrap()];
    assert_eq!(doctor(root.path(), &args).status.code(), Some(2));
    fs::write(root.path().join("bad"), "no variable\n").unwrap();
    let bad = root.path().join("bad");
    assert_eq!(doctor(root.path(), &["--env-file", bad.to_str().unwrap()]).status.code(), Some(2));
}

/// A machine with one Go, one module in its cache and one project, looked at from `directory`.
fn machine_with_sources(root: &Path, directory: &str) -> Rooted {
    write(root, "opt/go/bin/go", "\x7fELF\0", 0o755);
    write(root, "opt/go/VERSION", "go1.22.10\n", 0o644);
    write(root, "opt/go/src/fmt/print.go", "", 0o644);
    write(root, "home/u/go/pkg/mod/example.com/m@v1.0.0/m.go", "", 0o644);
    write(root, "home/u/go/pkg/mod/example.com/!upper@v1.0.0/u.go", "", 0o644);
    write(root, "project/cmd/main.go", "", 0o644);
    write(root, "project/go.mod", "module example.com/app // it is\n", 0o644);
    write(root, "other/go.mod", "module example.com/other\n", 0o644);
    write(root, "other/cmd/main.go", "", 0o644);
    fs::create_dir_all(root.join("opt/go/pkg/tool")).unwrap();
    Rooted::new(root, Os::Linux, |_| Some("go1.22.10".to_owned()))
        .with_env("PATH", "/opt/go/bin")
        .with_env("HOME", "/home/u")
        .with_current_dir(directory)
}

fn sources(goroot: Option<&str>, files: &[&str]) -> SourceFiles {
    SourceFiles {
        goroot: goroot.map(str::to_owned),
        go_version: Some("go1.22.10".to_owned()),
        files: files.iter().map(|it| (*it).to_owned()).collect(),
        names: SourceNames {
            roots: goroot.map(str::to_owned).into_iter().collect(),
            is_trimmed: goroot.is_none(),
            main_module: Some("example.com/app".to_owned()),
            ..SourceNames::default()
        },
        replaced: vec![("example.com/local@v0.0.0".to_owned(), None)],
    }
}

const UNTRIMMED: [&str; 6] = [
    "/builder/go/src/fmt/print.go",
    "/builder/go/src/os/file.go",
    "/builder/gopath/pkg/mod/example.com/m@v1.0.0/m.go",
    "/builder/project/cmd/main.go",
    "/builder/go/src/../../../etc/passwd",
    "<autogenerated>",
];

const TRIMMED: [&str; 7] = [
    "fmt/print.go",
    "runtime/proc.go",
    "example.com/m@v1.0.0/m.go",
    "example.com/Upper@v1.0.0/u.go",
    "example.com/app/cmd/main.go",
    "example.com/local@v0.0.0/l.go",
    "<autogenerated>",
];

type Row<'r> = (&'r str, &'r str, usize, usize);

/// The rules of the rows, with `-` where no directory is known.
fn rows(found: &gorigin::agree::Mappings) -> Vec<Row<'_>> {
    let local = |it: &str| if it.is_empty() { "-".to_owned() } else { it.to_owned() };
    found
        .rules
        .iter()
        .map(|it| {
            let local: &str = local(&it.local).leak();
            (it.in_binary.as_str(), local, it.looked_for, it.missing)
        })
        .collect()
}

#[test]
fn mappings_are_counted_against_the_disk() {
    let root = tempfile::tempdir().unwrap();
    let view = machine_with_sources(root.path(), "/project/cmd");
    let layout = HostLayout::read(&view);
    let program = sources(Some("/builder/go"), &UNTRIMMED);
    let found = mappings(&view, &layout, &program, &[]);
    assert_eq!(
        rows(&found),
        [
            ("/builder/go", "/opt/go", 3, 2),
            ("/builder/gopath/pkg/mod", "/home/u/go/pkg/mod", 1, 0),
            ("/builder/project", "/project", 1, 0),
        ]
    );
    let here = sources_here(&view, &layout, &program).unwrap();
    assert_eq!((here.goroot.as_str(), here.looked_for, here.missing), ("/opt/go", 3, 2));
    assert!(found.rules.iter().all(|it| it.other_version.is_none()));
    let other = SourceFiles { go_version: Some("go1.27.3".to_owned()), ..program };
    let found = mappings(&view, &layout, &other, &[]);
    assert_eq!(found.rules[0].other_version.as_deref(), Some("go1.22.10"));
    // A trimmed program names no directory to look in.
    assert_eq!(sources_here(&view, &layout, &sources(None, &TRIMMED)), None);
}

#[test]
fn trimmed_programs_have_rules_and_the_one_for_all_others_is_last() {
    let root = tempfile::tempdir().unwrap();
    let view = machine_with_sources(root.path(), "/project");
    let layout = HostLayout::read(&view);
    let found = mappings(&view, &layout, &sources(None, &TRIMMED), &[]);
    assert_eq!(
        rows(&found),
        [
            ("example.com/Upper@v1.0.0", "/home/u/go/pkg/mod/example.com/!upper@v1.0.0", 1, 0),
            ("example.com/local@v0.0.0", "-", 1, 1),
            ("example.com/app", "/project", 1, 0),
            ("example.com", "/home/u/go/pkg/mod/example.com", 1, 0),
            ("", "/opt/go/src", 2, 1),
        ]
    );
}

#[test]
fn without_go_every_path_is_named_with_what_is_missing() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir_all(root.path().join("project")).unwrap();
    let view = Rooted::new(root.path(), Os::Linux, |_| None).with_current_dir("/project");
    let layout = HostLayout::read(&view);
    for (program, folders) in [
        (
            sources(Some("/builder/go"), &UNTRIMMED),
            &["/builder/go", "/builder/gopath/pkg/mod", "/builder/project/cmd"][..],
        ),
        (sources(None, &["fmt/print.go", "example.com/m@v1.0.0/m.go"]), &["example.com", ""]),
        (sources(None, &["<autogenerated>"]), &[]),
    ] {
        let found = mappings(&view, &layout, &program, &[]);
        let got: Vec<_> = found.rules.iter().map(|it| it.in_binary.as_str()).collect();
        assert_eq!(got, folders);
        assert!(found.rules.iter().all(|it| it.reason.is_some() && it.local.is_empty()));
    }
}

#[test]
fn a_directory_that_is_named_is_taken_for_what_is_in_it() {
    let root = tempfile::tempdir().unwrap();
    let view = machine_with_sources(root.path(), "/");
    write(root.path(), "elsewhere/go/src/fmt/print.go", "", 0o644);
    let layout = HostLayout::read(&view);
    let given = |what, directory: &str| Given { what, directory: directory.to_owned() };
    let program = sources(Some("/builder/go"), &UNTRIMMED);
    let cases: [(&[Given], &str, usize, &[&str]); 6] = [
        (&[given(None, "other")], "/other", 2, &[]),
        (&[given(None, "/elsewhere/go")], "/elsewhere/go", 0, &[]),
        (&[given(None, "/other")], "/other", 2, &[]),
        (&[given(None, "/nowhere")], "/opt/go", 0, &["/nowhere"]),
        (&[given(Some(Part::Goroot), "/nowhere")], "/nowhere", 0, &[]),
        (&[given(None, "/home/u/go/pkg/mod")], "/home/u/go/pkg/mod", 1, &[]),
    ];
    for (given, local, index, unused) in cases {
        let found = mappings(&view, &layout, &program, given);
        assert_eq!(found.rules[index].local, local, "{given:?}");
        assert_eq!(found.unused, unused, "{given:?}");
    }
    // By itself the directory of another module is not taken.
    for directory in ["/other", "/other/cmd"] {
        let elsewhere = machine_with_sources(root.path(), directory);
        let found = mappings(&elsewhere, &layout, &program, &[]);
        assert!(found.rules[2].reason.is_some(), "{found:?}");
    }
}

/// The marks of the groups, by their titles, and the last line.
fn screen(root: &Path, args: &[&str]) -> (String, String, String) {
    let text = String::from_utf8(doctor(root, args).stdout).unwrap();
    let groups = text.lines().skip_while(|line| !line.is_empty()).skip(1);
    let marks: String =
        groups.take_while(|line| !line.is_empty()).filter_map(|line| line.chars().next()).collect();
    let first = text.lines().next().unwrap().to_owned();
    (first, marks, text.lines().last().unwrap().to_owned())
}

#[test]
fn what_is_not_known_is_not_well() {
    // No Go at all.
    let root = tempfile::tempdir().unwrap();
    let (first, marks, last) = screen(root.path(), &[]);
    assert!(first.ends_with("none: there is no Go here"), "{first}");
    assert!(last.starts_with("There is no Go here that could be looked at."), "{last}");
    // Command, GOROOT, tree, toolchain, settings, caches, go install, file systems, editors.
    let marks: Vec<char> = marks.chars().collect();
    assert!(!marks[..7].contains(&'✓') && marks[8] != '✓', "{marks:?}");
    // A script alone, which does not say what it runs.
    write(root.path(), "shims/go", "#!/bin/sh\nexec \"$RUNNER\" go \"$@\"\n", 0o755);
    let args = ["--env", "PATH=/shims"];
    let (first, marks, last) = screen(root.path(), &args);
    assert!(first.ends_with("not known without running go"), "{first}");
    assert!(last.starts_with("What go runs here is not known"), "{last}");
    let marks: Vec<char> = marks.chars().collect();
    assert!(!marks[..7].contains(&'✓') && marks[8] != '✓', "{marks:?}");
    assert_eq!(json(root.path(), &args).0["state"], "unknown");
    // A shim that runs the next go on PATH, where there is none.
    write(root.path(), "mise/shims/go", "#!/bin/sh\nexec mise x -- go \"$@\"\n", 0o755);
    let args = ["--env", "PATH=/mise/shims"];
    let (first, marks, last) = screen(root.path(), &args);
    assert!(first.ends_with("none: go refuses to run"), "{first}");
    assert!(last.starts_with("This Go does not run."), "{last}");
    let marks: Vec<char> = marks.chars().collect();
    assert!(!marks[..7].contains(&'✓') && marks[8] == '·', "{marks:?}");
    assert_eq!(json(root.path(), &args).0["state"], "refuses");
    // A go that would download another first.
    write(root.path(), "go/bin/go", any_go(), 0o755);
    write(root.path(), "go/VERSION", "go1.22.10\n", 0o644);
    fs::create_dir_all(root.path().join("go/pkg/tool")).unwrap();
    let (report, _) =
        json(root.path(), &["--env", "PATH=/go/bin", "--env", "GOTOOLCHAIN=go1.99.0"]);
    assert_eq!(report["state"], "unknown");
}

#[test]
fn a_home_that_is_not_known_is_no_error() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "usr/local/go/bin/go", any_go(), 0o755);
    write(root.path(), "usr/local/go/VERSION", "go1.22.10\n", 0o644);
    fs::create_dir_all(root.path().join("usr/local/go/pkg/tool")).unwrap();
    let (report, _) = json(root.path(), &[]);
    assert!(!rules(&report).contains(&"gocache-invalid"), "{:?}", rules(&report));
    let check =
        report["checks"].as_array().unwrap().iter().find(|it| it["rule"] == "gocache-invalid");
    assert_eq!(check.unwrap()["outcome"], "unknown");
    let names: Vec<&str> =
        report["env"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert!(!names.contains(&"GOCACHE") && !names.contains(&"GOPATH"), "{names:?}");
    // An empty one that is told is known to be none.
    let (report, _) = json(root.path(), &["--env", "HOME="]);
    assert!(rules(&report).contains(&"gocache-invalid"), "{:?}", rules(&report));
}

#[test]
fn fixes_of_another_system_name_its_folder() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir_all(root.path().join("System/Library")).unwrap();
    write(root.path(), "etc/paths.d/go", "/bin\n", 0o644);
    let output = Command::new(GORIGIN)
        .args(["doctor", "-f", "json", "--env", "GOROOT=/", "--root"])
        .arg(root.path())
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let own = root.path().to_str().unwrap();
    let fixes: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["fix"].as_str().unwrap())
        .collect();
    let want = format!("delete the line /bin from {own}/etc/paths.d/go (line 1)");
    assert!(fixes.contains(&want.as_str()), "{fixes:?}");
    assert!(fixes.contains(&format!("mkdir -m 1777 {own}/tmp").as_str()), "{fixes:?}");
    assert!(fixes.iter().all(|fix| !fix.contains("rm ")), "{fixes:?}");
}
