//! Annotations of a GitHub workflow: one line for each finding, and nothing else, since any other
//! line that begins with two colons would be a command.
//!
//! Of one step GitHub shows the first ten errors, warnings and notices as annotations; its log has
//! all of them.
//!
//! Source: the escapes are those of `@actions/core` 3.0.1, `command.ts`.

use std::io::{self, Write};

use super::form::{Renderer, Writer};
use super::told::{no_program, safe};
use super::untold::all_untold;
use crate::finding::Severity;
use crate::report::{Outcome, Record, Summary};

/// One line for each finding, and for each input that could not be read or not in full.
#[derive(Clone, Copy, Debug, Default)]
pub struct Github;

/// One line.
fn command(level: &str, path: &str, title: &str, message: &str) -> String {
    let (path, title) = (property(path), property(title));
    format!("::{level} title={title},file={path},line=1::{}\n", data(message))
}

/// A message. The percent sign comes first, since the others are made with it.
fn data(text: &str) -> String {
    safe(text).replace('%', "%25")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

impl Renderer for Github {
    type Row = String;

    fn row(&self, record: &Record) -> io::Result<String> {
        let mut lines = String::new();
        if let Some(error) = &record.error {
            let level = if record.outcome == Outcome::Unreadable { "error" } else { "warning" };
            lines.push_str(&command(level, &record.path, &error.kind, &error.message));
        } else if let Some(what) = no_program(record).filter(|_| record.unopened.is_some()) {
            lines.push_str(&command("warning", &record.path, "unopened", &what));
        }
        if let Some(what) = all_untold(record) {
            lines.push_str(&command("warning", &record.path, "cannot-tell", &what));
        }
        for finding in &record.findings {
            let level = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "notice",
            };
            let message = format!("{} (gorigin rules {})", finding.message, finding.rule);
            lines.push_str(&command(level, &record.path, &finding.rule, &message));
        }
        Ok(lines)
    }
}

impl Writer<String> for Github {
    fn write(&mut self, row: String, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(row.as_bytes())
    }

    fn finish(&mut self, _: &Summary, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::records::{check, records};
    use crate::render::samples::rendered;

    #[test]
    fn one_line_a_finding() {
        let all = records();
        let text = rendered(&Github, &mut Github, &all);
        assert!(text.lines().all(|line| line.starts_with("::")), "{text}");
        check("report.github.txt", &text);
    }

    #[test]
    fn escapes() {
        assert_eq!(
            command("error", "a:b,c", "t%", "50%: x, y"),
            "::error title=t%25,file=a%3Ab%2Cc,line=1::50%25: x, y\n"
        );
    }
}
