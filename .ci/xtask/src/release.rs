//! What must hold before a release, and the files of one.

use std::fs;
use std::path::Path;

use crate::process::{cargo, command, has, must, script};
use crate::{Done, top};

/// Builds the command for a target and packs it with what is installed beside it, as people and
/// `contrib/action` download it.
pub(crate) fn archive(targets: &[&str]) -> Done {
    let &[target] = targets else { return Err("one target is needed".to_owned()) };
    let version = version()?;
    let build = ["cargo", "build", "--locked", "--release", "--bin", "gorigin", "--target", target];
    must(&mut script(".ci/release", &build))?;
    let built = top().join("target").join(target).join("release");
    let command_file = if target.contains("windows") { "gorigin.exe" } else { "gorigin" };
    // Completions and the man page are the same everywhere, and this machine may not run that target.
    must(&mut cargo(&["build", "--locked", "--bin", "gorigin"]))?;
    let all = top().join("target/release-files");
    pack(&version, target, &built.join(command_file), &top().join("target/debug/gorigin"), &all)?;
    println!("target/release-files/gorigin-v{version}-{target}.tar.gz, and SHA256SUMS");
    Ok(())
}

/// Packs `file` in the folder `all`; `here` is the same command for this machine. The sums are those of the
/// archives of this version.
fn pack(version: &str, target: &str, file: &Path, here: &Path, all: &Path) -> Done {
    let name = format!("gorigin-v{version}-{target}");
    let folder = all.join(&name);
    let say = |error: std::io::Error| error.to_string();
    // What an earlier run left is not packed.
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(say(error)),
        _ => fs::create_dir_all(folder.join("completions")).map_err(say)?,
    }
    let own = file.file_name().ok_or("no name")?;
    fs::copy(file, folder.join(own)).map_err(say)?;
    for page in ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(top().join(page), folder.join(page)).map_err(say)?;
    }
    write(here, "gorigin.1", &["man"], &folder)?;
    for (name, shell) in COMPLETIONS {
        write(here, name, &["completions", shell], &folder.join("completions"))?;
    }
    // The same bytes for the same files: no times, no owners.
    let tar = "tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -cf - \"$1\" | \
               gzip -9n >\"$1.tar.gz\" && sha256sum \"$2\"-*.tar.gz >SHA256SUMS";
    let release = format!("gorigin-v{version}");
    must(command("sh", &["-c", tar, "sh", &name, &release]).current_dir(all))
}

/// The completions, as shells look for them.
const COMPLETIONS: [(&str, &str); 5] = [
    ("gorigin.bash", "bash"),
    ("_gorigin", "zsh"),
    ("gorigin.fish", "fish"),
    ("_gorigin.ps1", "powershell"),
    ("gorigin.elv", "elvish"),
];

/// Writes what the command prints to a file of that name.
fn write(gorigin: &Path, name: &str, arguments: &[&str], to: &Path) -> Done {
    let output = command(&gorigin.to_string_lossy(), arguments).output();
    let output = output.map_err(|error| format!("{}: {error}", gorigin.display()))?;
    if !output.status.success() {
        return Err(format!("gorigin {}: {}", arguments.join(" "), output.status));
    }
    fs::write(to.join(name), output.stdout).map_err(|error| error.to_string())
}

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

/// Writes what is published beside the archives: completions, the man page, a list of parts.
fn files(version: &str) -> Done {
    let folder = top().join("target/release-files");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let gorigin = top().join("target/release/gorigin");
    write(&gorigin, "gorigin.1", &["man"], &folder)?;
    for (name, shell) in COMPLETIONS {
        write(&gorigin, name, &["completions", shell], &folder)?;
    }
    println!("target/release-files/: the man page and the completions");
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

/// What is packed is found again, with the bytes of the checksum, and twice the same.
#[test]
fn packed() {
    let here = Path::new("/bin/echo");
    if !here.is_file() || !has("sha256sum") {
        return;
    }
    let all = std::env::temp_dir().join(format!("release-files-{}", std::process::id()));
    let archive = all.join("gorigin-v0.0.0-test.tar.gz");
    let sums: Vec<String> = (0..2)
        .map(|_| {
            pack("0.0.0", "test", here, here, &all).unwrap();
            // Leftovers of this version and another.
            fs::write(all.join("gorigin-v0.0.0-test/leftover"), "").unwrap();
            fs::write(all.join("gorigin-v0.0.1-test.tar.gz"), "").unwrap();
            let output = command("sha256sum", &[&archive]).output().unwrap();
            String::from_utf8(output.stdout).unwrap().split(' ').next().unwrap().to_owned()
        })
        .collect();
    let listed = fs::read_to_string(all.join("SHA256SUMS")).unwrap();
    assert!(!listed.contains("v0.0.1"), "{listed}");
    assert!(sums[0] == sums[1] && listed.contains(&format!("{}  gorigin-v0.0.0-test", sums[0])));
    let output = command("tar", &["-tzf", &archive.to_string_lossy()]).output().unwrap();
    let names = String::from_utf8(output.stdout).unwrap();
    for name in ["echo", "gorigin.1", "completions/_gorigin", "LICENSE-MIT"] {
        assert!(names.contains(&format!("gorigin-v0.0.0-test/{name}\n")), "{names}");
    }
    assert!(!names.contains("leftover"), "{names}");
    fs::remove_dir_all(all).unwrap();
}
