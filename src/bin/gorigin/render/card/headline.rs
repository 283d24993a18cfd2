//! The first line of a card: what the file is; and how it is packed.

use gorigin::report::{Outcome, Record, UnpackedRecord};

use super::lines::{Fact, Lines};
use crate::render::facts::path_text;
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
    if let Some(format) = &record.format {
        let bits = record.bits.map(|bits| format!(" {bits}-bit")).unwrap_or_default();
        let name = match &record.object_format {
            Some(object) => format!("archive of {}{bits}", format_name(object)),
            None => format!("{}{bits}", format_name(format)),
        };
        words.push(name);
    }
    words.extend(record.toolchain.as_deref().filter(|it| *it != "gc").map(safe));
    match (&record.os, &record.arch) {
        (Some(os), Some(arch)) => words.push(format!("{}/{}", safe(os), safe(arch))),
        (Some(one), None) | (None, Some(one)) => words.push(safe(one)),
        (None, None) => {}
    }
    words.extend(record.size.map(size));
    if record.partial {
        words.push("partial".to_owned());
    }
    let path = lines.look.paint(Meaning::Heading, &path);
    lines.text.push_str(format!("{path}  {}", words.join(" · ")).trim_end());
    lines.text.push('\n');
}

/// A format as people call it.
fn format_name(format: &str) -> String {
    let name = match format {
        "elf" => "ELF",
        "pe" => "PE",
        "macho" => "Mach-O",
        "xcoff" => "XCOFF",
        "plan9" => "Plan 9",
        "wasm" => "WebAssembly",
        "go-object" => "Go object",
        other => return safe(other),
    };
    name.to_owned()
}

pub(super) fn packed_fact(unpacked: &UnpackedRecord) -> Fact {
    let mut value = safe(&unpacked.packer.to_uppercase());
    for (sign, text) in [(" ", &unpacked.version), (", ", &unpacked.method)] {
        value
            .push_str(&text.as_deref().map(|it| format!("{sign}{}", safe(it))).unwrap_or_default());
    }
    let aside = match unpacked.size {
        Some(bytes) => {
            format!("unpacked {}; offsets are those of the unpacked program", size(bytes))
        }
        None => "not unpacked".to_owned(),
    };
    Fact::new(value).meaning(Meaning::Odd).aside(aside)
}
