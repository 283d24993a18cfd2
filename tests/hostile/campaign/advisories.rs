//! Databases of known vulnerabilities: records and indexes that anyone may have made.

use gorigin::bytes::PartOffset;
use gorigin::vuln::{
    Builder, Coverage, Database, Functions, Module, NoNames, Search, Source, Subject, Verdict,
    check, index,
};

/// A program that has every package that is looked for, and some functions.
struct Everything;

impl Functions for Everything {
    fn for_each(&self, search: &mut Search<'_>) -> Result<Coverage, NoNames> {
        let packages: Vec<_> =
            search.packages().map(|(package, path)| (package, path.to_owned())).collect();
        for (package, path) in packages {
            assert_eq!(search.package(&path), Some(package));
            let names = [(None, "F"), (Some(&b"T"[..]), "M"), (None, "init#1"), (None, "")];
            for (at, (receiver, name)) in names.into_iter().enumerate() {
                let _ = search.may_tell(package, receiver.unwrap_or(name.as_bytes()));
                search.see(package, receiver, name.as_bytes(), PartOffset(at as u64));
            }
        }
        Ok(Coverage::All)
    }
}

/// Asks of some modules what the database says.
fn ask(database: &Database) {
    let mut modules = Vec::new();
    for path in ["stdlib", "toolchain", "example.com/a", "example.com/a/b"] {
        for version in ["1.19.9", "v1.0.0", "(devel)"] {
            let module = Module::new(path, version, Source::BuildInfo);
            let fork = Module { imported_as: Some("x.y/z".to_owned()), ..module.clone() };
            modules.extend([module, fork]);
        }
    }
    for platform in [None, Some("linux")] {
        let subject =
            Subject { modules: &modules, goos: platform, goarch: platform, functions: &Everything };
        let checked = check(database, &subject);
        for it in &checked.vulnerabilities {
            assert!(it.matches.len() <= 256 && it.matched <= it.listed);
            assert_eq!(it.why.is_some(), it.verdict == Verdict::CannotTell);
        }
    }
    let _ = (database.date(), database.modules(), database.newest_go());
}

/// Records, each ended by a NUL.
pub(super) fn osv(data: &[u8]) {
    let mut builder = Builder::default();
    for record in data.split(|byte| *byte == 0) {
        builder.add("record.json", record).expect("far below the limits");
        let _ = builder.take_date(record);
    }
    let Ok((database, tally)) = builder.finish() else { return };
    assert_eq!(tally.records, tally.kept + tally.withdrawn + tally.others + tally.malformed);
    assert_eq!(database.len() as u64, tally.kept);
    index::check(&database).expect("what is made of records is sound");
    let bytes = index::write(&database);
    let again = index::read(bytes.clone()).expect("what was written is read");
    assert_eq!(index::write(&again), bytes);
    ask(&again);
}

pub(super) fn records() -> Vec<Vec<u8>> {
    let affected = |module: &str, events: &str, imports: &str| {
        format!(
            "{{\"package\": {{\"name\": \"{module}\", \"ecosystem\": \"Go\"}}, \"ranges\": [{{\"type\": \"SEMVER\", \
             \"events\": [{events}]}}], \"ecosystem_specific\": {{\"imports\": [{imports}]}}}}"
        )
    };
    let of_std = affected(
        "stdlib",
        "{\"introduced\": \"0\"}, {\"fixed\": \"1.19.10\"}, {\"introduced\": \"1.20.0-0\"}, {\"fixed\": \"1.20.5\"}",
        "{\"path\": \"runtime\", \"symbols\": [\"F\", \"T.M\"], \"goos\": [\"linux\"]}",
    );
    let of_module = affected(
        "example.com/a",
        "{\"introduced\": \"0\"}, {\"fixed\": \"2.0.0+incompatible\"}",
        "{\"path\": \"example.com/a\", \"symbols\": [\"F\"]}, {\"path\": \"example.com/a/p\"}",
    );
    let record = |id: &str, affected: &str| {
        format!(
            "{{\"id\": \"{id}\", \"aliases\": [\"CVE-1\"], \"summary\": \"x\", \"affected\": [{affected}], \
             \"database_specific\": {{\"review_status\": \"REVIEWED\"}}}}"
        )
    };
    let both = [record("GO-1", &of_std), record("GO-2", &format!("{of_module}, {of_std}"))];
    let all = both.join("\0");
    let mut seeds = both.map(String::into_bytes).to_vec();
    seeds.push(all.into_bytes());
    seeds
}

/// An index without the checksum, which is right.
pub(super) fn vulndb_index(data: &[u8]) {
    let bytes = [data, &crc32(data).to_le_bytes()].concat();
    let Ok(database) = index::read(bytes.clone()) else { return };
    let _ = index::check(&database);
    assert_eq!(index::write(&database), bytes);
    ask(&database);
}

pub(super) fn indexes() -> Vec<Vec<u8>> {
    let index = |records: &[u8]| {
        let mut builder = Builder::default();
        for record in records.split(|byte| *byte == 0) {
            builder.add("record.json", record).expect("a record");
        }
        let mut bytes = index::write(&builder.finish().expect("a database").0);
        bytes.truncate(bytes.len() - 4);
        bytes
    };
    records().iter().map(|it| index(it)).collect()
}

fn crc32(data: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(data);
    crc.sum()
}

pub(super) const OSV_WORDS: &[&str] = &[
    "\"id\"",
    "\"affected\"",
    "\"ranges\"",
    "\"SEMVER\"",
    "\"events\"",
    "\"introduced\"",
    "\"fixed\"",
    "\"1.20.0-0\"",
    "\"imports\"",
    "\"symbols\"",
    "\"goos\"",
    "\"withdrawn\"",
    "\"versions\"",
    "\"custom_ranges\"",
    "\\u0000",
    "null",
    "[]",
    "{}",
    ",",
    "\0",
];

pub(super) const INDEX_WORDS: &[&str] =
    &["\0\0\0\0", "\u{1}\0\0\0", "\u{2}\0\0\0", "\u{7}\0\0\0", "\u{7f}\0\0\0", "gorivuln"];
