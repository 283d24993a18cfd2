//! The header of a pclntab, which is recognised by its own consistency alone.

use super::pclntab::{FoundBy, Layout, Pclntab};
use crate::bytes::{Endian, Input, PartOffset, Reader, Span, needle};
use crate::evidence::error::{Damage, Reading, Structure};
use crate::image::Image;

/// Bytes read of a header: eight words behind the first eight bytes.
const HEADER: u64 = 8 + 8 * 8;

/// Where in `bytes` the first six bytes of a header stand.
pub(crate) fn header_offsets(bytes: &[u8], endian: Endian) -> impl Iterator<Item = u64> + '_ {
    // Little-endian: the magic's first byte, then these. Big-endian: these with the byte between.
    const LITTLE: &[u8] = &[0xff, 0xff, 0xff, 0, 0];
    const BIG: [[u8; 6]; 4] = [
        [0xff, 0xff, 0xff, 0xfb, 0, 0],
        [0xff, 0xff, 0xff, 0xfa, 0, 0],
        [0xff, 0xff, 0xff, 0xf0, 0, 0],
        [0xff, 0xff, 0xff, 0xf1, 0, 0],
    ];
    let little = (endian == Endian::Little).then(|| needle::find_all(bytes, LITTLE));
    let little = little.into_iter().flatten().filter_map(|at| {
        let at = at.checked_sub(1)?;
        matches!(bytes.get(at)?, 0xfb | 0xfa | 0xf0 | 0xf1).then_some(at)
    });
    let big = (endian == Endian::Big).then(|| BIG.iter());
    let big = big.into_iter().flatten().flat_map(|magic| needle::find_all(bytes, magic));
    little.chain(big).filter_map(|at| u64::try_from(at).ok())
}

/// Reads the header at the start of `span`. `Ok(None)` where it is not one: nothing but the
/// header's own consistency tells.
pub(crate) fn read(
    input: &Input<'_>,
    span: Span,
    pointer_size: Option<u8>,
    found_by: FoundBy,
) -> Reading<Pclntab> {
    let at = span.start();
    let bytes = input
        .read(span.first(HEADER))
        .map_err(|error| Damage::new(Structure::Pclntab, at, error))?;
    let Some((layout, endian, size)) = identify(&bytes) else { return Ok(None) };
    if pointer_size.is_some_and(|expected| expected != size) {
        return Ok(None);
    }
    let mut reader = Reader::new(&bytes, at, endian);
    reader.bytes(8).map_err(|error| Damage::new(Structure::Pclntab, at, error))?;
    let mut words = [0; 8];
    let count = match layout {
        Layout::Go1_2 => 1,
        Layout::Go1_16 => 7,
        Layout::Go1_18 | Layout::Go1_20 => 8,
    };
    for word in words.iter_mut().take(count) {
        let value = reader.word(size);
        *word = value.map_err(|error| Damage::new(Structure::Pclntab, at, error))?;
    }
    let header = Header { span: span.clamped(input.size()), layout, endian, size, found_by };
    Ok(match (layout, words) {
        (Layout::Go1_2, [functions, ..]) => header.oldest(input, functions),
        (Layout::Go1_16, [functions, files, names, cu, file, pc, functab, _]) => {
            header.modern(functions, files, None, [names, cu, file, pc, functab])
        }
        (_, [functions, files, text, names, cu, file, pc, functab]) => {
            header.modern(functions, files, Some(text), [names, cu, file, pc, functab])
        }
    })
}

/// Reads the header at the start of `span` whatever its magic is, if the file points there: nothing
/// but the magic may be amiss. Only the layouts since Go 1.18 are known to be obfuscated so.
pub(crate) fn read_unknown(
    image: &Image,
    input: &Input<'_>,
    span: Span,
    found_by: FoundBy,
) -> Option<Pclntab> {
    let bytes = input.read(span.first(HEADER)).ok()?;
    let &[a, b, c, d, 0, 0, quantum, size] = bytes.first_chunk::<8>()? else { return None };
    let is_quantum = match image.goarch {
        Some("386" | "amd64" | "wasm") => quantum == 1,
        Some("riscv64" | "s390x") => quantum == 2,
        Some(_) => quantum == 4,
        None => matches!(quantum, 1 | 2 | 4),
    };
    let is_magic = [a, b, c, d] != [0; 4] && identify(&bytes).is_none();
    if !is_quantum || !is_magic || size != image.pointer_size {
        return None;
    }
    let mut reader = Reader::new(&bytes, span.start(), image.endian);
    reader.bytes(8).ok()?;
    let mut words = [0; 8];
    for word in &mut words {
        *word = reader.word(size).ok()?;
    }
    let [functions, files, text, names, cu, file, pc, functab] = words;
    let header_len = u64::from(size).saturating_mul(8).saturating_add(8);
    let padding = names.checked_sub(header_len);
    let ascending = names < cu && cu < file && file < pc && pc < functab;
    if !ascending || padding.is_none_or(|it| it >= 32) || files == 0 {
        return None;
    }
    let span = span.clamped(input.size());
    let (layout, endian) = (Layout::Go1_20, image.endian);
    let header = Header { span, layout, endian, size, found_by };
    let found = header.modern(functions, files, Some(text), [names, cu, file, pc, functab])?;
    let found = Pclntab { unknown_magic: true, ..found };
    (holds_names(input, &found, files) && holds_functions(input, &found)).then_some(found)
}

/// Whether a pclntab is one by more than its header: its file table and its table of functions are
/// what the header says.
pub(crate) fn is_whole(input: &Input<'_>, pclntab: &Pclntab) -> bool {
    match pclntab.files {
        Some(files) => holds_names(input, pclntab, files),
        // The oldest layout starts with the functions: the first names lie behind both tables.
        None => pclntab.file_table.start().0 <= input.size(),
    }
}

/// Whether the file table holds as many names as the header says.
fn holds_names(input: &Input<'_>, pclntab: &Pclntab, files: u64) -> bool {
    let Ok(bytes) = input.read(pclntab.file_table) else { return false };
    let end = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last.saturating_add(1));
    let names = needle::count_byte(bytes.get(..end).unwrap_or_default(), 0).saturating_add(1);
    u64::try_from(names) == Ok(files)
}

/// Whether the table of functions starts as one: addresses and places ascend, and the places lie
/// behind the table.
fn holds_functions(input: &Input<'_>, pclntab: &Pclntab) -> bool {
    let Some(at) = pclntab.function_table else { return false };
    let Ok(bytes) = input.read(Span::new(at, 16)) else { return false };
    let mut reader = Reader::new(&bytes, at, pclntab.endian);
    let mut next = || reader.u32().map_or(0, u64::from);
    let (first, place, second, next_place) = (next(), next(), next(), next());
    let table = pclntab.functions.saturating_mul(8);
    first < second && table <= place && place < next_place
}

/// Layout, byte order and pointer size by the first eight bytes.
fn identify(bytes: &[u8]) -> Option<(Layout, Endian, u8)> {
    let &[a, b, c, d, 0, 0, 1 | 2 | 4, size @ (4 | 8)] = bytes.first_chunk::<8>()? else {
        return None;
    };
    let magic = [a, b, c, d];
    Layout::ALL.into_iter().find_map(|layout| {
        let endian = if magic == layout.magic().to_le_bytes() {
            Endian::Little
        } else if magic == layout.magic().to_be_bytes() {
            Endian::Big
        } else {
            return None;
        };
        Some((layout, endian, size))
    })
}

struct Header {
    span: Span,
    layout: Layout,
    endian: Endian,
    size: u8,
    found_by: FoundBy,
}

impl Header {
    /// Go 1.16 and later. The tables ascend; each must lie inside the span. Of the last two
    /// only the start is needed, so that a truncated file still gives its file table.
    fn modern(
        self,
        functions: u64,
        files: u64,
        text_start: Option<u64>,
        [names, cu, file, pc, functab]: [u64; 5],
    ) -> Option<Pclntab> {
        let ascending = names <= cu && cu <= file && file <= pc && pc <= functab;
        // Each function has at least a name of two bytes and an entry of eight.
        let plausible = functions > 0
            && names >= u64::from(self.size).saturating_mul(7).saturating_add(8)
            && functions <= functab.max(1)
            && files <= pc.saturating_sub(file);
        if !ascending || !plausible {
            return None;
        }
        let part = |from: u64, to: u64| {
            let start = self.span.start().checked_add(from)?;
            Some(Span::new(start, to.checked_sub(from)?))
        };
        let file_table = part(file, pc)?;
        (file_table.end() <= self.span.end()).then(|| {
            Some(Pclntab {
                layout: self.layout,
                at: self.span.start(),
                found_by: self.found_by,
                endian: self.endian,
                pointer_size: self.size,
                functions,
                files: Some(files),
                text_start,
                first_table: names,
                function_names: part(names, cu)?,
                file_table,
                function_table: self.span.start().checked_add(functab),
                unknown_magic: false,
                span: self.span,
                data_start: None,
            })
        })?
    }

    /// Go 1.2 to 1.15: behind the function table lies the offset of the file table.
    fn oldest(self, input: &Input<'_>, functions: u64) -> Option<Pclntab> {
        let word = u64::from(self.size);
        let table = functions.checked_mul(2)?.checked_add(1)?.checked_mul(word)?;
        let after = table.checked_add(8)?.checked_add(word)?;
        let bytes = input.read(self.span.part(after, 4)?).ok()?;
        let offset = u64::from(Reader::new(&bytes, PartOffset(0), self.endian).u32().ok()?);
        let start = self.span.start().checked_add(offset)?;
        let inside = functions > 0 && offset >= after && self.span.contains(start);
        inside.then(|| Pclntab {
            layout: self.layout,
            at: self.span.start(),
            found_by: self.found_by,
            endian: self.endian,
            pointer_size: self.size,
            functions,
            files: None,
            text_start: None,
            first_table: 0,
            function_names: self.span,
            file_table: Span::between(start, self.span.end()),
            function_table: None,
            unknown_magic: false,
            span: self.span,
            data_start: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Budget, Limits};

    /// A table of layout 1.20 with the given words.
    fn forge(endian: Endian, size: u8, words: &[u64], len: usize) -> Vec<u8> {
        let magic = Layout::Go1_20.magic();
        let mut table = match endian {
            Endian::Little => magic.to_le_bytes().to_vec(),
            Endian::Big => magic.to_be_bytes().to_vec(),
        };
        table.extend([0, 0, 1, size]);
        for &word in words {
            match (endian, size) {
                (Endian::Little, 4) => table.extend((word as u32).to_le_bytes()),
                (Endian::Little, _) => table.extend(word.to_le_bytes()),
                (Endian::Big, 4) => table.extend((word as u32).to_be_bytes()),
                (Endian::Big, _) => table.extend(word.to_be_bytes()),
            }
        }
        table.resize(len, 0);
        table
    }

    #[test]
    fn headers_must_be_consistent() {
        let good = [10, 2, 0, 0x48, 0x80, 0x90, 0xc0, 0xd0];
        for (what, words, want) in [
            ("good", good, true),
            ("no functions", [0, 2, 0, 0x48, 0x80, 0x90, 0xc0, 0xd0], false),
            ("descending", [10, 2, 0, 0x48, 0x80, 0xc0, 0x90, 0xd0], false),
            ("names inside the header", [10, 2, 0, 0x10, 0x80, 0x90, 0xc0, 0xd0], false),
            ("past the end", [10, 2, 0, 0x48, 0x80, 0x90, 0x10_0000, 0x10_0001], false),
            ("more files than bytes", [10, 900, 0, 0x48, 0x80, 0x90, 0xc0, 0xd0], false),
            ("overflowing", [10, 2, 0, 0x48, 0x80, 0x90, u64::MAX - 1, u64::MAX], false),
        ] {
            for endian in [Endian::Little, Endian::Big] {
                let table = forge(endian, 8, &words, 0x100);
                let budget = Budget::new(&Limits::default());
                let input = Input::open(&table, &budget).unwrap();
                let found = read(&input, input.whole(), Some(8), FoundBy::Section).unwrap();
                assert_eq!(found.is_some(), want, "{what} {endian:?}");
                let places: Vec<_> = header_offsets(&table, endian).collect();
                assert_eq!(places, [0], "{what} {endian:?}");
            }
        }
    }

    #[test]
    fn the_pointer_size_must_be_the_images() {
        let table = forge(Endian::Little, 4, &[10, 2, 0, 0x28, 0x80, 0x90, 0xc0, 0xd0], 0x100);
        let budget = Budget::new(&Limits::default());
        let input = Input::open(&table, &budget).unwrap();
        for (size, want) in [(Some(4), true), (Some(8), false), (None, true)] {
            let found = read(&input, input.whole(), size, FoundBy::Search).unwrap();
            assert_eq!(found.is_some(), want, "{size:?}");
        }
    }
}
