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
use crate::bytes::rare::ByRare;
use crate::bytes::{Input, PartOffset, Span};
use crate::image::{Memory, may_start_at, near_heads};

/// The most places of one kind; where there are more, memory is searched.
const MOST: usize = 64;
/// A header of a pclntab of Go 1.20 and later: the quantum is one byte, an address has eight.
const HEADER: &[u8] = b"\xf1\xff\xff\xff\0\0\x01\x08";
/// One of any release without its first byte, which is one of these.
const ANY_HEADER: &[u8] = b"\xff\xff\xff\0\0\x01\x08";
const FIRST: [u8; 4] = [0xfb, 0xfa, 0xf0, 0xf1];
/// Bytes looked at in one step, and how far each reaches into the next.
const STEP: u64 = 128 << 10;
const OVERLAP: u64 = 7;

/// Places of one kind, in the order of the file and then of memory; `None` where they are too many.
#[derive(Debug)]
struct Places(Option<Vec<PartOffset>>);

impl Places {
    fn new() -> Self {
        Self(Some(Vec::new()))
    }

    /// Adds one, unless it is known from the step before.
    fn add(&mut self, at: PartOffset) {
        let Some(known) = &mut self.0 else { return };
        if known.last().is_none_or(|last| *last < at) {
            known.push(at);
        }
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

    /// Looks for them in a step of the data section, each by a byte that one in a thousand is.
    pub(crate) fn see(&mut self, start: PartOffset, bytes: &[u8]) {
        static FINDER: LazyLock<ByRare<3>> = LazyLock::new(|| {
            let needles = [(blob::MAGIC, 2), (&text::START[..], 4), (HEADER, 0)];
            ByRare::new([b'G', 0x92, 0xf1], needles)
        });
        let is_first = self.text.known().is_some_and(<[_]>::is_empty);
        FINDER.find_all(bytes, |index, at| {
            let kinds = [&mut self.build_info, &mut self.text, &mut self.pclntab];
            let kind = kinds.into_iter().nth(index);
            kind.into_iter().for_each(|kind| kind.add(place(start, at)));
        });
        if is_first {
            self.see_programs(start, bytes);
        }
    }

    /// Looks for programs before the first text.
    fn see_programs(&mut self, start: PartOffset, bytes: &[u8]) {
        let text = self.text.known().and_then(<[_]>::first);
        let len = text.and_then(|text| usize::try_from(text.0.checked_sub(start.0)?).ok());
        let bytes = len.and_then(|len| bytes.get(..len)).unwrap_or(bytes);
        near_heads(bytes, |at, before| {
            let programs = self.programs.as_mut().filter(|them| them.len() <= MOST);
            programs.into_iter().for_each(|them| them.push((place(start, at), before)));
        });
        self.programs = self.programs.take().filter(|them| them.len() <= MOST);
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
            pclntab: self.pclntab.moved(memory, HEADER.len()),
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

    /// Where headers of a pclntab of Go 1.20 and later start.
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

fn place(start: PartOffset, at: usize) -> PartOffset {
    start.saturating_add(u64::try_from(at).unwrap_or(u64::MAX))
}

/// Where in memory headers of a pclntab of any release start; `None` as for [`places_of`].
pub(crate) fn headers(input: &Input<'_>, data: Span, memory: &Memory) -> Option<Vec<PartOffset>> {
    let is_first = |at: &PartOffset| {
        let byte = memory.source(input.source());
        let byte = Input::resume(&byte, input.budget(), &[]).read(Span::new(*at, 1));
        byte.is_ok_and(|byte| byte.first().is_some_and(|byte| FIRST.contains(byte)))
    };
    let mut headers = places_of(input, data, memory, ANY_HEADER, 1)?;
    headers.retain(is_first);
    Some(headers)
}

/// The words in memory that hold the address `of`, found in a part of the file; `None` as for [`places_of`].
pub(crate) fn words_that_hold(
    input: &Input<'_>,
    data: Span,
    memory: &Memory,
    of: PartOffset,
) -> Option<Vec<PartOffset>> {
    let word = of.0.to_le_bytes();
    let zeros = word.iter().take_while(|byte| **byte == 0).count();
    let mut words = places_of(input, data, memory, word.get(zeros..)?, zeros)?;
    words.retain(|word| word.0 & 7 == 0);
    Some(words)
}

/// The places in memory that are `before` bytes before those of `needle`, which is short and whole in one
/// segment, found in a part of the file; `None` where they are too many, or the file cannot be read.
fn places_of(
    input: &Input<'_>,
    data: Span,
    memory: &Memory,
    needle: &[u8],
    before: usize,
) -> Option<Vec<PartOffset>> {
    let finder = Finder::in_programs(Some(needle).filter(|needle| !needle.is_empty())?);
    let (len, before) = (u64::try_from(needle.len()).ok()?, u64::try_from(before).ok()?);
    let mut windows = input.windows(data, STEP, OVERLAP);
    let (mut places, mut hits) = (Vec::new(), 0_usize);
    while let Some((start, bytes)) = windows.advance().ok()? {
        for at in finder.find_all(bytes) {
            // Each takes a while, also one that is nowhere in memory.
            hits = hits.saturating_add(1);
            if hits > MOST {
                return None;
            }
            let address = memory.address_of(Span::new(place(start, at), len));
            places.extend(address.and_then(|it| it.0.checked_sub(before)).map(PartOffset));
        }
    }
    places.sort_unstable();
    places.dedup();
    Some(places)
}
