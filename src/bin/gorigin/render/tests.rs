//! Tests that all renderers must pass.

use gorigin::finding::Policy;
use gorigin::render::{
    Csv, CycloneDx, CycloneDxDocument, CycloneDxVersion, Github, Json, JsonDocument, Junit,
    JunitDocument, Markdown, MarkdownPage, Ndjson, Plain, Sarif, SarifDocument, Spdx, SpdxDocument,
    Stamp,
};
use gorigin::report::Record;
use serde_json::Value;

use super::head::is_scan;
use super::records::records;
use super::samples::rendered;
use super::{Card, Form, Look, Places, Table};

/// `value` with hostile text in every string and in every name that a file chooses.
fn poisoned(value: Value, field: &str) -> Value {
    const POISON: &str = "\x1b[2J\u{9b}31m\u{202e}\u{200b}\r\n\x07\u{7f}\u{2028}";
    match value {
        Value::String(text) if !matches!(field, "outcome" | "severity") => {
            Value::String(format!("{text}{POISON}"))
        }
        Value::Array(members) => {
            members.into_iter().map(|member| poisoned(member, field)).collect()
        }
        Value::Object(members) => members
            .into_iter()
            .map(|(name, member)| {
                let member = poisoned(member, &name);
                let chosen = matches!(field, "settings" | "reasons");
                (if chosen { format!("{name}{POISON}") } else { name }, member)
            })
            .collect(),
        other => other,
    }
}

/// The forms that list many records, each with its output for `records`.
fn listed(look: Look, records: &[Record]) -> Vec<String> {
    let junit = Junit::new(Policy::default());
    let stamp = Stamp::of_seconds(0);
    let bom = CycloneDxDocument::new(CycloneDxVersion::V1_7, stamp);
    vec![
        rendered(Form { renderer: Sarif, writer: SarifDocument::default() }, records),
        rendered(Form { renderer: CycloneDx, writer: bom }, records),
        rendered(Form { renderer: Spdx, writer: SpdxDocument::new(stamp) }, records),
        rendered(Form { renderer: Csv, writer: Csv }, records).replace("\r\n", "\n"),
        rendered(Form { renderer: Github, writer: Github }, records),
        rendered(Form { renderer: Markdown, writer: MarkdownPage::default() }, records),
        rendered(Form { renderer: junit, writer: JunitDocument }, records),
        rendered(Form { renderer: Plain, writer: Plain }, records),
        rendered(Table::new(look), records),
        rendered(Form { renderer: Json, writer: JsonDocument::new(None) }, records),
        rendered(Form { renderer: Ndjson, writer: Ndjson }, records),
    ]
}

#[test]
fn no_field_of_a_record_can_drive_a_terminal() {
    let look = Look { color: false, width: Some(100) };
    for record in records::<Record>() {
        let value = poisoned(serde_json::to_value(&record).unwrap(), "");
        let record = [serde_json::from_value(value).unwrap()];
        let cards = [Card::new(look, Places::All), Card::of_verification(look, Places::All)]
            .map(|card| rendered(card, &record));
        for text in listed(look, &record).into_iter().chain(cards) {
            // The mark at the start of CSV is its own.
            let bad = text
                .trim_start_matches('\u{feff}')
                .lines()
                .find(|line| line.contains(gorigin::bytes::is_unsafe));
            assert_eq!(bad, None);
            assert!(!text.contains('\r'));
        }
    }
}

#[test]
fn a_scan_is_known_by_its_start() {
    for color in [false, true] {
        let look = Look { color, width: None };
        for records in [records(), Vec::new()] {
            for text in listed(look, &records) {
                assert!(is_scan(text.as_bytes()), "{text}");
                let cut = text.as_bytes().get(..4096).unwrap_or(text.as_bytes());
                assert!(is_scan(cut), "{text}");
            }
        }
    }
    for other in ["text", "path to nowhere\n", "{\n}", "\x7fELF\x02", "#!/bin/sh\n"] {
        assert!(!is_scan(other.as_bytes()), "{other}");
    }
    assert!(!is_scan(b"\xff"));
}
