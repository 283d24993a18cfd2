//! What a rule says about a binary.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::bytes::own_word;
use crate::finding::{Finding, Severity};

/// What a rule says about a binary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingRecord {
    /// The name of the rule.
    #[serde(serialize_with = "own_word")]
    pub rule: Cow<'static, str>,
    /// How grave it is.
    pub severity: Severity,
    /// What was found, in a sentence.
    pub message: String,
    /// The evidence, each piece with its place.
    pub evidence: Vec<String>,
    /// What to do.
    #[serde(serialize_with = "own_word")]
    pub help: Cow<'static, str>,
}

impl FindingRecord {
    /// The finding in words.
    pub(crate) fn of(finding: Finding) -> Self {
        let help = finding.help();
        Self {
            rule: finding.rule.name.into(),
            severity: finding.severity,
            message: finding.remark.message,
            evidence: finding.remark.places.into_iter().map(String::from).collect(),
            help: help.into(),
        }
    }
}
