//! Where what is looked for in the memory of a WebAssembly module starts, by one pass over its file.
//!
//! The memory lies in the file in ten thousands of pieces. To put it together and to search it takes many
//! times longer than to search the file, and what is looked for stands whole in one piece: Go's linker leaves
//! out runs of eight zeros and more, and no needle here has as many.
//!
//! Source: `writeDataSec` in `cmd/link/internal/wasm/asm.go`, Go 1.22.10 and 1.27.3.

use std::sync::LazyLock;

use super::build_info::{blob, text};
use crate::bytes::needle::Finder;
use crate::bytes::{Input, PartOffset, Span};
use crate::image::{Image, Memory, RARE_IN_MAGICS, may_start_at};

/// The most places of one kind; where there are more, memory is searched.
const MOST: usize = 64;
/// A header of a pclntab behind the first byte of its magic: the quantum is one byte, an address has eight.
const HEADER: &[u8] = b"\xff\xff\xff\0\0\x01\x08";
/// The first bytes of its magics.
const MAGICS: [u8; 4] = [0xfb, 0xfa, 0xf0, 0xf1];
/// Bytes looked at in one step, and how far each reaches into the next.
const STEP: u64 = 128 << 10;
const OVERLAP: u64 = 7;

static BUILD_INFO: LazyLock<Finder> = LazyLock::new(|| Finder::in_programs(blob::MAGIC));
static TEXT: LazyLock<Finder> = LazyLock::new(|| Finder::in_programs(&text::START));
static PCLNTAB: LazyLock<Finder> = LazyLock::new(|| Finder::in_programs(HEADER));
static PROGRAMS: LazyLock<[(Finder, usize); RARE_IN_MAGICS.len()]> =
    LazyLock::new(|| RARE_IN_MAGICS.map(|(rare, before)| (Finder::in_programs(rare), before)));

/// Places of one kind, in the order of the file and then of memory; `None` where they are too many.
#[derive(Debug)]
struct Places(Option<Vec<PartOffset>>);

impl Places {
    fn new() -> Self {
        Self(Some(Vec::new()))
    }

    /// Adds what a step found, of which the first may be known from the step before.
    fn extend(&mut self, found: impl Iterator<Item = PartOffset>) {
        let Some(known) = &mut self.0 else { return };
        let last = known.last().copied();
        known.extend(found.filter(|at| last.is_none_or(|last| *at > last)).take(MOST));
        if known.len() > MOST {
            self.0 = None;
        }
    }

    /// Those that are whole in memory, `len` bytes each, by their place there.
    fn moved(self, memory: &Memory, len: usize) -> Self {
        let len = u64::try_from(len).unwrap_or(u64::MAX);
        Self(self.0.map(|places| {
            let moved = places.into_iter().filter_map(|at| memory.address_of(Span::new(at, len)));
            let mut moved: Vec<_> = moved.collect();
            moved.sort_unstable();
            moved
        }))
    }

    fn known(&self) -> Option<&[PartOffset]> {
        self.0.as_deref()
    }
}

/// Where each thing that is looked for may start.
#[derive(Debug)]
pub(crate) struct Marks {
    build_info: Places,
    text: Places,
    pclntab: Places,
    /// Bytes of magics of programs, and how many bytes these start before; only those before the first text.
    programs: Option<Vec<(PartOffset, usize)>>,
    /// Where that text starts in memory.
    until: Option<PartOffset>,
}

impl Marks {
    /// None yet.
    pub(crate) fn new() -> Self {
        let places = Places::new;
        let (build_info, text, pclntab) = (places(), places(), places());
        Self { build_info, text, pclntab, programs: Some(Vec::new()), until: None }
    }

    /// Looks for them in a step of the data section.
    pub(crate) fn see(&mut self, start: PartOffset, bytes: &[u8]) {
        let place = |at: usize| start.saturating_add(u64::try_from(at).unwrap_or(u64::MAX));
        let is_first = self.text.known().is_some_and(<[_]>::is_empty);
        self.build_info.extend(BUILD_INFO.find_all(bytes).map(place));
        self.text.extend(TEXT.find_all(bytes).map(place));
        let is_header = |at: &usize| {
            let first = at.checked_sub(1).and_then(|at| bytes.get(at));
            first.is_some_and(|first| MAGICS.contains(first))
        };
        let headers = PCLNTAB.find_all(bytes).filter(is_header);
        self.pclntab.extend(headers.filter_map(|at| at.checked_sub(1)).map(place));
        if is_first {
            self.see_programs(start, bytes);
        }
    }

    /// Looks for programs before the first text.
    fn see_programs(&mut self, start: PartOffset, bytes: &[u8]) {
        let text = self.text.known().and_then(<[_]>::first);
        let len = text.and_then(|text| usize::try_from(text.0.checked_sub(start.0)?).ok());
        let bytes = len.and_then(|len| bytes.get(..len)).unwrap_or(bytes);
        let Some(programs) = &mut self.programs else { return };
        for (finder, before) in PROGRAMS.iter() {
            let found = finder.find_all(bytes).take(MOST);
            let place = |at| start.saturating_add(u64::try_from(at).unwrap_or(u64::MAX));
            programs.extend(found.map(|at| (place(at), *before)));
        }
        if programs.len() > MOST {
            self.programs = None;
        }
    }

    /// The same by their places in memory.
    pub(crate) fn moved(self, memory: &Memory) -> Self {
        let first = self.text.known().and_then(<[_]>::first).copied();
        let first = first.filter(|first| memory.is_in_order_up_to(*first));
        let head = |(at, before): (PartOffset, usize)| {
            let address = memory.address_of(Span::new(at, 1))?;
            address.0.checked_sub(u64::try_from(before).ok()?).map(|at| (PartOffset(at), 0))
        };
        let programs = self.programs.map(|it| it.into_iter().filter_map(head).collect());
        Self {
            build_info: self.build_info.moved(memory, blob::MAGIC.len()),
            text: self.text.moved(memory, text::START.len()),
            pclntab: self.pclntab.moved(memory, HEADER.len().saturating_add(1)),
            programs,
            until: first.and_then(|first| memory.address_of(Span::new(first, 1))),
        }
    }

    /// Where blobs of build info may start; `None` where that is not known.
    pub(crate) fn build_info(&self) -> Option<&[PartOffset]> {
        self.build_info.known()
    }

    /// Where module texts start, with what stands before them.
    pub(crate) fn text(&self) -> Option<&[PartOffset]> {
        self.text.known()
    }

    /// Where headers of a pclntab start.
    pub(crate) fn pclntab(&self) -> Option<&[PartOffset]> {
        self.pclntab.known()
    }

    /// Whether it is certain that no program that the memory holds starts before the byte at `at`.
    pub(crate) fn has_no_program_before(&self, input: &Input<'_>, at: PartOffset) -> bool {
        let is_known = self.until.is_some_and(|until| at <= until);
        let programs = self.programs.as_ref().filter(|_| is_known);
        programs.is_some_and(|them| !them.iter().any(|(head, _)| may_start_at(input, *head)))
    }
}

/// The words in memory that hold the address `of`, found in the file; `None` where they are too many, or the
/// file cannot be read.
pub(crate) fn words_that_hold(
    image: &Image,
    input: &Input<'_>,
    memory: &Memory,
    of: PartOffset,
) -> Option<Vec<PartOffset>> {
    let word = of.0.to_le_bytes();
    let zeros = word.iter().take_while(|byte| **byte == 0).count();
    let needle = word.get(zeros..).filter(|needle| !needle.is_empty())?;
    let finder = Finder::in_programs(needle);
    let data = image.section("data")?.span?;
    let len = u64::try_from(needle.len()).ok()?;
    let mut windows = input.windows(data, STEP, OVERLAP);
    let mut words = Vec::new();
    while let Some((start, bytes)) = windows.advance().ok()? {
        for at in finder.find_all(bytes) {
            let at = start.saturating_add(u64::try_from(at).ok()?);
            let address = memory.address_of(Span::new(at, len)).map(|it| it.0);
            let word = address.and_then(|it| it.checked_sub(u64::try_from(zeros).ok()?));
            words.extend(word.filter(|it| it & 7 == 0).map(PartOffset));
        }
        if words.len() > MOST {
            return None;
        }
    }
    words.sort_unstable();
    words.dedup();
    Some(words)
}
