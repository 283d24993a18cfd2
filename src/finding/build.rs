//! How a program was built, and what it says about that.

use super::about::About;
use super::check::BuiltIn;
use super::leaks;
use super::remark::{Place, Remark};
use crate::bytes::{Escaped, Named, Text};
use crate::evidence::{Module, ModuleInfo, Toolchain};
use crate::image::Format;
use crate::leak::{LeakKind, Trimpath};
use crate::origin::{Conflict, KnownVersion, Origin};
use crate::rule::{Rule, Severity};

/// The most local replacements that are named.
const MOST: usize = 8;

pub(super) static NO_BUILD_INFO: BuiltIn = BuiltIn::one(
    no_build_info,
    Rule::new("no-build-info", Severity::Warning)
        .means("The binary carries no readable build info.")
        .because(
            "Vulnerability scanners and `go version -m` see neither its Go version nor its \
             modules. Of Go 1.12 and older, which wrote none, it is a note.",
        )
        .mend("Build with the go command of Go 1.13 or later, and do not scrub the section."),
)
.asked_of_programs();

fn no_build_info(about: &About<'_>) -> Option<Remark> {
    let program = about.program;
    let (message, place) = match &program.build_info {
        Ok(Some(_)) => return None,
        Ok(None) if has_none_by_design(program) => return None,
        Ok(None) => ("no build info where the linker puts it".to_owned(), None),
        Err(damage) => {
            let message = format!("damaged: {}", program.around.error(damage));
            (message, Some(Place::new("").at(program.place(damage.at))))
        }
    };
    // Go 1.12 and older wrote none, so the build is not at fault.
    let before = program.version.as_ref().and_then(KnownVersion::release);
    let before = before.is_some_and(|release| release.minor < 13);
    if before {
        let message = format!("{message}; this Go version wrote none");
        return Some(Remark::new(message).at_all(place).as_grave_as(Severity::Note));
    }
    Some(Remark::new(message).at_all(place))
}

/// Whether no program of its kind has build info: a program of another toolchain, a compiled
/// package, and, up to Go 1.27, a WebAssembly module.
fn has_none_by_design(program: &Origin) -> bool {
    program.toolchain != Toolchain::Gc
        || matches!(program.image.format, Format::GoObject | Format::Wasm)
}

pub(super) static OBFUSCATED: BuiltIn = BuiltIn::one(
    obfuscated,
    Rule::new("obfuscated", Severity::Note)
        .means("Names in the binary were changed by an obfuscator such as garble.")
        .because(
            "GOROOT, Go version, modules and source files cannot be read from it; what is shown \
             was concluded from what cannot be changed.",
        )
        .mend("Ask who built it for a program that is not obfuscated, or for its list of modules."),
);

fn obfuscated(about: &About<'_>) -> Option<Remark> {
    let found = about.program.obfuscation.as_ref()?;
    let by = found.tool.map(|tool| format!(", it seems by {tool}")).unwrap_or_default();
    let message = format!("names are obfuscated{by} (confidence {})", found.confidence.name());
    let marks = found
        .marks
        .iter()
        .map(|mark| Place::new(mark.kind.says()).at(about.program.place(mark.at)));
    Some(Remark::new(message).at_all(marks))
}

pub(super) static TRAIT_CONFLICT: BuiltIn = BuiltIn::one(
    trait_conflict,
    Rule::new("trait-conflict", Severity::Warning)
        .means("The build settings and the code say different things.")
        .because(
            "The build info was edited or copied from another program, or the build was no \
             ordinary one; who trusts the settings is misled.",
        )
        .mend("Compare with the build; rebuild with the go command."),
);

fn trait_conflict(about: &About<'_>) -> Option<Remark> {
    let conflicts = &about.program.traits.conflicts;
    let first = conflicts.first()?;
    let of = |it: &Conflict| format!("{}, but {}", Escaped(&it.settings), Escaped(&it.code));
    let places = conflicts.iter().map(|it| match it.at {
        Some(at) => {
            let conflict = format!("{}: {},", it.trait_name, of(it));
            Place::new(conflict).at(about.program.place(at))
        }
        None => Place::new(format!("{}: {}", it.trait_name, of(it))),
    });
    Some(Remark::new(format!("{}: {}", first.trait_name, of(first))).at_all(places))
}

pub(super) static RACE_BUILD: BuiltIn = BuiltIn::one(
    race_build,
    Rule::new("race-build", Severity::Warning)
        .means("The binary was built with -race.")
        .because(
            "It takes five to ten times the memory, runs that much slower, and ends after 8128 \
             goroutines.",
        )
        .mend("Build what is shipped without -race."),
);

fn race_build(about: &About<'_>) -> Option<Remark> {
    (about.program.traits.race == Some(true)).then(|| Remark::new("built with -race"))
}

pub(super) static SANITIZER_BUILD: BuiltIn = BuiltIn::many(
    sanitizer_build,
    Rule::new("sanitizer-build", Severity::Warning)
        .means("The binary was built with -msan or -asan.")
        .because("It is slow, takes much memory, and needs the sanitizer at run time.")
        .mend("Build what is shipped without them."),
);

fn sanitizer_build(about: &About<'_>) -> Vec<Remark> {
    let traits = &about.program.traits;
    [(traits.msan, "built with -msan"), (traits.asan, "built with -asan")]
        .into_iter()
        .filter(|(is_so, _)| *is_so == Some(true))
        .map(|(_, message)| Remark::new(message))
        .collect()
}

pub(super) static COVER_BUILD: BuiltIn = BuiltIn::one(
    cover_build,
    Rule::new("cover-build", Severity::Warning)
        .means("The binary was built with -cover.")
        .because(
            "It counts what it runs, is slower for it, and writes files where GOCOVERDIR says.",
        )
        .mend("Build what is shipped without -cover."),
);

fn cover_build(about: &About<'_>) -> Option<Remark> {
    (about.program.traits.cover == Some(true)).then(|| Remark::new("built with -cover"))
}

pub(super) static DEBUG_BUILD: BuiltIn = BuiltIn::one(
    debug_build,
    Rule::new("debug-build", Severity::Warning)
        .means("The binary was compiled without optimisation (-gcflags=-N).")
        .because("It is much slower than it need be.")
        .mend("Drop -N and -l from -gcflags for what is shipped."),
);

fn debug_build(about: &About<'_>) -> Option<Remark> {
    let is_debug = about.program.traits.debug_build == Some(true);
    is_debug.then(|| Remark::new("compiled without optimisation (-N)"))
}

pub(super) static TEST_BINARY: BuiltIn = BuiltIn::one(
    test_binary,
    Rule::new("test-binary", Severity::Warning)
        .means("The binary was built by `go test`.")
        .because("It runs tests and holds their data; it is not the program itself.")
        .mend("Ship what `go build` writes."),
);

fn test_binary(about: &About<'_>) -> Option<Remark> {
    (about.program.traits.test_binary == Some(true)).then(|| Remark::new("built by `go test`"))
}

pub(super) static NOT_TRIMMED: BuiltIn = BuiltIn::one(
    not_trimmed,
    Rule::new("not-trimmed", Severity::Note)
        .means("The binary was built without -trimpath and shows paths of the build machine.")
        .because("It differs from machine to machine, and tells where its builder keeps files.")
        .mend("Build releases with -trimpath."),
);

fn not_trimmed(about: &About<'_>) -> Option<Remark> {
    // What is required is told by the rule of the requirement.
    if about.program.traits.trimpath != Some(false) || about.demands.trimpath {
        return None;
    }
    Some(untrimmed(about))
}

/// What is said of a program that was built without `-trimpath`.
pub(super) fn untrimmed(about: &About<'_>) -> Remark {
    let message = match removable(about) {
        None | Some(0) => "built without -trimpath".to_owned(),
        Some(1) => "built without -trimpath, which would remove 1 path".to_owned(),
        Some(count) => format!("built without -trimpath, which would remove {count} paths"),
    };
    let roots = super::goroot::roots(about.program);
    Remark::new(message).at_all(roots).at_all(leaks::removable_places(about))
}

/// How many paths `-trimpath` would have removed; `None` where the paths were not collected.
fn removable(about: &About<'_>) -> Option<u64> {
    let leaks = about.paths?.leaks.iter().filter(|leak| leak.trimpath == Trimpath::Removes);
    let leaks = leaks.filter(|leak| leak.kind != LeakKind::Placeholder);
    Some(leaks.fold(0, |sum, leak| sum.saturating_add(leak.count)))
}

pub(super) static DIRTY_BUILD: BuiltIn = BuiltIn::one(
    dirty_build,
    Rule::new("dirty-build", Severity::Note)
        .means("The binary was built from changed sources.")
        .because(
            "The revision in the build info does not tell what was compiled: nobody can build it \
             again from that.",
        )
        .mend("Commit before building a release."),
);

/// The version of the main module, where it says that its sources were changed.
pub(super) fn dirty_version(modules: &ModuleInfo) -> Option<&Text> {
    let version = modules.main.as_ref().map(|main| &main.version);
    version.filter(|version| version.as_bytes().ends_with(b"+dirty"))
}

fn dirty_build(about: &About<'_>) -> Option<Remark> {
    if about.demands.clean {
        return None;
    }
    let modules = about.program.told_build()?.modules;
    let modified = modules.setting("vcs.modified").is_some_and(|it| it.as_bytes() == b"true");
    let version = dirty_version(modules);
    let message = match (version, modified) {
        (Some(version), _) => format!("the version is {version}"),
        (None, true) => "there were changes that were not committed".to_owned(),
        (None, false) => return None,
    };
    let setting = modified.then(|| Place::new("vcs.modified=true"));
    let version = version.map(|version| Place::new(version.to_string()));
    Some(Remark::new(message).at_all(setting).at_all(version))
}

pub(super) static LOCAL_REPLACE: BuiltIn = BuiltIn::one(
    local_replace,
    Rule::new("local-replace", Severity::Note)
        .means("A module was replaced by a directory of the build machine.")
        .because(
            "The code in that directory has no version and no checksum: nobody else can tell what \
             it was.",
        )
        .mend("Publish the module and require its version; drop the replace directive."),
);

fn local_replace(about: &About<'_>) -> Option<Remark> {
    let modules = about.program.told_build()?.modules;
    let replaced = |module: &Module| {
        let with = module.replace.as_ref().filter(|with| with.version.is_empty())?;
        is_directory(with.path.as_bytes()).then(|| format!("{} => {}", module.path, with.path))
    };
    let mut all = modules.main.iter().chain(&modules.deps).filter_map(replaced).take(MOST);
    Some(Remark::new(all.next()?).at_all(all.map(Place::new)))
}

/// Whether a replacement is a path in a file system and not a module.
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
