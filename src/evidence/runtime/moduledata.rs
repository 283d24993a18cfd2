//! The runtime's module data: where the program itself says its pclntab is.
//!
//! It starts with these pointer-sized words, in writable data:
//!
//! | Go | words |
//! | --- | --- |
//! | 1.5–1.15 | pclntab (address, length, capacity), function table (address, …); the latter starts behind the pclntab's first 8 bytes and one word |
//! | 1.16– | pclntab header (address), function names (address, length, capacity), … |
//!
//! Words 16 (up to Go 1.15) and 26 (since) are the address at which data that holds pointers starts:
//! in a PE file, whose `.data` starts with data that holds none, there is no other way to find it.
//!
//! Source: `runtime/symtab.go` (`moduledata`), Go 1.15.15 and 1.22.10; later ones by the words of
//! binaries up to Go 1.27.

use super::header;
use super::pclntab::{FoundBy, Layout, Pclntab};
use crate::bytes::{Input, PartOffset, Span, Va, words};
use crate::evidence::error::{Damage, Reading, Structure};
use crate::evidence::look::Look;
use crate::image::{Image, Relocations};

/// Bytes of data looked at in one step, and in all of one run.
const STEP: u64 = 64 << 10;
const MOST: u64 = 64 << 20;
/// Words looked at together.
const WORDS: usize = 4;
/// The furthest that the function names start behind the header.
const LONGEST_HEADER: u64 = 0x100;

/// Finds the pclntab that the module data points to. `Ok(None)` where no word of writable data does.
pub(crate) fn find(image: &Image, input: &Input<'_>, look: Look) -> Reading<Pclntab> {
    scan(image, input, look, |candidate, at| candidate.whole(image, input, at))
}

/// The same among the words at `places`, in their order.
pub(crate) fn find_at(image: &Image, input: &Input<'_>, places: &[PartOffset]) -> Option<Pclntab> {
    places.iter().find_map(|&at| {
        let words = words_at(image, input, at, u64::try_from(WORDS).ok()?)?;
        Candidate::of(&words, image)?.whole(image, input, at)
    })
}

/// Where the module data that points to `pclntab` lies. `Ok(None)` as for [`find`].
pub(crate) fn place(image: &Image, input: &Input<'_>, pclntab: &Pclntab) -> Reading<PartOffset> {
    let Some(header) = image.address_of(pclntab.at) else { return Ok(None) };
    let names = Some(pclntab.first_table);
    scan(image, input, Look::AsGo, |candidate, at| {
        let agrees = candidate.names.is_none() || candidate.names == names;
        (candidate.header == header && agrees).then_some(at)
    })
}

/// The first words of writable data that look like the start of module data and are accepted: as
/// they stand in the file, else as the loader will fill them.
fn scan<T>(
    image: &Image,
    input: &Input<'_>,
    look: Look,
    mut accept: impl FnMut(&Candidate, PartOffset) -> Option<T>,
) -> Reading<T> {
    let mut tried = 0_u64;
    let places: Vec<Span> = places(image, look).into_iter().map(|it| it.first(MOST)).collect();
    for &span in &places {
        let none = Relocations::default();
        if let Some(found) = scan_run(image, input, span, &none, &mut tried, &mut accept)? {
            return Ok(Some(found));
        }
    }
    if !image.is_relocated() {
        return Ok(None);
    }
    for &span in &places {
        let Some(start) = image.address_of(span.start()) else { continue };
        let relocations = image.relocations(input, start, span.len());
        let relocations =
            relocations.map_err(|it| Damage::new(Structure::Pclntab, span.start(), it))?;
        if let Some(found) = scan_run(image, input, span, &relocations, &mut tried, &mut accept)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Likewise in one run of the file.
fn scan_run<T>(
    image: &Image,
    input: &Input<'_>,
    span: Span,
    relocations: &Relocations,
    tried: &mut u64,
    accept: &mut impl FnMut(&Candidate, PartOffset) -> Option<T>,
) -> Reading<T> {
    let word = u64::from(image.pointer_size);
    let failed = |error| Damage::new(Structure::Pclntab, span.start(), error);
    let mut windows = input.windows(span, STEP, word.saturating_mul(4));
    while let Some((start, bytes)) = windows.advance().map_err(failed)? {
        let mut words = words(bytes, image.pointer_size, image.endian);
        if let Some(address) = image.address_of(start) {
            relocations.apply(image, address, &mut words);
        }
        for (index, words) in words.windows(WORDS).enumerate() {
            // Nearly no words are like this, and that is quick to see.
            let &[_, second, third, fourth] = words else { continue };
            if third == 0 || third != fourth && third != second {
                continue;
            }
            let Some(candidate) = Candidate::of(words, image) else { continue };
            *tried = tried.saturating_add(1);
            input
                .budget()
                .within("candidates", *tried, input.budget().limits().candidates)
                .map_err(|limit| Damage::new(Structure::Pclntab, span.start(), limit))?;
            let index = u64::try_from(index).unwrap_or(u64::MAX);
            let at = start.saturating_add(index.saturating_mul(word));
            if let Some(found) = accept(&candidate, at) {
                return Ok(Some(found));
            }
        }
    }
    Ok(None)
}

/// The words at `at`, as the loader will fill them.
fn words_at(image: &Image, input: &Input<'_>, at: PartOffset, count: u64) -> Option<Vec<u64>> {
    let span = Span::new(at, u64::from(image.pointer_size).checked_mul(count)?);
    let bytes = input.read(span).ok()?;
    let mut words = words(&bytes, image.pointer_size, image.endian);
    // Where each word holds an address, the entries hold the same ones.
    let is_relocated = image.is_relocated() && words.contains(&0);
    if let Some(start) = image.address_of(at).filter(|_| is_relocated) {
        image.relocations(input, start, span.len()).ok()?.apply(image, start, &mut words);
    }
    Some(words)
}

/// Where module data may lie: it has a section of its own since Go 1.26, and is counted as data
/// without pointers before.
fn places(image: &Image, look: Look) -> Vec<Span> {
    const SECTIONS: [&str; 6] =
        [".go.module", "__go_module", ".noptrdata", "__noptrdata", ".data", "__data"];
    let named = SECTIONS.iter().filter_map(|name| image.section(name)?.span);
    let named: Vec<Span> = named.collect();
    // Where names were changed, one that is left says nothing.
    if named.is_empty() || look == Look::Everywhere { image.writable() } else { named }
}

/// Where data that holds pointers starts, by the module data at `at`.
fn data_start(image: &Image, input: &Input<'_>, at: PartOffset, layout: Layout) -> Option<Va> {
    let index: u64 = if layout == Layout::Go1_2 { 16 } else { 26 };
    let word = u64::from(image.pointer_size);
    let at = at.checked_add(index.checked_mul(word)?)?;
    image.pointer(words_at(image, input, at, 1)?.first().copied()?)
}

/// Words that look like the start of module data.
struct Candidate {
    /// Where the pclntab header would be.
    header: Va,
    /// How far behind the header the function names would start; `None` in the oldest form.
    names: Option<u64>,
}

impl Candidate {
    fn of(words: &[u64], image: &Image) -> Option<Self> {
        let &[first, second, third, fourth] = words else { return None };
        let header = image.pointer(first)?;
        let behind = |word: u64| image.pointer(word)?.offset_from(header);
        let old = u64::from(image.pointer_size).saturating_add(8);
        if third == fourth && third != 0 {
            let names = behind(second).filter(|it| (1..LONGEST_HEADER).contains(it))?;
            Some(Self { header, names: Some(names) })
        } else if second == third && second != 0 && behind(fourth) == Some(old) {
            Some(Self { header, names: None })
        } else {
            None
        }
    }

    /// The pclntab, if its header agrees with the words, and where data that holds pointers starts.
    fn whole(&self, image: &Image, input: &Input<'_>, at: PartOffset) -> Option<Pclntab> {
        let found = self.confirm(image, input, at)?;
        Some(Pclntab { data_start: data_start(image, input, at, found.layout), ..found })
    }

    /// The pclntab, if its header agrees with the words.
    fn confirm(&self, image: &Image, input: &Input<'_>, at: PartOffset) -> Option<Pclntab> {
        let start = image.locate(self.header, 1)?.start();
        let end = image.section_at(start).and_then(|section| section.span).map(Span::end);
        let span = Span::between(start, end.unwrap_or(input.whole().end()));
        let size = Some(image.pointer_size);
        let Some(found) = header::read(input, span, size, FoundBy::Moduledata).ok()? else {
            let found = header::read_unknown(image, input, span, FoundBy::Moduledata)?;
            return points_to_tables(image, input, at, &found).then_some(found);
        };
        let names = found.function_names.start().0.checked_sub(start.0);
        let agrees = match self.names {
            Some(_) => names == self.names,
            None => found.layout == Layout::Go1_2,
        };
        agrees.then_some(found)
    }
}

/// Whether the words behind the first of the module data at `at` point to each table of `pclntab`.
fn points_to_tables(image: &Image, input: &Input<'_>, at: PartOffset, pclntab: &Pclntab) -> bool {
    let Some(words) = words_at(image, input, at, 17) else { return false };
    let tables = [
        (1, Some(pclntab.function_names.start())),
        (4, Some(pclntab.function_names.end())),
        (7, Some(pclntab.file_table.start())),
        (10, Some(pclntab.file_table.end())),
        (13, pclntab.function_table),
        (16, pclntab.function_table),
    ];
    tables.into_iter().all(|(index, table)| {
        let address = words.get(index).and_then(|&word| image.pointer(word));
        address.is_some() && address == table.and_then(|table| image.address_of(table))
    })
}
