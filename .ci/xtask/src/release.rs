//! What must hold before a release, and the files of one.

use std::fs;

use crate::process::{cargo, command, has, must, script};
use crate::{Done, top};

pub(crate) fn check(_: &[&str]) -> Done {
    let version = version()?;
    println!("== the changelog has an entry for {version}");
    let changelog = read("CHANGELOG.md")?;
    if !has_entry(&changelog, &version) {
        return Err(format!("CHANGELOG.md has no entry `## {version}` with a line below it"));
    }
    println!("\n== nothing is left uncommitted");
    let output = command("git", &["status", "--porcelain"]).output();
    let output = output.map_err(|error| format!("git: {error}"))?;
    if !output.stdout.is_empty() {
        return Err(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    println!("\n== the package builds as it is published");
    must(&mut cargo(&["package", "--locked"]))?;
    println!("\n== no release promises what this one breaks");
    if has("cargo-semver-checks") {
        must(&mut cargo(&["semver-checks"]))?;
    } else {
        println!("skipped: cargo-semver-checks is not installed");
    }
    println!("\n== a release that names no folder of its builder, and what goes with it");
    must(&mut script(".ci/release", &[]))?;
    files(&version)
}

/// Writes what is published beside the command: completions, the man page, a list of parts.
fn files(version: &str) -> Done {
    let folder = top().join("target/release-files");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let gorigin = top().join("target/release/gorigin");
    let gorigin = gorigin.to_string_lossy();
    let mut made = vec![("gorigin.1", vec!["man"])];
    for (name, shell) in [
        ("gorigin.bash", "bash"),
        ("_gorigin", "zsh"),
        ("gorigin.fish", "fish"),
        ("_gorigin.ps1", "powershell"),
        ("gorigin.elv", "elvish"),
    ] {
        made.push((name, vec!["completions", shell]));
    }
    for (name, arguments) in made {
        let output = command(&gorigin, &arguments).output();
        let output = output.map_err(|error| format!("{gorigin}: {error}"))?;
        if !output.status.success() {
            return Err(format!("gorigin {}: {}", arguments.join(" "), output.status));
        }
        fs::write(folder.join(name), output.stdout).map_err(|error| error.to_string())?;
        println!("target/release-files/{name}");
    }
    if has("cargo-cyclonedx") {
        must(&mut cargo(&["cyclonedx", "--format", "json"]))?;
    } else {
        println!("skipped: cargo-cyclonedx is not installed, so {version} gets no list of parts");
    }
    Ok(())
}

fn version() -> Result<String, String> {
    let manifest = read("Cargo.toml")?;
    let line = manifest.lines().find_map(|line| line.strip_prefix("version = \""));
    let version = line.and_then(|rest| rest.strip_suffix('"'));
    version.map(str::to_owned).ok_or_else(|| "Cargo.toml names no version".to_owned())
}

fn read(name: &str) -> Result<String, String> {
    fs::read_to_string(top().join(name)).map_err(|error| format!("{name}: {error}"))
}

/// Whether the changelog has a section for `version` that says something.
fn has_entry(changelog: &str, version: &str) -> bool {
    let mut sections = changelog.split("\n## ").skip(1);
    sections.any(|section| {
        let (title, body) = section.split_once('\n').unwrap_or((section, ""));
        title.split(' ').next() == Some(version) && body.contains("* ")
    })
}

#[test]
fn entries() {
    let changelog =
        "# Changelog\n\n## Unreleased\n\n* a\n\n## 0.2.0 (2026-11-28)\n\n* b\n\n## 0.1.0\n";
    for (version, want) in [("0.2.0", true), ("0.1.0", false), ("0.3.0", false)] {
        assert_eq!(has_entry(changelog, version), want, "{version}");
    }
}
