//! Findings as lines to search in, each whole by itself:
//!
//! ```text
//! dist/agent: warning[path-leak-user] 812 paths name the user ci: /home/ci in file-table at 0x1f2a3c (gorigin rules path-leak-user)
//! dist/agent: found[needle] token= at 0x2b10 in .rodata, 3 times: …curl -d token=secret…
//! dist/old: untold[advisories] nothing says which modules it is made of: advisories about them are missing
//! ```

use std::io::{self, Write};

use super::form::{Renderer, Writer};
use super::told::{name, safe};
use super::untold::untold;
use crate::finding::{Severity, rule};
use crate::report::{FindingRecord, Record, TextRecord};

/// How many pieces of evidence a line names.
const PLACES: usize = 3;

/// How much of the text around a needle a line shows, in characters, on either side.
const AROUND: usize = 40;

/// The longest message or text on a line, in characters.
const LONGEST: usize = 1280;

/// One line for each finding, for what could not be told of known vulnerabilities, and for each text that a
/// search of every byte has found.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plain;

/// A finding in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingLine {
    /// The path of the file, with the slice; safe to show.
    pub path: String,
    /// How grave it is.
    pub severity: Severity,
    /// The rule; safe to show.
    pub rule: String,
    /// What was found, and for some rules where; safe to show.
    pub message: String,
}

impl FindingLine {
    /// The findings of a record, in their order.
    pub fn all_of(record: &Record) -> Vec<Self> {
        let path = name(record);
        record.findings.iter().map(|finding| Self::of(&path, finding)).collect()
    }

    fn of(path: &str, finding: &FindingRecord) -> Self {
        let mut message = short(&finding.message);
        let tells_places = rule(&finding.rule).is_some_and(|rule| rule.tells_places);
        if tells_places && !finding.evidence.is_empty() {
            let places: Vec<_> = finding.evidence.iter().take(PLACES).map(|it| short(it)).collect();
            message = format!("{message}: {}", places.join("; "));
            let left = finding.evidence.len().saturating_sub(PLACES);
            if left > 0 {
                message = format!("{message}; and {left} more");
            }
        }
        let (path, rule) = (path.to_owned(), safe(&finding.rule));
        Self { path, severity: finding.severity, rule, message }
    }

    /// The part of the line behind the path; `severity` stands for its name, in colour or not.
    pub fn said(&self, severity: &str) -> String {
        let Self { rule, message, .. } = self;
        format!("{severity}[{rule}] {message} (gorigin rules {rule})")
    }

    /// The whole line, without a line feed.
    pub fn line(&self) -> String {
        format!("{}: {}", self.path, self.said(self.severity.name()))
    }
}

/// The lines about texts that a search of every byte has found in a file, each with its place.
pub fn text_lines(record: &Record) -> Vec<String> {
    let path = name(record);
    let texts = record.text.as_deref().unwrap_or_default();
    texts.iter().map(|text| text_line(&path, text)).collect()
}

fn text_line(path: &str, text: &TextRecord) -> String {
    let kind = match (&text.needle, &text.kind) {
        (Some(_), _) => "needle".to_owned(),
        (None, kind) => kind.as_ref().map(|it| safe(it)).unwrap_or_default(),
    };
    let what = text.needle.as_ref().unwrap_or(&text.value);
    let mut line = format!("{path}: found[{kind}] {}", short(what));
    if let Some(encoding) = &text.encoding {
        line.push_str(&format!(" ({})", safe(encoding)));
    }
    line.push_str(&format!(" at {:#x}", text.offset));
    if let Some(section) = &text.section {
        line.push_str(&format!(" in {}", safe(section)));
    }
    if text.count > 1 {
        line.push_str(&format!(", {} times", text.count));
    }
    if let Some(needle) = text.needle.as_ref().filter(|it| **it != text.value) {
        line.push_str(&around(&text.value, needle));
    }
    line
}

/// The text around a needle, as far as it helps to recognise the place.
fn around(value: &str, needle: &str) -> String {
    let Some((before, behind)) = value.split_once(needle) else { return String::new() };
    let at = before.char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let (cut, before) = before.split_at_checked(at).unwrap_or_default();
    let end = behind.char_indices().nth(AROUND).map_or(behind.len(), |(at, _)| at);
    let (behind, rest) = behind.split_at_checked(end).unwrap_or_default();
    let mark = |cut: &str| if cut.is_empty() { "" } else { "…" };
    let (before, needle, behind) = (safe(before), short(needle), safe(behind));
    format!(": {}{before}{needle}{behind}{}", mark(cut), mark(rest))
}

/// `text`, safe to show, and cut with a mark where it is too long.
fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST).and_then(|(at, _)| text.split_at_checked(at)) {
        None => safe(text),
        Some((shown, cut)) => format!("{}… ({} bytes more)", safe(shown), cut.len()),
    }
}

impl Renderer for Plain {
    type Row = String;

    fn row(&self, record: &Record) -> io::Result<String> {
        let findings = FindingLine::all_of(record).into_iter().map(|it| it.line());
        let untold = untold(record).into_iter();
        let untold = untold.map(|text| format!("{}: untold[advisories] {text}", name(record)));
        Ok(findings
            .chain(untold)
            .chain(text_lines(record))
            .map(|line| format!("{line}\n"))
            .collect())
    }
}

impl Writer<String> for Plain {
    fn write(&mut self, row: String, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(row.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::records::{check, records};
    use crate::render::samples::rendered;

    #[test]
    fn one_line_a_finding() {
        let all = records::<Record>();
        let text = rendered(&Plain, &mut Plain, &all);
        let findings: usize = all.iter().map(|it| it.findings.len()).sum();
        let texts: usize = all.iter().flat_map(|it| &it.text).map(Vec::len).sum();
        assert!(findings > 0 && text.lines().count() == findings + texts, "{text}");
        check("report.plain.txt", &text);
    }

    #[test]
    fn the_text_around_a_needle() {
        for (value, needle, want) in [
            ("a token b", "token", ": a token b".to_owned()),
            ("token", "tok", ": token".to_owned()),
            ("", "tok", String::new()),
            (
                &*format!("{}tok{}", "\u{e4}".repeat(99), "y\n".repeat(99)),
                "tok",
                format!(": …{}tok{}…", "\u{e4}".repeat(41), "y\\n".repeat(20)),
            ),
        ] {
            assert_eq!(around(value, needle), want);
        }
    }

    #[test]
    fn places_of_rules_about_texts() {
        let finding = |rule: &str, evidence: &[&str]| FindingRecord {
            rule: rule.to_owned().into(),
            severity: Severity::Warning,
            message: "m\x1b[2J".to_owned(),
            evidence: evidence.iter().map(ToString::to_string).collect(),
            help: "".into(),
        };
        for (rule, evidence, want) in [
            ("needle-found", &["a", "b\n"][..], "m\\x1b[2J: a; b\\n"),
            ("needle-found", &["a", "b", "c", "d", "e"], "m\\x1b[2J: a; b; c; and 2 more"),
            ("no-pie", &["a"], "m\\x1b[2J"),
            ("needle-found", &[], "m\\x1b[2J"),
        ] {
            let line = FindingLine::of("p", &finding(rule, evidence)).line();
            assert_eq!(line, format!("p: warning[{rule}] {want} (gorigin rules {rule})"));
        }
    }
}
