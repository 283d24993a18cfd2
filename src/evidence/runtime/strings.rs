//! Strings that the linker sets in the runtime's data: `runtime.buildVersion` and the default
//! GOROOT. They are found in stripped binaries too.
//!
//! A Go string variable is two words, address and length. Go's linker gathers such variables in
//! `.data` (ELF, PE), `__data` (Mach-O) and gives each text it sets itself a NUL behind its last
//! byte, which ordinary literals do not have.
//!
//! | Go | variable | how it is found |
//! | --- | --- | --- |
//! | 1.7–1.16 | `runtime.buildVersion` | points to an ordinary literal |
//! | 1.10–1.16 | `runtime/internal/sys.DefaultGoroot` | its text is the root of the file table |
//! | 1.17– | `runtime.buildVersion` | its text has a NUL behind it |
//! | 1.17– | `runtime.defaultGOROOT` | directly before or behind `runtime.buildVersion` |
//!
//! The last row held in 203 of 203 binaries of Go 1.19–1.27 of every format. The variable is only
//! there if the program refers to `runtime.GOROOT`; else, or with `-trimpath`, its neighbour may be
//! any other string.
//!
//! Source: `cmd/link/internal/ld/data.go` (`addstrdata`, `dodata`), Go 1.15.15 and 1.22.10.

use crate::evidence::places::{Convert, Places};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::ControlFlow;

use crate::bytes::{Input, PartOffset, Span, Text, Va, each_word, needle, word_at};
use crate::evidence::error::{Damage, Structure};
use crate::go::GoVersion;
use crate::image::{Image, ImageError, Relocations};

/// Bytes of data looked at in turn: the string variables stand near its start, where the linker
/// puts the smallest variables.
const STEPS: [u64; 3] = [4 << 10, 16 << 10, 64 << 10];
/// Bytes of data in which they are looked for at all, and how many of them are held at a time.
const SEARCHED: u64 = 32 << 20;
const WINDOW: u64 = 4 << 20;
/// Bytes of data in which a version whose text may lie anywhere is looked for.
const LINKER_SET_WITHIN: u64 = 64 << 10;
/// Bytes looked at in one step when searching for version texts.
const STEP: u64 = 128 << 10;
/// Bytes read around a text, and how many such parts are kept.
const PAGE: u64 = 4096;
const MOST_PAGES: usize = 256;
/// The longest version text and the longest path that are believed.
const LONGEST_VERSION: u64 = 64;
const LONGEST_PATH: u64 = 4096;

/// One string variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuntimeString {
    /// The text.
    pub text: Text,
    /// Where the variable lies: address, then length.
    pub at: PartOffset,
    /// Whether a NUL stands behind the text: the linker set it.
    pub linker_set: bool,
}

/// What was found in the runtime's data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuntimeStrings {
    /// `runtime.buildVersion`.
    pub version: Option<RuntimeString>,
    /// Versions in other variables, where it is not clear which variable is the runtime's.
    pub other_versions: Vec<RuntimeString>,
    /// The variable before `runtime.buildVersion`, if the linker set its text.
    pub before: Option<RuntimeString>,
    /// The variable behind it, likewise.
    pub behind: Option<RuntimeString>,
    /// A variable whose text the linker set to the root of the file table.
    pub root: Option<RuntimeString>,
    /// A neighbour of `runtime.buildVersion` has a length, but no address in the file.
    pub beside_null: bool,
}

impl RuntimeStrings {
    /// Adds what was found further on. A version that the linker set is the runtime's, wherever it
    /// lies; of others the first counts.
    fn merge(&mut self, later: Self) {
        self.root = self.root.take().or(later.root);
        let Some(version) = later.version else { return };
        let is_first = self.version.is_none();
        if is_first || version.linker_set {
            let before = self.version.replace(version);
            (self.before, self.behind) = (later.before, later.behind);
            self.beside_null = later.beside_null;
            self.other_versions.extend(before);
        } else {
            self.other_versions.push(version);
        }
        self.other_versions.extend(later.other_versions);
        match &self.version {
            // What the linker did not set is no version of the runtime's then.
            Some(version) if version.linker_set => self.other_versions.clear(),
            Some(version) => self.other_versions.retain(|it| it.text != version.text),
            None => {}
        }
    }
}

/// What to look for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted<'w> {
    /// The text of `runtime.buildVersion`, if it is known from elsewhere.
    pub(crate) version: Option<&'w [u8]>,
    /// Where data that holds pointers starts, if that is known.
    pub(crate) data_start: Option<Va>,
    /// The root of the file table, for a program whose variable is not a neighbour of its version.
    pub(crate) root: Option<&'w [u8]>,
}

/// Searches the runtime's data.
pub(crate) fn find(
    image: &Image,
    input: &Input<'_>,
    wanted: Wanted<'_>,
) -> Result<RuntimeStrings, Damage> {
    let found = find_with(image, input, wanted, &Texts::Unknown)?;
    if found.version.is_some() || wanted.version.is_some() {
        return Ok(found);
    }
    // Before Go 1.17 the version is an ordinary literal: found among all of them.
    find_with(image, input, wanted, &Texts::At(version_texts(image, input)?))
}

/// Where the text of the version may lie.
enum Texts {
    /// Anywhere, but then the linker must have set it.
    Unknown,
    /// At one of these addresses.
    At(Vec<Va>),
}

fn find_with(
    image: &Image,
    input: &Input<'_>,
    wanted: Wanted<'_>,
    texts: &Texts,
) -> Result<RuntimeStrings, Damage> {
    let mut found = RuntimeStrings::default();
    for span in data(image, wanted.data_start) {
        // A run that starts behind the end of the file stays what it is: an error to read.
        let is_outside = span.start().0 >= input.size();
        let span = if is_outside { span } else { span.clamped(input.size()) };
        // A variable and its neighbours may lie on both sides of a border.
        let overlap = u64::from(image.pointer_size).saturating_mul(8);
        let mut looked_at = 0;
        for step in STEPS {
            found = Words::read(image, input, span.first(step))?.search(wanted, texts)?;
            looked_at = step;
            // Before Go 1.17 no NUL marks the version, and the root may lie further on.
            let complete = is_complete(&found, words_end(span, step), overlap);
            let in_vain = wanted.version.is_none() && matches!(texts, Texts::Unknown);
            if complete || in_vain && step >= LINKER_SET_WITHIN {
                looked_at = u64::MAX;
            }
            if looked_at >= span.len() {
                break;
            }
        }
        let mut at = looked_at.saturating_sub(overlap);
        while looked_at < span.len().min(SEARCHED) {
            let rest = span.part(at, span.len().saturating_sub(at));
            let Some(window) = rest.map(|rest| rest.first(WINDOW)) else { break };
            found.merge(Words::read(image, input, window)?.search(wanted, texts)?);
            looked_at = at.saturating_add(window.len());
            if is_complete(&found, words_end(span, looked_at), overlap) {
                break;
            }
            at = looked_at.saturating_sub(overlap);
        }
        if found.version.is_some() {
            break;
        }
    }
    Ok(found)
}

/// Where the words end that were looked at, `looked_at` bytes into `span`; `None` where that is the
/// end of all.
fn words_end(span: Span, looked_at: u64) -> Option<PartOffset> {
    (looked_at < span.len()).then(|| span.start().saturating_add(looked_at))
}

/// Whether a version that the linker set was found, and not so near the `end` of what was looked at
/// that its neighbour may lie behind it.
fn is_complete(found: &RuntimeStrings, end: Option<PartOffset>, overlap: u64) -> bool {
    found.version.as_ref().is_some_and(|version| {
        let needed = version.at.saturating_add(overlap / 2);
        version.linker_set && end.is_none_or(|end| needed <= end)
    })
}

/// The string variable at `address`; `None` where the file does not fill it, or not yet.
pub(crate) fn at_address(image: &Image, input: &Input<'_>, address: Va) -> Option<RuntimeString> {
    let size = u64::from(image.pointer_size).saturating_mul(2);
    let words = Words::read(image, input, image.locate(address, size)?).ok()?;
    let relocations = image.relocations(input, address, size).ok()?;
    Words { relocations, ..words }.string(0)
}

/// Where string variables lie, likeliest first.
fn data(image: &Image, start: Option<Va>) -> impl Iterator<Item = Span> {
    let named = [".data", "__data"].iter().find_map(|name| image.section(name)?.span);
    let others = if named.is_some() { Vec::new() } else { image.writable() };
    let start = start.and_then(|start| image.locate(start, 1)).map(Span::start);
    let from_start = start.and_then(|start| {
        let span = named.iter().chain(&others).find(|span| span.contains(start))?;
        Some(Span::between(start, span.end()))
    });
    from_start.into_iter().chain(named).chain(others)
}

fn damage(at: PartOffset) -> impl Fn(ImageError) -> Damage {
    move |error| Damage::new(Structure::RuntimeStrings, at, error)
}

/// Addresses of every text in the image that starts as a version does.
fn version_texts(image: &Image, input: &Input<'_>) -> Result<Vec<Va>, Damage> {
    let mut texts = Vec::new();
    let literals = [".rodata", "__rodata"].iter().find_map(|name| image.section(name));
    // Old PE programs keep their literals in `.text`.
    let named = literals.and_then(|section| section.span).map(|span| vec![span]);
    for span in named.unwrap_or_else(|| image.loaded()) {
        let mut windows = input.windows(span, STEP, 4);
        let failed = |error| Damage::new(Structure::RuntimeStrings, span.start(), error);
        while let Some((start, bytes)) = windows.advance().map_err(failed)? {
            for at in needle::find_all(bytes, b"go1.") {
                let at = start.saturating_add(u64::try_from(at).unwrap_or(u64::MAX));
                texts.extend(image.address_of(at));
            }
            let count = u64::try_from(texts.len()).unwrap_or(u64::MAX);
            input
                .budget()
                .within("candidates", count, input.budget().limits().candidates)
                .map_err(|limit| Damage::new(Structure::RuntimeStrings, span.start(), limit))?;
        }
    }
    texts.sort_unstable();
    texts.dedup();
    Ok(texts)
}

/// A run of data as pointer-sized words.
struct Words<'w, 's> {
    image: &'w Image,
    input: &'w Input<'s>,
    span: Span,
    /// Where the first word is loaded.
    address: Option<Va>,
    bytes: Vec<u8>,
    relocations: Relocations,
    pages: Pages,
}

/// Parts of the file that texts were read from: those of a program's variables lie close together.
#[derive(Default)]
struct Pages(RefCell<BTreeMap<u64, Vec<u8>>>);

impl Pages {
    /// Hands over the part of `span` that lies in the file; `None` where it cannot be read.
    fn read<T>(
        &self,
        input: &Input<'_>,
        span: Span,
        take: impl FnOnce(&[u8]) -> Option<T>,
    ) -> Option<T> {
        let (start, page) = (span.start().0, span.start().0.checked_div(PAGE)?);
        let offset = usize::try_from(start.checked_rem(PAGE)?).ok()?;
        let len = usize::try_from(span.clamped(input.size()).len()).ok()?;
        let mut pages = self.0.borrow_mut();
        if pages.len() > MOST_PAGES {
            pages.clear();
        }
        let bytes = match pages.entry(page) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let at = PartOffset(page.checked_mul(PAGE)?);
                new.insert(input.read_clamped(Span::new(at, PAGE)).ok()?)
            }
        };
        match bytes.get(offset..offset.checked_add(len)?) {
            Some(bytes) => take(bytes),
            None => take(&input.read_clamped(span).ok()?),
        }
    }
}

impl<'w, 's> Words<'w, 's> {
    fn read(image: &'w Image, input: &'w Input<'s>, span: Span) -> Result<Self, Damage> {
        let bytes = input
            .read(span)
            .map_err(|error| Damage::new(Structure::RuntimeStrings, span.start(), error))?;
        let address = image.address_of(span.start());
        let (relocations, pages) = (Relocations::default(), Pages::default());
        Ok(Self { image, input, span, address, bytes, relocations, pages })
    }

    fn search(mut self, wanted: Wanted<'_>, texts: &Texts) -> Result<RuntimeStrings, Damage> {
        let found = self.pass(wanted, texts);
        // The words may be filled by the loader only.
        if found.version.is_some() && !found.beside_null || !self.image.is_relocated() {
            return Ok(found);
        }
        let Some(start) = self.address else { return Ok(found) };
        self.relocations = match self.image.relocations(self.input, start, self.span.len()) {
            Ok(relocations) => relocations,
            Err(_) if found.version.is_some() => return Ok(found),
            Err(error) => return Err(damage(self.span.start())(error)),
        };
        Ok(self.pass(wanted, texts))
    }

    /// One pass over all pairs of words.
    fn pass(&self, wanted: Wanted<'_>, texts: &Texts) -> RuntimeStrings {
        let length = |text: Option<&[u8]>| text.and_then(|text| u64::try_from(text.len()).ok());
        let (version, root) = (length(wanted.version), length(wanted.root));
        let is_length = |len: u64| match version {
            Some(version) => len == version,
            None => (4..=LONGEST_VERSION).contains(&len),
        };
        // A path as spelled may have a slash more than the cleaned one.
        let is_root = |len| root.is_some_and(|root| len == root || len == root.saturating_add(1));
        let may_be = |len| is_length(len) || is_root(len);
        let mut found = RuntimeStrings::default();
        let (mut set, mut versions) = (None, Vec::new());
        let mut tried = 0_u64;
        let see = |(behind, len): (usize, u64)| {
            let Some(at) = behind.checked_sub(1) else { return ControlFlow::Continue(()) };
            let is_root = is_root(len);
            let is_version = is_length(len) && (version.is_some() || self.may_be(at, texts));
            if !(is_root && found.root.is_none() || is_version) {
                return ControlFlow::Continue(());
            }
            tried = tried.saturating_add(1);
            let budget = self.input.budget();
            if budget.within("candidates", tried, budget.limits().candidates).is_err() {
                return ControlFlow::Break(());
            }
            let Some(string) = self.string(at) else { return ControlFlow::Continue(()) };
            let must_be_set = wanted.version.is_none() && matches!(texts, Texts::Unknown);
            let is_version = is_version && (string.linker_set || !must_be_set);
            if is_version && self.is_version(&string, wanted.version) {
                if string.linker_set {
                    // Its neighbours are all that is left to look at.
                    set = Some((at, string));
                    return ControlFlow::Break(());
                }
                versions.push((at, string));
            } else if is_root && string.linker_set && is_spelling_of(&string.text, wanted.root) {
                found.root = Some(string);
            }
            ControlFlow::Continue(())
        };
        let (size, endian) = (self.image.pointer_size, self.image.endian);
        let _is_enough = each_word(&self.bytes, (size, endian), may_be, see);
        self.with_version(found, set, versions)
    }

    /// The same with the version that the linker set, at its word, or the likeliest of others, and its
    /// neighbours.
    fn with_version(
        &self,
        mut found: RuntimeStrings,
        set: Option<(usize, RuntimeString)>,
        mut versions: Vec<(usize, RuntimeString)>,
    ) -> RuntimeStrings {
        let first = || (!versions.is_empty()).then(|| versions.swap_remove(0));
        if let Some((at, string)) = set.or_else(first) {
            let (before, behind) = (at.checked_sub(2), at.checked_add(2));
            found.beside_null = [before, behind].into_iter().flatten().any(|at| self.is_null(at));
            found.before = before.and_then(|at| self.neighbour(at));
            found.behind = behind.and_then(|at| self.neighbour(at));
            if !string.linker_set {
                let others = versions.into_iter().map(|(_, other)| other);
                found.other_versions = others.filter(|it| it.text != string.text).collect();
            }
            found.version = Some(string);
        }
        found
    }

    fn is_version(&self, string: &RuntimeString, known: Option<&[u8]>) -> bool {
        let text = string.text.as_bytes();
        known.map_or_else(|| GoVersion::is_plain_release(text), |known| text == known)
    }

    fn may_be(&self, at: usize, texts: &Texts) -> bool {
        match texts {
            Texts::Unknown => true,
            Texts::At(texts) => {
                self.pointer(at).is_some_and(|address| texts.binary_search(&address).is_ok())
            }
        }
    }

    /// A neighbour of `runtime.buildVersion`, if the linker set its text and it can be shown.
    fn neighbour(&self, at: usize) -> Option<RuntimeString> {
        let string = self.string(at)?;
        let text = string.text.as_str()?;
        (string.linker_set && !text.chars().any(char::is_control)).then_some(string)
    }

    /// The address that the word at index `at` holds when the program runs; `None` for a null pointer.
    fn pointer(&self, at: usize) -> Option<Va> {
        let raw = self.word(at)?;
        let place = self.address.and_then(|start| start.checked_add(self.offset(at)?));
        self.relocations.resolve(self.image, place, raw)
    }

    /// Whether the variable at word `at` has a length, but no address.
    fn is_null(&self, at: usize) -> bool {
        let length = at.checked_add(1).and_then(|at| self.word(at));
        length.is_some_and(|length| (1..=LONGEST_PATH).contains(&length))
            && self.pointer(at).is_none()
    }

    fn word(&self, at: usize) -> Option<u64> {
        word_at(&self.bytes, at, self.image.pointer_size, self.image.endian)
    }

    fn offset(&self, at: usize) -> Option<u64> {
        u64::try_from(at).ok()?.checked_mul(u64::from(self.image.pointer_size))
    }

    fn place(&self, at: usize) -> Option<PartOffset> {
        self.span.start().checked_add(self.offset(at)?)
    }

    /// The string variable at word `at`.
    fn string(&self, at: usize) -> Option<RuntimeString> {
        let len = self.word(at.checked_add(1)?)?;
        if len == 0 || len > LONGEST_PATH {
            return None;
        }
        let span = self.image.locate(self.pointer(at)?, len)?;
        let with_nul = Span::new(span.start(), len.saturating_add(1));
        let at = self.place(at)?;
        self.pages.read(self.input, with_nul, |bytes| {
            // At the end of the file there may be fewer bytes.
            let len = usize::try_from(len).ok()?;
            let (text, behind) = bytes.split_at_checked(len).unwrap_or((bytes, &[]));
            Some(RuntimeString { text: Text::from(text), at, linker_set: behind == [0] })
        })
    }
}

/// Whether `text` is `root`, perhaps with a slash behind it.
fn is_spelling_of(text: &Text, root: Option<&[u8]>) -> bool {
    let text = text.as_bytes();
    let slashes: Vec<u8> =
        text.iter().map(|&byte| if byte == b'\\' { b'/' } else { byte }).collect();
    root.is_some_and(|root| slashes == root || slashes.strip_suffix(b"/") == Some(root))
}

impl Places for RuntimeString {
    fn convert(&mut self, to: Convert<'_>) {
        self.at.convert(to);
    }
}

impl Places for RuntimeStrings {
    fn convert(&mut self, to: Convert<'_>) {
        self.version.convert(to);
        self.other_versions.convert(to);
        self.before.convert(to);
        self.behind.convert(to);
        self.root.convert(to);
    }
}
