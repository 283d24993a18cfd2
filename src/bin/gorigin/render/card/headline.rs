//! The first line of a card: what the file is, and how it is packed.

use gorigin::bytes::{Named, Word};
use gorigin::evidence::Toolchain;
use gorigin::image::Format;
use gorigin::report::{FileFormat, Outcome, Record, UnpackedRecord};

use super::lines::{Fact, Lines};
use crate::render::facts::{path_text, version_text};
use crate::render::look::Meaning;
use crate::render::words::{safe, size};

pub(super) fn headline(lines: &mut Lines, record: &Record) {
    let path = path_text(record);
    let mut words = Vec::new();
    if record.outcome == Outcome::NotGo {
        words.push(match &record.unopened {
            Some(kind) => format!("{}, not opened", safe(kind)),
            None => "not a Go program".to_owned(),
        });
    }
    if record.debug_file.is_some() {
        words.push("a debug file".to_owned());
    }
    if let Some(format) = record.format.and_then(Word::known) {
        let bits = record.bits.map(|bits| format!(" {bits}-bit")).unwrap_or_default();
        let object = record.object_format.and_then(Word::known).map(FileFormat::Image);
        let name = match object {
            Some(object) => format!("archive of {}{bits}", format_name(object)),
            None => format!("{}{bits}", format_name(format)),
        };
        words.push(name);
    }
    words.extend(record.toolchain.filter(|it| *it != Toolchain::Gc).map(|it| it.to_string()));
    match (record.os.as_ref(), record.arch.as_ref()) {
        (Some(os), Some(arch)) => words.push(format!("{}/{}", safe(os), safe(arch))),
        (Some(one), None) | (None, Some(one)) => words.push(safe(one)),
        (None, None) => {}
    }
    words.extend(record.go_version.as_ref().map(version_text));
    words.extend(record.size.map(size));
    if record.partial {
        words.push("partly read".to_owned());
    }
    lines.head(&path, &words);
}

/// A format as people call it.
fn format_name(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Image(Format::Elf) => "ELF",
        FileFormat::Image(Format::Pe) => "PE",
        FileFormat::Image(Format::MachO) => "Mach-O",
        FileFormat::Image(Format::Xcoff) => "XCOFF",
        FileFormat::Image(Format::Plan9) => "Plan 9",
        FileFormat::Image(Format::Wasm) => "WebAssembly",
        FileFormat::Image(Format::GoObject) => "Go object",
        other => other.name(),
    }
}

pub(super) fn packed_fact(unpacked: &UnpackedRecord) -> Fact {
    let mut value = safe(&unpacked.packer.to_uppercase());
    for (sign, text) in [(" ", &unpacked.version), (", ", &unpacked.method)] {
        value
            .push_str(&text.as_deref().map(|it| format!("{sign}{}", safe(it))).unwrap_or_default());
    }
    let aside = match *unpacked.size {
        Some(bytes) => {
            format!("{} unpacked; places are those in the unpacked program", size(bytes))
        }
        None => "not unpacked".to_owned(),
    };
    Fact::words(value).meaning(Meaning::Odd).aside(aside)
}
