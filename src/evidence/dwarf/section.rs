//! The debug sections: by whatever name and however compressed, as plain bytes from front to back.
//!
//! | format | names | compressed |
//! | --- | --- | --- |
//! | ELF | `.debug_info` | flag `SHF_COMPRESSED` and a header: type (1 zlib, 2 Zstandard), size |
//! | ELF up to Go 1.18, PE | `.zdebug_info` | `ZLIB`, the size as 8 bytes, big-endian |
//! | Mach-O, cut at 16 bytes | `__debug_info`, `__zdebug_info` | the same |
//! | XCOFF | `.dwinfo` | never |
//!
//! Source: `cmd/link/internal/ld/dwarf.go` (`compressSyms`), `debug/elf/file.go`, Go 1.15–1.27; the
//! ELF gABI's chapter on section compression.

use crate::bytes::{
    Endian, Inflate, InflateError, Input, LimitExceeded, Packing, PartOffset, Reader, Span, within,
};
use crate::evidence::error::{Damage, Structure};
use crate::image::{self, Format, Image};

/// A debug section that is read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Info,
    Abbrev,
    Line,
    Str,
    LineStr,
    StrOffsets,
}

impl Kind {
    /// The name behind `.debug_`, and XCOFF's.
    fn names(self) -> (&'static [u8], &'static [u8]) {
        match self {
            Self::Info => (b"info", b".dwinfo"),
            Self::Abbrev => (b"abbrev", b".dwabrev"),
            Self::Line => (b"line", b".dwline"),
            Self::Str => (b"str", b".dwstr"),
            Self::LineStr => (b"line_str", b".dwlinst"),
            Self::StrOffsets => (b"str_offsets", b".dwstrof"),
        }
    }

    fn is_named(self, name: &[u8]) -> bool {
        const PREFIXES: [&[u8]; 4] = [b".debug_", b".zdebug_", b"__debug_", b"__zdebug_"];
        let (own, xcoff) = self.names();
        let Some(rest) = PREFIXES.iter().find_map(|prefix| name.strip_prefix(*prefix)) else {
            return name == xcoff;
        };
        // Mach-O has room for 16 bytes, and no name is so the start of two.
        let cut = name.len() == 16 && name.starts_with(b"__") && own.starts_with(rest);
        rest == own || cut
    }

    /// The first section of that kind with anything in it.
    pub(super) fn find(self, image: &Image) -> Option<&image::Section> {
        let filled = |section: &&image::Section| section.span.is_some_and(|span| !span.is_empty());
        image.sections.iter().filter(filled).find(|it| self.is_named(it.name.as_bytes()))
    }
}

/// Bytes that are read or inflated at least, at once.
const READ: u64 = 8 << 10;
const INFLATED: u64 = 128 << 10;

/// One debug section, read from front to back: what lies before the last byte asked for is dropped.
pub(super) struct Section<'i, 's> {
    input: &'i Input<'s>,
    /// Where its bytes in the file start.
    at: PartOffset,
    /// What it holds, after inflating.
    size: u64,
    body: Body<'i, 's>,
    /// Which of its bytes the buffer starts with.
    start: u64,
    buffer: Vec<u8>,
}

enum Body<'i, 's> {
    Plain(Span),
    Packed(Inflate<'i, 's>),
}

impl<'i, 's> Section<'i, 's> {
    /// The section of that kind; `Ok(None)` where there is none.
    pub(super) fn open(
        kind: Kind,
        image: &Image,
        input: &'i Input<'s>,
    ) -> Result<Option<Self>, Damage> {
        let Some(section) = kind.find(image) else { return Ok(None) };
        let span = section.span.unwrap_or_default();
        let at = span.start();
        let of = |error| Damage::new(Structure::Dwarf, at, error);
        let plain = |span: Span| {
            let (body, buffer) = (Body::Plain(span), Vec::new());
            Ok(Some(Self { input, at, size: span.len(), body, start: 0, buffer }))
        };
        if !section.compressed {
            return plain(span);
        }
        let head = input.read_clamped(span.first(24)).map_err(of)?;
        let header = if image.format == Format::Elf && !section.name.as_bytes().starts_with(b".z") {
            elf_header(&head, image)
        } else {
            gnu_header(&head)
        };
        let Some((packing, size, skipped)) = header else {
            let defect = "its compression is of no known kind";
            return Err(Damage::malformed(Structure::Dwarf, at, defect));
        };
        let packed = Span::between(at.saturating_add(skipped), span.end());
        let limits = input.budget().limits();
        let most = limits.debug_ratio.saturating_mul(packed.len()).saturating_add(READ);
        if size > most {
            let error = LimitExceeded { name: "debug-ratio", limit: limits.debug_ratio };
            return Err(Damage::new(Structure::Dwarf, at, error));
        }
        let body = Body::Packed(Inflate::new(input, packed, packing, size));
        Ok(Some(Self { input, at, size, body, start: 0, buffer: Vec::new() }))
    }

    /// The number of bytes, after inflating; what the file claims where it is compressed.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Whether it is compressed in the file.
    pub(super) fn is_compressed(&self) -> bool {
        matches!(self.body, Body::Packed(_))
    }

    /// Where byte `offset` lies in the file; where the section is compressed, where that starts.
    pub(super) fn place(&self, offset: u64) -> PartOffset {
        match &self.body {
            Body::Plain(_) => self.at.saturating_add(offset),
            Body::Packed(_) => self.at,
        }
    }

    /// The `len` bytes at `at`, or as many as there are. Of a compressed section nothing before
    /// what was asked for last can be had.
    pub(super) fn window(&mut self, at: u64, len: u64) -> Result<&[u8], Damage> {
        let len = len.min(self.size.saturating_sub(at));
        let end = at.saturating_add(len);
        if at < self.start || end > self.buffered() {
            self.load(at, end).map_err(|error| self.damage(error))?;
        }
        let from = usize::try_from(at.saturating_sub(self.start)).unwrap_or(usize::MAX);
        let bytes = self.buffer.get(from..).unwrap_or_default();
        let len = usize::try_from(len).unwrap_or(usize::MAX);
        Ok(bytes.get(..len).unwrap_or(bytes))
    }

    /// Inflates what is left, so that a checksum behind it is looked at.
    pub(super) fn finish(&mut self) -> Result<(), Damage> {
        self.window(self.size, 0)?;
        let Body::Packed(inflate) = &mut self.body else { return Ok(()) };
        let checked = inflate.read(&mut [0]);
        checked.map(|_| ()).map_err(|error| self.damage(error))
    }

    /// All of it.
    pub(super) fn whole(mut self) -> Result<Vec<u8>, Damage> {
        let limit = self.input.budget().limits().debug_section;
        within("debug-section", self.size, limit)
            .map_err(|error| Damage::new(Structure::Dwarf, self.at, error))?;
        self.window(0, self.size)?;
        Ok(self.buffer)
    }

    fn damage(&self, error: InflateError) -> Damage {
        match error {
            InflateError::Read(error) => Damage::new(Structure::Dwarf, self.at, error),
            InflateError::Limit(error) => Damage::new(Structure::Dwarf, self.at, error),
            _ => {
                let defect = "its compressed bytes are damaged";
                Damage::malformed(Structure::Dwarf, self.at, defect)
            }
        }
    }

    /// The offset of the first byte behind the buffer.
    fn buffered(&self) -> u64 {
        self.start.saturating_add(u64::try_from(self.buffer.len()).unwrap_or(u64::MAX))
    }

    /// Drops what lies before `at`.
    fn drop_before(&mut self, at: u64) {
        let count = at.saturating_sub(self.start);
        let count = usize::try_from(count).unwrap_or(usize::MAX).min(self.buffer.len());
        self.buffer.drain(..count);
        self.start = self.start.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
    }

    fn load(&mut self, at: u64, end: u64) -> Result<(), InflateError> {
        let budget = self.input.budget();
        if let Body::Plain(span) = self.body {
            let len = end.saturating_sub(at).max(READ).min(self.size.saturating_sub(at));
            budget.pay_for_debug(len)?;
            self.buffer = self.input.read(span.part(at, len).unwrap_or_default())?;
            self.start = at;
            return Ok(());
        }
        self.drop_before(at);
        while self.buffered() < end {
            let left = self.size.saturating_sub(self.buffered()).min(INFLATED);
            let old = self.buffer.len();
            let new = old.saturating_add(usize::try_from(left).unwrap_or(0));
            self.buffer.resize(new, 0);
            let Body::Packed(inflate) = &mut self.body else { return Ok(()) };
            let count = inflate.read(self.buffer.get_mut(old..).unwrap_or_default());
            self.buffer.truncate(old.saturating_add(*count.as_ref().unwrap_or(&0)));
            let count = u64::try_from(count?).unwrap_or(u64::MAX);
            budget.pay_for_debug(count)?;
            if count == 0 {
                // It gives less than it says.
                return Err(InflateError::Corrupt);
            }
            self.drop_before(at);
        }
        Ok(())
    }
}

/// The header of a section whose flag says that it is compressed: `Elf32_Chdr`, `Elf64_Chdr`. Gives
/// the compression, the size after inflating, and the header's own.
fn elf_header(head: &[u8], image: &Image) -> Option<(Packing, u64, u64)> {
    let mut reader = Reader::new(head, PartOffset(0), image.endian);
    let packing = match reader.u32().ok()? {
        1 => Packing::Zlib,
        2 => Packing::Zstd,
        _ => return None,
    };
    let is_64 = image.pointer_size == 8;
    if is_64 {
        reader.u32().ok()?;
    }
    let size = reader.word(image.pointer_size).ok()?;
    Some((packing, size, if is_64 { 24 } else { 12 }))
}

/// The header of a section whose name says that it is compressed.
fn gnu_header(head: &[u8]) -> Option<(Packing, u64, u64)> {
    let mut reader = Reader::new(head.strip_prefix(b"ZLIB")?, PartOffset(4), Endian::Big);
    Some((Packing::Zlib, reader.u64().ok()?, 12))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_format() {
        use Kind::*;
        for (name, want) in [
            (".debug_info", Some(Info)),
            (".zdebug_info", Some(Info)),
            ("__debug_info", Some(Info)),
            ("__zdebug_abbrev", Some(Abbrev)),
            (".dwline", Some(Line)),
            ("__debug_line", Some(Line)),
            ("__debug_line_str", Some(LineStr)),
            ("__zdebug_line_st", Some(LineStr)),
            ("__debug_str", Some(Str)),
            ("__debug_str_offs", Some(StrOffsets)),
            ("__zdebug_str_off", Some(StrOffsets)),
            (".debug_str_offsets", Some(StrOffsets)),
            (".debug_infos", None),
            (".debug_line_st", None),
            (".debug_", None),
            ("__debug_gdb_scri", None),
            ("info", None),
        ] {
            let all = [Info, Abbrev, Line, Str, LineStr, StrOffsets];
            let got: Vec<_> = all.into_iter().filter(|it| it.is_named(name.as_bytes())).collect();
            assert_eq!(got, want.into_iter().collect::<Vec<_>>(), "{name}");
        }
    }
}
