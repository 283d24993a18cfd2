//! Policies and baselines, from outside.
#![cfg(unix)]

use std::fs;
use std::io::Write;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::process::{Run, host, run, sample};
use crate::common::{fixture_bytes, testdata};

/// A folder with a program, an archive with another of the same, and this policy.
fn scene(policy: &str) -> TempDir {
    let scene = tempfile::tempdir().unwrap();
    fs::create_dir_all(scene.path().join("dist/deep")).unwrap();
    fs::copy(sample(), scene.path().join("dist/agent")).unwrap();
    fs::copy(testdata().join("release.tar.gz"), scene.path().join("dist/app.tar.gz")).unwrap();
    fs::copy(host(), scene.path().join("h.json")).unwrap();
    fs::write(scene.path().join("gorigin.toml"), policy).unwrap();
    scene
}

const SCAN: &str = "$GORIGIN scan --host h.json";
const INSIDE: &str = "dist/app.tar.gz!/where-1.0/bin/where";

/// The findings of each program: its path, and the rules.
fn findings(run: &Run) -> Vec<(String, Vec<String>)> {
    let records = run.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let rules = |record: &Value| {
        record["findings"].as_array().unwrap().iter().map(|it| text(&it["rule"])).collect()
    };
    records.map(|record| (text(&record["path"]), rules(&record))).collect()
}

fn rules_of<'f>(all: &'f [(String, Vec<String>)], path: &str) -> Vec<&'f str> {
    let found = all.iter().find(|(it, _)| it == path).unwrap_or_else(|| panic!("{path}: {all:?}"));
    found.1.iter().map(String::as_str).collect()
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).unwrap();
}

#[test]
fn a_policy_is_found_upward_or_named() {
    let scene = scene("[require]\nmin-go = '1.23'\n");
    let path = scene.path();
    write(path, "none.toml", "");
    write(path, "dist/deep/strict.toml", "[require]\ntrimpath = true\n");
    for (script, code, rule, said) in [
        (
            "$GORIGIN scan -v --host h.json -f ndjson dist/agent",
            1,
            "old-go",
            "gorigin: gorigin.toml: is the policy\n",
        ),
        (
            "cd dist/deep && $GORIGIN scan -v --host ../../h.json -f ndjson ../agent",
            1,
            "old-go",
            "/gorigin.toml: is the policy\n",
        ),
        ("$GORIGIN scan --host h.json -f ndjson dist/agent", 1, "old-go", ""),
        ("$GORIGIN scan -v --no-config --host h.json -f ndjson dist/agent", 0, "", ""),
        (
            "$GORIGIN scan -v --config none.toml --host h.json -f ndjson dist/agent",
            0,
            "",
            "gorigin: none.toml: is the policy\n",
        ),
        (
            "$GORIGIN scan --config dist/deep/strict.toml --host h.json -f ndjson dist/agent",
            1,
            "trimpath-required",
            "",
        ),
        ("$GORIGIN inspect --host h.json -f ndjson dist/agent", 1, "old-go", ""),
        // The command line goes before the file.
        ("$GORIGIN scan --min-go 1.22 --host h.json -f ndjson dist/agent", 0, "", ""),
        (
            "$GORIGIN scan --severity old-go=note --host h.json -f ndjson dist/agent",
            0,
            "old-go",
            "",
        ),
        ("$GORIGIN scan --fail-on never --host h.json -f ndjson dist/agent", 0, "old-go", ""),
    ] {
        let run = run(path, script);
        assert_eq!(run.code, code, "{script}: {}", run.err);
        let found = findings(&run);
        let has = found[0].1.iter().any(|it| it == rule || rule.is_empty());
        assert!(has, "{script}: {found:?}");
        assert!(run.err.ends_with(said), "{script}: {}", run.err);
        assert_eq!(run.err.is_empty(), said.is_empty(), "{script}: {}", run.err);
    }
    // The policy that was found is not the place of a result either.
    let refused = run(path, "$GORIGIN scan dist -f json=gorigin.toml");
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("gorigin.toml: is an input"), "{}", refused.err);
    // A policy that is missed is no answer, be it named or the end of a link.
    for script in [
        "$GORIGIN scan --config missing.toml dist",
        "cd dist && ln -s missing.toml gorigin.toml && $GORIGIN scan agent",
    ] {
        let run = run(path, script);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.err);
        assert!(run.err.contains(".toml: no such file"), "{}", run.err);
    }
}

/// Each key of `require` on a real program: it fires, it does not, it cannot know.
#[test]
fn every_requirement() {
    let scene = scene("");
    let path = scene.path();
    fs::write(path.join("trimmed"), fixture_bytes("sample/linux-386-go1.27-trimpath-s-w")).unwrap();
    fs::write(path.join("own-id"), fixture_bytes("sample/windows-386-go1.19-custom-id")).unwrap();
    for (file, require, want) in [
        ("dist/agent", "trimpath = true", "trimpath-required"),
        ("trimmed", "trimpath = true", ""),
        ("dist/agent", "trimpath = false", ""),
        ("dist/agent", "clean = true", "requirement-unknown"),
        ("dist/agent", "revision = '0123456'", "requirement-unknown"),
        ("dist/agent", "min-go = '1.23'", "old-go"),
        ("dist/agent", "min-go = '1.22.10'", ""),
        ("dist/agent", "goroot = '/usr/local/go'", "goroot-not-allowed"),
        ("dist/agent", "goroot = '/opt/hostedtoolcache/go/*'", ""),
        ("trimmed", "goroot = ['/usr/local/go']", "requirement-unknown"),
        ("trimmed", "goroot = ['/usr/local/go', 'trimmed']", ""),
        ("dist/agent", "verified = true", ""),
        ("own-id", "verified = true", "requirement-unknown"),
        ("dist/agent", "no-user-paths = true", ""),
        ("dist/agent", "module-hosts = []", ""),
        ("dist/agent", "target = 'linux/amd64'", ""),
        ("dist/agent", "target = 'linux/arm64'", "target-mismatch"),
        ("dist/agent", "target-glibc = '2.31'", ""),
        ("dist/agent", "target-cpu = 'v1'", ""),
        ("dist/agent", "forbid-settings = ['CGO_ENABLED=0']", "forbidden-setting"),
        ("dist/agent", "forbid-settings = ['CGO_ENABLED=1', '-race']", ""),
        ("dist/agent", "forbid-settings = ['-ldflags=*-s*']", "forbidden-setting"),
        ("trimmed", "forbid-settings = ['-ldflags=*-X*']", "requirement-unknown"),
    ] {
        write(path, "gorigin.toml", &format!("[require]\n{require}\n"));
        let run = run(path, &format!("{SCAN} -f ndjson {file}"));
        let found = findings(&run);
        let rules = [
            "trimpath-required",
            "requirement-unknown",
            "old-go",
            "goroot-not-allowed",
            "not-verified",
            "user-paths-forbidden",
            "module-host-not-allowed",
            "target-mismatch",
            "glibc-floor",
            "target-cpu",
            "forbidden-setting",
            "not-clean",
            "revision-mismatch",
        ];
        let got: Vec<&str> =
            rules_of(&found, file).into_iter().filter(|it| rules.contains(it)).collect();
        let want: Vec<&str> = Some(want).into_iter().filter(|it| !it.is_empty()).collect();
        assert_eq!(got, want, "{file}: {require}");
        assert_eq!(run.code, i32::from(!want.is_empty()), "{file}: {require}: {}", run.err);
    }
    let run =
        run(path, "$GORIGIN scan --no-config --host h.json --expect-revision 0123456 dist/agent");
    assert_eq!(run.code, 1, "{}", run.err);
}

#[test]
fn sections_are_for_paths_also_in_archives() {
    let policy = "[require]\nmin-go = '1.23'\n\
                  [[path]]\nmatch = 'dist/*.tar.gz!/**'\nrequire.min-go = '1.20'\nseverity.not-trimmed = 'off'\n\
                  [[path]]\nmatch = 'dist/app.tar.gz!/*/bin/*'\nseverity.goroot-missing-on-host = 'error'\n";
    let scene = scene(policy);
    for (folder, inputs) in [(".", "dist"), (".", "./dist"), ("dist", "."), (".", "$PWD/dist")] {
        let up = if folder == "." { "" } else { "../" };
        let script = format!("cd {folder} && $GORIGIN scan --host {up}h.json -f ndjson {inputs}");
        let run = run(scene.path(), &script);
        assert_eq!(run.code, 1, "{}", run.err);
        let found = findings(&run);
        let of = |end: &str| found.iter().find(|(path, _)| path.ends_with(end)).unwrap().1.clone();
        assert!(of("agent").contains(&"old-go".to_owned()), "{inputs}: {found:?}");
        assert!(of("agent").contains(&"not-trimmed".to_owned()), "{inputs}: {found:?}");
        let inside = of("where-1.0/bin/where");
        assert!(!inside.contains(&"old-go".to_owned()), "{inputs}: {inside:?}");
        assert!(!inside.contains(&"not-trimmed".to_owned()), "{inputs}: {inside:?}");
        assert!(run.out.contains("\"rule\":\"goroot-missing-on-host\",\"severity\":\"error\""));
    }
}

#[test]
fn ignores_end_and_are_missed() {
    let ignore = |rule: &str, more: &str| {
        format!("[[ignore]]\nrule = '{rule}'\nreason = 'because \\u001b'\n{more}\n")
    };
    let policy = [
        ignore("not-trimmed", "until = 2999-12-31\npath = 'dist/agent'"),
        ignore("goroot-missing-on-host", "until = 2026-01-01"),
        ignore("no-pie", ""),
        // A quick scan does not look for these.
        ignore("content-id-mismatch", ""),
        ignore("path-leak-user", ""),
    ]
    .concat()
    .replace("'because \\u001b'", "\"because \\u001b\"");
    let scene = scene(&policy);
    let run = run(scene.path(), &format!("{SCAN} -f ndjson dist"));
    assert_eq!(run.code, 0, "{}", run.err);
    let found = findings(&run);
    assert!(!rules_of(&found, "dist/agent").contains(&"not-trimmed"), "{found:?}");
    assert!(rules_of(&found, INSIDE).contains(&"not-trimmed"), "{found:?}");
    assert!(rules_of(&found, "dist/agent").contains(&"goroot-missing-on-host"), "{found:?}");
    let said: Vec<&str> = run.err.lines().collect();
    assert_eq!(
        said,
        [
            "gorigin: gorigin.toml:6: the ignore of goroot-missing-on-host ended on 2026-01-01 and ignores \
             nothing any more (because \\x1b)",
            "gorigin: gorigin.toml:10: note: the ignore of no-pie matched nothing",
            "gorigin: 1 finding ignored by gorigin.toml",
        ]
    );
    // A share of the inputs misses nothing, and quiet is quiet.
    let shard = crate::common::process::run(scene.path(), &format!("{SCAN} --shard 1/1 dist"));
    assert!(!shard.err.contains("matched nothing"), "{}", shard.err);
    let quiet = crate::common::process::run(scene.path(), &format!("{SCAN} -q dist"));
    assert_eq!(quiet.err, "");
}

#[test]
fn a_baseline_is_written_and_known() {
    let scene = scene("fail-on = 'note'\n");
    let path = scene.path();
    let first = run(path, &format!("{SCAN} --write-baseline known.json dist"));
    assert_eq!(first.code, 0, "{}", first.err);
    assert!(first.err.contains("known.json: has "), "{}", first.err);
    let text = fs::read_to_string(path.join("known.json")).unwrap();
    let baseline: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(baseline["schema"], "gorigin.baseline/1");
    assert!(baseline["findings"].as_array().unwrap().len() >= 4, "{text}");
    for format in ["table", "json", "ndjson"] {
        let run = run(path, &format!("{SCAN} -q --baseline known.json -f {format} dist"));
        assert_eq!(run.code, 0, "{format}: {}", run.err);
    }
    // Other folders, and other threads.
    let moved = run(
        path,
        "mkdir x && cp -r dist x/y && cd x && $GORIGIN scan -j3 -q --host ../h.json --baseline ../known.json y",
    );
    assert_eq!(moved.code, 0, "{}", moved.out);
    // A new program is told, and nothing else.
    fs::copy(sample(), path.join("dist/new")).unwrap();
    let new = run(path, &format!("{SCAN} --baseline known.json -f ndjson dist"));
    assert_eq!(new.code, 1, "{}", new.err);
    for (name, rules) in findings(&new) {
        assert_eq!(rules.is_empty(), name != "dist/new", "{name}: {rules:?}");
    }
    // A program that is gone is told with -v.
    fs::remove_file(path.join("dist/new")).unwrap();
    fs::remove_file(path.join("dist/app.tar.gz")).unwrap();
    let gone = run(path, &format!("{SCAN} -v --baseline known.json dist"));
    let want = "gorigin: known.json: app.tar.gz!/where-1.0/bin/where: not-trimmed occurs no more\n";
    assert!(gone.err.contains(want), "{}", gone.err);
    assert_eq!(gone.code, 0, "{}", gone.err);
    // Written again, it has what is left; redacted, it has no messages.
    let again = run(path, &format!("{SCAN} --redact --write-baseline known.json dist"));
    assert_eq!(again.code, 0, "{}", again.err);
    let text = fs::read_to_string(path.join("known.json")).unwrap();
    assert!(!text.contains("app.tar.gz") && !text.contains("message"), "{text}");
}

#[test]
fn a_baseline_overwrites_nothing_else() {
    let scene = scene("");
    let path = scene.path();
    write(path, "later.json", "{\"schema\": \"gorigin.baseline/2\"}");
    std::os::unix::fs::symlink("r.json", path.join("link.json")).unwrap();
    // What stands in the first 64 MiB is a whole baseline.
    let known = "{\"schema\": \"gorigin.baseline/1\", \"findings\": []}";
    write(path, "long.json", known);
    let long = fs::OpenOptions::new().append(true).open(path.join("long.json")).unwrap();
    (&long).write_all(&vec![b' '; (64 << 20) + 1 - known.len()]).unwrap();
    for (script, said) in [
        ("--write-baseline dist/agent dist", "dist/agent: is no baseline, and is not overwritten"),
        ("--write-baseline h.json dist", "h.json: is no baseline, and is not overwritten"),
        ("--write-baseline later.json dist", "later.json: is no baseline"),
        ("--write-baseline r.json -o r.json dist", "cannot be both the result and the baseline"),
        ("--write-baseline r.json -o ./r.json dist", "cannot be both the result and the baseline"),
        ("--write-baseline dist/../r.json -f json=r.json dist", "r.json: cannot be both"),
        ("--write-baseline link.json -o r.json dist", "link.json: cannot be both"),
        ("--baseline long.json dist", "long.json: is longer than 64 MiB"),
        ("--write-baseline long.json dist", "long.json: is no baseline, and is not overwritten"),
        ("--write-baseline no/where.json dist", "no/where.json: cannot write"),
        ("--baseline missing.json dist", "missing.json: no such file"),
        ("--baseline h.json dist", "h.json: its schema is gorigin.host/1"),
        ("--baseline later.json dist", "its schema is gorigin.baseline/2"),
        ("--baseline a --write-baseline a dist", "cannot be used with"),
        ("--shard 1/2 --write-baseline a dist", "cannot be used with"),
        ("--resume r -f ndjson --write-baseline a dist", "cannot be used with"),
    ] {
        let run = run(path, &format!("{SCAN} {script}"));
        assert_eq!(run.code, 2, "{script}: {}", run.err);
        assert!(run.err.contains(said), "{script}: {}", run.err);
    }
    // What could not be read leaves the scan incomplete, and the baseline is written all the same.
    let run = run(path, &format!("{SCAN} --write-baseline b.json dist missing"));
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(path.join("b.json").exists());
}

#[test]
fn what_is_wrong_with_a_policy() {
    let scene = scene("severty = 1\n[require]\n\"\\u001b[2J\" = 1\n");
    let path = scene.path();
    for command in
        ["scan dist", "inspect dist/agent", "verify dist/agent", "doctor", "policy check"]
    {
        let run = run(path, &format!("$GORIGIN {command}"));
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{command}: {}", run.err);
        let said: Vec<&str> = run.err.lines().collect();
        assert_eq!(
            said[0], "gorigin: gorigin.toml:1:1: unknown key `severty`; did you mean `severity`?",
            "{command}"
        );
        assert!(
            said[1].starts_with("gorigin: gorigin.toml:3:1: unknown key `\\x1b[2J` in require"),
            "{}",
            said[1]
        );
        assert!(said[2].starts_with("hint: "), "{}", said[2]);
    }
    // Commands that judge nothing need no policy.
    assert_eq!(run(path, "$GORIGIN rules no-pie").code, 0);
    fs::write(path.join("gorigin.toml"), b"\xff").unwrap();
    let run = run(path, "$GORIGIN scan dist");
    assert!(run.code == 2 && run.err.contains("it is not UTF-8"), "{}", run.err);
    fs::write(path.join("gorigin.toml"), "#".repeat(300 << 10)).unwrap();
    let run = crate::common::process::run(path, "$GORIGIN scan dist");
    assert!(run.code == 2 && run.err.contains("more than 256 KiB"), "{}", run.err);
    // A folder of that name is no policy.
    fs::remove_file(path.join("gorigin.toml")).unwrap();
    fs::create_dir(path.join("gorigin.toml")).unwrap();
    let run = crate::common::process::run(path, "$GORIGIN scan -v --host h.json dist/agent");
    assert_eq!((run.code, run.err.as_str()), (0, ""));
}

#[test]
fn a_policy_in_words() {
    let policy = "fail-on = 'warning'\n[severity]\nno-pie = 'off'\n[require]\nclean = true\n\
                  [[path]]\nmatch = 'dist/legacy/**'\nrequire.clean = false\n\
                  [[ignore]]\nrule = 'not-trimmed'\nreason = 'soon'\nuntil = 2999-12-31\n";
    let scene = scene(policy);
    let path = scene.path();
    let check = run(path, "cd dist && $GORIGIN policy check");
    assert_eq!(check.code, 0, "{}", check.err);
    let lines: Vec<&str> = check.out.lines().collect();
    assert!(lines[0].ends_with("/gorigin.toml: is a policy"), "{}", lines[0]);
    assert_eq!(
        lines[1..],
        [
            "For every path:",
            "  exit with 1 on a warning or an error",
            "  no-pie is off",
            "  required: built without uncommitted changes (vcs.modified=false)",
            "For dist/legacy/** (line 6):",
            "  clean: asks for nothing",
            "Findings that are not reported:",
            "  not-trimmed, until 2999-12-31: soon (line 9)",
        ]
    );
    let of = |name: &str| run(path, &format!("$GORIGIN policy check --path {name}"));
    let legacy = of("dist/legacy/agent");
    assert!(legacy.out.contains("  clean: asks for nothing (line 8)\n"), "{}", legacy.out);
    assert!(legacy.out.contains("one section is for this path: line 6\n"), "{}", legacy.out);
    let agent = of("dist/agent");
    assert!(agent.out.contains("(vcs.modified=false) (line 5)\n"), "{}", agent.out);
    assert!(agent.out.contains("no section is for this path\n"), "{}", agent.out);
    // What has ended, and what ends soon.
    let day = run(path, "date -u +%F").out.trim().to_owned();
    for (until, code, said) in [
        ("2026-01-01", 1, "ENDED on 2026-01-01, ignores nothing any more"),
        (day.as_str(), 0, "until today"),
    ] {
        write(path, "p.toml", &policy.replace("2999-12-31", until));
        let run = run(path, "$GORIGIN policy check p.toml");
        assert_eq!(run.code, code, "{}", run.out);
        assert!(run.out.contains(said), "{}", run.out);
        let by_option = self::run(path, "$GORIGIN policy check --config p.toml");
        assert_eq!((by_option.code, by_option.out), (run.code, run.out));
    }
    let empty = tempfile::tempdir().unwrap();
    let run = run(empty.path(), "$GORIGIN policy check");
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("there is no gorigin.toml"), "{}", run.err);
}

/// Levels of rules about hosts, too.
#[test]
fn the_doctor_keeps_to_the_policy() {
    let scene = scene("");
    let path = scene.path();
    let script = "$GORIGIN doctor --root . --env GOROOT=/nowhere -f json";
    let before = run(path, script);
    let report: Value = serde_json::from_str(&before.out).unwrap();
    let rule = report["findings"][0]["rule"].as_str().unwrap().to_owned();
    write(path, "gorigin.toml", &format!("[severity]\n{rule} = 'off'\n"));
    let after = run(path, script);
    assert!(!after.out.contains(&format!("\"rule\": \"{rule}\"")), "{rule}: {}", after.out);
}

/// What `verify` asks is the same requirement.
#[test]
fn verify_and_the_policy() {
    let scene = scene("[require]\nverified = true\nclean = true\n");
    let path = scene.path();
    let mut bytes = fixture_bytes("intact/linux-386-go1.24-tiny-s-w");
    fs::write(path.join("good"), &bytes).unwrap();
    bytes[0x2000] ^= 1;
    fs::write(path.join("bad"), &bytes).unwrap();
    for (name, code) in [("good", 0), ("bad", 1)] {
        for options in ["", "--no-config --require verified"] {
            let run =
                run(path, &format!("$GORIGIN verify --host h.json -f ndjson {options} {name}"));
            assert_eq!(run.code, code, "{name} {options}: {}", run.err);
            let found = findings(&run);
            assert_eq!(found[0].1.contains(&"not-verified".to_owned()), name == "bad", "{found:?}");
            // It asks nothing else.
            assert!(!found[0].1.contains(&"requirement-unknown".to_owned()), "{found:?}");
        }
    }
}
