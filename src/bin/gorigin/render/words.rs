//! Words, numbers and places in the form that all renderers use. The only user of unicode-width.
//!
//! Every string that comes from a file or its name goes through [`safe`].

use std::collections::BTreeMap;
use std::io::{self, Write};

use gorigin::bytes::Escaped;
pub(crate) use gorigin::bytes::grouped;
use gorigin::report::Summary;
use unicode_width::UnicodeWidthStr;

use super::look::{Look, Meaning};

/// How many characters of a string are shown: a longer one is an attack, not a fact.
const LONGEST: usize = 4096;

/// `text`, safe to show: escaped, and cut with a mark where it is too long.
pub(crate) fn safe(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => Escaped(text).to_string(),
        Some((at, _)) => {
            let (shown, cut) = text.split_at(at);
            format!("{}… ({} bytes more)", Escaped(shown), cut.len())
        }
    }
}

/// `count` with its noun: `1 file`, `2,001 files`.
pub(crate) fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(count))
}

/// A size for reading: `312 bytes`, `24.1 MiB`.
pub(crate) fn size(bytes: u64) -> String {
    let mut scaled = u128::from(bytes);
    if bytes < 1024 {
        return counted(bytes, "byte");
    }
    // In tenths of each unit, so that one digit needs no floating point.
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

/// How many files of each kind were not opened: `3 rar, 1 xar`; `None` if all were opened.
pub(crate) fn unopened_kinds(summary: &Summary) -> Option<String> {
    kinds(&summary.unopened)
}

/// How many files there are of each kind: `3 gzip, 1 zip`; `None` if there are none.
pub(crate) fn kinds(counts: &BTreeMap<String, u64>) -> Option<String> {
    let mut kinds: Vec<(&String, u64)> = counts.iter().map(|(k, n)| (k, *n)).collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let words: Vec<String> =
        kinds.iter().map(|(kind, count)| format!("{count} {}", Escaped(kind))).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// A section and an offset in the file, as far as they are known.
pub(crate) fn place(section: Option<&str>, offset: Option<u64>) -> String {
    match (section, offset) {
        (Some(section), Some(offset)) => format!("{} at {offset:#x}", safe(section)),
        (Some(section), None) => safe(section),
        (None, Some(offset)) => format!("at {offset:#x}"),
        (None, None) => String::new(),
    }
}

/// A word of the record, spelled as people write it.
pub(crate) fn words(word: &str) -> String {
    match word {
        "elf-note" => "ELF note".to_owned(),
        "gnu-build-id" => "gnu build-id".to_owned(),
        "lc-uuid" => "LC_UUID".to_owned(),
        other => safe(other).replace('-', " "),
    }
}

/// The parts that are not empty, separated by commas.
pub(crate) fn joined(parts: &[String]) -> String {
    let parts: Vec<_> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// How many columns of a terminal a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// The lines of `text`, broken between words. A line is only longer than `room` if a single word
/// is. A text with room for all of it stays as it is.
pub(crate) fn wrapped(text: &str, room: usize) -> Vec<String> {
    if !text.is_empty() && width(text) <= room {
        return vec![text.to_owned()];
    }
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let needed = width(&line).saturating_add(1).saturating_add(width(word));
        if !line.is_empty() && needed > room {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.extend(Some(line).filter(|line| !line.is_empty()));
    lines
}

/// Writes `text` behind `indent` spaces in lines that fit on the terminal; without a terminal, in one line.
pub(crate) fn write_indented(
    text: &str,
    indent: usize,
    meaning: Meaning,
    look: Look,
    to: &mut dyn Write,
) -> io::Result<()> {
    let room = look.width.map_or(usize::MAX, usize::from).saturating_sub(indent);
    for line in wrapped(text, room.max(24)) {
        writeln!(to, "{:indent$}{}", "", look.paint(meaning, &line))?;
    }
    Ok(())
}

/// Writes `text` in lines that fit on the terminal, all but the first indented; without a terminal, in one
/// line.
pub(crate) fn write_wrapped(text: &str, look: Look, to: &mut dyn Write) -> io::Result<()> {
    let Some(room) = look.width else { return writeln!(to, "{text}") };
    let lines = wrapped(text, usize::from(room).saturating_sub(2));
    writeln!(to, "{}", lines.join("\n  "))
}

/// The same, where `text` begins with spaces that all its lines keep.
pub(crate) fn write_kept(text: &str, look: Look, to: &mut dyn Write) -> io::Result<()> {
    let Some(room) = look.width else { return writeln!(to, "{text}") };
    let indent = text.len().saturating_sub(text.trim_start_matches(' ').len());
    let room = usize::from(room).saturating_sub(indent.saturating_add(2)).max(24);
    let (first, rest) = (" ".repeat(indent), " ".repeat(indent.saturating_add(2)));
    for (at, line) in wrapped(text.trim_start_matches(' '), room).iter().enumerate() {
        writeln!(to, "{}{line}", if at == 0 { &first } else { &rest })?;
    }
    Ok(())
}

/// The same as [`write_wrapped`], with the first `mark` in `text` painted; `mark` has words, and no line ends within it.
pub(crate) fn write_marked(
    text: &str,
    mark: &str,
    painted: &str,
    look: Look,
    to: &mut dyn Write,
) -> io::Result<()> {
    let mut lines = Vec::new();
    write_wrapped(text, look, &mut lines)?;
    let lines = String::from_utf8_lossy(&lines);
    // The colour comes last: it has no width.
    let stands_behind = |start: &str| {
        let mut all = lines.match_indices(mark).filter_map(|(at, _)| lines.split_at_checked(at));
        all.find(|(before, _)| before.is_empty() || before.ends_with(start))
    };
    let found = stands_behind("\n  ").or_else(|| stands_behind(" "));
    let Some((before, behind)) = found else { return to.write_all(lines.as_bytes()) };
    write!(to, "{before}{painted}{}", behind.strip_prefix(mark).unwrap_or(behind))
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn wrapped_between_words() {
        for (text, width, want) in [
            ("", 10, &[][..]),
            ("one two three", 7, &["one two", "three"]),
            ("one two three", 100, &["one two three"]),
            ("/two  spaces", 100, &["/two  spaces"]),
            ("a verylongword b", 5, &["a", "verylongword", "b"]),
            ("\u{7a0b}\u{5f0f} go", 6, &["\u{7a0b}\u{5f0f}", "go"]),
            ("e\u{301}e\u{301} go", 5, &["e\u{301}e\u{301} go"]),
        ] {
            assert_eq!(wrapped(text, width), want, "{text:?} at {width}");
        }
    }
}
