//! The tables of what a container holds, and of what is not opened.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::scanned::{Scanned, plain};

/// Kinds that are recognised and said to be unopened, on purpose.
const NEVER_OPENED: &[&str] = &["nsis", "ext4", "erofs", "apk3"];

/// Samples that may be said to be unopened: rare methods, or windows above the limit.
const MAY_STAY_CLOSED: &[&str] = &["plain.lzo", "plain.Z", "long31-stream.tar.zst"];

/// Kinds, and single samples, that are not opened yet. What is here and passes fails the test, so that
/// it shrinks.
const NOT_YET: &[&str] = &[];

/// Whether that kind, or that sample, is opened.
pub(crate) fn is_opened(kind: &str) -> bool {
    !NOT_YET.contains(&kind)
}

/// One sample: a line of a manifest.
pub(crate) struct Row {
    pub(crate) file: String,
    pub(crate) kind: String,
    /// The programs in it, as [`plain`] has them; empty where the table does not say.
    inner: Vec<String>,
    /// The number of Go programs.
    expected: usize,
}

/// The rows of a table with the columns file, kind, inner, expected, notes. A file that could not be
/// made is `-`, and left out.
pub(crate) fn rows(table: &Path) -> Vec<Row> {
    let text = fs::read_to_string(table).unwrap_or_else(|e| panic!("{}: {e}", table.display()));
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("file\tkind\tinner\texpected\tnotes"), "{}", table.display());
    let row = |line: &str| {
        let [file, kind, inner, expected, _] =
            line.split('\t').collect::<Vec<_>>().try_into().expect("five columns");
        let inner = if matches!(inner, "*" | "-") { "" } else { inner };
        Row {
            file: file.to_owned(),
            kind: kind.to_owned(),
            inner: inner.split_whitespace().map(plain_or_self).collect(),
            expected: expected.parse().expect("a number"),
        }
    };
    lines.filter(|line| !line.starts_with("-\t")).map(row).collect()
}

fn plain_or_self(inner: &str) -> String {
    if inner == "." { inner.to_owned() } else { plain(inner) }
}

impl Row {
    /// Whether the kind of the sample is opened, and the sample is no exception.
    pub(crate) fn is_opened(&self) -> bool {
        is_opened(&self.kind) && is_opened(&self.file)
    }

    /// What differs between the row and the scan of its file; nothing if all is well.
    pub(crate) fn differs(&self, scanned: &Scanned, file: &Path) -> Option<String> {
        let programs = scanned.programs(file);
        let name = self.file.rsplit_once('/').map_or(self.file.as_str(), |(_, name)| name);
        let is_said = scanned.code == 3 && !scanned.complaints().is_empty();
        if NEVER_OPENED.contains(&self.kind.as_str()) {
            let is_closed = programs.is_empty() && is_said && scanned.records.len() == 1;
            return (!is_closed).then(|| self.against("one record: unopened", scanned));
        }
        if is_said && programs.is_empty() && (MAY_STAY_CLOSED.contains(&name) || self.expected == 0)
        {
            return None;
        }
        if self.expected == 0 {
            return Some(self.against("one record that says why, exit 3", scanned));
        }
        if programs.len() != self.expected || !self.names(&programs) {
            return Some(self.against(&self.wanted(), scanned));
        }
        // Text behind an archive is a note, and nothing else in these is wrong.
        (scanned.code != 0).then(|| self.against("exit 0", scanned))
    }

    /// Whether the programs are those of the row, which may name fewer than it counts.
    fn names(&self, programs: &[String]) -> bool {
        // An installer names files by keys; what counts is the name that the file gets.
        let last = |path: &str| path.rsplit(['/', '!']).next().unwrap_or_default().to_owned();
        if self.kind == "msi" {
            return programs.iter().all(|path| last(path) == "prog.exe");
        }
        // Where several images have files of the same names, a path says which image too.
        let is = |path: &String, inner: &String| {
            let is_in_one = path.strip_suffix(inner).is_some_and(|it| it.ends_with("!/"));
            path == inner || is_in_one && self.inner.len() < self.expected
        };
        self.inner.iter().all(|inner| programs.iter().any(|path| is(path, inner)))
    }

    fn wanted(&self) -> String {
        format!("{} of {:?}", self.expected, self.inner)
    }

    /// One line for whoever mends it.
    fn against(&self, wanted: &str, scanned: &Scanned) -> String {
        let short: String = scanned.in_short().chars().take(300).collect();
        format!("{} ({}): expected {wanted}; got {short}", self.file, self.kind)
    }
}

/// The most memory that a scan on one thread may have, in bytes: a pool of 4 MiB and 8 for the thread,
/// and what the command itself needs; the windows of decoders come on top.
const MOST_MEMORY: u64 = 24 << 20;

/// What of the command is loaded when nothing was optimised, and larger than it should be.
const NOT_OPTIMISED: u64 = if cfg!(debug_assertions) { 12 << 20 } else { 0 };

/// The windows of decoders by what a name has in it, in MiB, where they are more than one; the first
/// that fits counts. The allocator of glibc keeps the window of the block before in XZ.
const WINDOWS: &[(&str, u64)] =
    &[("long", 128), ("ppmd", 16), ("xz", 16), ("lz4", 8), ("zst", 8), ("lzma", 8), ("bz", 4)];

/// The most memory for the file of that name, in bytes.
pub(crate) fn most_memory(name: &str) -> u64 {
    let found = WINDOWS.iter().find(|(part, _)| name.contains(part));
    let window = found.map_or(1, |(_, window)| *window) << 20;
    MOST_MEMORY + NOT_OPTIMISED + window
}

/// Checks every row against its file, which `find` gives, and fails with a line for each that differs.
pub(crate) fn check(rows: &[Row], find: impl Fn(&Row) -> PathBuf) {
    let mut wrong = Vec::new();
    let mut closed: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut memory = Vec::new();
    for row in rows {
        let path = find(row);
        let scanned = crate::scanned::scan(&path, &[]);
        if scanned.memory > most_memory(&row.file) {
            wrong.push(format!("{}: {} KiB of memory", row.file, scanned.memory >> 10));
        }
        memory.push((scanned.memory >> 10, &row.file));
        let differs = row.differs(&scanned, &path);
        if let Some(kind) = NOT_YET.iter().find(|it| row.kind == **it || row.file == **it) {
            let (well, badly) = closed.entry(kind).or_default();
            *(if differs.is_none() { well } else { badly }) += 1;
        } else if let Some(line) = differs {
            wrong.push(line);
        }
    }
    for (kind, (well, badly)) in closed {
        println!("{kind}: not all opened yet, {well} of {}", well + badly);
        if badly == 0 {
            wrong.push(format!("{kind} is opened now: take it out of NOT_YET"));
        }
    }
    memory.sort();
    let most: Vec<_> = memory.iter().rev().take(5).collect();
    println!("{} samples; most memory, in KiB: {most:?}", rows.len());
    if let Some(to) = std::env::var_os("GORIGIN_SHIPPED_FAILURES") {
        fs::write(to, wrong.join("\n") + "\n").unwrap();
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}
