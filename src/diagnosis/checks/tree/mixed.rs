//! Files in GOROOT that its release did not bring.

use super::anew::anew;
use super::releases::aliens;
use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, versions};
use crate::go::{Release, plain_version};
use crate::rule::{Rule, Severity};

/// The largest number of foreign files that are listed.
const SHOWN: usize = 5;
/// Fewer foreign files than this may come from a backport.
const ENOUGH: usize = 3;

pub(in crate::diagnosis) static GOROOT_STOMPED: Check = Check::new(
    Theme::Tree,
    stomped,
    Rule::new("goroot-stomped", Severity::Error)
        .means("GOROOT mixes files of several Go releases.")
        .because(
            "A release unpacked over an older one leaves files that do not belong: packages fail \
             with `redeclared in this block` or `undefined`.",
        )
        .mend("Move the whole directory aside, then unpack one release."),
);

/// One release was unpacked over another.
fn stomped(scene: &Scene<'_>) -> Outcome {
    let Some(goroot) = scene.tree() else { return Outcome::NotHere };
    let versions = versions(scene, goroot);
    let Some((_, first)) = versions.first() else {
        return Outcome::unknown(format!("{goroot} does not say its version"));
    };
    let mixed = versions.iter().any(|(_, it)| plain_version(it) != plain_version(first));
    let Some(release) = Release::parse(first) else {
        return Outcome::unknown(format!("{first} is not a release"));
    };
    let is_there = |path: &str| scene.view.is_file(&scene.join(goroot, &format!("src/{path}")));
    let aliens: Vec<_> = aliens(release).filter(|(path, _)| is_there(path)).collect();
    if !mixed && aliens.len() < ENOUGH {
        return Outcome::Clear;
    }
    let mut seen: Vec<String> =
        versions.iter().map(|(path, version)| format!("{path}: {version}")).collect();
    seen.extend(aliens.iter().take(SHOWN).map(|(path, why)| format!("{goroot}/src/{path}: {why}")));
    if let Some(more) = aliens.len().checked_sub(SHOWN).filter(|&more| more > 0) {
        seen.push(format!("and {more} more files of other releases"));
    }
    seen.extend(later_than_release(scene, goroot));
    let message = match (mixed, aliens.len()) {
        (true, 0) => format!("{goroot} mixes parts of several Go versions"),
        (_, count) => {
            format!("{goroot} holds {count} files that {} does not have", plain_version(first))
        }
    };
    Outcome::found(Complaint {
        message,
        seen,
        cause: "a release was unpacked over an older tree without removing that first: packages \
            fail with `redeclared in this block` or `undefined`"
            .to_owned(),
        fix: anew(scene, goroot, first),
    })
}

/// Reports files that were written at another time than the rest: in an official archive all times
/// are the release's. This is only a hint, since packages of systems and languages set times of
/// their own.
fn later_than_release(scene: &Scene<'_>, goroot: &str) -> Option<String> {
    let text = scene.view.head(&scene.join(goroot, "VERSION"), 256).ok()?;
    let text = String::from_utf8(text).ok()?;
    let time = text.lines().find_map(|line| line.strip_prefix("time "))?.to_owned();
    let stamp = scene.status(&scene.join(goroot, "VERSION"))?.modified?;
    let go = scene.status(&scene.go_in(goroot))?.modified?;
    (stamp != go).then(|| {
        format!(
            "VERSION says time {time}, but bin/go and VERSION were written \
        at different times (a hint only)"
        )
    })
}

pub(in crate::diagnosis) static GOROOT_MODIFIED: Check = Check::new(
    Theme::Tree,
    modified,
    Rule::new("goroot-modified", Severity::Warning)
        .means("Files in GOROOT were changed by hand.")
        .because("The standard library is built anew, and not as released.")
        .mend("Install the release again."),
);

/// Files in the tree were edited.
fn modified(scene: &Scene<'_>) -> Outcome {
    let Some(goroot) = scene.tree() else { return Outcome::NotHere };
    let source = scene.join(goroot, "src");
    if !scene.view.is_directory(&source) {
        return Outcome::unknown("there are no sources to look at");
    }
    let mut seen = Vec::new();
    for package in [
        "fmt",
        "runtime",
        "runtime/internal/sys",
        "internal/runtime/sys",
        "os",
        "net",
        "net/http",
        "crypto/tls",
        "time",
        "syscall",
    ] {
        let directory = scene.join(&source, package);
        for name in scene.view.read_dir(&directory, 4096).unwrap_or_default() {
            if name.ends_with(".orig")
                || name.ends_with(".rej")
                || name.ends_with('~')
                || name.ends_with(".swp")
            {
                seen.push(format!("{directory}/{name}: left by a patch or an editor"));
            }
        }
    }
    for path in ["runtime/internal/sys/zversion.go", "internal/runtime/sys/zversion.go"] {
        let path = scene.join(&source, path);
        let Ok(text) = scene.view.read(&path, 1 << 16) else { continue };
        if String::from_utf8_lossy(&text).contains("TheVersion") {
            seen.push(format!("{path}: declares TheVersion, which no release since 1.17 does"));
        }
    }
    if seen.is_empty() {
        return Outcome::Clear;
    }
    Outcome::found(Complaint {
        message: format!("files in {source} were changed by hand"),
        seen,
        cause: "someone patched the standard library: all of it is built anew, and not as released"
            .to_owned(),
        fix: anew(scene, goroot, &scene.version().unwrap_or_default()),
    })
}
