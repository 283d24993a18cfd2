//! DWARF in a line: `v5, 42 Go units (go1.27.3), 9 C units (GNU C17 12.2.0)`.

use gorigin::report::{DwarfRecord, ProducerRecord};

use super::lines::{Fact, Lines};
use crate::render::words::{counted, joined, place, safe};

/// Units of one language, and their compilers.
struct Group<'r> {
    language: &'static str,
    units: u64,
    compilers: Vec<&'r str>,
}

pub(super) fn lines(lines: &mut Lines, dwarf: &DwarfRecord) {
    let versions: Vec<_> = dwarf.versions.iter().map(|version| format!("v{version}")).collect();
    let mut words = vec![versions.join(" and ")];
    let groups = groups(&dwarf.producers);
    let named: u64 = groups.iter().map(|group| group.units).sum();
    words.extend(groups.iter().map(group_text));
    let others = dwarf.units.saturating_sub(named);
    if others > 0 {
        words.push(counted(others, "other unit"));
    }
    if dwarf.units == 0 {
        words.push(counted(dwarf.line_tables, "line table"));
    }
    let compressed = match dwarf.compressed {
        Some(true) => "compressed".to_owned(),
        _ => String::new(),
    };
    let place = place(dwarf.section.as_deref(), Some(dwarf.offset));
    lines.fact("DWARF", Fact::words(joined(&words)).aside(joined(&[compressed, place])));
}

/// The producers by language, in the order in which each language is first met.
fn groups(producers: &[ProducerRecord]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for producer in producers {
        let language = family(producer);
        let compiler = compiler(producer);
        let at = groups.iter().position(|group| group.language == language);
        let group = match at.and_then(|at| groups.get_mut(at)) {
            Some(group) => group,
            None => {
                groups.push(Group { language, units: 0, compilers: Vec::new() });
                let Some(group) = groups.last_mut() else { continue };
                group
            }
        };
        group.units = group.units.saturating_add(producer.units);
        if !group.compilers.contains(&compiler) {
            group.compilers.push(compiler);
        }
    }
    groups
}

fn group_text(group: &Group<'_>) -> String {
    let units = counted(group.units, &format!("{} unit", group.language));
    let Some((first, more)) = group.compilers.split_first() else { return units };
    let more = match more.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{units} ({}{more})", safe(first))
}

/// A language as people call it.
fn family(producer: &ProducerRecord) -> &'static str {
    let language = producer.language.as_deref().unwrap_or_default();
    match language {
        "Go" => "Go",
        "Mips_Assembler" | "Assembly" => "assembler",
        "Rust" => "Rust",
        "Swift" => "Swift",
        name if name.starts_with("C_plus_plus") => "C++",
        name if name.starts_with("Fortran") => "Fortran",
        name if name.starts_with("ObjC") => "Objective-C",
        "C" => "C",
        name if name.starts_with('C') && name.get(1..).is_some_and(is_number) => "C",
        _ => "other",
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The compiler without its flags; for Go its version alone.
fn compiler(producer: &ProducerRecord) -> &str {
    if let Some(version) = &producer.go_version {
        return version;
    }
    let text = producer.producer.as_str();
    text.split_once(" -").map_or(text, |(name, _)| name)
}
