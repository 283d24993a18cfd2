//! The second reader: goblin reads the headers again, and this reports where the two readers
//! disagree. They share no code. A file that has different meanings to them may have yet another
//! meaning to a loader or to a malware scanner.
//!
//! Only those goblin calls are used that are safe on hostile input, and only after the number of
//! entries has been checked against the limits: `Elf::parse_header`, `ProgramHeader::parse`,
//! `SectionHeader::parse_from`, PE `Header::parse` without what follows the headers,
//! `LoadCommand::parse`.

mod elf;
mod headers;
mod macho;
mod pe;

use headers::Headers;

use super::{Format, Image, Section, Segment};
use crate::bytes::{Endian, Input, PartOffset, Text};

/// The most disagreements that are reported.
const MOST: usize = 16;

/// A value that the two readers read differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The value in question, such as `section 3: address`.
    pub what: String,
    /// The value that this program reads.
    pub ours: String,
    /// The value that the second reader reads.
    pub theirs: String,
    /// Where in the file the table with the value lies.
    pub at: PartOffset,
}

/// Compares the two readers. Empty where they agree, where goblin does not read the format, and
/// where the first reader found damaged headers, which are reported already.
pub fn compare(image: &Image, input: &Input<'_>) -> Vec<Disagreement> {
    if !image.damage.is_empty() {
        return Vec::new();
    }
    let theirs = match image.format {
        Format::Elf => elf::read(input),
        Format::Pe => pe::read(input),
        Format::MachO => macho::read(input),
        _ => return Vec::new(),
    };
    match theirs {
        Ok(theirs) => differences(&ours(image, &theirs), &theirs),
        Err(defect) => vec![Disagreement {
            what: "headers".to_owned(),
            ours: "intact".to_owned(),
            theirs: Text::from(defect.as_str()).to_string(),
            at: PartOffset(0),
        }],
    }
}

/// The values from the image, with the table places from `theirs`.
fn ours(image: &Image, theirs: &Headers) -> Headers {
    let segment = |it: &Segment| headers::Row {
        name: Text::default(),
        address: it.address.0,
        size: Some(it.size),
        bytes: Some((it.span.start().0, it.span.len())),
    };
    let section = |it: &Section| headers::Row {
        name: it.name.clone(),
        address: it.address.0,
        size: (image.format != Format::Pe).then_some(it.size),
        bytes: it.span.map(|span| (span.start().0, span.len())),
    };
    Headers {
        bits: image.pointer_size.saturating_mul(8),
        big_endian: image.endian == Endian::Big,
        machine: image.loading.machine,
        file_type: image.loading.file_type,
        entry: image.loading.entry,
        base: image.base.0,
        uuid: image.uuid.map(|(uuid, _)| uuid),
        segments: image.segments.iter().map(segment).collect(),
        sections: image.sections.iter().map(section).collect(),
        at: theirs.at,
    }
}

fn differences(ours: &Headers, theirs: &Headers) -> Vec<Disagreement> {
    let mut found = Vec::new();
    let [header, segments, sections] = ours.at;
    let mut note = |what: String, at: u64, ours: String, theirs: String| {
        if ours != theirs && found.len() < MOST {
            found.push(Disagreement { what, ours, theirs, at: PartOffset(at) });
        }
    };
    let hex = |value: u64| format!("{value:#x}");
    let entry = |value: Option<u64>| value.map_or("none".to_owned(), hex);
    let order = |big: bool| if big { "big" } else { "little" }.to_owned();
    for (what, ours, theirs) in [
        ("class", ours.bits.to_string(), theirs.bits.to_string()),
        ("byte order", order(ours.big_endian), order(theirs.big_endian)),
        ("machine", hex(ours.machine.into()), hex(theirs.machine.into())),
        ("file type", hex(ours.file_type.into()), hex(theirs.file_type.into())),
        ("entry", entry(ours.entry), entry(theirs.entry)),
        ("base", hex(ours.base), hex(theirs.base)),
        ("UUID", format!("{:02x?}", ours.uuid), format!("{:02x?}", theirs.uuid)),
    ] {
        note(what.to_owned(), header, ours, theirs);
    }
    for (kind, at, ours, theirs) in [
        ("segment", segments, &ours.segments, &theirs.segments),
        ("section", sections, &ours.sections, &theirs.sections),
    ] {
        let count = format!("number of {kind}s");
        note(count, at, ours.len().to_string(), theirs.len().to_string());
        for (index, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
            if ours == theirs {
                continue;
            }
            let what = |field: &str| format!("{kind} {index}: {field}");
            let bytes = |row: &headers::Row| {
                row.bytes.map_or("none".to_owned(), |(at, len)| format!("{len:#x} at {at:#x}"))
            };
            note(what("name"), at, ours.name.to_string(), theirs.name.to_string());
            note(what("address"), at, hex(ours.address), hex(theirs.address));
            note(what("size"), at, entry(ours.size), entry(theirs.size));
            note(what("bytes"), at, bytes(ours), bytes(theirs));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::headers::Row;
    use super::*;

    #[test]
    fn differences_name_what_and_both_values() {
        let row = |name: &str, address| Row {
            name: Text::from(name),
            address,
            size: Some(8),
            bytes: Some((0x100, 8)),
        };
        let ours = Headers {
            bits: 64,
            sections: vec![row(".text", 0x1000), row(".data", 0x2000)],
            at: [0, 0x40, 0x900],
            ..Headers::default()
        };
        let mut theirs = ours.clone();
        assert_eq!(differences(&ours, &theirs), []);
        theirs.bits = 32;
        theirs.sections = vec![row(".text", 0x1001), row(".da\x1bta", 0x2000), row("", 0)];
        let rows: Vec<_> = differences(&ours, &theirs)
            .iter()
            .map(|it| format!("{}: {} / {} at {:#x}", it.what, it.ours, it.theirs, it.at.0))
            .collect();
        let want = [
            "class: 64 / 32 at 0x0",
            "number of sections: 2 / 3 at 0x900",
            "section 0: address: 0x1000 / 0x1001 at 0x900",
            "section 1: name: .data / .da\\x1bta at 0x900",
        ];
        assert_eq!(rows, want);
    }
}
