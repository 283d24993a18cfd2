//! The numbers of each scan: tiles for one, a table for several.

use super::change::Change;
use super::escape::{MARKS, attribute, html};
use super::page::Kept;
use super::row::Kind;
use crate::finding::Severity;
use crate::report::Summary;

/// One scan in numbers, all of them counts of its records.
#[derive(Clone, Debug, Default)]
pub(super) struct Scan {
    /// Its name, as a text of the data.
    name: String,
    pub(super) records: u64,
    programs: u64,
    unopened: u64,
    unreadable: u64,
    partial: u64,
    errors: u64,
    warnings: u64,
    notes: u64,
}

/// A number that is told: its value, one and many of it, how to find it, its class.
type Number = (u64, &'static str, &'static str, &'static str, &'static str);

fn bump(count: &mut u64) {
    *count = count.saturating_add(1);
}

impl Scan {
    /// A scan with nothing found yet.
    pub(super) fn new(name: String) -> Self {
        Self { name, ..Self::default() }
    }

    /// Counts a record.
    pub(super) fn add(&mut self, row: &Kept) {
        bump(&mut self.records);
        match row.kind {
            Kind::Go => bump(&mut self.programs),
            Kind::Unopened => bump(&mut self.unopened),
            Kind::Unreadable => bump(&mut self.unreadable),
            Kind::Other => {}
        }
        if row.is_partial {
            bump(&mut self.partial);
        }
        for (severity, _) in &row.findings {
            bump(match severity {
                Severity::Error => &mut self.errors,
                Severity::Warning => &mut self.warnings,
                Severity::Note => &mut self.notes,
            });
        }
    }

    /// Its name as the content of an element.
    pub(super) fn in_html(&self) -> String {
        in_html(&self.name)
    }

    /// Its name as the value of an attribute, or a title.
    pub(super) fn in_attribute(&self) -> String {
        attribute(&self.name.replace(MARKS, ""))
    }

    fn numbers(&self) -> [Number; 7] {
        [
            (self.programs, "Go program", "Go programs", "is=go", ""),
            (self.errors, "error", "errors", "severity=error", "e"),
            (self.warnings, "warning", "warnings", "severity=warning", "w"),
            (self.notes, "note", "notes", "severity=note", "n"),
            (self.unopened, "not opened", "not opened", "is=unopened", ""),
            (self.unreadable, "unreadable", "unreadable", "is=unreadable", ""),
            (self.partial, "read in part", "read in part", "is=partial", ""),
        ]
    }
}

/// A text of the data as the content of an element.
pub(super) fn in_html(text: &str) -> String {
    let mut out = String::new();
    for (at, part) in text.split(MARKS).enumerate() {
        match at.is_multiple_of(2) {
            true => out.push_str(&html(part)),
            false => out.push_str(&format!("<b class=u>{}</b>", html(part))),
        }
    }
    out
}

/// The same, which may be broken behind slashes.
pub(super) fn path_in_html(text: &str) -> String {
    in_html(text).replace('/', "/<wbr>").replace("</<wbr>b>", "</b>")
}

/// `12,345`.
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(at);
        if at > 0 && left.is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The notices, the numbers, and what changed between the first scan and the last.
pub(super) fn overview(
    scans: &[Scan],
    changes: &[Option<Change>],
    summary: &Summary,
    notices: &[String],
) -> String {
    let mut out = String::new();
    for notice in notices {
        out.push_str(&format!("<p class=notice role=note>{}\n", html(notice)));
    }
    match scans {
        [scan] => tiles(scan, &mut out),
        scans => {
            of_scans(scans, &mut out);
            Change::told(scans, changes, &mut out);
        }
    }
    if summary.files > 0 {
        let counts = [
            (summary.files, "files read"),
            (summary.all_opened(), "of them containers that were opened"),
            (summary.inside, "inside of these"),
            (summary.not_go, "no Go programs"),
        ];
        let told = counts.iter().filter(|(count, _)| *count > 0);
        let told: Vec<_> =
            told.map(|(count, what)| format!("{} {what}", grouped(*count))).collect();
        out.push_str(&format!("<p class=fine>{}.\n", told.join(", ")));
    }
    out
}

fn tiles(scan: &Scan, out: &mut String) {
    out.push_str("<ul class=tiles>\n");
    for (count, one, many, facet, class) in scan.numbers() {
        let what = if count == 1 { one } else { many };
        let class = if count == 0 { "zero" } else { class };
        let count = grouped(count);
        out.push_str(&format!(
            "<li data-facet=\"{facet}\" class=\"{class}\"><b>{count}</b> {what}\n"
        ));
    }
    out.push_str("</ul>\n");
}

fn of_scans(scans: &[Scan], out: &mut String) {
    out.push_str("<div class=scroll tabindex=0 role=region aria-label=Scans><table class=counts>\n<thead><tr><th scope=col>Scan");
    for (_, _, many, ..) in Scan::default().numbers() {
        out.push_str(&format!("<th scope=col class=r>{many}"));
    }
    out.push_str("\n<tbody>\n");
    for (at, scan) in scans.iter().enumerate() {
        out.push_str(&format!("<tr><th scope=row data-facet=\"scan={at}\">{}", scan.in_html()));
        for (count, _, _, facet, class) in scan.numbers() {
            let class = if count == 0 { "zero" } else { class };
            let count = grouped(count);
            out.push_str(&format!(
                "<td class=\"r {class}\" data-facet=\"scan={at};{facet}\">{count}"
            ));
        }
        out.push('\n');
    }
    out.push_str("</table></div>\n");
}
