//! One search of one file: every byte once, and a look around each hit.

use std::ops::Range;

use super::around::{
    CONTEXT, around, is_build_info, is_flag, is_name, is_path, is_shown, path_start, wide_around,
};
use super::found::{Found, Sought, Texts};
use super::needles::{DeepSearch, NeedleKind, Prepared};
use crate::bytes::{ByteSource, Hit, Limits, PartOffset, ReadError, Span, Text, within};
use crate::container::{Around, FileOffset};
use crate::leak::fold::Fold;
use crate::leak::kind::LeakKind;
use crate::leak::place::classify;

/// Bytes searched in one step: the size of the second-level cache.
pub(super) const STEP: usize = 256 << 10;
/// How many different texts are kept for one needle; further ones are counted together.
pub(super) const VALUES: usize = 64;

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

fn place_at(start: PartOffset, at: usize) -> PartOffset {
    start.saturating_add(u64::try_from(at).unwrap_or(u64::MAX))
}

fn len(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
