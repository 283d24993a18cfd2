//! Tests that results for reading fit on a terminal, with the records of every fixture.

use gorigin::report::Record;

use super::golden::fixtures;
use super::records::records;
use super::samples::rendered;
use super::words::width;
use super::{Card, Look, Places, Table};

/// The label of a card, with the spaces in front of it.
const LABEL: usize = 14;

/// The records of every fixture, and the made-up ones.
fn all() -> Vec<Record> {
    let named = fixtures::<Record>().into_iter();
    let named = named.map(|(name, record)| Record { path: name.replace(' ', "."), ..record });
    named.chain(records()).collect()
}

fn cards(width: Option<u16>, places: Places) -> Vec<String> {
    let look = Look { color: false, width };
    let both = |record: &Record| {
        let record = std::slice::from_ref(record);
        let verified = rendered(Card::of_verification(look, places), record);
        [rendered(Card::new(look, places), record), verified]
    };
    all().iter().flat_map(both).collect()
}

/// Whether nothing on the line could stand on another: behind the label there is one value, and of
/// that one word.
fn is_one_word(line: &str) -> bool {
    let behind = line.char_indices().nth(LABEL).map_or("", |(at, _)| &line[at..]);
    let is_value = line.starts_with("  ") && !behind.trim().contains(' ');
    is_value || !line.trim().contains(' ')
}

#[test]
fn no_line_of_a_card_is_wider_than_the_terminal_but_for_one_word() {
    for columns in [80, 120] {
        for places in [Places::First, Places::All] {
            for card in cards(Some(columns), places) {
                // A value stays in one piece, to be copied, whatever is in it.
                let wide = |line: &&str| {
                    width(line) > usize::from(columns) && !is_one_word(line) && !is_hostile(line)
                };
                assert_eq!(card.lines().find(wide), None, "{columns}\n{card}");
            }
        }
    }
}

/// Whether the line shows a control character, of a value that is hostile.
fn is_hostile(line: &str) -> bool {
    line.contains("\\x1b") || line.contains("\\n")
}

#[test]
fn labels_never_touch_values() {
    let mut labels = std::collections::BTreeSet::new();
    for columns in [Some(80), Some(120), None] {
        for card in cards(columns, Places::All) {
            for line in card.lines().skip(1).filter(|line| line.starts_with("  ")) {
                let label = line.trim_start();
                let indent = line.len() - label.len();
                if indent >= LABEL {
                    continue;
                }
                let (label, _) = label.split_once("  ").unwrap_or_else(|| panic!("{line}"));
                assert!(label.len() + indent <= LABEL, "{line}");
                labels.insert(label.to_owned());
            }
        }
    }
    assert!(labels.len() > 25 && labels.contains("build mode"), "{labels:?}");
}

#[test]
fn a_card_begins_with_three_lines_and_says_each_thing_once() {
    for card in cards(None, Places::First) {
        let mut lines = card.lines().skip(1);
        let Some(first) = lines.next() else { continue };
        assert!(first.starts_with("  verdict       "), "{card}");
        if !card.contains("not a Go program") {
            let second = lines.next().unwrap();
            assert!(second.starts_with("  findings      "), "{card}");
        }
        let values: Vec<&str> =
            card.lines().skip(1).filter_map(|line| line.get(LABEL..)).map(str::trim).collect();
        for (at, value) in values.iter().enumerate().filter(|(_, value)| value.len() > 24) {
            assert!(!values[at + 1..].contains(value), "twice: {value}\n{card}");
        }
        for jargon in ["not excluded", "names no place", "excluded:", "none found"] {
            assert!(!card.contains(jargon), "{jargon}\n{card}");
        }
    }
}

#[test]
fn no_line_of_a_table_is_wider_than_the_terminal_but_for_one_word() {
    let records = all();
    for columns in [80, 100, 120, 160] {
        let look = Look { color: false, width: Some(columns) };
        let text = rendered(Table::new(look), &records);
        for line in text.lines().filter(|line| width(line) > usize::from(columns)) {
            assert!(!line.trim().contains(' ') || is_hostile(line), "{columns}: {line}");
        }
    }
    let whole = rendered(Table::new(Look { color: false, width: None }), &records);
    for record in &records {
        assert!(whole.contains(&super::facts::path_text(record)), "{}", record.path);
    }
}
