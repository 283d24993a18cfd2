//! The deep search: every byte of a file is searched for paths and for texts that the user names.
//! One pass finds all needles; only the text around a hit is classified.

use std::ops::Range;

use super::fold::Fold;
use super::kind::LeakKind;
use super::place::classify;
use crate::bytes::{
    ByteSource, Hit, LimitExceeded, Limits, Needles, PartOffset, ReadError, Span, Text, needle,
    within,
};
use crate::container::{Around, FileOffset};

/// Bytes searched in one step: the size of the second-level cache.
const STEP: usize = 256 << 10;
/// How many bytes of text around a hit are read, in each direction.
const CONTEXT: usize = 512;
/// How many different texts are kept for one needle; further ones are counted together.
const VALUES: usize = 64;
/// The longest needle, in bytes.
pub const LONGEST_NEEDLE: usize = 256;

/// Text that starts or continues a path on a machine that builds programs. Each has two slashes, so
/// that one search for slashes finds all of them; `true` where a path starts with it.
const PLACES: &[(&str, bool)] = &[
    ("/home/", true),
    ("/Users/", true),
    ("/root/", true),
    ("/nix/store/", true),
    ("/gnu/store/", true),
    ("/tmp/go-build", true),
    ("/tmp/nix-build", true),
    ("/tmp/guix-build", true),
    ("/var/folders/", true),
    ("/snap/go/", true),
    ("/opt/hostedtoolcache/", true),
    ("/opt/homebrew/", true),
    ("/usr/local/go/src/", true),
    ("/usr/lib/go/src/", true),
    ("/usr/lib/go-1", true),
    ("/usr/lib/golang/", true),
    ("/usr/src/", true),
    ("/builds/", true),
    ("/builddir/build/", true),
    ("/github/workspace/", true),
    ("/codebuild/output/", true),
    ("/src/runtime/", false),
    ("/pkg/mod/", false),
    ("/go/src/", false),
    ("/Cellar/", false),
    ("/_work/", false),
    ("/__w/", true),
    ("/execroot/", false),
    ("/bazel-out/", false),
    ("/buck-out/", false),
    ("/jenkins/", false),
    ("/hostedtoolcache/", false),
    ("/rpmbuild/", false),
    ("/feedstock_root/", false),
];

/// Paths of Windows. They are only searched for in files for Windows, since each costs a pass of
/// its own.
const WINDOWS: &[&str] = &[r":\Users\"];

/// The needles of a search.
#[derive(Clone, Debug, Default)]
pub struct DeepSearch {
    needles: Vec<Text>,
    host_goroot: Option<Text>,
    portable: Prepared,
    windows: Prepared,
}

/// The needles, and what each is.
#[derive(Clone, Debug, Default)]
struct Prepared {
    needles: Needles,
    kinds: Vec<NeedleKind>,
}

#[derive(Clone, Copy, Debug)]
enum NeedleKind {
    /// One of the places; `true` where a path starts with it.
    Place(bool),
    /// One of the places, in UTF-16.
    WidePlace,
    /// The user's needle of that index.
    Needle(usize),
    /// The user's needle of that index, in UTF-16.
    WideNeedle(usize),
    HostGoroot,
}

/// The needle that found a text, with what the text names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sought {
    /// A path, and the place that it names.
    Place {
        /// The kind of place.
        kind: LeakKind,
        /// The maker of such places.
        owner: Option<&'static str>,
        /// The name of the person in the path.
        user: Option<Text>,
        /// The folder at the start of all paths of the place.
        prefix: Text,
    },
    /// A text that the user named.
    Needle(Text),
    /// The GOROOT of the host that the search runs on.
    HostGoroot,
}

/// A text, and all texts like it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What the text was found by.
    pub sought: Sought,
    /// The text: the first path of a place, or the printable bytes around a needle; at most 1280
    /// bytes.
    pub value: Text,
    /// Whether the text is in UTF-16.
    pub is_wide: bool,
    /// Where the first one starts.
    pub at: FileOffset,
    /// How many there are.
    pub count: u64,
    /// Whether no part of a name stands before it, and a NUL behind it, as with strings of C and
    /// values of `-X`. Go does not separate its other strings: a text without a border may be the
    /// end of one and the start of another, and so the program's own words.
    pub stands_alone: bool,
    /// Whether it lies in a part that is read separately: the pclntab's file table, or build info.
    pub is_read: bool,
}

/// The result of a deep search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// Every text, ordered by kind and value.
    pub found: Vec<Found>,
    /// The limit that kept texts from being listed.
    pub cut: Option<LimitExceeded>,
    /// Why the search did not reach the end of the file; its places are those in the file.
    pub unfinished: Option<ReadError>,
}

impl Texts {
    /// How often the texts that the user named were found.
    pub fn needles(&self) -> u64 {
        let needles = self.found.iter().filter(|it| matches!(it.sought, Sought::Needle(_)));
        needles.fold(0, |sum, it| sum.saturating_add(it.count))
    }
}

/// What a search knows about the bytes it searches.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Whether the file is for Windows, or nothing shows which system it is for.
    pub is_windows: bool,
    /// What lies around the searched part.
    pub around: Around,
    /// Where the names of source files lie: from the first byte to the byte behind the last.
    pub file_table: Option<Range<FileOffset>>,
}

impl DeepSearch {
    /// Prepares a search for places, for `needles`, and for the GOROOT of this host. Needles are
    /// found as they are and, if they are ASCII, in UTF-16. A needle of more than
    /// [`LONGEST_NEEDLE`] bytes is never found.
    pub fn new(needles: &[Text], host_goroot: Option<&str>) -> Self {
        // A shorter GOROOT is found everywhere.
        let host_goroot = host_goroot.filter(|root| root.len() >= 5).map(Text::from);
        let mut all: Vec<(Vec<u8>, NeedleKind)> = Vec::new();
        let short = |needle: &&Text| needle.as_bytes().len() <= LONGEST_NEEDLE;
        let needles: Vec<Text> = needles.iter().filter(short).cloned().collect();
        for (index, needle) in needles.iter().enumerate() {
            all.push((needle.as_bytes().to_vec(), NeedleKind::Needle(index)));
            all.extend(wide(needle.as_bytes()).map(|wide| (wide, NeedleKind::WideNeedle(index))));
        }
        all.extend(host_goroot.iter().map(|it| (it.as_bytes().to_vec(), NeedleKind::HostGoroot)));
        let places = PLACES
            .iter()
            .map(|(text, starts)| (text.as_bytes().to_vec(), NeedleKind::Place(*starts)));
        all.extend(places);
        let portable = Prepared::new(all.clone());
        for text in WINDOWS {
            all.push((text.as_bytes().to_vec(), NeedleKind::Place(false)));
            all.extend(wide(text.as_bytes()).map(|wide| (wide, NeedleKind::WidePlace)));
        }
        Self { needles, host_goroot, portable, windows: Prepared::new(all) }
    }

    /// Whether the user named a text.
    pub fn has_needles(&self) -> bool {
        !self.needles.is_empty()
    }

    /// Searches every byte of `source`.
    pub fn search(&self, source: &dyn ByteSource, known: &Known, limits: &Limits) -> Texts {
        let prepared = if known.is_windows { &self.windows } else { &self.portable };
        let mut run = Run {
            search: self,
            prepared,
            known,
            fold: Fold::new(limits.leaks),
            last: None,
            folder: None,
        };
        let unfinished = run.all(source, limits).err().map(|error| known.around.error(&error));
        let cut = run.fold.cut();
        let found = run.fold.rows().map(|(key, count, (at, value, is_wide))| Found {
            sought: key.0,
            value: value.unwrap_or(key.1),
            is_wide,
            at: known.around.in_file(at),
            count,
            stands_alone: key.2,
            is_read: key.3,
        });
        let mut found: Vec<Found> = found.collect();
        found.sort_by_key(|it| std::cmp::Reverse(it.count));
        Texts { found, cut, unfinished }
    }
}

impl Prepared {
    fn new(all: Vec<(Vec<u8>, NeedleKind)>) -> Self {
        let kinds = all.iter().map(|(_, kind)| *kind).collect();
        Self { needles: Needles::new(all.into_iter().map(|(needle, _)| needle)), kinds }
    }
}

fn len(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// `text` in UTF-16 with the low byte first; `None` where it is not ASCII.
fn wide(text: &[u8]) -> Option<Vec<u8>> {
    text.is_ascii().then(|| text.iter().flat_map(|&byte| [byte, 0]).collect())
}

/// What all texts of one row have in common: what it is, the text of a needle, its border, its
/// part.
type Key = (Sought, Text, bool, bool);
/// Where the first one lies, the text of a place, and whether it is in UTF-16.
type Rest = (PartOffset, Option<Text>, bool);

/// One search of one file.
struct Run<'r> {
    search: &'r DeepSearch,
    prepared: &'r Prepared,
    known: &'r Known,
    fold: Fold<Key, Rest>,
    /// Where the last path starts and ends: it may contain several needles.
    last: Option<Span>,
    /// The folder of the last path, and what it is: most paths follow others of the same folder.
    folder: Option<(Vec<u8>, Sought)>,
}

impl Run<'_> {
    /// Searches the stored bytes. Zeros end every text, so the zeros next to a run are searched
    /// with it. Runs that are close together are searched as one.
    fn all(&mut self, source: &dyn ByteSource, limits: &Limits) -> Result<(), ReadError> {
        let size = source.size();
        let (step, context) = (len(STEP), len(CONTEXT));
        let mut paid = 0_u64;
        let mut at = PartOffset(0);
        while at.0 < size {
            let mut run = source.data_from(at);
            if run.is_empty() {
                break;
            }
            loop {
                let next = source.data_from(run.end());
                if next.is_empty() || next.start().0.saturating_sub(run.end().0) > step {
                    break;
                }
                run = Span::between(run.start(), next.end());
            }
            let start = PartOffset(run.start().0.saturating_sub(context)).max(at);
            let end = run.end().saturating_add(context).min(PartOffset(size));
            let run = Span::between(start, end);
            paid = paid.saturating_add(run.len());
            within("bytes-searched", paid, limits.bytes_searched)?;
            self.run(source, run)?;
            at = run.end();
        }
        Ok(())
    }

    /// Searches one run of bytes.
    fn run(&mut self, source: &dyn ByteSource, run: Span) -> Result<(), ReadError> {
        let mut buffer = vec![0; STEP.saturating_add(CONTEXT.saturating_mul(2))];
        let mut hits = Vec::new();
        let mut at = run.start();
        // How many bytes at the start of the buffer stand before `at` and are already read.
        let mut before = 0_usize;
        // How many bytes from `at` on are already read.
        let mut ready = 0_usize;
        loop {
            let filled = before.saturating_add(ready);
            let to = buffer.get_mut(filled..).unwrap_or_default();
            let place = at.saturating_add(u64::try_from(ready).unwrap_or(u64::MAX));
            let left = usize::try_from(run.end().0.saturating_sub(place.0)).unwrap_or(usize::MAX);
            let room = to.len();
            let to = to.get_mut(..room.min(left)).unwrap_or_default();
            let count = source
                .read_at(place, to)
                .map_err(|error| ReadError::Io { at: place, kind: error.kind() })?;
            let is_last = count < room;
            let filled = filled.saturating_add(count);
            let end = place.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
            if is_last && end < run.end() {
                return Err(ReadError::Shrunk { at: end });
            }
            let window = buffer.get(..filled).unwrap_or_default();
            // A hit is only classified with enough bytes behind it.
            let until = if is_last { filled } else { filled.saturating_sub(CONTEXT) };
            self.prepared.needles.find_all(window, &mut hits);
            let start = PartOffset(at.0.saturating_sub(u64::try_from(before).unwrap_or(u64::MAX)));
            for hit in &hits {
                if (before..until).contains(&hit.at) {
                    self.look(window, start, *hit);
                }
            }
            if is_last {
                return Ok(());
            }
            at = start.saturating_add(u64::try_from(until).unwrap_or(u64::MAX));
            ready = filled.saturating_sub(until);
            let keep = until.saturating_sub(CONTEXT);
            before = until.saturating_sub(keep);
            buffer.copy_within(keep..filled, 0);
        }
    }

    /// Classifies the text around a hit in `window`, which lies at `start`.
    fn look(&mut self, window: &[u8], start: PartOffset, hit: Hit) {
        let length = self.prepared.needles.get(hit.needle).map_or(0, <[u8]>::len);
        let end = hit.at.saturating_add(length);
        match self.prepared.kinds.get(hit.needle) {
            Some(NeedleKind::Place(starts)) => self.place(window, start, hit.at, end, *starts),
            Some(NeedleKind::WidePlace) => self.wide_place(window, start, hit.at),
            Some(NeedleKind::Needle(index)) => {
                let text = around(window, hit.at, end, is_shown);
                self.needle(*index, text.1, false, start, hit.at);
            }
            Some(NeedleKind::WideNeedle(index)) => {
                let text = wide_around(window, hit.at, is_shown);
                self.needle(*index, &text, true, start, hit.at);
            }
            Some(NeedleKind::HostGoroot) => self.host_goroot(window, start, hit.at, end),
            None => {}
        }
    }

    fn needle(&mut self, index: usize, text: &[u8], is_wide: bool, start: PartOffset, at: usize) {
        let Some(needle) = self.search.needles.get(index) else { return };
        let at = place_at(start, at);
        let is_read = self.is_file_table(at);
        let key = |text| (Sought::Needle(needle.clone()), text, true, is_read);
        let (own, common) = (key(Text::from(text)), key(Text::default()));
        let few = self.fold.rows_from(&common, |key| key.0 == common.0) < VALUES;
        let key = if few || self.fold.has(&own) { own } else { common };
        self.fold.add(key, 1, || (at, None, is_wide));
    }

    fn host_goroot(&mut self, window: &[u8], start: PartOffset, at: usize, end: usize) {
        // Another GOROOT may start with the same text.
        let goes_on = |byte: &u8| is_name(*byte);
        let before = at.checked_sub(1).and_then(|at| window.get(at));
        if window.get(end).is_some_and(goes_on) || before.is_some_and(|it| is_path(*it)) {
            return;
        }
        let (_, text) = around(window, at, end, is_path);
        let at = place_at(start, at);
        let root = self.search.host_goroot.clone().unwrap_or_default();
        let key = (Sought::HostGoroot, root, true, self.is_file_table(at));
        self.fold.add(key, 1, || (at, Some(Text::from(text)), false));
    }

    /// Adds the path around a needle in `at..end`; `starts` where paths start with the needle.
    fn place(&mut self, window: &[u8], start: PartOffset, at: usize, end: usize, starts: bool) {
        let here = place_at(start, at);
        if self.last.is_some_and(|last| last.contains(here)) {
            return;
        }
        let (from, run) = around(window, at, end, is_path);
        let Some(offset) = path_start(run, at.saturating_sub(from), starts) else { return };
        let path = run.get(offset..).unwrap_or_default();
        let starts = offset == 0 || is_flag(run.get(..offset).unwrap_or_default());
        let behind = window.get(from.saturating_add(run.len()));
        let stands_alone = starts && behind.is_none_or(|byte| *byte == 0);
        let first = place_at(start, from.saturating_add(offset));
        let before = window.get(..from).unwrap_or_default();
        let is_read = self.is_file_table(first) || is_build_info(before);
        self.add_place(path, first, stands_alone, is_read, false);
        self.last = Some(Span::new(first, u64::try_from(path.len()).unwrap_or(u64::MAX)));
    }

    fn wide_place(&mut self, window: &[u8], start: PartOffset, at: usize) {
        let run = wide_around(window, at, |byte| is_path(byte) || byte == b' ');
        let drive =
            run.windows(3).position(|it| matches!(it, [d, b':', b'\\'] if d.is_ascii_alphabetic()));
        let path = drive.and_then(|drive| run.get(drive..));
        if let Some(path) = path {
            // The drive letter stands before the needle.
            self.add_place(path, place_at(start, at.saturating_sub(2)), true, false, true);
        }
    }

    fn add_place(
        &mut self,
        path: &[u8],
        at: PartOffset,
        stands_alone: bool,
        is_read: bool,
        is_wide: bool,
    ) {
        let end = path.iter().rposition(|byte| matches!(byte, b'/' | b'\\'));
        let folder = end.and_then(|end| path.get(..end)).unwrap_or_default();
        let known = self.folder.as_ref().filter(|(known, _)| known == folder);
        let sought = match known {
            Some((_, sought)) => sought.clone(),
            None => {
                let Some(sought) = sought(path) else { return };
                // A place that goes on behind the folder belongs to this path alone.
                if matches!(&sought, Sought::Place { prefix, .. } if prefix.as_bytes().len() <= folder.len())
                {
                    self.folder = Some((folder.to_vec(), sought.clone()));
                }
                sought
            }
        };
        let key = (sought, Text::default(), stands_alone, is_read);
        self.fold.add(key, 1, || (at, Some(Text::from(path)), is_wide));
    }

    fn is_file_table(&self, at: PartOffset) -> bool {
        let at = self.known.around.in_file(at);
        self.known.file_table.as_ref().is_some_and(|table| table.contains(&at))
    }
}

/// The place that a path names. A path that names no folder behind its start is the program's own
/// text: `/home/` + user.
fn sought(path: &[u8]) -> Option<Sought> {
    let place = classify(path)?;
    let is_place = !matches!(place.kind, LeakKind::Other | LeakKind::Placeholder);
    is_place.then(|| Sought::Place {
        kind: place.kind,
        owner: place.owner,
        user: place.user.map(Text::from),
        prefix: Text::from(place.prefix),
    })
}

/// Whether the text behind `before` is on a line of build info. Programs hold two copies of it.
fn is_build_info(before: &[u8]) -> bool {
    let before = before.get(before.len().saturating_sub(CONTEXT)..).unwrap_or_default();
    let Some(end) = needle::rfind_byte(before, b'\n') else { return false };
    let line = before.get(end.saturating_add(1)..).unwrap_or_default();
    let kinds: [&[u8]; 4] = [b"build\t", b"dep\t", b"mod\t", b"=>\t"];
    kinds.iter().any(|kind| line.starts_with(kind))
}

fn place_at(start: PartOffset, at: usize) -> PartOffset {
    start.saturating_add(u64::try_from(at).unwrap_or(u64::MAX))
}

/// Whether a byte may stand in a name in a path, as far as paths in programs go.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'.' | b'_' | b'-' | b'+' | b'~' | b'@')
        || byte >= 0x80
}

/// Whether a byte may stand in a path.
fn is_path(byte: u8) -> bool {
    is_name(byte) || matches!(byte, b'/' | b'\\' | b':' | b'!' | b'%' | b'$' | b'#')
}

/// Whether a byte is shown around a needle.
fn is_shown(byte: u8) -> bool {
    byte >= b' ' && byte != 0x7f
}

/// The bytes around `at..end` that `belongs` accepts, and where they start.
fn around(window: &[u8], at: usize, end: usize, belongs: fn(u8) -> bool) -> (usize, &[u8]) {
    let before = window.get(at.saturating_sub(CONTEXT)..at).unwrap_or_default();
    let before = before.iter().rev().take_while(|byte| belongs(**byte)).count();
    let behind = window.get(end..).unwrap_or_default().iter().take(CONTEXT);
    let behind = behind.take_while(|byte| belongs(**byte)).count();
    let from = at.saturating_sub(before);
    (from, window.get(from..end.saturating_add(behind)).unwrap_or_default())
}

/// The UTF-16 text around `at`, as far as `belongs` accepts its bytes.
fn wide_around(window: &[u8], at: usize, belongs: fn(u8) -> bool) -> Vec<u8> {
    let low = |pair: &[u8]| match pair {
        [low, 0] if belongs(*low) => Some(*low),
        _ => None,
    };
    let before = window.get(at.saturating_sub(CONTEXT)..at).unwrap_or_default();
    let mut text: Vec<u8> = before.rchunks_exact(2).map_while(low).collect();
    text.reverse();
    let behind = window.get(at..).unwrap_or_default();
    text.extend(behind.chunks_exact(2).take(CONTEXT).map_while(low));
    text
}

/// The start, in `run`, of the path that contains the needle at `at`.
fn path_start(run: &[u8], at: usize, starts: bool) -> Option<usize> {
    let is_drive = |from: usize| matches!(run.get(from..), Some([letter, b':', b'/' | b'\\', ..]) if letter.is_ascii_alphabetic());
    if matches!(run, [b'/', next, ..] if is_name(*next)) || is_drive(0) {
        // In a list of paths, colons separate the paths.
        let list = run.get(..=at)?.windows(2).rposition(|pair| pair == b":/");
        let list = list.filter(|&colon| colon != 1 || !is_drive(0));
        return Some(list.map_or(0, |colon| colon.saturating_add(1)));
    }
    if let Some(from) = at.checked_sub(2).filter(|&from| is_drive(from)) {
        return Some(from);
    }
    if let Some(from) = at.checked_sub(1).filter(|&from| is_drive(from)) {
        return Some(from);
    }
    if is_flag(run.get(..2)?) && run.get(2) == Some(&b'/') {
        return Some(2);
    }
    if starts {
        return Some(at);
    }
    // The path starts further in front, behind the end of another string.
    let roots: [&[u8]; 8] =
        [b"/home/", b"/Users/", b"/root/", b"/opt/", b"/usr/", b"/var/", b"/srv/", b"/data/"];
    let head = run.get(..at.saturating_add(1))?;
    roots.iter().filter_map(|root| crate::bytes::needle::find(head, root)).min()
}

/// Whether the text before a path is a flag joined to it.
fn is_flag(before: &[u8]) -> bool {
    matches!(before, [b'-', b'I' | b'L' | b'F' | b'B']) || before.ends_with(b":")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::Named;

    fn search(needles: &[&str], bytes: &[u8], is_windows: bool) -> Texts {
        let needles: Vec<Text> = needles.iter().map(|it| Text::from(*it)).collect();
        let known = Known { is_windows, ..Known::default() };
        DeepSearch::new(&needles, Some("/opt/mygo")).search(
            &bytes.to_vec(),
            &known,
            &Limits::default(),
        )
    }

    /// Kind or needle, value, place, count, whether it stands alone.
    type Row = (String, String, u64, u64, bool);

    fn rows(texts: &Texts) -> Vec<Row> {
        let row = |it: &Found| {
            let what = match &it.sought {
                Sought::Place { kind, .. } => kind.name().to_owned(),
                Sought::Needle(needle) => format!("needle {needle}"),
                Sought::HostGoroot => "host-goroot".to_owned(),
            };
            (what, it.value.to_string(), it.at.get(), it.count, it.stands_alone)
        };
        texts.found.iter().map(row).collect()
    }

    #[test]
    fn paths_amid_other_bytes() {
        let wide_path = wide(br"C:\Users\Ann Lee\x").unwrap();
        for (bytes, want) in [
            (&b"\0/home/bob/x.c\0"[..], Some(("home", "/home/bob/x.c", 1, true))),
            (b"\0/home/bob", Some(("home", "/home/bob", 1, true))),
            (b"error/home/bob/x.c", Some(("home", "/home/bob/x.c", 5, false))),
            (b"\0-I/home/bob/inc\0", Some(("home", "/home/bob/inc", 3, true))),
            (b"dir=/home/bob/x\0", Some(("home", "/home/bob/x", 4, true))),
            (b"see /home/bob/x.", Some(("home", "/home/bob/x.", 4, true))),
            (b"see /home/bob/x for", Some(("home", "/home/bob/x", 4, false))),
            (b"\0C:/Users/bob/x.c\0", Some(("home", "C:/Users/bob/x.c", 1, true))),
            (b"\0C:\\Users\\bob\\x.c\0", Some(("home", r"C:\Users\bob\x.c", 1, true))),
            (
                b"\0/srv/go/pkg/mod/a.b/c\0",
                Some(("module-cache", "/srv/go/pkg/mod/a.b/c", 1, true)),
            ),
            (b"/bin:/home/bob/go/bin", Some(("home", "/home/bob/go/bin", 5, true))),
            (&wide_path, Some(("home", r"C:\Users\Ann Lee\x", 0, true))),
            // What the program itself says about paths.
            (b"\0/home/\0", None),
            (b"\0/home/%s/x\0", None),
            (b"\0/home/$USER/x\0", None),
            (b"\0https://example.com/home/\0", None),
            (b"\0src/runtime/proc.go\0", None),
            (b"", None),
        ] {
            let want = want.map(|(kind, value, at, alone)| {
                (kind.to_owned(), Text::from(value).to_string(), at, 1, alone)
            });
            let got = search(&[], bytes, true);
            assert_eq!(rows(&got), Vec::from_iter(want), "{:?}", Text::from(bytes));
        }
    }

    #[test]
    fn one_path_with_several_needles_counts_once() {
        let text =
            b"\0/home/bob/go/pkg/mod/x.y/z@v1.0.0/src/runtime/a.go\0/home/bob/go/pkg/mod/q\0";
        let got = rows(&search(&[], text, false));
        let value = "/home/bob/go/pkg/mod/x.y/z@v1.0.0/src/runtime/a.go";
        assert_eq!(got, [("module-cache".to_owned(), value.to_owned(), 1, 2, true)]);
    }

    #[test]
    fn needles_plain_wide_and_inside_of_paths() {
        let mut bytes = b"\0the project falcon!\0/home/bob/falcon/x\0falcon\0".to_vec();
        bytes.push(0);
        bytes.extend(wide(b"Project falcon").unwrap());
        let got = search(&["falcon"], &bytes, false);
        assert_eq!(got.needles(), 4);
        let values: Vec<_> = got
            .found
            .iter()
            .filter(|it| matches!(it.sought, Sought::Needle(_)))
            .map(|it| (it.value.to_string(), it.is_wide))
            .collect();
        let want = [
            ("/home/bob/falcon/x", false),
            ("Project falcon", true),
            ("falcon", false),
            ("the project falcon!", false),
        ];
        assert_eq!(values, want.map(|(text, is_wide)| (text.to_owned(), is_wide)));
        assert_eq!(search(&["Falcon"], &bytes, false).needles(), 0);
    }

    #[test]
    fn the_host_s_goroot_and_not_another() {
        let bytes = b"\0/opt/mygo/src/os/file.go\0/opt/mygo2/x\0/x/opt/mygo/y\0/opt/mygo\0";
        let got = rows(&search(&[], bytes, false));
        let want = ("host-goroot".to_owned(), "/opt/mygo/src/os/file.go".to_owned(), 1, 2, true);
        assert_eq!(got, [want]);
    }

    #[test]
    fn window_borders() {
        let path = b"\0/home/bob/src/tool/main.c\0";
        let mut at = STEP - 600;
        while at < STEP + CONTEXT * 2 + 700 {
            let mut bytes = vec![b'.'; STEP * 2 + 5000];
            bytes[at..at + path.len()].copy_from_slice(path);
            let got = rows(&search(&["tool/main"], &bytes, false));
            let value = "/home/bob/src/tool/main.c".to_owned();
            let want = [
                ("home".to_owned(), value.clone(), at as u64 + 1, 1, true),
                ("needle tool/main".to_owned(), value, at as u64 + 15, 1, true),
            ];
            assert_eq!(got, want, "at {at}");
            at += 7;
        }
        // Sizes at which the last read fills the buffer exactly, or nearly.
        for size in [STEP + 1023, STEP + 1024, STEP + 1025, 2 * STEP + 1024, 27, 28] {
            let mut bytes = vec![0; size];
            let at = size - path.len();
            bytes[at..].copy_from_slice(path);
            assert_eq!(search(&[], &bytes, false).found.len(), 1, "{size}");
        }
    }

    #[test]
    fn long_texts_are_cut_and_many_are_counted() {
        let long = [b"/home/bob/".to_vec(), vec![b'x'; 5000]].concat();
        let got = search(&["xxxyy"], &long, false);
        assert_eq!(got.found[0].value.as_bytes().len(), "/home/".len() + CONTEXT);
        let many: Vec<u8> =
            (0..2000).flat_map(|at| format!("falcon {at}\0").into_bytes()).collect();
        let got = search(&["falcon"], &many, false);
        assert_eq!((got.found.len(), got.needles()), (VALUES + 1, 2000));
        assert!(got.found.iter().any(|it| it.value.is_empty() && it.count > 1900), "{got:?}");
        let limits = Limits { leaks: 10, ..Limits::default() };
        let users: Vec<u8> =
            (0..50).flat_map(|at| format!("\0/home/bob{at}/x\0").into_bytes()).collect();
        let got = DeepSearch::new(&[], None).search(&users, &Known::default(), &limits);
        assert_eq!((got.found.len(), got.cut.map(|it| it.name)), (10, Some("leaks")));
        let limits = Limits { bytes_searched: 10, ..Limits::default() };
        let got = DeepSearch::new(&[], None).search(&users, &Known::default(), &limits);
        assert!(matches!(got.unfinished, Some(ReadError::Limit(_))));
    }

    #[test]
    fn every_place_is_found_by_its_slashes() {
        for (text, _) in PLACES {
            assert!(text.matches('/').count() >= 2, "{text}");
        }
    }
}
