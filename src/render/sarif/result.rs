//! The results and notifications of one record.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use super::files::{self, Artifact};
use super::rules::{Message, index};
use super::uri::{ArtifactLocation, uri};
use crate::bytes::Digest;
use crate::finding::advisory_and_module;
use crate::render::form::Renderer;
use crate::render::nested::write_nested;
use crate::render::told::{no_program, safe};
use crate::render::untold::all_untold;
use crate::report::{FindingRecord, Outcome, Record};

/// Words results.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sarif;

/// What a run says about one record.
#[derive(Clone, Debug)]
pub struct SarifRow {
    /// Each as JSON, indented but for its first line.
    pub(super) results: Vec<Vec<u8>>,
    pub(super) notifications: Vec<Notification>,
    /// The containers around it and the file, outermost first; empty where it is no Go program.
    pub(super) artifacts: Vec<Artifact>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'r> {
    rule_id: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Properties::is_empty")]
    properties: Properties,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

/// Of a program there are no lines, but no consumer shows a result without one.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u8,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fingerprints {
    primary_location_line_hash: String,
}

#[derive(Default, Serialize)]
struct Properties {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slice: Option<String>,
}

impl Properties {
    fn is_empty(&self) -> bool {
        self.evidence.is_empty() && self.slice.is_none()
    }
}

/// What the tool could not do.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Notification {
    level: &'static str,
    message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
    descriptor: Descriptor,
}

#[derive(Clone, Debug, Serialize)]
struct Descriptor {
    id: String,
}

impl Notification {
    /// One about no file.
    pub(super) fn new(level: &'static str, id: &str, text: &str) -> Self {
        let descriptor = Descriptor { id: id.to_owned() };
        Self { level, message: Message::of(text), locations: Vec::new(), descriptor }
    }

    fn about(self, uri: &str) -> Self {
        Self { locations: vec![Location::of(uri, None)], ..self }
    }
}

impl Location {
    fn of(uri: &str, region: Option<Region>) -> Self {
        let artifact_location = ArtifactLocation { uri: uri.to_owned() };
        Self { physical_location: PhysicalLocation { artifact_location, region } }
    }
}

/// A sentence: with a full stop.
fn sentence(text: &str) -> String {
    let text = safe(text);
    if text.ends_with(['.', '!', '?']) { text } else { format!("{text}.") }
}

/// What a finding is about: the rule, and of a known vulnerability also the advisory and the module.
fn subject(finding: &FindingRecord) -> String {
    match advisory_and_module(&finding.rule, &finding.message) {
        Some(advisory) => format!("{}\0{advisory}", finding.rule),
        None => finding.rule.clone().into_owned(),
    }
}

/// The same for the same rule and file, however often the file is built anew. `nth` tells findings
/// of one subject apart.
fn fingerprint(record: &Record, rule: &str, nth: usize) -> String {
    let slice = record.slice.as_deref().unwrap_or_default();
    let text = [rule, &uri(record), slice].join("\0");
    let hash = Digest::of(text.as_bytes()).to_string();
    format!("{}:{nth}", hash.get(..16).unwrap_or_default())
}

fn result(
    record: &Record,
    finding: &FindingRecord,
    subject: &str,
    nth: usize,
) -> io::Result<Vec<u8>> {
    let result = SarifResult {
        rule_id: &finding.rule,
        rule_index: index(&finding.rule),
        level: finding.severity.name(),
        message: Message { text: sentence(&finding.message) },
        locations: [Location::of(&uri(record), Some(Region { start_line: 1 }))],
        partial_fingerprints: Fingerprints {
            primary_location_line_hash: fingerprint(record, subject, nth),
        },
        properties: Properties {
            evidence: finding.evidence.iter().map(|it| safe(it)).collect(),
            slice: record.slice.clone(),
        },
    };
    let mut json = Vec::new();
    write_nested(&mut json, "        ", &result)?;
    Ok(json)
}

fn notifications(record: &Record) -> Vec<Notification> {
    let uri = uri(record);
    let mut all = Vec::new();
    if let Some(error) = &record.error {
        let level = if record.outcome == Outcome::Unreadable { "error" } else { "warning" };
        let text = sentence(&error.message);
        all.push(Notification::new(level, &error.kind, &text).about(&uri));
    } else if let Some(what) = no_program(record).filter(|_| record.unopened.is_some()) {
        all.push(Notification::new("warning", "unopened", &sentence(&what)).about(&uri));
    }
    if let Some(what) = all_untold(record) {
        all.push(Notification::new("warning", "cannot-tell", &sentence(&what)).about(&uri));
    }
    all
}

impl Renderer for Sarif {
    type Row = SarifRow;

    fn row(&self, record: &Record) -> io::Result<SarifRow> {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let mut results = Vec::new();
        for finding in &record.findings {
            let subject = subject(finding);
            let nth = seen.entry(subject.clone()).or_default();
            *nth = nth.saturating_add(1);
            results.push(result(record, finding, &subject, *nth)?);
        }
        let is_go = record.outcome == Outcome::Go;
        let artifacts = if is_go { files::chain(record) } else { Vec::new() };
        Ok(SarifRow { results, notifications: notifications(record), artifacts })
    }
}
