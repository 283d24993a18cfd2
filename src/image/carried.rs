//! Programs inside a file: those that `go:embed` and similar tools carry unchanged.

use std::ops::ControlFlow;
use std::sync::LazyLock;

use super::{Format, Image, Sniff, sniff};
use crate::bytes::needle::Finder;
use crate::bytes::rare::ByRare;
use crate::bytes::{Budget, Input, PartOffset, PartSource, ReadError, Span};

/// Bytes read in one step, and how far each step reaches into the next.
const STEP: u64 = 128 << 10;
const OVERLAP: u64 = 4096;
/// How far behind its start the headers of a program are looked for: as far as each step reaches into the next.
const HEADERS: usize = 4096;
/// The fewest sections of a real WebAssembly module. Damage cannot decide here, because the bytes
/// behind a module are not part of it.
const WASM_SECTIONS: usize = 3;

/// A program inside a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Carried {
    /// Its format.
    pub format: Format,
    /// Its bytes, as far as its headers account for them.
    pub span: Span,
}

/// The programs with whole headers that start in `within`, in the order of the file. The file
/// itself is not reported, nor is a program inside another one.
///
/// # Errors
/// [`ReadError`] where the file cannot be read.
pub(crate) fn carried(input: &Input<'_>, within: Span) -> Result<Vec<Carried>, ReadError> {
    let mut search = Search { input, found: Vec::new(), places: 0 };
    let mut windows = input.data_windows(within.clamped(input.size()), STEP, OVERLAP);
    while let Some((start, bytes)) = windows.advance()? {
        if search.look(start, bytes).is_break() {
            break;
        }
    }
    Ok(search.found)
}

/// The same of `bytes`, which start at `start`: nothing is read but the headers of what is found.
pub(crate) fn carried_in(input: &Input<'_>, start: PartOffset, bytes: &[u8]) -> Vec<Carried> {
    let mut search = Search { input, found: Vec::new(), places: 0 };
    let _is_enough = search.look(start, bytes);
    search.found
}

/// A search for programs, from the start to the end.
struct Search<'s, 'i> {
    input: &'s Input<'i>,
    found: Vec<Carried>,
    places: usize,
}

impl Search<'_, '_> {
    /// Looks at the next bytes; ends where a limit is reached.
    fn look(&mut self, start: PartOffset, bytes: &[u8]) -> ControlFlow<()> {
        for head in heads(bytes) {
            let at = start.saturating_add(u64::try_from(head).unwrap_or(u64::MAX));
            let is_inside = self.found.last().is_some_and(|last| at < last.span.end());
            let rest = bytes.get(head..).unwrap_or_default();
            // It does not matter how many bytes are at hand.
            let rest = rest.get(..HEADERS).unwrap_or(rest);
            if at == PartOffset(0) || is_inside || !may_start(Some(rest)) {
                continue;
            }
            self.places = self.places.saturating_add(1);
            let more = program(self.input, at);
            let programs = self.found.len().saturating_add(more.iter().len());
            if !are_few(self.input, self.places, programs) {
                return ControlFlow::Break(());
            }
            self.found.extend(more);
        }
        ControlFlow::Continue(())
    }
}

/// Where in `bytes` the magic of a program stands, in order.
fn heads(bytes: &[u8]) -> Vec<usize> {
    let mut heads = Vec::new();
    near_heads(bytes, |at, before| {
        let start = at.checked_sub(before);
        heads.extend(start.filter(|at| bytes.get(*at..).is_some_and(is_magic)));
    });
    heads.sort_unstable();
    heads
}

/// Hands over where bytes stand that are in magics of programs and rare elsewhere, and how many bytes before
/// each the program would start. Both kinds of Mach-O magic of either byte order are found by three bytes.
pub(crate) fn near_heads(bytes: &[u8], mut found: impl FnMut(usize, usize)) {
    const NEEDLES: [(&[u8], usize); 4] =
        [(b"\x7fELF", 0), (b"MZ", 1), (b"\xfa\xed\xfe", 1), (b"\xfe\xed\xfa", 1)];
    const BEFORE: [usize; 4] = [0, 0, 1, 0];
    // The zero before it may be left out with others in the file of a module.
    const WASM: &[u8] = b"asm\x01";
    static FINDER: LazyLock<ByRare<4>> = LazyLock::new(|| ByRare::new([0x7f, b'Z', 0xed], NEEDLES));
    static OF_WASM: LazyLock<Finder> = LazyLock::new(|| Finder::in_programs(WASM));
    FINDER.find_all(bytes, |index, at| {
        found(at, BEFORE.get(index).copied().unwrap_or_default());
    });
    OF_WASM.find_all(bytes).for_each(|at| found(at, 1));
}

/// Whether a program of some format starts with the same bytes.
fn is_magic(head: &[u8]) -> bool {
    match head {
        [b'M', b'Z', ..] | [0x7f, b'E', b'L', b'F', ..] => true,
        [0xcf | 0xce, 0xfa, 0xed, 0xfe, ..] | [0xfe, 0xed, 0xfa, 0xcf | 0xce, ..] => true,
        _ => head.starts_with(b"\0asm\x01\0\0\0"),
    }
}

/// Whether so many places and programs are within their limits. Of one that was reached the record
/// tells.
fn are_few(input: &Input<'_>, places: usize, programs: usize) -> bool {
    let (budget, limits) = (input.budget(), input.budget().limits());
    let within = |name, count, limit| {
        budget.within(name, u64::try_from(count).unwrap_or(u64::MAX), limit).is_ok()
    };
    within("candidates", places, limits.candidates) && within("carried", programs, limits.carried)
}

/// Whether a file may start with `head`; two letters alone are not enough.
fn may_start(head: Option<&[u8]>) -> bool {
    let head = head.unwrap_or_default();
    match sniff(head) {
        Sniff::Pe => {
            let at = head.get(0x3c..).and_then(|rest| rest.first_chunk()).copied();
            let at = at.and_then(|at| usize::try_from(u32::from_le_bytes(at)).ok());
            at.and_then(|at| head.get(at..)).is_some_and(|it| it.starts_with(b"PE\0\0"))
        }
        Sniff::Elf | Sniff::MachO | Sniff::Wasm => true,
        _ => false,
    }
}

/// Whether a program may start at `at`.
pub(crate) fn may_start_at(input: &Input<'_>, at: PartOffset) -> bool {
    let head = |at, len| input.read_clamped(Span::new(at, len)).unwrap_or_default();
    let start = head(at, 64);
    match (sniff(&start), start.get(0x3c..).and_then(|rest| rest.first_chunk())) {
        (Sniff::Pe, Some(behind)) => {
            let header = at.saturating_add(u64::from(u32::from_le_bytes(*behind)));
            head(header, 4) == b"PE\0\0"
        }
        _ => may_start(Some(&start)),
    }
}

/// The program that starts at `at`, if its headers are whole.
fn program(input: &Input<'_>, at: PartOffset) -> Option<Carried> {
    let part = PartSource::new(input.source(), Span::between(at, input.whole().end()));
    let budget = Budget::new(input.budget().limits());
    let image = Image::read(&Input::open(&part, &budget).ok()?).ok()?;
    let is_whole = match image.format {
        Format::Wasm => image.sections.len() >= WASM_SECTIONS,
        _ => image.damage.is_empty(),
    };
    let len = image.end().0;
    (is_whole && len > 0).then(|| Carried { format: image.format, span: Span::new(at, len) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::Limits;

    /// A 64-bit ELF program of one segment, `size` bytes long.
    fn elf(size: u64) -> Vec<u8> {
        let mut file = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0\x01\0\0\0".to_vec();
        for field in [0x40_1000_u64, 64, 0] {
            file.extend(field.to_le_bytes());
        }
        file.extend([0; 4]);
        file.extend([64_u16, 56, 1, 64, 0, 0].iter().flat_map(|it| it.to_le_bytes()));
        file.extend([1_u32, 5].iter().flat_map(|it| it.to_le_bytes()));
        for field in [0, 0x40_0000, 0x40_0000, size, size, 4096] {
            file.extend(field.to_le_bytes());
        }
        file.resize(usize::try_from(size).unwrap(), 0x90);
        file
    }

    fn wasm() -> Vec<u8> {
        [b"\0asm\x01\0\0\0".as_slice(), &[1, 1, 0], &[3, 1, 0], &[10, 1, 0]].concat()
    }

    #[test]
    fn every_magic_is_found_in_order() {
        let magics: [&[u8]; 7] = [
            b"\x7fELF",
            b"MZ",
            &[0xcf, 0xfa, 0xed, 0xfe],
            &[0xce, 0xfa, 0xed, 0xfe],
            &[0xfe, 0xed, 0xfa, 0xcf],
            &[0xfe, 0xed, 0xfa, 0xce],
            b"\0asm\x01\0\0\0",
        ];
        let mut seed = 1_u32;
        for round in 0..3000 {
            let mut bytes = Vec::new();
            for _ in 0..round % 20 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let (high, low) = (seed >> 24, (seed >> 16) & 0xff);
                match magics.get(high as usize % 12) {
                    // Whole, or cut short.
                    Some(magic) => bytes.extend(magic.iter().take(1 + low as usize % 8)),
                    None => bytes.push(b"\x7fEMZ\xed\xfe\xfa\xcf\0as"[low as usize % 11]),
                }
            }
            // The last zero of one may be the first of another.
            let starts = |at: &usize| magics.iter().any(|it| bytes[*at..].starts_with(it));
            let all: Vec<usize> = (0..bytes.len()).filter(starts).collect();
            assert_eq!(heads(&bytes), all, "{bytes:x?}");
        }
    }

    #[test]
    fn programs_inside_a_file() {
        let (elf, wasm) = (elf(0x200), wasm());
        let constants = b"\x7fELF MZ \xcf\xfa\xed\xfe \0asm\x01\0\0\0 in a program that reads such";
        let file = [
            elf.as_slice(),
            b"own bytes",
            constants,
            &[0; 64],
            &elf,
            b"between",
            &wasm,
            &[0xff; 40],
            &elf[..0x100],
        ]
        .concat();
        let budget = Budget::new(&Limits::default());
        let input = Input::open(&file, &budget).unwrap();
        let found = carried(&input, input.whole()).unwrap();
        assert_eq!(carried_in(&input, PartOffset(0), &file), found);
        let first = 0x200 + 9 + constants.len() + 64;
        let second = first + 0x200 + 7;
        // The program at the start is the file itself, and the last one is cut short.
        let places: Vec<_> = found.iter().map(|it| (it.format, it.span.start().0)).collect();
        assert_eq!(places, [(Format::Elf, first as u64), (Format::Wasm, second as u64)]);
        assert_eq!(found[0].span.len(), 0x200);
        assert_eq!(found[1].span.len(), wasm.len() as u64);
        // Only programs that start in the requested part.
        let part = Span::new(PartOffset(0x100), 0x40);
        assert_eq!(carried(&input, part).unwrap(), []);
    }

    #[test]
    fn more_programs_than_the_limit_are_said() {
        let elf = elf(0x200);
        let file = [b"own".as_slice(), &elf, &elf, &elf].concat();
        let limits = Limits { carried: 2, ..Limits::default() };
        let budget = Budget::new(&limits);
        let input = Input::open(&file, &budget).unwrap();
        assert_eq!(carried(&input, input.whole()).unwrap().len(), 2);
        assert_eq!(budget.exhausted().unwrap().name, "carried");
    }
}
