//! The rules about how a program was built and what it asks of the loader.

use super::Finding;
use super::check::finding;
use crate::bytes::Escaped;
use crate::evidence::Module;
use crate::image::Format;
use crate::origin::{Conflict, Origin, Traits};

/// How many local replacements are named.
const MOST: usize = 8;

pub(super) fn check(evidence: &Origin) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    findings.extend(conflicts(evidence));
    findings.extend(builds(&evidence.traits));
    findings.extend(hardening(evidence));
    findings.extend(dirty(evidence));
    findings.extend(local_replace(evidence));
    findings
}

fn conflicts(evidence: &Origin) -> Option<Finding> {
    let conflicts = &evidence.traits.conflicts;
    let first = conflicts.first()?;
    let of = |it: &Conflict| format!("{}, but {}", Escaped(&it.settings), Escaped(&it.code));
    let message = format!("{}: {}", first.trait_name, of(first));
    let places = conflicts.iter().map(|it| match it.at {
        Some(at) => format!("{}: {}, at {}", it.trait_name, of(it), evidence.place(at)),
        None => format!("{}: {}", it.trait_name, of(it)),
    });
    finding("trait-conflict", message, places.collect())
}

/// Builds that are for the developer's own machine.
fn builds(traits: &Traits) -> impl Iterator<Item = Finding> {
    [
        (traits.race, "race-build", "built with -race"),
        (traits.msan, "sanitizer-build", "built with -msan"),
        (traits.asan, "sanitizer-build", "built with -asan"),
        (traits.cover, "cover-build", "built with -cover"),
        (traits.debug_build, "debug-build", "compiled without optimisation (-N)"),
        (traits.test_binary, "test-binary", "built by `go test`"),
    ]
    .into_iter()
    .filter(|(value, ..)| *value == Some(true))
    .filter_map(|(_, rule, message)| finding(rule, message.to_owned(), Vec::new()))
}

fn hardening(evidence: &Origin) -> Vec<Finding> {
    let (image, traits) = (&evidence.image, &evidence.traits);
    let mut findings = Vec::new();
    let aslr = Traits::dll_flags(image).map(|(flags, at)| (flags.aslr, at));
    if let (Format::Pe, Some((false, at))) = (image.format, aslr) {
        let place = vec![format!("DllCharacteristics at {}", evidence.place(at))];
        findings.extend(finding("no-pie", "DYNAMIC_BASE is not set".to_owned(), place));
    } else if traits.pie == Some(false) && has_foreign_code(evidence) {
        findings.extend(finding("no-pie", "not position independent".to_owned(), Vec::new()));
    }
    // A program without a dynamic section has nothing that the loader could make read-only.
    if traits.relro == Some("none")
        && let Some(dynamic) = image.loading.dynamic
    {
        let place = vec![format!("the dynamic section at {}", evidence.place(dynamic.start()))];
        findings.extend(finding("no-relro", "no PT_GNU_RELRO".to_owned(), place));
    }
    if traits.nx == Some(false) && image.format != Format::Pe {
        let message = "the headers ask for a stack that can be executed".to_owned();
        findings.extend(finding("exec-stack", message, Vec::new()));
    }
    findings
}

/// Whether more than Go code runs in the program. Go's own is safe from what a fixed address helps
/// with, and Go links it so unless asked not to.
fn has_foreign_code(evidence: &Origin) -> bool {
    evidence.traits.cgo == Some(true) || evidence.image.interpreter.is_some()
}

fn dirty(evidence: &Origin) -> Option<Finding> {
    let modules = evidence.modules()?;
    let modified = modules.setting("vcs.modified").is_some_and(|it| it.as_bytes() == b"true");
    let version = modules.main.as_ref().map(|main| &main.version);
    let version = version.filter(|version| version.as_bytes().ends_with(b"+dirty"));
    let (message, place) = match (version, modified) {
        (Some(version), _) => (format!("the version is {version}"), version.to_string()),
        (None, true) => ("there were changes that were not committed".to_owned(), String::new()),
        (None, false) => return None,
    };
    let places = modified.then(|| "vcs.modified=true".to_owned()).into_iter();
    finding("dirty-build", message, places.chain(Some(place).filter(|it| !it.is_empty())).collect())
}

fn local_replace(evidence: &Origin) -> Option<Finding> {
    let modules = evidence.modules()?;
    let replaced = |module: &Module| {
        let with = module.replace.as_ref().filter(|with| with.version.is_empty())?;
        is_directory(with.path.as_bytes()).then(|| format!("{} => {}", module.path, with.path))
    };
    let mut places: Vec<String> =
        modules.main.iter().chain(&modules.deps).filter_map(replaced).take(MOST).collect();
    let message = places.first()?.clone();
    places.remove(0);
    finding("local-replace", message, places)
}

/// Whether a replacement is a path of a file system and not of a module.
fn is_directory(path: &[u8]) -> bool {
    const STARTS: [&[u8]; 5] = [b"./", b"../", b"/", b".\\", b"..\\"];
    STARTS.iter().any(|start| path.starts_with(start))
        || matches!(path, [drive, b':', b'/' | b'\\', ..] if drive.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directories_in_replacements() {
        for (path, want) in [
            ("./local", true),
            ("../other", true),
            ("/home/me/x", true),
            ("C:\\src\\x", true),
            ("d:/src/x", true),
            ("github.com/me/x", false),
            ("c:x", false),
            ("", false),
        ] {
            assert_eq!(is_directory(path.as_bytes()), want, "{path}");
        }
    }
}
