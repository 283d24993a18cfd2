//! Modules that names of source files tell: where the build info names none, and where it names others.

use gorigin::evidence::Depth;
use gorigin::report::Record;
use gorigin::{Options, inspect};

use crate::common::{fixture_bytes, fixtures};

/// Two modules of three come from the module cache, one of them in the place of another; the third
/// comes from a folder.
const DEPS: &str = "carved/linux-amd64-go1.27-deps";

fn record(file: &[u8], depth: Depth) -> Record {
    inspect(&file, &Options { depth, ..Options::default() }).remove(0)
}

/// The file with every `from` replaced by `to`, which is as long.
fn with(name: &str, changes: &[(&str, &str)]) -> Vec<u8> {
    let mut file = fixture_bytes(name);
    for (from, to) in changes {
        assert_eq!(from.len(), to.len());
        let places: Vec<_> = memchr::memmem::find_iter(&file, from.as_bytes()).collect();
        assert!(!places.is_empty(), "{name}: no {from:?}");
        places.iter().for_each(|at| file[*at..*at + to.len()].copy_from_slice(to.as_bytes()));
    }
    file
}

/// The dependencies with what is said of their trust, and where they come from.
fn deps(record: &Record) -> (Vec<String>, String) {
    let build = record.build.as_ref().unwrap();
    let told = build.deps.iter().map(|it| {
        let trust = it.trust.as_ref().map(|it| format!(" {}", it.name())).unwrap_or_default();
        format!("{}@{}{trust}", it.path, it.version)
    });
    (told.collect(), build.deps_source.to_string())
}

/// The file with these texts blanked, wherever they stand.
fn blanked(name: &str, texts: &[&[u8]]) -> Vec<u8> {
    let mut file = fixture_bytes(name);
    for text in texts {
        let places: Vec<_> = memchr::memmem::find_iter(&file, text).collect();
        places.iter().for_each(|at| file[*at..*at + text.len()].fill(0));
    }
    file
}

/// What a build info starts with, and what stands before the module text.
const MAGIC: &[u8] = b"\xff Go buildinf:";
const SENTINEL: &[u8] = b"\x30\x77\xaf\x0c\x92\x74\x08\x02\x41\xe1\xc1\x07\xe6\xd6\x18\xe6";

#[test]
fn without_build_info_the_program_has_its_own_text() {
    let mut seen = 0;
    for fixture in fixtures() {
        let whole = record(&fixture.bytes(), Depth::Quick);
        let Some(build) = whole.build.as_ref().filter(|it| it.deps_source == "build-info") else {
            continue;
        };
        if build.module.is_none() || fixture.name.starts_with("packed/") {
            continue;
        }
        let path = fixture.expected["path"].as_str().unwrap();
        let bare = record(&blanked(path.trim_end_matches(".xz"), &[MAGIC]), Depth::Quick);
        let bare = bare.build.as_ref().unwrap_or_else(|| panic!("{}", fixture.name));
        assert_eq!(bare.deps_source.to_string(), "module-text", "{}", fixture.name);
        assert_eq!(bare.main_package, *build.main_package, "{}", fixture.name);
        assert_eq!(
            (&bare.deps, &bare.settings),
            (&build.deps, &build.settings),
            "{}",
            fixture.name
        );
        seen += 1;
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn without_build_info_the_files_tell() {
    for (name, want) in [
        (
            DEPS,
            &[
                "example.com/gorigin/beta-fork@v0.4.1-0.20240102030405-abcdefabcdef path-only",
                "example.com/gorigin/gamma/v2@v2.0.1 compiled",
            ][..],
        ),
        (
            "carved/linux-amd64-go1.15-deps",
            &[
                "example.com/gorigin/beta-fork@v0.4.1-0.20240102030405-abcdefabcdef path-only",
                "example.com/gorigin/gamma/v2@v2.0.1 compiled",
            ],
        ),
        // Two of these were replaced, which a trimmed name does not tell.
        (
            "carved/linux-amd64-go1.27-deps-trimpath",
            &[
                "example.com/gorigin/alpha@v1.2.3 required",
                "example.com/gorigin/beta@v0.4.0 required",
                "example.com/gorigin/gamma/v2@v2.0.1 required",
            ],
        ),
    ] {
        let file = blanked(name, &[MAGIC, SENTINEL]);
        for depth in [Depth::Quick, Depth::Full] {
            let record = record(&file, depth);
            let (deps, source) = deps(&record);
            assert_eq!(
                (deps.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), source.as_str()),
                (want, "file-table"),
                "{name}"
            );
            let reasons = &record.reasons;
            let reason = reasons.get("build.module").unwrap_or_default();
            assert!(reason.contains("build info"), "{name}: {reasons:?}");
            assert!(record.findings.iter().all(|it| it.rule != "modules-differ"), "{name}");
        }
        let whole = deps(&record(&fixture_bytes(name), Depth::Full));
        assert_eq!((whole.0.len(), whole.1.as_str()), (3, "build-info"), "{name}");
    }
    let none = record(&blanked("carved/linux-amd64-go1.27-s-w", &[MAGIC, SENTINEL]), Depth::Full);
    assert!(none.build.is_none() && none.reasons.get("build").is_some());
}

#[test]
fn build_info_that_lists_nothing_is_no_list() {
    // The lines of the modules become ones of a kind that is not known.
    let file =
        with(DEPS, &[("mod\texample", "xxx\texample"), ("dep\t", "xxx\t"), ("=>\t", "xx\t")]);
    let record = record(&file, Depth::Quick);
    let (deps, source) = deps(&record);
    assert_eq!((deps.len(), source.as_str()), (2, "file-table"));
    assert_eq!(
        record.build.as_ref().unwrap().main_package.as_deref(),
        Some("example.com/gorigin/deps")
    );
}

#[test]
fn what_the_build_info_says_otherwise() {
    for (changes, want) in [
        (&[][..], None),
        (
            &[("gamma/v2\tv2.0.1", "gamma/v2\tv2.0.0")],
            Some(
                "source files of example.com/gorigin/gamma/v2 are of v2.0.1, the build info says v2.0.0",
            ),
        ),
        (
            &[("gamma/v2\tv2.0.1", "gamma/v9\tv2.0.1")],
            Some(
                "source files are of example.com/gorigin/gamma/v2 v2.0.1, which the build info does not list",
            ),
        ),
        // What replaces a module has no functions of its own name.
        (&[("beta-fork\tv0.4.1", "beta-fork\tv0.4.0")], None),
        // A folder, or other code, stands in its place.
        (
            &[("dep\texample.com/gorigin/beta\tv0.4.0", "dep\texample.com/gorigin/gamm\tv0.4.0")],
            None,
        ),
        // The main module was built in its folder in the cache.
        (
            &[
                (
                    "mod\texample.com/gorigin/deps\t(devel)",
                    "mod\texample.com/gorigin/gamma/v2\t(d)",
                ),
                ("dep\texample.com/gorigin/gamma/v2", "xxx\texample.com/gorigin/gamma/v2"),
            ],
            None,
        ),
        // No function is in a package of that path.
        (
            &[
                ("gamma/v2\tv2.0.1", "gamma/v2\tv2.0.0"),
                ("example.com/gorigin/gamma/v2.Name", "example.com/gorigin/gammo/v2.Name"),
            ],
            None,
        ),
    ] {
        let file = with(DEPS, changes);
        let findings = record(&file, Depth::Full).findings;
        let found = findings.iter().find(|it| it.rule == "modules-differ");
        assert_eq!(found.map(|it| it.message.as_str()), want, "{changes:?}");
        let quick = record(&file, Depth::Quick).findings;
        assert!(quick.iter().all(|it| it.rule != "modules-differ"), "{changes:?}");
    }
}

#[test]
fn no_fixture_differs() {
    for fixture in fixtures() {
        let findings = record(&fixture.bytes(), Depth::Full).findings;
        assert!(findings.iter().all(|it| it.rule != "modules-differ"), "{}", fixture.name);
    }
}

/// Whether a file says `what` in one of the pieces of damage that are told of it.
fn is_damaged(record: &Record, what: &str) -> bool {
    record.partial && record.damage.iter().any(|it| it.message.contains(what))
}

#[test]
fn a_damaged_module_text_is_told() {
    // A line of a module without a module.
    let mut file = with(DEPS, &[("mod\texample", "dep\nexample")]);
    let places: Vec<_> = memchr::memmem::find_iter(&file, MAGIC).collect();
    places.iter().for_each(|at| file[*at..*at + MAGIC.len()].fill(0));
    let record = record(&file, Depth::Quick);
    assert!(is_damaged(&record, "module text at 0x"), "{:?}", record.damage);
    // One that nobody had to search for is not looked at.
    let mut whole = fixture_bytes(DEPS);
    let own = memchr::memmem::find(&whole, SENTINEL).unwrap() + SENTINEL.len();
    let at = own + memchr::memmem::find(&whole[own..], b"mod\texample").unwrap();
    whole[at..at + 4].copy_from_slice(b"dep\n");
    let record = self::record(&whole, Depth::Quick);
    assert!(!record.partial && record.build.is_some(), "{:?}", record.damage);
}
