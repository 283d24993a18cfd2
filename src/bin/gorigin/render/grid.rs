//! Cells in columns, wrapped where the terminal is narrow. The only user of comfy-table.
//!
//! comfy-table measures text without colour. So each visible character of a coloured cell is
//! followed by a mark that takes no room; once the lines are laid out, the marks become colours.

use std::io::{self, Write};

use comfy_table::{
    ColumnConstraint, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle, Width,
};

use super::look::{Look, Meaning};

/// The space around each cell. The style adds one between two columns.
pub(super) const PADDING: (u16, u16) = (0, 1);

/// Only space between columns, and a line under the heading.
const STYLE: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none())
    .header_separator(LineStyle::none().fill('─').junction('─'));

/// The marks: variation selectors that belong to no character. [`gorigin::bytes::is_unsafe`] keeps
/// them out of every text that is shown.
const MARKS: [(char, Meaning); 5] = [
    ('\u{e0101}', Meaning::Heading),
    ('\u{e0102}', Meaning::Aside),
    ('\u{e0103}', Meaning::Good),
    ('\u{e0104}', Meaning::Odd),
    ('\u{e0105}', Meaning::Bad),
];

/// Rows of cells under a heading.
pub(super) struct Grid {
    table: Table,
    look: Look,
}

impl Grid {
    /// A grid that is at most as wide as the terminal; without a terminal, as wide as its content.
    pub(super) fn new(look: Look, heading: &[&str]) -> Self {
        let mut table = Table::new();
        table.load_style(STYLE);
        match look.width {
            Some(width) => {
                table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width)
            }
            None => table.set_content_arrangement(ContentArrangement::Disabled),
        };
        table.set_header(heading.iter().map(|name| marked(look, Meaning::Heading, name)));
        Self { table, look }
    }

    /// Adds a row; its texts are safe to show.
    pub(super) fn add_row<'t>(&mut self, cells: impl IntoIterator<Item = (Meaning, &'t str)>) {
        let look = self.look;
        self.table.add_row(cells.into_iter().map(|(meaning, text)| marked(look, meaning, text)));
    }

    /// Sets the least width of the text in each column.
    pub(super) fn set_lower_bounds(&mut self, bounds: impl Iterator<Item = u16>) {
        for (column, bound) in self.table.column_iter_mut().zip(bounds) {
            let bound = bound.saturating_add(PADDING.1);
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(bound)));
        }
    }

    /// Writes the grid without the space that it puts at the end of every line.
    pub(super) fn write(mut self, to: &mut dyn Write) -> io::Result<()> {
        for column in self.table.column_iter_mut() {
            column.set_padding(PADDING);
        }
        for line in self.table.lines() {
            writeln!(to, "{}", painted(self.look, line.trim_end()))?;
        }
        Ok(())
    }
}

/// `text` with the mark of its meaning behind each visible character, if there is colour.
fn marked(look: Look, meaning: Meaning, text: &str) -> String {
    let mark = MARKS.iter().find(|(_, it)| *it == meaning).filter(|_| look.color);
    let Some((mark, _)) = mark else { return text.to_owned() };
    let with_mark = |c: char| [Some(c), (!c.is_whitespace()).then_some(*mark)];
    text.chars().flat_map(with_mark).flatten().collect()
}

/// `line` with colours in place of the marks. A single space between two words of one meaning gets
/// that meaning.
fn painted(look: Look, line: &str) -> String {
    let mut painted = String::new();
    // The text that is not yet written, and its meaning.
    let (mut held, mut meaning) = (String::new(), Meaning::Plain);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.next_if(|next| MARKS.iter().any(|(mark, _)| mark == next));
        let of = MARKS.iter().find(|(mark, _)| Some(*mark) == next);
        let of = of.map_or(Meaning::Plain, |(_, meaning)| *meaning);
        if c == ' ' && meaning != Meaning::Plain && !held.ends_with(' ') {
            held.push(c);
            continue;
        }
        if of != meaning {
            flush(&mut painted, look, meaning, &mut held);
            meaning = of;
        }
        held.push(c);
    }
    flush(&mut painted, look, meaning, &mut held);
    painted
}

/// Moves `held` to `painted`; the space at its end gets no colour.
fn flush(painted: &mut String, look: Look, meaning: Meaning, held: &mut String) {
    let text = held.trim_end_matches(' ');
    if !text.is_empty() {
        painted.push_str(&look.paint(meaning, text));
    }
    let space = held.len().saturating_sub(text.len());
    painted.extend(std::iter::repeat_n(' ', space));
    held.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_takes_no_room() {
        let write = |look: Look| {
            let mut grid = Grid::new(look, &["one", "two"]);
            grid.add_row([(Meaning::Bad, "a b"), (Meaning::Plain, "plain")]);
            grid.add_row([(Meaning::Aside, "some longer text"), (Meaning::Good, "x")]);
            let mut text = Vec::new();
            grid.write(&mut text).unwrap();
            String::from_utf8(text).unwrap()
        };
        let plain = write(Look { color: false, width: Some(20) });
        let colored = write(Look { color: true, width: Some(20) });
        assert!(colored.contains("\u{1b}[1m\u{1b}[31ma b\u{1b}[0m"), "{colored:?}");
        assert!(!colored.contains(MARKS.map(|(mark, _)| mark)), "{colored:?}");
        let mut uncolored = colored;
        for code in ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[31m", "\u{1b}[32m"] {
            uncolored = uncolored.replace(code, "");
        }
        assert_eq!(uncolored, plain);
    }
}
