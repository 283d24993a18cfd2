//! Records as JSON: one document, written as the records come, or one record a line.

use std::io::{self, Write};

use gorigin::report::json::{write_line, write_pretty};
use gorigin::report::{REPORT_SCHEMA, Record, Summary};
use serde::Serialize;

use super::renderer::Render;

/// One document: `{schema, host, records, summary}`.
pub(crate) struct Json {
    host: Option<serde_json::Value>,
    is_first: bool,
}

impl Json {
    /// A document about binaries on `host`.
    pub(crate) fn new(host: Option<serde_json::Value>) -> Self {
        Self { host, is_first: true }
    }
}

impl Render for Json {
    fn start(&mut self, to: &mut dyn Write) -> io::Result<()> {
        write!(to, "{{\n  \"schema\": \"{REPORT_SCHEMA}\",\n  \"host\": ")?;
        write_nested(to, "  ", &self.host)?;
        write!(to, ",\n  \"records\": [")
    }

    fn record(&mut self, to: &mut dyn Write, record: &Record) -> io::Result<()> {
        let separator = if self.is_first { "\n    " } else { ",\n    " };
        self.is_first = false;
        to.write_all(separator.as_bytes())?;
        write_nested(to, "    ", record)
    }

    fn finish(&mut self, to: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        let end = if self.is_first { "" } else { "\n  " };
        write!(to, "{end}],\n  \"summary\": ")?;
        write_nested(to, "  ", summary)?;
        to.write_all(b"\n}\n")
    }
}

/// One record a line, and nothing else.
pub(crate) struct Ndjson;

impl Render for Ndjson {
    fn record(&mut self, to: &mut dyn Write, record: &Record) -> io::Result<()> {
        write_line(to, record)
    }
}

/// Writes `value` indented as a part of something else: every line but the first by `indent`. A
/// line feed in the JSON is never part of a string, where it is escaped.
fn write_nested(to: &mut dyn Write, indent: &str, value: &impl Serialize) -> io::Result<()> {
    let mut text = Vec::new();
    write_pretty(&mut text, value)?;
    let mut separator = "";
    for line in text.trim_ascii_end().split(|&byte| byte == b'\n') {
        to.write_all(separator.as_bytes())?;
        if !separator.is_empty() {
            to.write_all(indent.as_bytes())?;
        }
        to.write_all(line)?;
        separator = "\n";
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::{check, records, rendered, summary_of};

    #[test]
    fn one_document() {
        let text = rendered(&mut Json::new(None), &records());
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["schema"], REPORT_SCHEMA);
        let again: Vec<Record> = serde_json::from_value(document["records"].clone()).unwrap();
        assert_eq!(again, records());
        let summary: Summary = serde_json::from_value(document["summary"].clone()).unwrap();
        assert_eq!(summary, summary_of(&records()));
        check("report.json", &text);
    }

    #[test]
    fn an_empty_document_is_whole() {
        let text = rendered(&mut Json::new(None), &[]);
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["records"], serde_json::json!([]));
        assert_eq!(document["host"], serde_json::Value::Null);
    }

    #[test]
    fn one_record_a_line() {
        let text = rendered(&mut Ndjson, &records());
        let again: Vec<Record> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(again, records());
        check("report.ndjson", &text);
    }
}
