use super::columns::{Columns, Index, Numbers};
use super::head::{CHECKSUM, HEAD};
use super::{check, is_index, read, write};
use crate::bytes::{Date, crc32};
use crate::vuln::{Builder, Database, DatabaseError, limits};

const RECORDS: [&str; 3] = [
    r#"{"id": "GO-2023-1840", "aliases": ["CVE-2023-29403"], "summary": "Ünsafe behavior",
        "affected": [{"package": {"name": "stdlib", "ecosystem": "Go"}, "ranges": [{"type": "SEMVER",
        "events": [{"introduced": "0"}, {"fixed": "1.19.10"}, {"introduced": "1.20.0-0"},
        {"fixed": "1.20.5"}]}], "ecosystem_specific": {"imports": [{"path": "runtime",
        "symbols": ["F", "T.M"], "goos": ["linux"], "goarch": ["arm"]}]}}],
        "database_specific": {"review_status": "REVIEWED"}}"#,
    r#"{"id": "GO-1", "affected": [{"package": {"name": "example.com/a", "ecosystem": "Go"}},
        {"package": {"name": "example.com/b", "ecosystem": "Go"}, "ranges": [{"type": "GIT"}]}]}"#,
    r#"{"id": "GO-2", "affected": [{"package": {"name": "example.com/c", "ecosystem": "Go"}, "ranges":
        [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.0.0"}, {"fixed": "v1.0.0"}]}],
        "ecosystem_specific": {"imports": [{"path": "example.com/c/p", "symbols": ["G", "F"]},
        {"path": "example.com/c/p", "symbols": ["H"]}, {"path": "example.com/c/q"}]}}]}"#,
];

fn database() -> Database {
    let mut builder = Builder::default();
    for (at, record) in RECORDS.iter().enumerate() {
        builder.add(&format!("{at}.json"), record.as_bytes()).unwrap();
    }
    let (database, tally) = builder.finish().unwrap();
    assert_eq!((tally.kept, tally.malformed), (RECORDS.len() as u64, 0), "{:?}", tally.named);
    database.of_date(Date::new(2026, 8, 21).unwrap())
}

#[test]
fn there_and_back() {
    let (all, none) = (database(), Builder::default().finish().unwrap().0);
    assert_eq!(write(&Database::default()), write(&none));
    assert_eq!((all.len(), all.modules(), all.newest_go()), (3, 4, Some("1.20.5")));
    assert!(none.is_empty() && none.modules() == 0 && none.newest_go().is_none());
    for database in [all, none, Database::default()] {
        let bytes = write(&database);
        assert!(is_index(&bytes));
        let again = read(bytes.clone()).unwrap();
        check(&again).unwrap();
        assert_eq!(again.date(), database.date());
        assert_eq!(again.newest_go(), database.newest_go());
        assert_eq!((again.len(), again.modules()), (database.len(), database.modules()));
        assert_eq!(write(&again), bytes);
    }
}

/// The same bytes with the checksum that belongs to them.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len() - CHECKSUM);
    let checksum = crc32(&bytes);
    bytes.extend_from_slice(&checksum.to_le_bytes());
    bytes
}

#[test]
fn damage_is_an_error() {
    let bytes = write(&database());
    for end in 0..bytes.len() {
        assert!(read(bytes[..end].to_vec()).is_err(), "cut to {end}");
    }
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(read(changed).is_err(), "changed at {at}");
    }
    for version in [1, 3] {
        let mut other = bytes.clone();
        other[8] = version;
        let want = DatabaseError::OtherVersion(version.into());
        assert_eq!(read(other).unwrap_err(), want);
    }
    assert_eq!(read(b"{}".to_vec()).unwrap_err(), DatabaseError::NoIndex);
}

/// Whatever stands there under a good checksum is an error, or can be asked and written.
#[test]
fn no_change_under_a_good_checksum_panics() {
    let bytes = write(&database());
    for at in 8..bytes.len() - CHECKSUM {
        for byte in [0, 1, 2, 3, 0x7f, 0x80, 0xff] {
            let mut changed = bytes.clone();
            changed[at] = byte;
            if let Ok(database) = read(sealed(changed)) {
                let _ = check(&database);
                let _ = write(&database);
                for module in ["stdlib", "example.com/a", "example.com/b", "example.com/c"] {
                    asked(&database, module);
                }
            }
        }
        let mut cut = bytes.clone();
        cut.drain(at..bytes.len() - CHECKSUM);
        assert!(at < HEAD || read(sealed(cut)).is_err(), "cut at {at}");
    }
}

/// Asks all that there is of a module.
fn asked(database: &Database, module: &str) {
    for entry in database.index.entries_of(module) {
        for place in 0..6 {
            let _ = database.covers(entry, place);
            let _ = database.fix(&(0..entry + 1), place);
        }
        for import in database.index.imports(entry) {
            let package = database.index.package(import);
            let _ = (database.words(package).unwrap(), database.function(package, None, b"F"));
        }
    }
    let _ = database.newest_go();
}

/// An index of one advisory about `stdlib`, whose texts are these, with that ID, alias and summary, and
/// which lists these functions of `runtime`.
fn made(texts: &[&str], [id, alias, summary]: [&str; 3], functions: &[&str]) -> Vec<u8> {
    let text = |it: &str| texts.binary_search(&it).unwrap() as u32;
    let listed: Vec<u32> = functions.iter().chain([&alias]).map(|it| text(it)).collect();
    let count = functions.len() as u32;
    let mut bytes = b"gorivuln\x02\0\0\0\0\0\0\0".to_vec();
    let mut numbers = |all: &[u32]| bytes.extend(all.iter().flat_map(|it| it.to_le_bytes()));
    let blob = texts.concat();
    let lengths = [texts.len() as u32, 0, 1, 1, 1, 0, 0, 1, 1, count + 1, blob.len() as u32];
    numbers(&lengths);
    let mut end = 0;
    numbers(&[0]);
    for it in texts {
        end += it.len() as u32;
        numbers(&[end]);
    }
    numbers(&[text("stdlib"), 0, 1]);
    numbers(&[text(id), text(summary) << 1, count, count + 1]);
    numbers(&[0, 0, 0, 0, 1, 0]);
    numbers(&[0, 0, count, count, count]);
    numbers(&[text("runtime"), 0, count]);
    numbers(&listed);
    bytes.extend_from_slice(blob.as_bytes());
    bytes.extend_from_slice(&[0; CHECKSUM]);
    sealed(bytes)
}

#[test]
fn functions_out_of_order_are_no_sound_index() {
    let texts = ["", "CVE-1", "F", "GO-1", "main", "runtime", "stdlib"];
    let of = |functions| made(&texts, ["GO-1", "CVE-1", ""], functions);
    check(&read(of(&["F", "main"])).unwrap()).unwrap();
    let want = DatabaseError::Damaged("a function that its package does not list");
    assert_eq!(check(&read(of(&["main", "F"])).unwrap()).unwrap_err(), want);
}

#[test]
fn texts_have_lengths_of_records() {
    let too_long = DatabaseError::Damaged("a text that is longer than records may have");
    let (id, summary, name) = (limits::LONGEST_ID, limits::LONGEST_SUMMARY, limits::LONGEST);
    for (lengths, want) in [
        ([id, id, summary, name], None),
        ([id + 1, id, summary, name], Some(&too_long)),
        ([id, id + 1, summary, name], Some(&too_long)),
        ([id, id, summary + 1, name], Some(&too_long)),
        ([id, id, summary, name + 1], Some(&too_long)),
    ] {
        let mut marks = "abcd".chars();
        let texts = lengths.map(|it| marks.next().unwrap().to_string().repeat(it));
        let [id, alias, summary, name] = texts.each_ref().map(|it| it.as_str());
        let all = [id, alias, summary, name, "runtime", "stdlib"];
        assert_eq!(read(made(&all, [id, alias, summary], &[name])).err().as_ref(), want);
    }
}

#[test]
fn a_limit_on_advisories() {
    let mut bytes = write(&database());
    bytes[28..32].copy_from_slice(&200_001_u32.to_le_bytes());
    let want = DatabaseError::TooLarge { name: "advisories", limit: 200_000 };
    assert_eq!(read(sealed(bytes)).unwrap_err(), want);
}

#[test]
fn a_count_makes_no_room() {
    for count in 0..11 {
        let mut bytes = write(&database());
        // Four thousand million of something.
        bytes[16 + count * 4..][..4].copy_from_slice(&[0xff; 4]);
        assert!(read(sealed(bytes)).is_err(), "{count}");
    }
}

/// An index in which a module has two entries, and where a number of it lies.
fn of_many_entries() -> (Index, impl Fn(Numbers<'_>, usize) -> usize) {
    let another = RECORDS[0].replace("GO-2023-1840", "GO-3");
    let mut builder = Builder::default();
    for record in RECORDS.into_iter().chain([another.as_str()]) {
        builder.add("record.json", record.as_bytes()).unwrap();
    }
    let index = read(write(&builder.finish().unwrap().0)).unwrap().index;
    let start = index.bytes.as_ptr().addr();
    (index, move |numbers, row| numbers[row].as_ptr().addr() - start)
}

/// What a reader does not look at, whoever makes an index does.
#[test]
fn what_is_out_of_order_is_not_sound() {
    let (index, at) = of_many_entries();
    let Columns { entry_advisories, events, texts, .. } = index.columns;
    let (versions, own) = (index.versions(), index.lists(0)[0]);
    let functions = index.functions(index.package(0));
    let entries = index.all(entry_advisories);
    let swapped = |numbers: Numbers<'_>, row: usize| {
        let mut bytes = index.bytes.clone();
        let (one, other) = (at(numbers, row), at(numbers, row + 1));
        (0..4).for_each(|byte| bytes.swap(one + byte, other + byte));
        bytes
    };
    let with = |at: usize, byte: u8| {
        let mut bytes = index.bytes.clone();
        assert_ne!(bytes[at], byte);
        bytes[at] = byte;
        bytes
    };
    let no_function = index.id(0).number().to_le_bytes()[0];
    let listed = "a function that its package does not list";
    for (changed, said) in [
        (with(texts, b'~'), "texts that do not rise"),
        (swapped(versions, 2), "versions that do not rise"),
        // 1.0.0 and v1.0.0 are equal, and are not said to be.
        (with(at(versions, 1), versions[1][0] ^ 1), "versions that do not rise"),
        (swapped(index.all(events), 0), "a range whose bounds do not rise"),
        (swapped(entries, entries.len() - 2), "entries that are not sorted by their advisories"),
        (swapped(own, 0), listed),
        (swapped(functions, 0), listed),
        (with(at(own, 1), no_function), listed),
    ] {
        let database = read(sealed(changed)).unwrap();
        assert_eq!(check(&database).unwrap_err(), DatabaseError::Damaged(said));
    }
}
