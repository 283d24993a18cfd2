//! Two programs compared, for reading.

use std::io::{self, Write};

use gorigin::report::{DiffRecord, FilesDiffRecord, SectionResizedRecord, SectionSizeRecord};

use super::look::{Look, Meaning};
use super::words::{counted, safe, wrapped};

/// The most names of files or of sections that are shown; the JSON has more.
const SHOWN: usize = 12;

/// The width of the labels.
const LABEL: usize = 16;

/// Writes what differs.
pub(crate) fn write(to: &mut dyn Write, diff: &DiffRecord, look: Look) -> io::Result<()> {
    let slice = diff.slice.as_deref().map(|it| format!(" ({})", safe(it))).unwrap_or_default();
    let heading = format!("{}{slice} and {}{slice}", safe(&diff.a), safe(&diff.b));
    if diff.only.is_some() {
        let path = safe(if diff.a.is_empty() { &diff.b } else { &diff.a });
        let heading = look.paint(Meaning::Heading, &format!("{path}{slice}"));
        let meaning = look.paint(Meaning::Odd, &safe(&diff.meaning));
        return writeln!(to, "{heading}\n  {meaning}");
    }
    writeln!(to, "{}", look.paint(Meaning::Heading, &heading))?;
    let width = look.width.map_or(usize::MAX, usize::from).saturating_sub(LABEL).max(24);
    let mut line = |label: &str, text: &str, meaning: Meaning| {
        let mut label = label;
        for line in wrapped(text, width) {
            let indent = LABEL.saturating_sub(2);
            writeln!(to, "  {label:<indent$}{}", look.paint(meaning, &line))?;
            label = "";
        }
        io::Result::Ok(())
    };
    if let Some(decisive) = &diff.decisive {
        line("decisive", &safe(decisive), Meaning::Odd)?;
    }
    line("build ids", &safe(&diff.meaning), Meaning::Plain)?;
    for segment in &diff.segments {
        let name = segment.name.replace('_', " ");
        let (sign, meaning) =
            if segment.equal { ("=", Meaning::Good) } else { ("≠", Meaning::Odd) };
        let values = if segment.equal {
            safe(&segment.a)
        } else {
            format!("{} {}", safe(&segment.a), safe(&segment.b))
        };
        line(&safe(&name), &format!("{sign} {values}"), meaning)?;
        line("", &safe(&segment.meaning), Meaning::Aside)?;
    }
    for fact in &diff.facts {
        let text = |value: &Option<String>| value.as_deref().map_or_else(|| "-".to_owned(), safe);
        line("differs", &safe(&fact.name), Meaning::Odd)?;
        line("  a", &text(&fact.a), Meaning::Plain)?;
        line("  b", &text(&fact.b), Meaning::Plain)?;
    }
    if let Some(sections) = &diff.sections {
        for (label, only) in
            [("sections of a", &sections.only_a), ("sections of b", &sections.only_b)]
        {
            if !only.is_empty() {
                line(label, &names(only), Meaning::Plain)?;
            }
        }
        if !sections.resized.is_empty() {
            line("sizes differ", &resized(&sections.resized), Meaning::Plain)?;
        }
    }
    if let Some(files) = diff.files.as_ref().filter(|it| it.only_a > 0 || it.only_b > 0) {
        line("source files", &counts(files), Meaning::Plain)?;
        for (label, names, all) in
            [("  only a", &files.names_a, files.only_a), ("  only b", &files.names_b, files.only_b)]
        {
            for name in names.iter().take(SHOWN) {
                line(label, &safe(name), Meaning::Plain)?;
            }
            let shown = u64::try_from(names.len().min(SHOWN)).unwrap_or(u64::MAX);
            if all > shown {
                line(label, &format!("and {} more", all.saturating_sub(shown)), Meaning::Aside)?;
            }
        }
    }
    if diff.is_empty() {
        line("", "nothing differs", Meaning::Good)?;
    }
    Ok(())
}

fn names(sections: &[SectionSizeRecord]) -> String {
    let name = |it: &SectionSizeRecord| format!("{} ({})", safe(&it.name), bytes(it.size));
    joined(sections.iter().map(name), sections.len())
}

fn resized(sections: &[SectionResizedRecord]) -> String {
    let name = |it: &SectionResizedRecord| {
        format!("{} ({} and {})", safe(&it.name), bytes(it.a), bytes(it.b))
    };
    joined(sections.iter().map(name), sections.len())
}

/// The first names, and the number of the others.
fn joined(names: impl Iterator<Item = String>, count: usize) -> String {
    let shown = names.take(SHOWN).collect::<Vec<_>>().join(", ");
    match count.saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn bytes(size: u64) -> String {
    counted(size, "byte")
}

fn counts(files: &FilesDiffRecord) -> String {
    format!(
        "{} in both, {} only in a, {} only in b",
        counted(files.common, "file"),
        files.only_a,
        files.only_b
    )
}
