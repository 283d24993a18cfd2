//! A database of vulnerabilities by its path: an index, or records in a folder or in an archive.
//!
//! ```text
//! ID.json …                     records in a folder, however deep
//! ID/ID.json …, index/db.json   as the Go vulnerability database serves them
//! ID/ID.json.gz …               beside these, or in their place: the same, compressed
//! ```
//!
//! Of `index/` the date in `db.json` is read, and its two lists are not, since the records say the same; a
//! record that lies there is one as elsewhere. Symbolic links in a folder are not followed.

use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread::available_parallelism;

use thiserror::Error;

use crate::archive::Place;
use crate::artifact::{
    FileKind, Given, Inspector, Keep, OpenError, Pace, Root, Sink, Threads, Walk, WalkOptions,
    open, scan,
};
use crate::bytes::{ByteSource, Limits, PartOffset, percent_decoded};
use crate::report::Record;
use crate::vuln::index;
use crate::vuln::{
    Builder, Database, DatabaseError, LARGEST_RECORD, MOST_JSON, RecordError, Tally,
};

/// A database, and what became of its records.
#[derive(Debug)]
pub struct ReadDatabase {
    /// The database.
    pub database: Database,
    /// What became of the records; `None` where an index was read.
    pub tally: Option<Tally>,
    /// What could not be read.
    pub troubles: Vec<Record>,
    /// Symbolic links and the like that were not followed.
    pub skipped: u64,
}

/// Why there is no database at a path.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum NoDatabase {
    /// The path cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// What is there cannot be used.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// There is no record.
    #[error("no record of a vulnerability in it")]
    Empty,
}

/// Reads the database at `path`, which may be a `file://` URL.
///
/// # Errors
/// [`NoDatabase`]. What is wrong with single records is in the tally.
pub fn read_database(path: &Path) -> Result<ReadDatabase, NoDatabase> {
    let path = &of_url(path);
    if let Some(bytes) = index_in(path)? {
        let database = index::read(bytes)?;
        // One that is out of order would be asked in vain, and a function be said to be absent.
        index::check(&database)?;
        return Ok(ReadDatabase { database, tally: None, troubles: Vec::new(), skipped: 0 });
    }
    let collector = Collector::default();
    let mut taker = Taker::default();
    let roots = [Root::Path(path.clone())].into_iter();
    let count = available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let threads = Threads { count, pace: Pace::AllThere };
    let entries = Walk::new(roots, WalkOptions::default());
    let limits = Limits::default();
    scan(entries, Keep::Relevant, threads, &limits, &collector, &std::mem::take, &mut taker)?;
    let collected = collector.0.into_inner().unwrap_or_else(PoisonError::into_inner);
    let (database, tally) = collected.build()?;
    if tally.records == 0 {
        return Err(match taker.troubles.is_empty() {
            true => NoDatabase::Empty,
            false => NoDatabase::Io(io::Error::other(message(&taker.troubles))),
        });
    }
    let Taker { troubles, skipped } = taker;
    Ok(ReadDatabase { database, tally: Some(tally), troubles, skipped })
}

fn message(troubles: &[Record]) -> String {
    let mut errors = troubles.iter().filter_map(|record| record.error.as_ref());
    errors.next().map_or_else(|| "cannot be opened".to_owned(), |error| error.message.clone())
}

/// The path that a `file://` URL names; any other text is a path.
fn of_url(path: &Path) -> PathBuf {
    let Some(rest) = path.to_str().and_then(|text| text.strip_prefix("file://")) else {
        return path.to_owned();
    };
    let rest = rest.strip_prefix("localhost").unwrap_or(rest);
    // `file:///C:/db`.
    let drive = rest.strip_prefix('/').filter(|it| it.as_bytes().get(1) == Some(&b':'));
    let plain = percent_decoded(drive.unwrap_or(rest).as_bytes());
    PathBuf::from(String::from_utf8_lossy(&plain).into_owned())
}

/// The bytes of the index at `path`; `None` where something else is there.
fn index_in(path: &Path) -> Result<Option<Vec<u8>>, NoDatabase> {
    let opened = match open(path) {
        Ok(opened) => opened,
        Err(OpenError::IsDirectory) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let source = opened.source();
    let mut head = [0; 8];
    let count = source.read_at(PartOffset(0), &mut head)?;
    if !index::is_index(head.get(..count).unwrap_or_default()) {
        return Ok(None);
    }
    if source.size() > index::LARGEST_INDEX {
        let limit = index::LARGEST_INDEX;
        return Err(DatabaseError::TooLarge { name: "index", limit }.into());
    }
    Ok(Some(whole(source)?))
}

/// All bytes of a source, whose size has been looked at.
fn whole(source: &dyn ByteSource) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(source.size()).unwrap_or_default()];
    let count = source.read_at(PartOffset(0), &mut bytes)?;
    bytes.truncate(count);
    Ok(bytes)
}

/// What a served database has beside its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Served {
    /// When it was last changed.
    Date,
    /// Which records it has.
    List,
}

/// What the file of that name in that folder is of a served database; `None` for a record.
fn served(folder: &str, name: &str) -> Option<Served> {
    match (folder == "index" || folder.ends_with("!index"), name) {
        (true, "db.json") => Some(Served::Date),
        (true, "modules.json" | "vulns.json") => Some(Served::List),
        _ => None,
    }
}

/// The path of a file, or of a compressed one as if it were not: databases are served with both.
fn uncompressed(path: &str) -> &str {
    let copy = path.rsplit_once("!/").and_then(|(outer, name)| {
        let outer = outer.strip_suffix(".gz")?;
        (outer.rsplit('/').next() == Some(name)).then_some(outer)
    });
    copy.unwrap_or(path)
}

/// Reads the files of a database.
#[derive(Default)]
struct Collector(Mutex<Collected>);

/// What was read.
#[derive(Default)]
struct Collected {
    /// Each record under its name and its path, with its bytes or why it has none.
    records: Vec<(String, String, Result<Vec<u8>, RecordError>)>,
    served: Vec<Vec<u8>>,
    bytes: u64,
}

impl Collected {
    /// The database of the records, taken by their names: what it is made of does not depend on the
    /// layout or on which thread was the first.
    fn build(mut self) -> Result<(Database, Tally), DatabaseError> {
        if self.bytes > MOST_JSON {
            return Err(DatabaseError::TooLarge { name: "json", limit: MOST_JSON });
        }
        self.records.sort_by(|one, other| (&one.0, &one.1).cmp(&(&other.0, &other.1)));
        let mut builder = Builder::default();
        self.served.iter().for_each(|json| {
            builder.take_date(json);
        });
        let mut last: (String, Vec<u8>) = Default::default();
        for (name, path, record) in self.records {
            match record {
                // A compressed copy, or one of the same folder in an archive.
                Ok(json) if last.0 == name && last.1 == json => {}
                Ok(json) => {
                    builder.add(&path, &json)?;
                    last = (name, json);
                }
                Err(error) => builder.refuse(&path, error),
            }
        }
        builder.finish()
    }
}

impl Inspector for Collector {
    fn inspect(&self, source: &dyn ByteSource, given: Given, place: &Place) -> Vec<Record> {
        let path = place.path();
        let text = path.to_string_lossy().replace('\\', "/");
        let mut parts = uncompressed(&text).rsplit('/');
        let (name, folder) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let is_json = name.ends_with(".json") || given == Given::Named;
        let served = served(folder, name);
        if !is_json || served == Some(Served::List) {
            return Vec::new();
        }
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all = {
            let mut collected = lock();
            collected.bytes = collected.bytes.saturating_add(source.size().min(LARGEST_RECORD));
            collected.bytes
        };
        if all > MOST_JSON {
            return Vec::new();
        }
        let json = match source.size() {
            size if size > LARGEST_RECORD => Err(RecordError::TooLarge { limit: LARGEST_RECORD }),
            _ => whole(source).map_err(|error| RecordError::Malformed(error.to_string())),
        };
        let mut collected = lock();
        match json {
            Ok(json) if served == Some(Served::Date) => collected.served.push(json),
            json => collected.records.push((name.to_owned(), text.clone(), json)),
        }
        Vec::new()
    }

    fn wants(&self, head: &[u8]) -> bool {
        head.trim_ascii_start().starts_with(b"{")
    }
}

/// Takes what could not be read.
#[derive(Default)]
struct Taker {
    troubles: Vec<Record>,
    skipped: u64,
}

impl Sink<Record> for Taker {
    fn record(&mut self, record: Record) -> io::Result<()> {
        // A container without a program has a record too.
        if record.error.is_some() || record.unopened.is_some() {
            self.troubles.push(record);
        }
        Ok(())
    }

    fn skipped(&mut self, _path: &Path, _kind: FileKind) {
        self.skipped = self.skipped.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::{NoDatabase, index, of_url, read_database, uncompressed};
    use crate::bytes::crc32;
    use crate::vuln::{Builder, DatabaseError};
    use std::path::Path;

    #[test]
    fn an_index_out_of_order_is_not_loaded() {
        let mut builder = Builder::default();
        let json =
            br#"{"id": "GO-1", "affected": [{"package": {"name": "stdlib", "ecosystem": "Go"},
            "ecosystem_specific": {"imports": [{"path": "runtime", "symbols": ["a", "b"]}]}}]}"#;
        builder.add("GO-1.json", json).unwrap();
        let mut bytes = index::write(&builder.finish().unwrap().0);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("db");
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(read_database(&path).unwrap().database.len(), 1);
        // The functions are the last numbers before the texts and the checksum.
        bytes.truncate(bytes.len() - 4);
        let listed = bytes.len() - "GO-1abruntimestdlib".len() - 8;
        bytes[listed..][..8].rotate_left(4);
        bytes.extend(crc32(&bytes).to_le_bytes());
        std::fs::write(&path, &bytes).unwrap();
        let error = read_database(&path).unwrap_err();
        assert!(matches!(error, NoDatabase::Database(DatabaseError::Damaged(_))), "{error}");
    }

    #[test]
    fn compressed_copies() {
        for (path, want) in [
            ("db/index/db.json.gz!/db.json", "db/index/db.json"),
            ("db.tar!/ID/GO-1.json.gz!/GO-1.json", "db.tar!/ID/GO-1.json"),
            ("GO-1.json.gz!/GO-1.json", "GO-1.json"),
            ("all.gz!/GO-1.json", "all.gz!/GO-1.json"),
            ("db.zip!/ID/GO-1.json", "db.zip!/ID/GO-1.json"),
            ("GO-1.json", "GO-1.json"),
        ] {
            assert_eq!(uncompressed(path), want);
        }
    }

    #[test]
    fn urls() {
        for (text, want) in [
            ("file:///srv/db", "/srv/db"),
            ("file://localhost/srv/my%20db", "/srv/my db"),
            ("file:///C:/db", "C:/db"),
            ("file:///a%2", "/a%2"),
            ("/srv/my%20db", "/srv/my%20db"),
            ("db", "db"),
        ] {
            assert_eq!(of_url(Path::new(text)), Path::new(want), "{text}");
        }
    }
}
