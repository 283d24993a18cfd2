//! Records become text: a table, a card, or JSON. A renderer sees records and how text may look,
//! never options; every string that comes from a file or its name goes through [`safe`].

mod card;
pub(crate) mod diff;
pub(crate) mod doctor;
mod grid;
pub(crate) mod host;
mod json;
pub(crate) mod rules;
#[cfg(test)]
mod samples;
mod table;

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use gorigin::bytes::Escaped;
use gorigin::finding::Severity;
use gorigin::report::{Record, Summary};

pub(crate) use card::Card;
pub(crate) use json::{Json, Ndjson};
pub(crate) use table::Table;

/// Characters of one string that are shown; what is longer is an attack, not a fact.
const LONGEST: usize = 4096;

/// Turns records into text.
pub(crate) trait Render {
    /// Writes what comes before the first record.
    fn start(&mut self, _to: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes or remembers one record.
    fn record(&mut self, to: &mut dyn Write, record: &Record) -> io::Result<()>;

    /// Writes what comes after the last record.
    fn finish(&mut self, _to: &mut dyn Write, _summary: &Summary) -> io::Result<()> {
        Ok(())
    }
}

/// How text may look where it is going.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Look {
    /// Whether there is colour.
    pub(crate) color: bool,
    /// The width of the terminal, if it is one.
    pub(crate) width: Option<u16>,
}

/// What a piece of text means, which decides its colour. The words say it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Plain,
    Heading,
    Aside,
    Good,
    Odd,
    Bad,
}

impl Look {
    /// `text` in the colour of its meaning, if there is colour.
    fn paint(self, meaning: Meaning, text: &str) -> String {
        let style = match meaning {
            _ if !self.color => Style::new(),
            Meaning::Plain => Style::new(),
            Meaning::Heading => Style::new().bold(),
            Meaning::Aside => Style::new().dimmed(),
            Meaning::Good => AnsiColor::Green.on_default(),
            Meaning::Odd => AnsiColor::Yellow.on_default(),
            Meaning::Bad => AnsiColor::Red.on_default().bold(),
        };
        format!("{style}{text}{style:#}")
    }
}

impl From<Severity> for Meaning {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Bad,
            Severity::Warning => Self::Odd,
            Severity::Note => Self::Plain,
        }
    }
}

/// `text` as it can be shown: escaped, and cut with a mark where it is too long.
fn safe(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => Escaped(text).to_string(),
        Some((at, _)) => {
            let (shown, cut) = text.split_at(at);
            format!("{}… ({} bytes more)", Escaped(shown), cut.len())
        }
    }
}

/// Whether a file that starts so holds the result of a scan, in any form, or nothing.
pub(crate) fn is_scan(head: &[u8]) -> bool {
    // A cut in the middle of a character is none of the text's faults.
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            let whole = head.get(..error.valid_up_to()).unwrap_or_default();
            std::str::from_utf8(whole).unwrap_or_default()
        }
        Err(_) => return false,
    };
    let mut lines = text.lines();
    let (first, second) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let is_json = |line: &str| line.trim_start().starts_with("\"schema\": \"gorigin.");
    let is_table = first.trim_start_matches("\x1b[1m").starts_with("path")
        && second.starts_with('─')
        && second.chars().all(|c| c == '─');
    let is_count = first.split(' ').nth(1) == Some("Go") && first.contains(" in ");
    let is_line = first.starts_with("{\"schema\":\"gorigin.");
    text.is_empty() || first == "{" && is_json(second) || is_line || is_table || is_count
}

/// `count` with its noun: `1 file`, `2,001 files`.
pub(crate) fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(count))
}

/// `count` with a comma between thousands.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(index);
        if index > 0 && left.is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A size for reading: `312 bytes`, `24.1 MiB`.
fn size(bytes: u64) -> String {
    let mut scaled = u128::from(bytes);
    if bytes < 1024 {
        return counted(bytes, "byte");
    }
    // In tenths of each unit, so that no floating point is needed for one digit.
    scaled = scaled.saturating_mul(10);
    for unit in ["KiB", "MiB", "GiB", "TiB", "PiB"] {
        scaled = scaled.checked_div(1024).unwrap_or_default();
        if scaled < 10_240 {
            let (whole, tenth) = (scaled.checked_div(10), scaled.checked_rem(10));
            return format!("{}.{} {unit}", whole.unwrap_or_default(), tenth.unwrap_or_default());
        }
    }
    counted(bytes, "byte")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn numbers_for_reading() {
        for (bytes, want) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (1023, "1,023 bytes"),
            (1024, "1.0 KiB"),
            (25_270_682, "24.1 MiB"),
            (1_073_741_823, "1023.9 MiB"),
            (1 << 30, "1.0 GiB"),
        ] {
            assert_eq!(size(bytes), want);
        }
        assert_eq!([grouped(0), grouped(999), grouped(1000)], ["0", "999", "1,000"]);
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    #[test]
    fn strings_are_escaped_and_cut() {
        assert_eq!(safe("a\x1b[2J\nb"), "a\\x1b[2J\\nb");
        let cut = safe(&"\u{e4}".repeat(5000));
        assert_eq!(cut.chars().filter(|&c| c == '\u{e4}').count(), LONGEST);
        assert!(cut.ends_with("… (1808 bytes more)"), "{cut}");
    }

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
        for record in samples::records() {
            let value = poisoned(serde_json::to_value(&record).unwrap(), "");
            let record: Record = serde_json::from_value(value).unwrap();
            let renderers: [Box<dyn Render>; 5] = [
                Box::new(Table::new(look)),
                Box::new(Card::new(look)),
                Box::new(Card::of_verification(look)),
                Box::new(Json::new(None)),
                Box::new(Ndjson),
            ];
            for mut renderer in renderers {
                let text = samples::rendered(&mut *renderer, std::slice::from_ref(&record));
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
            let renderers: [Box<dyn Render>; 3] =
                [Box::new(Table::new(look)), Box::new(Json::new(None)), Box::new(Ndjson)];
            for mut renderer in renderers {
                for records in [samples::records(), Vec::new()] {
                    let text = samples::rendered(&mut *renderer, &records);
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

    #[test]
    fn without_color_there_are_no_escape_sequences() {
        let plain = Look { color: false, width: None };
        assert_eq!(plain.paint(Meaning::Bad, "error"), "error");
        let colored = Look { color: true, width: None };
        assert_eq!(colored.paint(Meaning::Good, "ok"), "\x1b[32mok\x1b[0m");
        assert_eq!(colored.paint(Meaning::Plain, "ok"), "ok");
    }
}
