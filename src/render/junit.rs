//! JUnit XML: a suite for each record, a case for each finding.
//!
//! A case fails where its finding makes the command fail. One that does not says its message as what
//! it printed; an input that could not be read is an error, and one without anything to say is one
//! case that passes. Control characters are written as escapes: XML 1.0 has no way to hold them.

use std::io::{self, Write};

use super::form::{Renderer, Writer};
use super::told::{name, no_program, safe};
use super::untold::all_untold;
use crate::finding::Policy;
use crate::report::{FindingRecord, Outcome, Record, Summary};

/// Words the suite of each record.
#[derive(Clone, Debug)]
pub struct Junit {
    policy: Policy,
}

impl Junit {
    /// Suites in which the findings fail that make a run fail by `policy`.
    pub fn new(policy: Policy) -> Self {
        Self { policy }
    }

    fn case(&self, finding: &FindingRecord, class: &str, suite: &mut Suite) {
        let mut text = finding.message.clone();
        for place in &finding.evidence {
            text.push('\n');
            text.push_str(place);
        }
        let body = if self.policy.fails(Some(finding.severity)) {
            suite.failures = suite.failures.saturating_add(1);
            let message = attribute(&finding.message);
            let severity = finding.severity;
            format!("<failure type=\"{severity}\" message=\"{message}\">{}</failure>", lines(&text))
        } else {
            let text = format!("{}: {text}", finding.severity);
            format!("<system-out>{}</system-out>", lines(&text))
        };
        suite.add(class, &finding.rule, &body);
    }
}

/// The cases of one record.
#[derive(Default)]
struct Suite {
    cases: String,
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Suite {
    fn add(&mut self, class: &str, name: &str, body: &str) {
        self.tests = self.tests.saturating_add(1);
        let (class, name) = (attribute(class), attribute(name));
        let case = format!("    <testcase classname=\"{class}\" name=\"{name}\"");
        self.cases.push_str(&case);
        match body {
            "" => self.cases.push_str("/>\n"),
            _ => self.cases.push_str(&format!(">{body}</testcase>\n")),
        }
    }

    fn written(&self, name: &str) -> String {
        let Self { cases, tests, failures, errors, skipped } = self;
        format!(
            "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" \
             errors=\"{errors}\" skipped=\"{skipped}\">\n{cases}  </testsuite>\n",
            attribute(name)
        )
    }
}

/// The value of an attribute.
fn attribute(text: &str) -> String {
    safe(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// The text of an element; its line feeds stay.
fn lines(text: &str) -> String {
    text.split('\n').map(attribute).collect::<Vec<_>>().join("\n")
}

impl Renderer for Junit {
    type Row = String;

    fn row(&self, record: &Record) -> io::Result<String> {
        let class = name(record);
        let mut suite = Suite::default();
        match (no_program(record), &record.error) {
            (Some(what), _) if record.outcome == Outcome::NotGo => {
                suite.skipped = 1;
                let body = format!("<skipped message=\"{}\"/>", attribute(&what));
                suite.add(&class, "read", &body);
            }
            (_, Some(error)) => {
                suite.errors = 1;
                let (kind, message) = (attribute(&error.kind), attribute(&error.message));
                let body = format!("<error type=\"{kind}\" message=\"{message}\"/>");
                suite.add(&class, "read", &body);
            }
            _ => suite.add(&class, "read", ""),
        }
        if let Some(what) = all_untold(record) {
            suite.skipped = suite.skipped.saturating_add(1);
            let body = format!("<skipped message=\"{}\"/>", attribute(&what));
            suite.add(&class, "advisories", &body);
        }
        record.findings.iter().for_each(|finding| self.case(finding, &class, &mut suite));
        Ok(suite.written(&class))
    }
}

/// Writes suites as one document.
#[derive(Clone, Copy, Debug, Default)]
pub struct JunitDocument;

impl Writer<String> for JunitDocument {
    fn start(&mut self, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"gorigin\">\n")
    }

    fn write(&mut self, row: String, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(row.as_bytes())
    }

    fn finish(&mut self, _: &Summary, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(b"</testsuites>\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::FailOn;
    use crate::render::records::{check, records};
    use crate::render::samples::rendered;

    #[test]
    fn a_suite_for_each_record() {
        let junit = Junit::new(Policy::new(FailOn::Error));
        let text = rendered(&junit, &mut JunitDocument, &records());
        assert_eq!(text.matches("<testsuite ").count(), records::<Record>().len());
        check("report.junit.xml", &text);
    }

    #[test]
    fn texts_cannot_leave_their_place() {
        assert_eq!(attribute("<\"&>\x1b\u{fffe}"), "&lt;&quot;&amp;&gt;\\x1b\\u{fffe}");
        assert_eq!(lines("a]]>\nb"), "a]]&gt;\nb");
    }
}
