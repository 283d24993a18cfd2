//! How wide columns are, and where a cell goes on in the next line.

use super::words::width;

/// The longest piece that makes its column wider. One that is longer is cut behind a sign, or anywhere
/// where it has none.
const LONGEST_PIECE: usize = 20;

/// The room that the first column keeps as long as another can be narrowed.
pub(super) const FIRST: usize = 36;

/// The wish of one column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Need {
    /// The width of its widest cell.
    pub(super) natural: usize,
    /// The least width at which it can be read.
    pub(super) least: usize,
}

impl Need {
    /// The wish of a column with those texts, which is hard to read below `comfort`.
    pub(super) fn of<'t>(texts: impl Iterator<Item = &'t str>, comfort: usize) -> Self {
        let mut need = Self::default();
        for text in texts {
            need.natural = need.natural.max(width(text));
            let widest = pieces(text).into_iter().map(|piece| width(piece.trim_end())).max();
            need.least = need.least.max(widest.unwrap_or_default());
        }
        need.least = need.least.max(comfort).min(need.natural);
        need
    }
}

/// The width of a table with columns of these widths: one space behind each, one between two.
pub(super) fn total(widths: impl Iterator<Item = usize>) -> usize {
    let sum = widths.fold(0, |sum: usize, width| sum.saturating_add(width).saturating_add(2));
    sum.saturating_sub(1)
}

/// The widths of columns in a table that is at most as wide as `room`; `None` where they have no
/// room. The first column is narrowed to [`FIRST`], then the others, then the first one again.
pub(super) fn widths(needs: &[Need], room: Option<usize>) -> Option<Vec<usize>> {
    let mut widths: Vec<usize> = needs.iter().map(|need| need.natural).collect();
    let Some(room) = room else { return Some(widths) };
    if total(needs.iter().map(|need| need.least)) > room {
        return None;
    }
    let over = total(widths.iter().copied()).saturating_sub(room);
    if let Some(first) = widths.first_mut().filter(|first| **first > FIRST) {
        *first = first.saturating_sub(over).max(FIRST);
    }
    loop {
        let over = total(widths.iter().copied()).saturating_sub(room);
        if over == 0 {
            return Some(widths);
        }
        let spare = |at: usize, width: usize| {
            width.saturating_sub(needs.get(at).map_or(width, |need| need.least))
        };
        let others = widths.iter().enumerate().skip(1);
        let widest = others.filter(|&(at, &width)| spare(at, width) > 0).max_by_key(|&(_, w)| *w);
        let at = widest.map_or(0, |(at, _)| at);
        let step = if at == 0 { over } else { 1 };
        let width = widths.get_mut(at)?;
        *width = width.saturating_sub(step.min(spare(at, *width)));
    }
}

/// The lines of a text in a column: broken between words, behind `/`, before `\`.
pub(super) fn folded(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        let needed = width(&line).saturating_add(width(piece.trim_end()));
        if !line.is_empty() && needed > room {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        line.push_str(piece);
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// The parts of a text that stay together. A number stays with the word behind it.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut used, mut last) = (0, 0_usize, '\0');
    let mut sign = None;
    let mut is_number = false;
    for (at, c) in text.char_indices() {
        let room = width(c.encode_utf8(&mut [0; 4]));
        let breaks = match last {
            '/' => c != '/',
            ' ' => !is_number,
            _ => c == '\\' && last != '\\',
        };
        if matches!(last, '-' | '@' | '_' | '.' | ',' | '+') {
            sign = Some(at);
        }
        let is_long = used.saturating_add(room) > LONGEST_PIECE && c != ' ';
        if at > start && (breaks || is_long) {
            let end = sign.filter(|&sign| !breaks && sign > start).unwrap_or(at);
            pieces.push(text.get(start..end).unwrap_or_default());
            used = width(text.get(end..at).unwrap_or_default());
            (start, sign) = (end, None);
        }
        if c != ' ' {
            let begins = at == start || last == ' ';
            is_number = (begins || is_number) && (c.is_ascii_digit() || c == ',');
        }
        used = used.saturating_add(room);
        last = c;
    }
    pieces.push(text.get(start..).unwrap_or_default());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_broken_where_they_can_be_read() {
        for (text, room, want) in [
            ("", 5, &[""][..]),
            ("go1.22.3", 4, &["go1.22.3"]),
            ("/opt/hosted/go", 8, &["/opt/", "hosted/", "go"]),
            ("/opt/hosted/go", 12, &["/opt/hosted/", "go"]),
            ("1 error, 12 notes", 9, &["1 error,", "12 notes"]),
            ("1 error, 12 notes", 2, &["1 error,", "12 notes"]),
            (r"C:\hosted\go", 9, &[r"C:\hosted", r"\go"]),
            (r"a\x1b[2J", 6, &["a", r"\x1b[2J"]),
            ("(not known)", 6, &["(not", "known)"]),
            ("/mod/toolchain@v0.0.1-go1.22.5", 9, &["/mod/", "toolchain@v0.0.1-", "go1.22.5"]),
            ("\u{7a0b}\u{5f0f}/\u{7a0b}", 5, &["\u{7a0b}\u{5f0f}/", "\u{7a0b}"]),
        ] {
            assert_eq!(folded(text, room), want, "{text:?} at {room}");
        }
        assert_eq!(folded(&"x".repeat(70), 10).len(), 4);
    }

    #[test]
    fn columns_are_narrowed_in_turn() {
        let needs = [(20, 10), (30, 12), (8, 8)].map(|(natural, least)| Need { natural, least });
        for (room, want) in [
            (None, Some([20, 30, 8])),
            (Some(63), Some([20, 30, 8])),
            (Some(50), Some([20, 17, 8])),
            (Some(40), Some([15, 12, 8])),
            (Some(35), Some([10, 12, 8])),
            (Some(34), None),
        ] {
            assert_eq!(widths(&needs, room), want.map(Vec::from), "{room:?}");
        }
        let needs = [(90, 20), (30, 12)].map(|(natural, least)| Need { natural, least });
        for (room, want) in [(110, [77, 30]), (60, [36, 21]), (40, [25, 12])] {
            assert_eq!(widths(&needs, Some(room)), Some(want.to_vec()), "{room}");
        }
    }
}
