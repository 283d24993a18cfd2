//! Records as a table, one line each.

use std::io::{self, Write};

use gorigin::finding::Severity;
use gorigin::report::{
    ContentIdRecord, GorootRecord, HostRecord, ModuleRecord, Outcome, Record, Summary,
    VersionRecord,
};

use super::card::{content_meaning, content_verdict};
use super::grid::{Grid, PADDING};
use super::{Look, Meaning, Render, counted, grouped, safe};
use crate::talk::unopened_kinds;

/// What stands where a record has nothing to say.
const NOTHING: &str = "-";

/// A column.
struct Column {
    name: &'static str,
    /// The width below which it is no pleasure to read.
    comfort: u16,
    /// How early it is left out on a narrow terminal: 0 is never, 1 is last.
    sacrifice: u8,
}

/// The columns, in their order. One in which no record says anything is left out.
const COLUMNS: [Column; 8] = [
    Column { name: "path", comfort: 20, sacrifice: 0 },
    Column { name: "format", comfort: 12, sacrifice: 3 },
    Column { name: "go", comfort: 10, sacrifice: 0 },
    Column { name: "GOROOT", comfort: 16, sacrifice: 0 },
    Column { name: "module", comfort: 16, sacrifice: 2 },
    Column { name: "host", comfort: 8, sacrifice: 1 },
    Column { name: "content", comfort: 10, sacrifice: 0 },
    Column { name: "findings", comfort: 9, sacrifice: 0 },
];

/// Characters of a cell that are shown: every row is as wide as the widest. The other forms of the
/// result have them whole.
const LONGEST_CELL: usize = 160;

/// The same for paths, of which few are longer, and which are wanted whole.
const LONGEST_PATH: usize = 512;

/// Rows held before they are written, since the widths of the columns depend on all of them. Few
/// scans have more; those that do get another heading, and do not fill the memory.
const BLOCK: usize = 2000;

/// A table of all records, and a line that counts them.
pub(crate) struct Table {
    look: Look,
    rows: Vec<[Cell; COLUMNS.len()]>,
}

impl Table {
    /// A table that looks so.
    pub(crate) fn new(look: Look) -> Self {
        Self { look, rows: Vec::new() }
    }

    /// Writes the rows that are held.
    fn write_block(&mut self, to: &mut dyn Write) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let (columns, dropped) = self.columns();
        self.grid(&columns).write(to)?;
        writeln!(to)?;
        if !dropped.is_empty() {
            let names = dropped.join(", ");
            writeln!(to, "no room for the columns {names}: a wider terminal shows them")?;
        }
        self.rows.clear();
        Ok(())
    }

    /// The columns that are shown, each with the width it needs, and the names of those for which
    /// there is no room.
    fn columns(&self) -> (Vec<(usize, u16)>, Vec<&'static str>) {
        let mut shown: Vec<(usize, u16)> = Vec::new();
        for (at, column) in COLUMNS.iter().enumerate() {
            let cells = self.rows.iter().filter_map(|row| row.get(at));
            if cells.clone().any(|cell| cell.text != NOTHING) {
                let longest = cells.map(|cell| cell.text.chars().count()).max();
                let longest = longest.unwrap_or_default().max(column.name.len());
                let needed = u16::try_from(longest).unwrap_or(u16::MAX).min(column.comfort);
                shown.push((at, needed));
            }
        }
        let mut dropped = Vec::new();
        let Some(width) = self.look.width else { return (shown, dropped) };
        let sacrifice = |at: usize| COLUMNS.get(at).map_or(0, |column| column.sacrifice);
        loop {
            let victim = shown.iter().map(|&(at, _)| at).max_by_key(|&at| sacrifice(at));
            match victim.filter(|&at| sacrifice(at) > 0) {
                Some(victim) if total_width(&shown) > width => {
                    shown.retain(|&(at, _)| at != victim);
                    dropped.extend(COLUMNS.get(victim).map(|column| column.name));
                }
                _ => return (shown, dropped),
            }
        }
    }

    fn grid(&self, columns: &[(usize, u16)]) -> Grid {
        let names: Vec<_> = columns
            .iter()
            .filter_map(|&(at, _)| COLUMNS.get(at))
            .map(|column| column.name)
            .collect();
        let mut grid = Grid::new(self.look, &names);
        for row in &self.rows {
            let cells = columns.iter().filter_map(|&(at, _)| row.get(at));
            grid.add_row(cells.map(|cell| (cell.meaning, cell.text.as_str())));
        }
        // On a terminal too narrow even for these, the grid shares out what there is.
        if self.look.width.is_some_and(|width| total_width(columns) <= width) {
            grid.set_lower_bounds(columns.iter().map(|&(_, needed)| needed));
        }
        grid
    }
}

impl Render for Table {
    fn record(&mut self, to: &mut dyn Write, record: &Record) -> io::Result<()> {
        self.rows.push(row(record));
        if self.rows.len() >= BLOCK { self.write_block(to) } else { Ok(()) }
    }

    fn finish(&mut self, to: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        self.write_block(to)?;
        writeln!(to, "{}", count(summary))
    }
}

/// The width of a table of `columns`.
fn total_width(columns: &[(usize, u16)]) -> u16 {
    columns.iter().fold(0, |sum: u16, &(_, needed)| {
        sum.saturating_add(needed).saturating_add(PADDING.1).saturating_add(1)
    })
}

/// What one cell says; its text is safe to show.
struct Cell {
    text: String,
    meaning: Meaning,
}

impl Cell {
    fn new(text: impl Into<String>, meaning: Meaning) -> Self {
        Self { text: cut(text.into(), LONGEST_CELL), meaning }
    }

    fn path(text: String) -> Self {
        Self { text: cut(text, LONGEST_PATH), meaning: Meaning::Plain }
    }

    fn nothing() -> Self {
        Self::new(NOTHING, Meaning::Aside)
    }
}

/// The first `longest` characters of a text, with a mark that says how many are left out.
fn cut(text: String, longest: usize) -> String {
    let Some((at, _)) = text.char_indices().nth(longest) else { return text };
    let (shown, rest) = text.split_at(at);
    format!("{shown}… ({} more)", grouped(u64::try_from(rest.chars().count()).unwrap_or(u64::MAX)))
}

fn row(record: &Record) -> [Cell; COLUMNS.len()] {
    [
        Cell::path(path(record)),
        format(record),
        go(record),
        goroot(record),
        module(record),
        record.host.as_ref().map_or_else(Cell::nothing, host),
        record.verification.as_ref().map_or_else(Cell::nothing, |it| content(&it.content_id)),
        findings(record),
    ]
}

fn path(record: &Record) -> String {
    let mut text: String =
        record.container.iter().map(|container| format!("{}!", safe(container))).collect();
    text.push_str(&safe(&record.path));
    if let Some(slice) = &record.slice {
        text.push_str(&format!(" ({})", safe(slice)));
    }
    text
}

fn format(record: &Record) -> Cell {
    let system = match (&record.os, &record.arch) {
        (Some(os), Some(arch)) => Some(format!("{}/{}", safe(os), safe(arch))),
        (os, arch) => os.as_ref().or(arch.as_ref()).map(|name| safe(name)),
    };
    if let Some(kind) = &record.unopened {
        return Cell::new(safe(kind), Meaning::Plain);
    }
    let debug = record.debug_file.as_ref().map(|_| "debug file".to_owned());
    let format = record.format.as_deref().map(safe);
    let words: Vec<_> = format.into_iter().chain(system).chain(debug).collect();
    if words.is_empty() { Cell::nothing() } else { Cell::new(words.join(" "), Meaning::Plain) }
}

fn go(record: &Record) -> Cell {
    match (record.outcome, &record.go_version) {
        (Outcome::Unreadable, _) => Cell::new("unreadable", Meaning::Bad),
        (Outcome::NotGo, None) if record.unopened.is_some() => Cell::new("unopened", Meaning::Odd),
        (Outcome::NotGo, None) => Cell::new("not Go", Meaning::Aside),
        (Outcome::Go, None) => Cell::new("unknown", Meaning::Odd),
        (_, Some(version)) => Cell::new(version_text(version), Meaning::Plain),
    }
}

/// The version; one that is only an estimate says so.
pub(super) fn version_text(version: &VersionRecord) -> String {
    let value = safe(&version.value);
    if version.exact { value } else { format!("{value} (estimate)") }
}

fn goroot(record: &Record) -> Cell {
    match (&record.goroot, &record.error) {
        (None, Some(error)) if record.outcome == Outcome::Unreadable => {
            Cell::new(safe(&error.message), Meaning::Bad)
        }
        (None, _) => Cell::nothing(),
        (Some(goroot), _) => Cell::new(goroot_text(goroot), goroot_meaning(goroot)),
    }
}

/// The path, or the verdict in parentheses where there is none to show; both where the path is not
/// simply the builder's GOROOT.
pub(super) fn goroot_text(goroot: &GorootRecord) -> String {
    let verdict = safe(&goroot.verdict);
    match (&goroot.value, goroot.verdict.as_str()) {
        (Some(value), "found") => safe(value),
        (Some(value), _) => format!("{} ({verdict})", safe(value)),
        (None, _) => format!("({verdict})"),
    }
}

/// How good the news is.
pub(super) fn goroot_meaning(goroot: &GorootRecord) -> Meaning {
    match goroot.verdict.as_str() {
        "found" => Meaning::Plain,
        "conflicting" | "hidden" => Meaning::Odd,
        _ => Meaning::Aside,
    }
}

fn module(record: &Record) -> Cell {
    let build = record.build.as_ref();
    match (build.and_then(|build| build.module.as_ref()), build) {
        (Some(module), _) => Cell::new(module_text(module), Meaning::Plain),
        (None, Some(build)) => build
            .main_package
            .as_ref()
            .map_or_else(Cell::nothing, |package| Cell::new(safe(package), Meaning::Plain)),
        (None, None) => Cell::nothing(),
    }
}

/// `path@version`, and what replaces it.
pub(super) fn module_text(module: &ModuleRecord) -> String {
    let mut text = safe(&module.path);
    if !module.version.is_empty() {
        text.push('@');
        text.push_str(&safe(&module.version));
    }
    if let Some(replacement) = &module.replace {
        text.push_str(" => ");
        text.push_str(&safe(&replacement.path));
    }
    text
}

fn host(host: &HostRecord) -> Cell {
    if host.goroot == "not-applicable" && host.toolchain != "drift" {
        return Cell::nothing();
    }
    let drift = if host.toolchain == "drift" { ", drift" } else { "" };
    Cell::new(format!("{}{drift}", safe(&host.goroot)), host_meaning(host))
}

/// How good the news is.
pub(super) fn host_meaning(host: &HostRecord) -> Meaning {
    match (host.goroot.as_str(), host.toolchain.as_str()) {
        ("mismatch", _) => Meaning::Bad,
        ("missing", _) | (_, "drift") => Meaning::Odd,
        ("match", _) => Meaning::Good,
        _ => Meaning::Plain,
    }
}

/// What the check of the content comes to, where it was made, and what was done to the file.
fn content(content: &ContentIdRecord) -> Cell {
    let cause = content.cause.as_deref().map(safe);
    let text = match (content_verdict(content), cause) {
        ("not-run", Some(cause)) if cause == "skipped" => return Cell::nothing(),
        ("verified-but-for", Some(cause)) => format!("verified ({cause})"),
        (verdict, Some(cause)) if cause != verdict => format!("{} ({cause})", safe(verdict)),
        (verdict, _) => safe(verdict),
    };
    Cell::new(text, content_meaning(content))
}

/// How many findings there are, and that there may be more where the record is partial.
fn findings(record: &Record) -> Cell {
    let mut worst = Meaning::Aside;
    let mut words = Vec::new();
    for severity in [Severity::Note, Severity::Warning, Severity::Error] {
        let of_it = record.findings.iter().filter(|finding| finding.severity == severity).count();
        if of_it > 0 {
            worst = Meaning::from(severity);
            let of_it = u64::try_from(of_it).unwrap_or(u64::MAX);
            words.insert(0, counted(of_it, &severity.to_string()));
        }
    }
    if record.partial {
        worst = if worst == Meaning::Aside { Meaning::Odd } else { worst };
        words.insert(0, "partial".to_owned());
    }
    if words.is_empty() { Cell::nothing() } else { Cell::new(words.join(", "), worst) }
}

/// One line that accounts for every input.
fn count(summary: &Summary) -> String {
    let mut text =
        format!("{} in {}", counted(summary.go, "Go program"), counted(summary.files, "file"));
    for (count, what) in [
        (summary.unreadable, "unreadable"),
        (summary.partial, "partial"),
        (summary.skipped, "skipped"),
        (summary.odd, "odd, not Go"),
        (summary.vanished, "vanished"),
    ] {
        if count > 0 {
            text.push_str(&format!(", {} {what}", grouped(count)));
        }
    }
    if let Some(kinds) = unopened_kinds(summary) {
        let count = grouped(summary.all_unopened());
        text.push_str(&format!(", {count} not opened ({kinds})"));
    }
    let findings: Vec<_> =
        [(summary.errors, "error"), (summary.warnings, "warning"), (summary.notes, "note")]
            .into_iter()
            .filter(|&(count, _)| count > 0)
            .map(|(count, noun)| counted(count, noun))
            .collect();
    if !findings.is_empty() {
        text.push_str(&format!("; findings: {}", findings.join(", ")));
    }
    if summary.interrupted {
        text.push_str("; interrupted");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::{check, records, rendered};

    #[test]
    fn one_long_text_does_not_widen_every_row() {
        let long = "m".repeat(1 << 20);
        let mut records = records();
        for record in &mut records {
            record.path = "p".repeat(5000);
            let build = record.build.iter_mut();
            build.flat_map(|it| &mut it.module).for_each(|it| it.path.clone_from(&long));
        }
        let text = rendered(&mut Table::new(Look::default()), &records);
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest < LONGEST_PATH + 4 * LONGEST_CELL, "{widest}");
        assert!(text.contains("p… (") && text.contains(" more)"), "{text}");
        assert_eq!(cut("ab\u{e4}de".to_owned(), 3), "ab\u{e4}… (2 more)");
        assert_eq!(cut("ab\u{e4}".to_owned(), 3), "ab\u{e4}");
    }

    #[test]
    fn tables() {
        for (name, look) in [
            ("table.txt", Look { color: false, width: None }),
            ("table-80.txt", Look { color: false, width: Some(80) }),
            ("table-color.txt", Look { color: true, width: Some(160) }),
        ] {
            check(name, &rendered(&mut Table::new(look), &records()));
        }
    }

    #[test]
    fn a_line_is_never_wider_than_the_terminal_nor_unsafe() {
        for width in 30..200 {
            let look = Look { color: false, width: Some(width) };
            let text = rendered(&mut Table::new(look), &records());
            for line in text.split("\n\n").next().unwrap().lines() {
                assert!(line.chars().count() <= usize::from(width), "{width}: {line}");
                assert!(!line.chars().any(gorigin::bytes::is_unsafe), "{line:?}");
            }
        }
    }

    #[test]
    fn a_column_without_news_is_left_out() {
        let record = Record { path: "a".to_owned(), ..Record::default() };
        let text = rendered(&mut Table::new(Look::default()), &[record]);
        assert_eq!(text, "path  go\n─────────────\na     not Go\n\n0 Go programs in 1 file\n");
        let nothing = rendered(&mut Table::new(Look::default()), &[]);
        assert_eq!(nothing, "0 Go programs in 0 files\n");
    }
}
