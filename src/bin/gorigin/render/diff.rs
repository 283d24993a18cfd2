//! Two programs compared, for reading.

use std::collections::BTreeSet;
use std::io::{self, Write};

use gorigin::report::{
    DiffRecord, FactDiffRecord, FilesDiffRecord, SectionResizedRecord, SectionSizeRecord,
    SectionsDiffRecord, SegmentDiffRecord,
};

use super::look::{Look, Meaning};
use super::words::{counted, safe, width, wrapped};

/// The most names of files or of sections that are shown; the JSON has more.
const SHOWN: usize = 12;

/// The longest text about a fact that stays in one line.
const ONE_LINE: usize = 72;

/// The width of the labels.
const LABEL: usize = 16;

/// Writes what differs.
pub(crate) fn write(to: &mut dyn Write, diff: &DiffRecord, look: Look) -> io::Result<()> {
    let slice = diff.slice.as_deref().map(|it| format!(" ({})", safe(it))).unwrap_or_default();
    let (first, second) =
        (format!("{}{slice}", safe(&diff.a)), format!("and {}{slice}", safe(&diff.b)));
    if diff.only.is_some() {
        let path = safe(if diff.a.is_empty() { &diff.b } else { &diff.a });
        let heading = look.paint(Meaning::Heading, &format!("{path}{slice}"));
        let meaning = look.paint(Meaning::Odd, &safe(&diff.meaning));
        return writeln!(to, "{heading}\n  {meaning}");
    }
    // Paths are never cut.
    let room = look.width.map_or(usize::MAX, usize::from);
    let both = width(&first).saturating_add(1).saturating_add(width(&second));
    let between = if both <= room { " " } else { "\n  " };
    for line in format!("{first}{between}{second}").lines() {
        writeln!(to, "{}", look.paint(Meaning::Heading, line))?;
    }
    let width = look.width.map_or(usize::MAX, usize::from).saturating_sub(LABEL).max(24);
    let mut lines = Lines { to, look, width };
    if let Some(decisive) = &diff.decisive {
        lines.line("decisive", &safe(decisive), Meaning::Odd)?;
    }
    lines.line("build ids", &safe(&diff.meaning), Meaning::Plain)?;
    diff.segments.iter().try_for_each(|segment| lines.segment(segment))?;
    diff.facts.iter().try_for_each(|fact| lines.differing(fact))?;
    if let Some(sections) = &diff.sections {
        lines.sections(sections)?;
    }
    if let Some(files) = diff.files.as_ref().filter(|it| it.only_a > 0 || it.only_b > 0) {
        lines.files(files)?;
    }
    if diff.is_empty() {
        lines.line("", "nothing differs", Meaning::Good)?;
    }
    Ok(())
}

/// Lines with a label each.
struct Lines<'w> {
    to: &'w mut dyn Write,
    look: Look,
    width: usize,
}

impl Lines<'_> {
    /// A text, on as many lines as it needs.
    fn line(&mut self, label: &str, text: &str, meaning: Meaning) -> io::Result<()> {
        let indent = LABEL.saturating_sub(2);
        let mut label = label;
        for line in wrapped(text, self.width) {
            writeln!(self.to, "  {label:<indent$}{}", self.look.paint(meaning, &line))?;
            label = "";
        }
        Ok(())
    }

    /// One part of the build IDs.
    fn segment(&mut self, segment: &SegmentDiffRecord) -> io::Result<()> {
        let name = segment.name.replace('_', " ");
        let (text, meaning) = match segment.equal {
            true => (format!("= {}", safe(&segment.a)), Meaning::Good),
            false => (format!("≠ {} {}", safe(&segment.a), safe(&segment.b)), Meaning::Odd),
        };
        self.line(&safe(&name), &text, meaning)?;
        self.line("", &safe(&segment.meaning), Meaning::Aside)
    }

    /// A fact that differs: in one line if there is room.
    fn differing(&mut self, fact: &FactDiffRecord) -> io::Result<()> {
        let name = safe(&fact.name).replace('_', " ");
        let (a, b) = (of_side(&fact.a, &fact.b), of_side(&fact.b, &fact.a));
        let text = format!("{name}: {a} in a, {b} in b");
        if width(&text) <= self.width.min(ONE_LINE) {
            return self.line("differs", &text, Meaning::Plain);
        }
        self.line("differs", &name, Meaning::Plain)?;
        self.line("  a", &a, Meaning::Plain)?;
        self.line("  b", &b, Meaning::Plain)
    }

    fn sections(&mut self, sections: &SectionsDiffRecord) -> io::Result<()> {
        let alone = [("only in a", &sections.only_a), ("only in b", &sections.only_b)];
        for (label, only) in alone.into_iter().filter(|(_, only)| !only.is_empty()) {
            self.line(label, &format!("sections {}", names(only)), Meaning::Plain)?;
        }
        match sections.resized.as_slice() {
            [] => Ok(()),
            sizes => self.line("sizes", &resized(sizes), Meaning::Plain),
        }
    }

    /// The source files that only one of them lists.
    fn files(&mut self, files: &FilesDiffRecord) -> io::Result<()> {
        self.line("source files", &counts(files), Meaning::Plain)?;
        for (label, names, all) in
            [("  only a", &files.names_a, files.only_a), ("  only b", &files.names_b, files.only_b)]
        {
            for name in names.iter().take(SHOWN) {
                self.line(label, &safe(name), Meaning::Plain)?;
            }
            let shown = u64::try_from(names.len().min(SHOWN)).unwrap_or(u64::MAX);
            if all > shown {
                let more = format!("and {} more", all.saturating_sub(shown));
                self.line(label, &more, Meaning::Aside)?;
            }
        }
        Ok(())
    }
}

/// A value as it stands on one side. Of a list only the parts that the other side lacks.
fn of_side(value: &Option<String>, other: &Option<String>) -> String {
    match (value, other) {
        (None, _) => "none".to_owned(),
        (Some(value), Some(other)) if value.contains(',') && other.contains(',') => {
            let others: BTreeSet<&str> = other.split(',').collect();
            let own = value.split(',').filter(|part| !others.contains(part));
            let own: Vec<String> = own.map(safe).collect();
            let count = own.len();
            match count {
                0 => "nothing more".to_owned(),
                _ => joined(own.into_iter(), count),
            }
        }
        (Some(value), None) if value.split(',').count() > SHOWN => {
            joined(value.split(',').map(safe), value.split(',').count())
        }
        (Some(value), _) => safe(value),
    }
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
