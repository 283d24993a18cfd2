//! Markdown for a comment or a report: a table of the programs, then the findings.
//!
//! What a file says stands in `<code>`, with an entity for every character that Markdown could take
//! for its own: that is right in renderers of GitHub's kind and in others, also for a `|` in a table.

use std::io::{self, Write};

use super::form::{Renderer, Writer};
use super::told::{counts, name, no_program, safe, target};
use super::untold::all_untold;
use crate::bytes::counted;
use crate::report::{Record, Summary};

/// Words a line of the table, and the findings of one record.
#[derive(Clone, Copy, Debug, Default)]
pub struct Markdown;

/// What is written of one record.
#[derive(Clone, Debug)]
pub struct MarkdownRow {
    line: String,
    findings: String,
    /// What could not be told of known vulnerabilities.
    untold: String,
}

/// A page: the table as the records come, the findings behind it.
#[derive(Clone, Debug, Default)]
pub struct MarkdownPage {
    rows: u64,
    findings: String,
    untold: String,
}

/// A text from a file or about one.
fn code(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("<code>{}</code>", plain(text)) }
}

/// A text in which nothing is Markdown or HTML.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in safe(text).chars() {
        let stays =
            !c.is_ascii_punctuation() || matches!(c, '/' | '.' | ',' | '-' | '\'' | '+' | '=');
        match stays {
            true => out.push(c),
            false => out.push_str(&format!("&#{};", u32::from(c))),
        }
    }
    out
}

impl Renderer for Markdown {
    type Row = MarkdownRow;

    fn row(&self, record: &Record) -> io::Result<MarkdownRow> {
        let module = record.build.as_ref().and_then(|build| build.module.as_ref());
        let module = module.map(|it| format!("{} {}", it.path, it.version)).unwrap_or_default();
        let version = record.go_version.as_ref().map(|it| it.value.clone()).unwrap_or_default();
        let found = no_program(record).map_or_else(|| counts(record), |what| plain(&what));
        let cells = [
            code(&name(record)),
            code(&version),
            plain(&target(record)),
            code(module.trim()),
            found,
        ];
        let mut findings = String::new();
        for finding in &record.findings {
            let (name, message) = (code(&name(record)), plain(&finding.message));
            let (severity, rule) = (finding.severity, code(&finding.rule));
            findings.push_str(&format!("- **{severity}** {name} {rule}: {message}\n"));
        }
        let untold = all_untold(record);
        let untold = untold.map(|what| format!("- {}: {}\n", code(&name(record)), plain(&what)));
        let untold = untold.unwrap_or_default();
        Ok(MarkdownRow { line: format!("| {} |\n", cells.join(" | ")), findings, untold })
    }
}

impl Writer<MarkdownRow> for MarkdownPage {
    fn start(&mut self, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(b"# Go programs\n\n")
    }

    fn write(&mut self, row: MarkdownRow, to: &mut dyn Write) -> io::Result<()> {
        if self.rows == 0 {
            to.write_all(
                b"| file | Go | target | module | findings |\n| --- | --- | --- | --- | --- |\n",
            )?;
        }
        self.rows = self.rows.saturating_add(1);
        self.findings.push_str(&row.findings);
        self.untold.push_str(&row.untold);
        to.write_all(row.line.as_bytes())
    }

    fn finish(&mut self, summary: &Summary, to: &mut dyn Write) -> io::Result<()> {
        if self.rows > 0 {
            to.write_all(b"\n")?;
        }
        if !self.findings.is_empty() {
            write!(to, "## Findings\n\n{}\n", self.findings)?;
        }
        if !self.untold.is_empty() {
            write!(to, "## Advisories of which not all can be told\n\n{}\n", self.untold)?;
        }
        let counts = [
            (summary.files, "file"),
            (summary.go, "Go program"),
            (summary.errors, "error"),
            (summary.warnings, "warning"),
            (summary.notes, "note"),
        ];
        let counts: Vec<_> = counts.iter().map(|(count, word)| counted(*count, word)).collect();
        let unread = match summary.unreadable {
            0 => String::new(),
            count => format!(", {count} could not be read"),
        };
        writeln!(to, "{}{unread}.", counts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::records::{check, records};
    use crate::render::samples::rendered;

    #[test]
    fn a_table_and_the_findings() {
        let text = rendered(&Markdown, &mut MarkdownPage::default(), &records());
        let rows = text.lines().filter(|line| line.starts_with("| <code>"));
        assert_eq!(rows.count(), records::<Record>().len());
        for line in text.lines().filter(|line| line.starts_with('|')) {
            assert_eq!(line.matches('|').count(), 6, "{line}");
        }
        check("report.md", &text);
    }

    #[test]
    fn texts_are_not_markdown() {
        assert_eq!(code("a|b_c"), "<code>a&#124;b&#95;c</code>");
        assert_eq!(
            plain("<img src=x>@me\u{202e}"),
            "&#60;img src=x&#62;&#64;me&#92;u&#123;202e&#125;"
        );
    }
}
