//! The text of a record in each column.

use gorigin::agree::{GorootMatch, ToolchainMatch};
use gorigin::finding::Severity;
use gorigin::report::{ContentIdRecord, HostRecord, Outcome, Record};

use crate::render::facts::{
    content_meaning, content_verdict, goroot_meaning, goroot_text, host_meaning, module_text,
    path_text, version_text,
};
use crate::render::look::Meaning;
use crate::render::words::{counted, grouped, safe, words};

/// The text of an empty cell.
pub(super) const NOTHING: &str = "-";

/// How many characters of a cell are shown: every row is as wide as the widest. The other forms of
/// the result are not cut.
pub(super) const LONGEST_CELL: usize = 160;

/// How many characters of a path are shown: users want paths whole, and few are longer.
pub(super) const LONGEST_PATH: usize = 512;

/// The text of a cell, safe to show.
pub(crate) struct Cell {
    pub(super) text: String,
    pub(super) meaning: Meaning,
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

/// The cells of one record, in the order of the columns.
pub(super) fn row(record: &Record) -> [Cell; 8] {
    [
        Cell::path(path_text(record)),
        format(record),
        go(record),
        goroot(record),
        module(record),
        record.host.as_ref().map_or_else(Cell::nothing, host),
        record.verification.as_ref().map_or_else(Cell::nothing, |it| content(&it.content_id)),
        findings(record),
    ]
}

fn format(record: &Record) -> Cell {
    let system = match (record.os.as_ref(), record.arch.as_ref()) {
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
    match (record.outcome, record.go_version.as_ref()) {
        (Outcome::Unreadable, _) => Cell::new("unreadable", Meaning::Bad),
        (Outcome::NotGo, None) if record.unopened.is_some() => {
            Cell::new("not opened", Meaning::Odd)
        }
        (Outcome::NotGo, None) => Cell::new("not Go", Meaning::Aside),
        (Outcome::Go, None) => Cell::new("unknown", Meaning::Odd),
        (_, Some(version)) => Cell::new(version_text(version), Meaning::Plain),
    }
}

fn goroot(record: &Record) -> Cell {
    match (record.goroot.as_ref(), &record.error) {
        (None, Some(error)) if record.outcome == Outcome::Unreadable => {
            Cell::new(safe(&error.message), Meaning::Bad)
        }
        (None, _) => Cell::nothing(),
        (Some(goroot), _) => Cell::new(goroot_text(goroot), goroot_meaning(goroot)),
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

fn host(host: &HostRecord) -> Cell {
    if host.goroot == GorootMatch::NotApplicable && host.toolchain != ToolchainMatch::Drift {
        return Cell::nothing();
    }
    let drift = if host.toolchain == ToolchainMatch::Drift { ", drift" } else { "" };
    Cell::new(format!("{}{drift}", safe(&host.goroot)), host_meaning(host))
}

/// The result of the content check, if there was one, and what was done to the file.
fn content(content: &ContentIdRecord) -> Cell {
    let cause = content.cause.as_deref().map(words);
    let text = match (content_verdict(content), cause) {
        ("not-run", Some(cause)) if cause == "skipped" => return Cell::nothing(),
        ("verified-but-for", Some(cause)) => format!("verified ({cause})"),
        (verdict, Some(cause)) if cause != verdict => format!("{} ({cause})", safe(verdict)),
        (verdict, _) => safe(verdict),
    };
    Cell::new(text, content_meaning(content))
}

/// The number of findings, with a mark where the record is partial and there may be more.
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

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_text_that_is_cut_says_so() {
        assert_eq!(cut("ab\u{e4}de".to_owned(), 3), "ab\u{e4}… (2 more)");
        assert_eq!(cut("ab\u{e4}".to_owned(), 3), "ab\u{e4}");
    }
}
