use super::head::{DIGEST, HEAD};
use super::{is_index, read, write};
use crate::bytes::{Date, Digest};
use crate::vuln::{Builder, Database, DatabaseError};

const RECORDS: [&str; 2] = [
    r#"{"id": "GO-2023-1840", "aliases": ["CVE-2023-29403"], "summary": "Ünsafe behavior",
        "affected": [{"package": {"name": "stdlib", "ecosystem": "Go"}, "ranges": [{"type": "SEMVER",
        "events": [{"introduced": "0"}, {"fixed": "1.19.10"}, {"introduced": "1.20.0-0"},
        {"fixed": "1.20.5"}]}], "ecosystem_specific": {"imports": [{"path": "runtime",
        "symbols": ["F", "T.M"], "goos": ["linux"], "goarch": ["arm"]}]}}],
        "database_specific": {"review_status": "REVIEWED"}}"#,
    r#"{"id": "GO-1", "affected": [{"package": {"name": "example.com/a", "ecosystem": "Go"}},
        {"package": {"name": "example.com/b", "ecosystem": "Go"}, "ranges": [{"type": "GIT"}]}]}"#,
];

fn database() -> Database {
    let mut builder = Builder::default();
    for (at, record) in RECORDS.iter().enumerate() {
        builder.add(&format!("{at}.json"), record.as_bytes()).unwrap();
    }
    let (database, tally) = builder.finish();
    assert_eq!((tally.kept, tally.malformed), (2, 0), "{:?}", tally.named);
    database.of_date(Date::new(2026, 8, 21).unwrap())
}

#[test]
fn there_and_back() {
    let (all, none) = (database(), Builder::default().finish().0);
    for database in [all, none] {
        let bytes = write(&database).unwrap();
        assert!(is_index(&bytes));
        let again = read(&bytes).unwrap();
        assert_eq!(again.date(), database.date());
        assert_eq!(again.advisories, database.advisories);
        assert_eq!(again.texts, database.texts);
        assert_eq!(again.newest_go(), database.newest_go());
        assert_eq!(write(&again).unwrap(), bytes);
    }
}

/// The same bytes with the checksum that belongs to them.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len() - DIGEST);
    let digest = Digest::of(&bytes);
    bytes.extend_from_slice(digest.bytes());
    bytes
}

#[test]
fn damage_is_an_error() {
    let bytes = write(&database()).unwrap();
    for end in 0..bytes.len() {
        assert!(read(&bytes[..end]).is_err(), "cut to {end}");
    }
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(read(&changed).is_err(), "changed at {at}");
    }
    let mut newer = bytes.clone();
    newer[8] = 2;
    assert_eq!(read(&newer).unwrap_err(), DatabaseError::OtherVersion(2));
    assert_eq!(read(b"{}").unwrap_err(), DatabaseError::NoIndex);
}

#[test]
fn no_change_under_a_good_checksum_panics() {
    let bytes = write(&database()).unwrap();
    for at in 8..bytes.len() - DIGEST {
        for byte in [0, 1, 2, 3, 0x7f, 0x80, 0xff] {
            let mut changed = bytes.clone();
            changed[at] = byte;
            if let Ok(database) = read(&sealed(changed)) {
                let _ = write(&database).unwrap();
            }
        }
        let mut cut = bytes.clone();
        cut.drain(at..bytes.len() - DIGEST);
        assert!(at < HEAD || read(&sealed(cut)).is_err(), "cut at {at}");
    }
}

#[test]
fn a_count_makes_no_room() {
    let mut bytes = write(&database()).unwrap();
    // Four thousand million advisories.
    bytes[20..24].copy_from_slice(&[0xff; 4]);
    assert!(read(&sealed(bytes)).is_err());
}
