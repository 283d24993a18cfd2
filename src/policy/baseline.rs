//! Findings that are already known: a file of their fingerprints.
//!
//! ```json
//! {
//!   "schema": "gorigin.baseline/1",
//!   "findings": [
//!     {
//!       "rule": "not-trimmed",
//!       "path": "agent",
//!       "fingerprint": "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
//!       "message": "built without -trimpath"
//!     }
//!   ]
//! }
//! ```
//!
//! Only the fingerprint counts ([`FindingRecord::fingerprint`](crate::report::FindingRecord::fingerprint));
//! the rest is for who reads the file. `path` is the name without folders, and `message` is left out
//! where names are redacted. The findings are in the order of rule, path and fingerprint, each once.
//! Fields are only ever added; another number in `schema` is another format.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::bytes::Escaped;
use crate::report::json::write_pretty;
use crate::report::{FindingRecord, Record};

/// The name of the format.
pub const BASELINE_SCHEMA: &str = "gorigin.baseline/1";

/// Findings that are already known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    schema: String,
    findings: BTreeSet<BaselineEntry>,
}

/// A finding that is already known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(expecting = "an object for each finding")]
pub struct BaselineEntry {
    /// The name of the rule.
    pub rule: String,
    /// The path, without the folders that the outermost file lies in.
    pub path: String,
    /// The fingerprint.
    pub fingerprint: String,
    /// What was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// Why a text is no baseline. Safe to show.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{0}")]
pub struct BaselineError(String);

impl Baseline {
    /// A baseline of these findings.
    pub fn new(findings: BTreeSet<BaselineEntry>) -> Self {
        Self { schema: BASELINE_SCHEMA.to_owned(), findings }
    }

    /// Reads a baseline.
    ///
    /// # Errors
    /// [`BaselineError`] where the text is not one, or is of a later version.
    pub fn parse(text: &[u8]) -> Result<Self, BaselineError> {
        #[derive(Deserialize)]
        #[serde(expecting = "an object with a schema")]
        struct Head {
            schema: String,
        }
        let not_one = |error: serde_json::Error| {
            let error = error.to_string();
            BaselineError(format!("not a baseline: {}", Escaped(&error)))
        };
        let head: Head = serde_json::from_slice(text).map_err(not_one)?;
        if head.schema != BASELINE_SCHEMA {
            let schema = Escaped(&head.schema);
            let message =
                format!("its schema is {schema}, and this version reads {BASELINE_SCHEMA}");
            return Err(BaselineError(message));
        }
        serde_json::from_slice(text).map_err(not_one)
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let mut text = Vec::new();
        // Writing to memory does not fail.
        let _ = write_pretty(&mut text, self);
        String::from_utf8(text).unwrap_or_default()
    }

    /// The findings.
    pub fn entries(&self) -> impl Iterator<Item = &BaselineEntry> {
        self.findings.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }
}

impl BaselineEntry {
    /// The entry of a finding.
    pub(super) fn of(finding: &FindingRecord, record: &Record, with_message: bool) -> Self {
        Self {
            rule: finding.rule.clone().into_owned(),
            path: record.name_without_folders(),
            fingerprint: finding.fingerprint(record),
            message: with_message.then(|| finding.message.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let entry = |rule: &str, message: Option<&str>| BaselineEntry {
            rule: rule.to_owned(),
            path: "a\u{1b}".to_owned(),
            fingerprint: "00".to_owned(),
            message: message.map(str::to_owned),
        };
        let baseline =
            Baseline::new([entry("b", None), entry("a", Some("x")), entry("b", None)].into());
        let text = baseline.text();
        assert_eq!(Baseline::parse(text.as_bytes()), Ok(baseline.clone()));
        assert_eq!(baseline.len(), 2);
        assert!(text.starts_with("{\n  \"schema\": \"gorigin.baseline/1\",\n"), "{text}");
        assert!(text.ends_with("}\n"), "{text:?}");
        assert_eq!(
            Baseline::parse(Baseline::new(BTreeSet::new()).text().as_bytes()).unwrap().len(),
            0
        );
    }

    #[test]
    fn what_is_no_baseline() {
        for (text, why) in [
            ("", "not a baseline: EOF"),
            ("[]", "not a baseline: invalid length 0, expected an object with a schema"),
            ("7", "not a baseline: invalid type: integer `7`, expected an object with a schema"),
            (
                "{\"schema\": \"gorigin.baseline/1\", \"findings\": [7]}",
                "expected an object for each finding",
            ),
            ("{}", "missing field `schema`"),
            ("{\"schema\": \"gorigin.baseline/2\"}", "this version reads gorigin.baseline/1"),
            ("{\"schema\": \"gorigin.record/1\\u001b\"}", "its schema is gorigin.record/1\\x1b"),
            ("{\"schema\": \"gorigin.baseline/1\"}", "missing field `findings`"),
            ("{\"schema\": \"gorigin.baseline/1\", \"findings\": [{}]}", "missing field `rule`"),
        ] {
            let error = Baseline::parse(text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
        let later = "{\"schema\": \"gorigin.baseline/1\", \"new\": 1, \"findings\": [\
                     {\"rule\": \"a\", \"path\": \"b\", \"fingerprint\": \"c\", \"more\": 2}]}";
        assert_eq!(Baseline::parse(later.as_bytes()).unwrap().len(), 1);
    }
}
