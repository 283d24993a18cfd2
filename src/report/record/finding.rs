//! What a rule says about a binary.

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Severity};

/// What a rule says about a binary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingRecord {
    /// The rule's name.
    pub rule: String,
    /// How grave it is.
    pub severity: Severity,
    /// What was found, in a sentence.
    pub message: String,
    /// What it rests on, each with its place.
    pub evidence: Vec<String>,
    /// What to do.
    pub help: String,
}

impl FindingRecord {
    /// The finding in words.
    pub(crate) fn of(finding: &Finding) -> Self {
        Self {
            rule: finding.rule.name.to_owned(),
            severity: finding.rule.severity,
            message: finding.remark.message.clone(),
            evidence: finding.remark.places.iter().map(ToString::to_string).collect(),
            help: finding.help().to_owned(),
        }
    }
}
