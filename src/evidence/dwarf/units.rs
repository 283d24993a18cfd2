//! The units: of each only the header and the root entry are read, which name its compiler, its
//! language, its name and the directory it was compiled in.
//!
//! Go's are named by import path, and compiled in `.`; those of C come from cgo and from the C
//! runtime.
//!
//! Source: `cmd/link/internal/ld/dwarf.go`, Go 1.15–1.27; DWARF 2–5.

use std::collections::HashMap;

use gimli::{
    Abbreviations, AttributeValue, DebugAbbrev, DebugAbbrevOffset, DebugInfo, EndianSlice,
    UnitHeader, UnitType, constants,
};

use super::head::{At, Walk};
use super::names::{Names, within_names};
use super::producer::Producer;
use super::section::Section;
use super::strings::{StringAt, Strings};
use super::value::text_of;
use super::words::{MOST_DAMAGE, Slice, endian_of, gimli_damage};
use crate::bytes::{Limits, PartOffset, Reader, Text};
use crate::evidence::error::{Damage, Structure};

/// Bytes of a unit that are looked at: first, and where the root entry does not fit in them.
const HEADS: [u64; 2] = [1 << 10, 64 << 10];
/// The most attributes of an entry that is believed: compilers write about ten.
const MOST_ATTRIBUTES: usize = 256;

/// What the units say.
#[derive(Default)]
pub(super) struct Units {
    pub(super) versions: Vec<u16>,
    pub(super) count: u64,
    pub(super) producers: Vec<Producer>,
    /// The bytes of their texts.
    producer_bytes: u64,
    /// Where each producer stands, by its text and its language.
    by_text: HashMap<(Vec<u8>, Option<u16>), usize>,
    pub(super) comp_dirs: Names,
    pub(super) names: Names,
    pub(super) damage: Vec<Damage>,
}

/// The root entry of a unit.
#[derive(Default)]
struct Root<'t> {
    producer: Option<AttributeValue<Slice<'t>>>,
    name: Option<AttributeValue<Slice<'t>>>,
    comp_dir: Option<AttributeValue<Slice<'t>>>,
    language: Option<u16>,
    /// Where the unit's part of `.debug_str_offsets` starts.
    offsets: Option<u64>,
}

/// The declaration of the entry that was met last, by its table and its code, or that there is none:
/// that of most units is the same.
#[derive(Default)]
struct LastDeclared(Option<(u64, u64, Option<Abbreviations>)>);

/// What looking at a byte of declarations costs, in bytes that are only inflated.
const DECLARATION_COST: u64 = 4;

impl Units {
    /// Reads all of them.
    pub(super) fn read(section: &mut Section<'_, '_>, strings: &mut Strings<'_, '_>) -> Self {
        let mut units = Self::default();
        let mut walk = Walk::new("a unit runs past the end of its section");
        let limit = strings.input().budget().limits().debug_units;
        let mut declared = LastDeclared::default();
        loop {
            let next = walk.next(section, strings.endian(), limit);
            let added = match next {
                Ok(None) => {
                    section.finish().unwrap_or_else(|damage| units.add_damage(damage));
                    return units;
                }
                Ok(Some(at)) => units.add_unit(at, section, strings, &mut declared),
                Err(damage) => {
                    units.add_damage(damage);
                    return units;
                }
            };
            if let Err(damage) = added {
                let ends = damage.limit().is_some();
                units.add_damage(damage);
                if ends {
                    return units;
                }
            }
        }
    }

    fn add_damage(&mut self, damage: Damage) {
        if self.damage.len() < MOST_DAMAGE {
            self.damage.push(damage);
        }
    }

    fn add_unit(
        &mut self,
        at: At,
        section: &mut Section<'_, '_>,
        strings: &mut Strings<'_, '_>,
        declared: &mut LastDeclared,
    ) -> Result<(), Damage> {
        let place = section.place(at.offset);
        let mut bytes = Vec::new();
        for head in HEADS {
            let len = head.min(at.length.total());
            at.length.cut(section.window(at.offset, len)?, strings.endian(), &mut bytes);
            match self.add_from(&bytes, at, section, strings, declared) {
                Err(Failure::Short) if len < at.length.total() => {}
                Err(Failure::Short) => break,
                Err(Failure::Damaged(damage)) => return Err(damage),
                Ok(()) => return Ok(()),
            }
        }
        Err(gimli_damage(place, "the root entry of a unit is malformed"))
    }

    /// Reads a unit from the bytes of its head.
    fn add_from(
        &mut self,
        bytes: &[u8],
        at: At,
        section: &Section<'_, '_>,
        strings: &mut Strings<'_, '_>,
        declared: &mut LastDeclared,
    ) -> Result<(), Failure> {
        let endian = endian_of(strings.endian());
        let header = DebugInfo::new(bytes, endian).units().next()?.ok_or(Failure::Short)?;
        if matches!(header.type_(), UnitType::Type { .. } | UnitType::SplitType { .. }) {
            return Ok(());
        }
        let start = u64::try_from(header.header_size()).unwrap_or(u64::MAX);
        let place = section.place(at.offset);
        let mut reader = Reader::new(bytes, PartOffset(0), strings.endian());
        reader.bytes(start).map_err(|_| Failure::Short)?;
        let code = reader.uvarint().map_err(|_| Failure::Short)?;
        if code == 0 {
            return Ok(());
        }
        let table = u64::try_from(header.debug_abbrev_offset().0).unwrap_or(u64::MAX);
        let abbreviations = declared.get(table, code, place, strings)?;
        let Some(root) = read_root(&header, abbreviations)? else { return Ok(()) };
        let base = EndianSlice::new(bytes, endian);
        let inline = |slice: &Slice<'_>| {
            let offset = u64::try_from(slice.offset_from(base)).unwrap_or(0);
            section.place(at.offset.saturating_add(offset))
        };
        let version = header.version();
        self.count = self.count.saturating_add(1);
        if !self.versions.contains(&version) {
            self.versions.push(version);
        }
        // The offsets of a unit without a base start behind the section's header.
        let offsets = root.offsets.unwrap_or(if at.length.word() == 8 { 16 } else { 8 });
        let offsets = (offsets, at.length.word());
        let limits = strings.input().budget().limits();
        for (value, names) in [(&root.comp_dir, &mut self.comp_dirs), (&root.name, &mut self.names)]
        {
            let Some(value) = value else { continue };
            if let Some((text, place)) = unit_text_of(value, offsets, &inline, strings)? {
                let of = |error| Damage::new(Structure::Dwarf, place, error);
                names.add(text, place, limits).map_err(of)?;
            }
        }
        if let Some(value) = &root.producer
            && let Some((text, place)) = unit_text_of(value, offsets, &inline, strings)?
        {
            self.add_producer(text, root.language, place, limits)?;
        }
        Ok(())
    }

    fn add_producer(
        &mut self,
        text: &[u8],
        language: Option<u16>,
        at: PartOffset,
        limits: &Limits,
    ) -> Result<(), Damage> {
        let text = text.get(..super::names::LONGEST).unwrap_or(text);
        let key = (text.to_vec(), language);
        if let Some(producer) = self.by_text.get(&key).and_then(|at| self.producers.get_mut(*at)) {
            producer.units = producer.units.saturating_add(1);
            return Ok(());
        }
        let count = u64::try_from(self.producers.len()).unwrap_or(u64::MAX).saturating_add(1);
        let bytes = u64::try_from(text.len()).unwrap_or(u64::MAX);
        self.producer_bytes = self.producer_bytes.saturating_add(bytes);
        within_names(count, self.producer_bytes, limits)
            .map_err(|error| Damage::new(Structure::Dwarf, at, error))?;
        self.by_text.insert(key, self.producers.len());
        let language = language.map(language_name);
        self.producers.push(Producer { text: Text::from(text), language, units: 1, at });
        Ok(())
    }
}

/// Why a unit could not be read.
enum Failure {
    /// Its head ends too soon.
    Short,
    /// There is something wrong with what it points to.
    Damaged(Damage),
}

impl From<gimli::Error> for Failure {
    /// gimli does not say whether more bytes would have helped.
    fn from(_: gimli::Error) -> Self {
        Self::Short
    }
}

impl From<Damage> for Failure {
    fn from(damage: Damage) -> Self {
        Self::Damaged(damage)
    }
}

/// The root entry; `None` where it is not one that a compiler's name stands in: parts of units that
/// are shared, types.
fn read_root<'t>(
    header: &UnitHeader<Slice<'t>>,
    abbreviations: &Abbreviations,
) -> Result<Option<Root<'t>>, gimli::Error> {
    let mut entries = header.entries_raw(abbreviations, None)?;
    let Some(declared) = entries.read_abbreviation()? else { return Ok(None) };
    if !matches!(declared.tag(), constants::DW_TAG_compile_unit | constants::DW_TAG_skeleton_unit) {
        return Ok(None);
    }
    let mut root = Root::default();
    for specification in declared.attributes() {
        let attribute = entries.read_attribute(*specification)?;
        let value = attribute.raw_value();
        match attribute.name() {
            constants::DW_AT_producer => root.producer = Some(value),
            constants::DW_AT_name => root.name = Some(value),
            constants::DW_AT_comp_dir => root.comp_dir = Some(value),
            constants::DW_AT_language => {
                root.language = value.udata_value().and_then(|it| u16::try_from(it).ok());
            }
            constants::DW_AT_str_offsets_base => {
                if let AttributeValue::SecOffset(offset) = value {
                    root.offsets = u64::try_from(offset).ok();
                }
            }
            _ => {}
        }
    }
    Ok(Some(root))
}

/// The text of an attribute and its place; `Ok(None)` where it is not in this file.
fn unit_text_of<'t>(
    value: &AttributeValue<Slice<'t>>,
    (offsets, width): (u64, u8),
    inline: &impl Fn(&Slice<'t>) -> PartOffset,
    strings: &'t mut Strings<'_, '_>,
) -> Result<Option<(&'t [u8], PartOffset)>, Damage> {
    let wide = |offset: usize| u64::try_from(offset).unwrap_or(u64::MAX);
    match value {
        AttributeValue::DebugStrOffsetsIndex(index) => {
            let entry = wide(index.0).saturating_mul(width.into()).saturating_add(offsets);
            strings.get(StringAt::ByOffset(entry, width))
        }
        value => text_of(value, inline, strings),
    }
}

impl LastDeclared {
    /// The declaration of entries of that code in the table at that offset, as a table of its own.
    fn get(
        &mut self,
        table: u64,
        code: u64,
        unit: PartOffset,
        strings: &mut Strings<'_, '_>,
    ) -> Result<&Abbreviations, Failure> {
        let known = self.0.as_ref().is_some_and(|it| (it.0, it.1) == (table, code));
        let malformed = || gimli_damage(unit, "the root entry of a unit is not declared");
        if !known {
            let (endian, input) = (endian_of(strings.endian()), strings.input());
            let (bytes, at) = strings.abbrev(table)?.ok_or_else(malformed)?;
            let (declaration, scanned) = declaration(bytes, code);
            let paid = input.budget().pay_for_debug(scanned.saturating_mul(DECLARATION_COST));
            paid.map_err(|error| Damage::new(Structure::Dwarf, at, error))?;
            let abbreviations = declaration.and_then(|declaration| {
                let one = [declaration, &[0]].concat();
                DebugAbbrev::new(&one, endian).abbreviations(DebugAbbrevOffset(0)).ok()
            });
            self.0 = Some((table, code, abbreviations));
        }
        let known = self.0.as_ref().and_then(|it| it.2.as_ref());
        Ok(known.ok_or_else(malformed)?)
    }
}

/// The bytes that declare entries of that code: code, tag, whether it has children, then pairs of
/// attribute and form up to a pair of zeros. Also says how many bytes were looked at.
///
/// A table may declare thousands of others, of which nothing is wanted here.
fn declaration(table: &[u8], code: u64) -> (Option<&[u8]>, u64) {
    let mut reader = Reader::new(table, PartOffset(0), crate::bytes::Endian::Little);
    let found = find_declaration(&mut reader, table, code);
    (found, reader.place().0)
}

fn find_declaration<'t>(reader: &mut Reader<'t>, table: &'t [u8], code: u64) -> Option<&'t [u8]> {
    const IMPLICIT_CONST: u64 = 0x21;
    loop {
        let start = usize::try_from(reader.place().0).ok()?;
        let declared = reader.uvarint().ok().filter(|code| *code != 0)?;
        let _tag = reader.uvarint().ok()?;
        let _has_children = reader.u8().ok()?;
        let mut ended = false;
        for _ in 0..MOST_ATTRIBUTES {
            let (attribute, form) = (reader.uvarint().ok()?, reader.uvarint().ok()?);
            if form == IMPLICIT_CONST {
                while reader.u8().ok()? & 0x80 != 0 {}
            }
            ended = (attribute, form) == (0, 0);
            if ended {
                break;
            }
        }
        if !ended {
            return None;
        }
        if declared == code {
            return table.get(start..usize::try_from(reader.place().0).ok()?);
        }
    }
}

/// A language by DWARF's name for it.
fn language_name(language: u16) -> String {
    let name = constants::DwLang(language).static_string();
    let name = name.and_then(|name| name.strip_prefix("DW_LANG_"));
    name.map_or_else(|| format!("{language:#x}"), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations() {
        // Codes 1 and 2, the first with an attribute whose value stands in the table.
        let table =
            &[1, 0x11, 1, 0x25, 0x08, 0x13, 0x21, 0x81, 0x7f, 0, 0, 2, 0x2e, 0, 3, 8, 0, 0, 0];
        for (table, code, want) in [
            (&table[..], 1, Some(&table[..11])),
            (table, 2, Some(&table[11..18])),
            (table, 3, None),
            (&table[..10], 1, None),
            (&[], 1, None),
        ] {
            assert_eq!(declaration(table, code).0, want, "{code} in {table:?}");
        }
        let long = [&[1, 0x11, 0][..], &[3, 8].repeat(300), &[0, 0]].concat();
        assert_eq!(declaration(&long, 1).0, None);
        assert_eq!(declaration(&[1, 0x80].repeat(1000), 7).0, None);
    }

    #[test]
    fn languages() {
        for (language, want) in
            [(0x16, "Go"), (0x1d, "C11"), (0x8001, "Mips_Assembler"), (0x7fff, "0x7fff")]
        {
            assert_eq!(language_name(language), want);
        }
    }
}
