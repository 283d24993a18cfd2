//! Records against programs that are nothing but modules and names.

mod limits;

use super::*;
use crate::bytes::{Named, PartOffset};

/// The functions of a program: packages and names, or why they are not all known.
struct Names(&'static [(&'static str, &'static str)], Option<NoNames>);

impl Functions for Names {
    fn for_each(&self, search: &mut Search<'_>) -> Result<Coverage, NoNames> {
        for (at, (package, name)) in self.0.iter().enumerate() {
            let (receiver, name) = match name.rsplit_once('.') {
                Some((receiver, name)) => (Some(receiver.as_bytes()), name),
                None => (None, *name),
            };
            if let Some(package) = search.package(package) {
                search.see(package, receiver, name.as_bytes(), PartOffset(at as u64));
            }
        }
        self.1.clone().map_or(Ok(Coverage::All), Err)
    }
}

fn database(records: &[&str]) -> Database {
    let mut builder = Builder::default();
    for (at, record) in records.iter().enumerate() {
        builder.add(&format!("{at}.json"), record.as_bytes()).unwrap();
    }
    let (database, tally) = builder.finish().unwrap();
    assert!(tally.named.is_empty(), "{:?}", tally.named);
    database
}

/// A record with these entries.
fn record(id: &str, entries: &[String]) -> String {
    format!(r#"{{"id": "{id}", "aliases": ["CVE-1"], "affected": [{}]}}"#, entries.join(","))
}

/// An entry with these events and imports, in JSON.
fn entry(module: &str, events: &str, imports: &str) -> String {
    format!(
        r#"{{"package": {{"name": "{module}", "ecosystem": "Go"}},
            "ranges": [{{"type": "SEMVER", "events": [{events}]}}],
            "ecosystem_specific": {{"imports": [{imports}]}}}}"#
    )
}

const ALL: &str = r#"{"introduced": "0"}"#;
const BELOW_2: &str = r#"{"introduced": "0"}, {"fixed": "2.0.0"}"#;
const F: &str = r#"{"path": "m.x/a/p", "symbols": ["F", "T.M"]}"#;

fn module(version: &str) -> Module {
    Module::new("m.x/a", version, Source::BuildInfo)
}

/// What the database says, in words: `ID module verdict matched/listed`.
fn said(database: &Database, modules: &[Module], names: &Names) -> Vec<String> {
    let (goos, goarch) = (Some("linux"), Some("amd64"));
    let checked = check(database, &Subject { modules, goos, goarch, functions: names });
    let known = checked.vulnerabilities.iter().map(|it| {
        let why = it.why.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
        let (id, module, verdict) = (&it.id, &it.module, it.verdict.name());
        format!("{id} {module} {verdict} {}/{}{why}", it.matched, it.listed)
    });
    let unknown = checked.unknown.iter().map(|it| format!("{} unknown", it.module));
    known.chain(unknown).collect()
}

#[test]
fn verdicts() {
    let no_names = || Some(NoNames::NoTable);
    for (imports, names, why, want) in [
        (F, &[("m.x/a/p", "F")][..], None, "present 1/2"),
        (F, &[("m.x/a/p", "T.M"), ("m.x/a/p", "F"), ("m.x/a/p", "F")], None, "present 2/2"),
        (F, &[("m.x/a/p", "G"), ("m.x/b/p", "F")], None, "no-listed-function 0/2"),
        (F, &[("m.x/a/p/q", "F")], None, "package-absent 0/2"),
        (r#"{"path": "m.x/a/p"}"#, &[("m.x/a/p", "init")], None, "package-present 0/0"),
        (r#"{"path": "m.x/a/p"}"#, &[("m.x/a", "init")], None, "package-absent 0/0"),
        ("", &[("m.x/a/p", "F")], None, "cannot-tell 0/0 (the advisory names no packages)"),
        (F, &[], no_names(), "cannot-tell 0/2 (the program has no table of its functions)"),
        (F, &[("m.x/a/p", "F")], Some(NoNames::Obfuscated), "present 1/2"),
        (
            r#"{"path": "m.x/a/p", "symbols": ["F"], "goos": ["windows"]}"#,
            &[("m.x/a/p", "F")],
            None,
            "other-platform 0/0",
        ),
        (
            r#"{"path": "m.x/a/p", "symbols": ["F"], "goarch": ["arm", "amd64"]}"#,
            &[("m.x/a/p", "F")],
            None,
            "present 1/1",
        ),
        (
            r#"{"path": "m.x/a/p", "symbols": ["F"], "goos": ["windows"]},
               {"path": "m.x/a/q", "symbols": ["G"]}"#,
            &[("m.x/a/p", "F")],
            None,
            "package-absent 0/1",
        ),
    ] {
        let database = database(&[&record("GO-1", &[entry("m.x/a", ALL, imports)])]);
        let got = said(&database, &[module("v1.0.0")], &Names(names, why));
        assert_eq!(got, [format!("GO-1 m.x/a {want}")], "{imports} {names:?}");
    }
}

/// A program with one function, whose receiver and name are these bytes.
struct Bytes(Option<&'static [u8]>, &'static [u8]);

impl Functions for Bytes {
    fn for_each(&self, search: &mut Search<'_>) -> Result<Coverage, NoNames> {
        if let Some(package) = search.package("m.x/a/p") {
            search.see(package, self.0, self.1, PartOffset(1));
        }
        Ok(Coverage::All)
    }
}

#[test]
fn a_name_that_is_no_text_tells_nothing_of_its_package() {
    let database = database(&[&record("GO-1", &[entry("m.x/a", ALL, F)])]);
    for (receiver, name, want) in [
        (None, &b"G"[..], Verdict::NoListedFunction),
        (Some(&b"T"[..]), b"M", Verdict::Present),
        (None, b"G\xff", Verdict::PackageAbsent),
        (Some(b"T\xc2"), b"M", Verdict::PackageAbsent),
    ] {
        let functions = &Bytes(receiver, name);
        let modules = &[module("v1.0.0")];
        let checked = check(&database, &Subject { modules, goos: None, goarch: None, functions });
        let verdicts: Vec<_> = checked.vulnerabilities.iter().map(|it| it.verdict).collect();
        assert_eq!(verdicts, [want], "{receiver:?} {name:?}");
    }
}

#[test]
fn versions() {
    let database = database(&[&record("GO-1", &[entry("m.x/a", BELOW_2, F)])]);
    let names = Names(&[("m.x/a/p", "F")], None);
    for (version, want) in [
        ("v1.9.9", Some("GO-1 m.x/a present 1/2")),
        ("v1.9.9+dirty", Some("GO-1 m.x/a present 1/2")),
        ("v2.0.0-rc.1", Some("GO-1 m.x/a present 1/2")),
        ("v2.0.0", None),
        ("v2.0.0+incompatible", None),
        ("(devel)", Some("m.x/a unknown")),
        ("", Some("m.x/a unknown")),
    ] {
        let got = said(&database, &[module(version)], &names);
        assert_eq!(got.first().map(String::as_str), want, "{version}");
    }
    let other = [Module::new("m.x/b", "(devel)", Source::BuildInfo)];
    assert_eq!(said(&database, &other, &names), [""; 0]);
}

#[test]
fn the_fix_is_the_lowest_that_lasts() {
    let twice = r#"{"introduced": "0"}, {"fixed": "1.1.0"}, {"introduced": "1.2.0"},
        {"fixed": "1.3.0"}"#;
    let again = r#"{"introduced": "1.1.0"}, {"fixed": "1.1.5"}"#;
    for (entries, version, want) in [
        (vec![entry("m.x/a", twice, F)], "v1.0.0", Some("v1.1.0")),
        (vec![entry("m.x/a", twice, F)], "v1.2.1", Some("v1.3.0")),
        (vec![entry("m.x/a", ALL, F)], "v1.0.0", None),
        // The fix of one entry is covered by another.
        (vec![entry("m.x/a", twice, F), entry("m.x/a", again, F)], "v1.0.0", Some("v1.1.5")),
        (vec![entry("m.x/a", twice, F), entry("m.x/b", again, F)], "v1.0.0", Some("v1.1.0")),
    ] {
        let database = database(&[&record("GO-1", &entries)]);
        let modules = [module(version)];
        let functions = &Names(&[], None);
        let subject = Subject { modules: &modules, goos: None, goarch: None, functions };
        let checked = check(&database, &subject);
        assert_eq!(checked.vulnerabilities.len(), 1);
        assert_eq!(checked.vulnerabilities[0].fixed.as_deref(), want, "{version}");
    }
}

#[test]
fn each_entry_and_each_module_alone() {
    let entries = [
        entry("m.x/a", r#"{"introduced": "0"}, {"fixed": "1.0.0"}"#, F),
        entry("m.x/a", r#"{"introduced": "1.5.0"}"#, r#"{"path": "m.x/a/q", "symbols": ["G"]}"#),
        entry("stdlib", ALL, r#"{"path": "net/http", "symbols": ["http2x"]}"#),
        entry("m.x/a/v2", ALL, r#"{"path": "m.x/a/v2/p"}"#),
    ];
    let database = database(&[&record("GO-1", &entries)]);
    let std = || Module::new(STDLIB, "1.22.0", Source::GoVersion);
    let names = Names(&[("m.x/a/p", "F"), ("net/http", "http2x"), ("m.x/a/v2/p", "F")], None);
    let got = said(&database, &[module("v1.6.0"), std()], &names);
    assert_eq!(got, ["GO-1 m.x/a package-absent 0/1", "GO-1 stdlib present 1/1"]);
    let got = said(&database, &[module("v0.6.0")], &names);
    assert_eq!(got, ["GO-1 m.x/a present 1/2"]);
    let two = Module::new("m.x/a/v2", "v2.0.0", Source::FileTable);
    let got = said(&database, &[module("v0.6.0"), two], &names);
    assert_eq!(got, ["GO-1 m.x/a present 1/2", "GO-1 m.x/a/v2 package-present 0/0"]);
}

#[test]
fn replaced_modules_and_packages_of_longer_modules() {
    let database = database(&[
        &record("GO-1", &[entry("m.x/a", ALL, F)]),
        &record("GO-2", &[entry("f.x/fork", ALL, r#"{"path": "f.x/fork/p", "symbols": ["F"]}"#)]),
    ]);
    let names = Names(&[("m.x/a/p", "F")], None);
    let fork = |imported_as: Option<&str>| Module {
        imported_as: imported_as.map(str::to_owned),
        ..Module::new("f.x/fork", "v1.0.0", Source::Replacement)
    };
    let got = said(&database, &[fork(Some("m.x/a"))], &names);
    assert_eq!(got, ["GO-2 f.x/fork present 1/1"]);
    let got = said(&database, &[fork(None)], &names);
    let why = "the import path of the module's packages is not known";
    assert_eq!(got, [format!("GO-2 f.x/fork cannot-tell 0/1 ({why})")]);
    // The package is that of another module of the program.
    let nested = Module::new("m.x/a/p", "v1.0.0", Source::BuildInfo);
    let got = said(&database, &[module("v1.0.0"), nested], &names);
    assert_eq!(got, ["GO-1 m.x/a package-absent 0/2"]);
}

#[test]
fn no_usable_range() {
    let custom = |events: &str| {
        format!(
            r#"{{"id": "GO-1", "affected": [{{"package": {{"name": "m.x/a", "ecosystem": "Go"}},
            "ranges": [{{"type": "SEMVER", "events": [{events}]}}], "ecosystem_specific":
            {{"imports": [{F}], "custom_ranges": [{{"type": "ECOSYSTEM", "events": []}}]}}}}]}}"#
        )
    };
    let names = Names(&[("m.x/a/p", "F")], None);
    let why = "the advisory has no usable range of versions";
    for (record, want) in [
        (custom(ALL), format!("GO-1 m.x/a cannot-tell 0/0 ({why})")),
        (custom(BELOW_2), "GO-1 m.x/a present 1/2".to_owned()),
    ] {
        assert_eq!(said(&database(&[&record]), &[module("v1.0.0")], &names), [want], "{record}");
    }
}

#[test]
fn covered_versions() {
    // Events in the order of the database, and an `i` or `f` before each version.
    let stdlib = "i0 f1.19.10 i1.20.0-0 f1.20.5";
    for (events, version, want) in [
        (stdlib, "1.19.9", true),
        (stdlib, "1.19.10", false),
        (stdlib, "1.19.11", false),
        (stdlib, "1.20.0-beta.1", true),
        (stdlib, "1.20.0-rc.1", true),
        (stdlib, "1.20.4", true),
        (stdlib, "1.20.5", false),
        (stdlib, "0.0.0-0", true),
        ("i0", "v99.0.0", true),
        ("i1.0.0", "v1.0.0-rc.1", false),
        ("i1.0.0", "v1.0.0", true),
        ("f2.0.0+incompatible i0", "v2.0.0+incompatible", false),
        ("f2.0.0+incompatible i0", "v2.0.0", false),
        ("f2.0.0+incompatible i0", "v1.9.0", true),
        ("f2.0.0+incompatible i2.0.0 i0", "v2.0.0", true),
        ("i0 f0.0.0-20210428140749-89ef3d95e781", "v0.0.0-20210428140748-aaaaaaaaaaaa", true),
        ("i0 f0.0.0-20210428140749-89ef3d95e781", "v0.0.0-20210428140749-89ef3d95e781", false),
        ("i0 f0.0.0-20210428140749-89ef3d95e781", "v0.1.0", false),
        ("i1.1.0 f1.2.0 f1.0.5 i0", "v1.0.7", false),
        ("", "v1.0.0", false),
    ] {
        let event = |event: &str| match event.split_at(1) {
            ("i", version) => format!(r#"{{"introduced": "{version}"}}"#),
            (_, version) => format!(r#"{{"fixed": "{version}"}}"#),
        };
        let json = events.split_whitespace().map(event).collect::<Vec<_>>().join(",");
        let database = database(&[&record("GO-1", &[entry("m.x/a", &json, F)])]);
        let got = said(&database, &[module(version)], &Names(&[], None));
        assert_eq!(got.len(), usize::from(want), "{events} {version}");
    }
}

#[test]
fn records_that_are_not_kept() {
    let good = record("GO-1", &[entry("m.x/a", ALL, "")]);
    let withdrawn = r#"{"id": "GO-2", "withdrawn": "2024-01-01T00:00:00Z"}"#;
    let npm = r#"{"id": "GHSA-1", "affected": [{"package": {"name": "x", "ecosystem": "npm"}}]}"#;
    let no_bound = record("GO-3", &[entry("m.x/a", r#"{"fixed": "latest"}"#, "")]);
    let both = record("GO-3", &[entry("m.x/a", r#"{"fixed": "1.0.0", "introduced": "0"}"#, "")]);
    let name = record("GO-3", &[entry("m.x/a b", ALL, "")]);
    let mut builder = Builder::default();
    for (record, reason) in [
        (&*good, ""),
        (&good, "another record has the same ID"),
        (withdrawn, ""),
        (npm, ""),
        (&no_bound, "a range with a bound that is no version"),
        (&both, "a range with a bound that is no version"),
        (&name, "a name that is empty, too long, or has white space in it"),
        (r#"{"id": "GO\u001b[2J"}"#, "an ID with other characters"),
        ("{", "EOF while parsing"),
        (&format!("{{\"x\": {}", "[".repeat(100_000)), "EOF while parsing"),
        (&"[".repeat(100_000), "invalid type"),
        (r#"{"id": "GO-4", "affected": [{}]}"#, "an entry without a module"),
        ("[]", "invalid"),
        ("\"\u{feff}\"", "invalid type"),
    ] {
        let before = builder.tally().named.len();
        builder.add("some.json", record.as_bytes()).unwrap();
        let named = &builder.tally().named[before..];
        let got = named.first().map(|(_, error)| error.to_string()).unwrap_or_default();
        assert!(got.starts_with(reason) && reason.is_empty() == got.is_empty(), "{got}: {reason}");
    }
    let (database, tally) = builder.finish().unwrap();
    assert_eq!((tally.records, tally.kept, tally.withdrawn, tally.others), (14, 1, 1, 1));
    assert_eq!((tally.malformed, database.len()), (11, 1));
}

#[test]
fn very_large_records() {
    let symbols = (0..100_000).map(|it| format!("\"Name{it}\"")).collect::<Vec<_>>().join(",");
    let import = format!(r#"{{"path": "m.x/a/p", "symbols": [{symbols}]}}"#);
    let database = database(&[&record("GO-1", &[entry("m.x/a", ALL, &import)])]);
    let names = Names(&[("m.x/a/p", "Name7"), ("m.x/a/p", "Name99999")], None);
    let got = said(&database, &[module("v1.0.0")], &names);
    assert_eq!(got, ["GO-1 m.x/a present 2/100000"]);
    let mut builder = Builder::default();
    builder.add("x.json", &vec![b' '; (LARGEST_RECORD + 1) as usize]).unwrap();
    assert_eq!(builder.tally().malformed, 1);
}
