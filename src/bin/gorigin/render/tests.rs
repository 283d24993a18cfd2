//! What holds of all renderers.

use std::slice::from_ref;

use gorigin::render::{Json, JsonDocument, Ndjson};
use gorigin::report::Record;
use serde_json::Value;

use super::head::is_scan;
use super::records::records;
use super::samples::rendered;
use super::{Card, Form, Look, Render, Table};

/// `value` with something hostile in every string and in every name that a file chooses.
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

#[test]
fn no_field_of_a_record_can_drive_a_terminal() {
    let look = Look { color: false, width: Some(100) };
    for record in records::<Record>() {
        let value = poisoned(serde_json::to_value(&record).unwrap(), "");
        let record: Record = serde_json::from_value(value).unwrap();
        let renderers: [Box<dyn Render>; 5] = [
            Box::new(Table::new(look)),
            Box::new(Card::new(look)),
            Box::new(Card::of_verification(look)),
            Box::new(Form(Json, JsonDocument::new(None))),
            Box::new(Form(Ndjson, Ndjson)),
        ];
        for mut renderer in renderers {
            let text = rendered(&mut *renderer, from_ref(&record));
            let bad = text.lines().find(|line| line.contains(gorigin::bytes::is_unsafe));
            assert_eq!(bad, None);
            assert!(!text.contains('\r'));
        }
    }
}

#[test]
fn a_scan_is_known_by_its_start() {
    for color in [false, true] {
        let look = Look { color, width: None };
        let renderers: [Box<dyn Render>; 3] = [
            Box::new(Table::new(look)),
            Box::new(Form(Json, JsonDocument::new(None))),
            Box::new(Form(Ndjson, Ndjson)),
        ];
        for mut renderer in renderers {
            for records in [records(), Vec::new()] {
                let text = rendered(&mut *renderer, &records);
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
