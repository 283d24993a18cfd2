//! The findings below the table, one line each, and what could not be told; what many files share is one line.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use gorigin::finding::{Severity, rule};
use gorigin::render::{FindingLine, text_lines};
use gorigin::report::Record;

use super::untold::{Line, MANY, Untold};
use crate::render::look::Look;
use crate::render::words::{counted, write_marked, write_wrapped};

/// The most lines about findings of one rule.
const MOST_OF_RULE: usize = 50;

/// The most lines about texts in one file.
const MOST_IN_FILE: usize = 8;

/// The most lines about texts.
const MOST_TEXTS: usize = 500;

/// What is said of one record below the table.
pub(super) struct Lines {
    /// The path as it is, and not as it is shown: two files may be shown alike.
    path: (String, Option<String>),
    findings: Vec<FindingLine>,
    untold: Option<Line>,
    texts: Vec<String>,
    /// The lines about texts that are left out.
    more_texts: u64,
}

impl Lines {
    /// The lines about a record.
    pub(super) fn of(record: &Record) -> Self {
        let mut texts = text_lines(record);
        let more_texts = texts.len().saturating_sub(MOST_IN_FILE);
        texts.truncate(MOST_IN_FILE);
        let more_texts = u64::try_from(more_texts).unwrap_or(u64::MAX);
        let path = (record.path.clone(), record.path_b64.clone());
        let (findings, untold) = (FindingLine::all_of(record), Line::of(record));
        Self { path, findings, untold, texts, more_texts }
    }
}

/// What is said of all records. Takes a bounded amount of memory, however many there are.
#[derive(Default)]
pub(super) struct Told {
    groups: BTreeMap<(Reverse<Severity>, String), Group>,
    untold: Untold,
    texts: Vec<String>,
    /// The lines about texts that are left out.
    more_texts: u64,
}

/// The findings of one rule and severity.
#[derive(Default)]
struct Group {
    /// The first of them.
    first: Vec<FindingLine>,
    /// Those that are left out.
    more: u64,
    files: u64,
    /// The file that was counted last.
    last: (String, Option<String>),
    /// Whether all of them say the same.
    says_one: bool,
}

impl Told {
    /// Adds what is said of one record.
    pub(super) fn add(&mut self, lines: Lines) {
        for line in lines.findings {
            let key = (Reverse(line.severity), line.rule.clone());
            self.groups.entry(key).or_default().add(line, &lines.path);
        }
        self.untold.add(lines.untold);
        self.more_texts = self.more_texts.saturating_add(lines.more_texts);
        for text in lines.texts {
            if self.texts.len() < MOST_TEXTS {
                self.texts.push(text);
            } else {
                self.more_texts = self.more_texts.saturating_add(1);
            }
        }
    }

    /// Writes all lines, the gravest findings first.
    pub(super) fn write(&self, look: Look, to: &mut dyn Write) -> io::Result<()> {
        if self.groups.is_empty() && self.untold.is_empty() && self.texts.is_empty() {
            return Ok(());
        }
        self.groups.values().try_for_each(|group| group.write(look, to))?;
        self.untold.write(look, to)?;
        self.texts.iter().try_for_each(|line| write_wrapped(line, look, to))?;
        if self.more_texts > 0 {
            let more = counted(self.more_texts, "more text");
            writeln!(to, "(and {more}, which -f plain lists)")?;
        }
        if self.untold.is_one_line() || self.groups.values().any(Group::is_one_line) {
            writeln!(to, "(-f plain lists every file)")?;
        }
        writeln!(to)
    }
}

impl Group {
    fn add(&mut self, line: FindingLine, path: &(String, Option<String>)) {
        let is_first = self.first.is_empty();
        let is_same = self.first.iter().all(|it| it.message == line.message);
        self.says_one = is_first || self.says_one && is_same;
        if is_first || *path != self.last {
            self.files = self.files.saturating_add(1);
            self.last.clone_from(path);
        }
        match self.first.len() < MOST_OF_RULE {
            true if is_first || !self.is_one_line() => self.first.push(line),
            _ => self.more = self.more.saturating_add(1),
        }
    }

    fn is_one_line(&self) -> bool {
        self.files >= MANY
    }

    fn write(&self, look: Look, to: &mut dyn Write) -> io::Result<()> {
        let Some(first) = self.first.first() else { return Ok(()) };
        if !self.is_one_line() {
            self.first.iter().try_for_each(|it| write_line(&it.path, it, look, to))?;
            if self.more > 0 {
                let more = counted(self.more, "more finding");
                writeln!(to, "(and {more} of {}, which -f plain lists)", first.rule)?;
            }
            return Ok(());
        }
        let meaning = rule(&first.rule).filter(|_| !self.says_one);
        let message = match meaning {
            Some(rule) => rule.meaning.trim_end_matches('.').to_owned(),
            None => first.message.clone(),
        };
        let line = FindingLine { message, ..first.clone() };
        let others = counted(self.files.saturating_sub(1), "more file");
        write_line(&format!("{} and {others}", line.path), &line, look, to)
    }
}

/// Writes a line about `files`, on as many lines of the terminal as it needs.
fn write_line(files: &str, line: &FindingLine, look: Look, to: &mut dyn Write) -> io::Result<()> {
    let severity = line.severity.name();
    let mark = format!("{severity}[{}]", line.rule);
    let painted = format!("{}[{}]", look.paint(line.severity.into(), severity), line.rule);
    write_marked(&format!("{files}: {}", line.said(severity)), &mark, &painted, look, to)
}
