//! What the repository holds that is made: fixtures, snapshots, tables, and the corpus beside it.

use std::fs;
use std::process::Stdio;

use crate::process::{cargo, command, must, python, script};
use crate::tools::cache;
use crate::{Done, toolchains, top};

pub(crate) fn fixtures(arguments: &[&str]) -> Done {
    if let ["--packed", upx4, upx3] = arguments {
        return must(&mut python("testdata/pack.py", &["--upx4", upx4, "--upx3", upx3]));
    }
    let toolchains = toolchains::named();
    if toolchains.is_empty() {
        return match arguments {
            ["--check"] => must(&mut python("testdata/make.py", &["--verify"])),
            _ => Err("GORIGIN_GO names no toolchains, VERSION=GOROOT:VERSION=GOROOT…".to_owned()),
        };
    }
    let entries: Vec<String> =
        toolchains.iter().map(|(version, goroot)| format!("{version}={goroot}")).collect();
    let go = entries.iter().flat_map(|entry| ["--go", entry]);
    let all: Vec<&str> = go.chain(arguments.iter().copied()).collect();
    must(&mut python("testdata/make.py", &all))
}

/// What tests write anew where `UPDATE` is set.
const WRITTEN: &[&[&str]] = &[
    &["--test", "house", "golden::"],
    &["--test", "house", "man::"],
    &["--test", "house", "readme::"],
    &["--test", "house", "rules_page::"],
    &["--test", "house", "terminal::"],
    &["--test", "house", "contract::"],
    &["--lib"],
    &["--bin", "gorigin"],
];

pub(crate) fn golden(_: &[&str]) -> Done {
    for tests in WRITTEN {
        must(cargo(&[&["test", "--locked"], *tests].concat()).env("UPDATE", "1"))?;
    }
    must(&mut command("git", &["--no-pager", "diff", "--stat"]))
}

/// Each table, the script that makes it, and whether that takes programs too.
const TABLES: [(&str, &str, bool); 2] = [
    ("src/diagnosis/checks/tree/release-files.tsv", "scripts/release-files.py", false),
    ("src/origin/dating/std-names.tsv", "scripts/std-names.py", true),
];

pub(crate) fn tables(arguments: &[&str]) -> Done {
    let mut roots = Vec::new();
    let mut left = arguments.iter();
    while let Some(argument) = left.next() {
        match *argument {
            "--program" => drop(left.next()),
            root => roots.push(root),
        }
    }
    if roots.is_empty() {
        return Err("name the trees of Go releases, and programs with --program".to_owned());
    }
    for (table, script, takes_programs) in TABLES {
        let arguments = if takes_programs { arguments } else { &roots[..] };
        let output = python(script, arguments).stderr(Stdio::inherit()).output();
        let output = output.map_err(|error| format!("{script}: {error}"))?;
        if !output.status.success() {
            return Err(format!("{script}: {}", output.status));
        }
        fs::write(top().join(table), output.stdout).map_err(|error| format!("{table}: {error}"))?;
        println!("{table} written");
    }
    Ok(())
}

/// The counts behind `docs/rules.md`.
const SHARES: &str = "docs/rule-shares.tsv";

pub(crate) fn rule_shares(arguments: &[&str]) -> Done {
    must(&mut cargo(&["build", "--locked", "--release"]))?;
    let gorigin = top().join("target/release/gorigin");
    let gorigin = gorigin.to_string_lossy();
    let all = [&[&*gorigin], arguments].concat();
    let output = python("scripts/rule-shares.py", &all).stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("scripts/rule-shares.py: {error}"))?;
    if !output.status.success() {
        return Err(format!("scripts/rule-shares.py: {}", output.status));
    }
    fs::write(top().join(SHARES), output.stdout).map_err(|error| format!("{SHARES}: {error}"))?;
    println!("{SHARES} written; `cargo xtask golden` writes docs/rules.md");
    Ok(())
}

pub(crate) fn agree(arguments: &[&str]) -> Done {
    must(&mut python("tests/corpus/agree.py", arguments))
}

pub(crate) fn corpus(arguments: &[&str]) -> Done {
    let named = std::env::var("GORIGIN_CORPUS").ok();
    let usual = cache().join("corpus").to_string_lossy().into_owned();
    let folder = arguments.first().map(|it| (*it).to_owned()).or(named).unwrap_or(usual);
    must(&mut python("tests/corpus/fetch.py", &[&folder, "--packages", &packages_of(&folder)]))?;
    compare_corpus(&folder)
}

/// Where the package files of the programs in `folder` are kept.
pub(crate) fn packages_of(folder: &str) -> String {
    format!("{}-packages", folder.trim_end_matches('/'))
}

/// The program that is put into every container.
const SHIPPED: &str = "testdata/sample/linux-amd64-go1.22-s-w";

pub(crate) fn shipped(arguments: &[&str]) -> Done {
    if let Some((&"--keep", folders)) = arguments.split_first() {
        return must(&mut python("testdata/shipped/keep.py", folders));
    }
    let usual = cache().join("shipped").to_string_lossy().into_owned();
    let (folder, kinds) = match arguments.split_first() {
        Some((folder, kinds)) => ((*folder).to_owned(), kinds),
        None => (usual, &[][..]),
    };
    let make = [&[SHIPPED, folder.as_str()], kinds].concat();
    must(script("tests/shipped/make.sh", &make).env("STUB", "testdata/not-go/c-program"))?;
    let test = ["test", "--locked", "--test", "shipped", "--", "--nocapture", "manifest::"];
    must(cargo(&test).env("GORIGIN_SHIPPED", folder))
}

/// Compares what gorigin says of the programs in `folder` with what Go's own tools said.
pub(crate) fn compare_corpus(folder: &str) -> Done {
    let facts = ["cargo", "test", "--locked", "--release", "--test", "facts", "--", "--nocapture"];
    let mut command = script(".ci/release", &[&facts[..], &["corpus::"]].concat());
    must(command.env("GORIGIN_CORPUS", folder))?;
    let packages = packages_of(folder);
    let shipped = ["cargo", "test", "--locked", "--release", "--test", "shipped", "--"];
    let shipped = [&shipped[..], &["--nocapture", "packages::"]].concat();
    let mut command = script(".ci/release", &shipped);
    must(command.env("GORIGIN_CORPUS", folder).env("GORIGIN_PACKAGES", packages))
}

#[test]
fn what_is_made_is_there() {
    for (table, script, _) in TABLES {
        assert!(top().join(table).is_file(), "{table}");
        assert!(top().join(script).is_file(), "{script}");
    }
}
