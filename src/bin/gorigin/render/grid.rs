//! Cells in columns, folded where the terminal is narrow. The only user of comfy-table.
//!
//! comfy-table measures text without colour. So each visible character of a coloured cell is
//! followed by a mark that takes no room; once the lines are laid out, the marks become colours.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle};

use super::fold::{Need, folded, widths};
use super::look::{Look, Meaning};
use super::words::{width, wrapped};

/// The space around each cell. The style adds one between two columns.
const PADDING: (u16, u16) = (0, 1);

/// Only space between columns, and a line under the heading.
const STYLE: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none())
    .header_separator(LineStyle::none().fill('─').junction('─'));

/// The least width of the first column; longer cells get a line of their own.
const LEAST_FIRST: usize = 20;

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
    look: Look,
    columns: Vec<Column>,
    rows: Vec<Row>,
}

/// The name of a column, and the width below which it is hard to read.
#[derive(Clone, Copy)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) comfort: usize,
}

type Cells = Vec<(Meaning, String)>;

enum Row {
    Cells(Cells),
    /// What the next rows share, across all columns.
    Title(String),
}

/// The wish of a first column with those texts: it is never folded.
pub(super) fn first_need<'t>(texts: impl Iterator<Item = &'t str>) -> Need {
    let natural = texts.map(width).max().unwrap_or_default();
    Need { natural, least: natural.min(LEAST_FIRST) }
}

impl Grid {
    /// A grid that is at most as wide as the terminal; without a terminal, as wide as its content.
    pub(super) fn new(look: Look, columns: impl IntoIterator<Item = Column>) -> Self {
        Self { look, columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds a row; its texts are safe to show.
    pub(super) fn add_row<'t>(&mut self, cells: impl IntoIterator<Item = (Meaning, &'t str)>) {
        let cells = cells.into_iter().map(|(meaning, text)| (meaning, text.to_owned()));
        self.rows.push(Row::Cells(cells.collect()));
    }

    /// Adds a line across all columns.
    pub(super) fn add_title(&mut self, title: &str) {
        self.rows.push(Row::Title(title.to_owned()));
    }

    /// Writes the grid without the space that it puts at the end of every line.
    pub(super) fn write(self, to: &mut dyn Write) -> io::Result<()> {
        let room = self.look.width.map(usize::from);
        match widths(&self.needs(), room) {
            Some(widths) => self.write_columns(&widths, to),
            None => self.write_stacked(room.unwrap_or(usize::MAX), to),
        }
    }

    fn needs(&self) -> Vec<Need> {
        let cells = || {
            self.rows.iter().filter_map(|row| match row {
                Row::Cells(cells) => Some(cells),
                Row::Title(_) => None,
            })
        };
        let columns = self.columns.iter().enumerate();
        columns
            .map(|(at, column)| {
                let texts = cells().filter_map(|row| row.get(at)).map(|(_, text)| text.as_str());
                let texts = texts.chain(Some(column.name));
                if at == 0 { first_need(texts) } else { Need::of(texts, column.comfort) }
            })
            .collect()
    }

    fn write_columns(self, widths: &[usize], to: &mut dyn Write) -> io::Result<()> {
        let look = self.look;
        let mut table = Table::new();
        table.load_style(STYLE).set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(self.columns.iter().map(|it| marked(look, Meaning::Heading, it.name)));
        // Before which line of the table there is a line of its own.
        let mut own_lines: Vec<(usize, String)> = Vec::new();
        let mut height: usize = 2;
        for row in self.rows {
            let mut cells = match row {
                Row::Cells(cells) => cells,
                Row::Title(title) => {
                    own_lines.push((height, look.paint(Meaning::Heading, &title)));
                    continue;
                }
            };
            let is_wide = |text: &str| widths.first().is_some_and(|&room| width(text) > room);
            if let Some((meaning, first)) = cells.first_mut().filter(|(_, text)| is_wide(text)) {
                own_lines.push((height, look.paint(*meaning, first)));
                first.clear();
            }
            let folds =
                cells.iter().zip(widths).enumerate().map(|(at, ((meaning, text), room))| {
                    let lines = if at == 0 { vec![text.clone()] } else { folded(text, *room) };
                    (*meaning, lines)
                });
            let folds: Vec<(Meaning, Vec<String>)> = folds.collect();
            let lines = folds.iter().map(|(_, lines)| lines.len()).max().unwrap_or_default();
            height = height.saturating_add(lines);
            table.add_row(folds.iter().map(|(meaning, lines)| {
                let lines: Vec<_> = lines.iter().map(|it| marked(look, *meaning, it)).collect();
                lines.join("\n")
            }));
        }
        for column in table.column_iter_mut() {
            column.set_padding(PADDING);
        }
        let mut own_lines = own_lines.into_iter().peekable();
        for (at, line) in table.lines().enumerate() {
            while let Some((_, line)) = own_lines.next_if(|(before, _)| *before <= at) {
                writeln!(to, "{line}")?;
            }
            writeln!(to, "{}", painted(look, line.trim_end()))?;
        }
        own_lines.try_for_each(|(_, line)| writeln!(to, "{line}"))
    }

    /// Where columns have no room: the first cell of each row, and the others below it, each behind the name of
    /// its column.
    fn write_stacked(self, room: usize, to: &mut dyn Write) -> io::Result<()> {
        for row in self.rows {
            let cells = match row {
                Row::Cells(cells) => cells,
                Row::Title(title) => {
                    writeln!(to, "{}", self.look.paint(Meaning::Heading, &title))?;
                    continue;
                }
            };
            let mut texts = self.columns.iter().zip(cells).filter(|(_, (_, it))| !it.is_empty());
            if let Some((_, (meaning, first))) = texts.next() {
                writeln!(to, "{}", self.look.paint(meaning, &first))?;
            }
            let others = texts.filter(|(_, (_, it))| it != "-").map(|(column, (meaning, text))| {
                format!("{} {}", column.name, marked(self.look, meaning, &text))
            });
            let others: Vec<_> = others.collect();
            for line in wrapped(&others.join("; "), room.saturating_sub(2)) {
                writeln!(to, "  {}", painted(self.look, &line))?;
            }
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
            let column = |name| Column { name, comfort: 8 };
            let mut grid = Grid::new(look, ["one", "two"].map(column));
            grid.add_row([(Meaning::Bad, "a b"), (Meaning::Plain, "plain")]);
            grid.add_row([(Meaning::Aside, "some longer text"), (Meaning::Good, "x")]);
            let mut text = Vec::new();
            grid.write(&mut text).unwrap();
            String::from_utf8(text).unwrap()
        };
        let plain = write(Look { color: false, width: Some(24) });
        let colored = write(Look { color: true, width: Some(24) });
        assert!(colored.contains("\u{1b}[1m\u{1b}[31ma b\u{1b}[0m"), "{colored:?}");
        assert!(!colored.contains(MARKS.map(|(mark, _)| mark)), "{colored:?}");
        let mut uncolored = colored;
        for code in ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[31m", "\u{1b}[32m"] {
            uncolored = uncolored.replace(code, "");
        }
        assert_eq!(uncolored, plain);
    }

    #[test]
    fn without_columns_each_cell_is_named() {
        let write = |color| {
            let column = |name| Column { name, comfort: 30 };
            let mut grid =
                Grid::new(Look { color, width: Some(32) }, ["id", "version", "why"].map(column));
            let cell = |text| (Meaning::Plain, text);
            grid.add_row([cell("A-1"), cell("1.2.3 of a vendor of Go, so far"), cell("-")]);
            let bad = (Meaning::Bad, "present");
            grid.add_row([cell("A-2"), cell("1.2.4 with some longer name"), bad]);
            let mut text = Vec::new();
            grid.write(&mut text).unwrap();
            String::from_utf8(text).unwrap()
        };
        let want = "A-1\n  version 1.2.3 of a vendor of\n  Go, so far\nA-2\n  version 1.2.4 with \
                    some longer\n  name; why present\n";
        assert_eq!(write(false), want);
        assert!(write(true).contains("why \u{1b}[1m\u{1b}[31mpresent\u{1b}[0m\n"));
    }
}
