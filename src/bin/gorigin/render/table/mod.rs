//! Records as a table, one line each, and their findings below it.

mod cells;
mod count;
mod told;

use std::io::{self, Write};

use gorigin::render::{Renderer, Writer};
use gorigin::report::{Record, Summary};

use self::cells::{Cell, NOTHING, row};
use self::count::count;
use self::told::{Lines, Told};
use super::form::Form;
use super::grid::{Grid, PADDING};
use super::look::Look;

/// A column.
struct Column {
    name: &'static str,
    /// The width below which it is hard to read.
    comfort: u16,
    /// The order in which columns are left out on a narrow terminal: the highest first, 0 never.
    sacrifice: u8,
}

/// The columns, in their order. A column that is empty in every record is left out.
const COLUMNS: [Column; 8] = [
    Column { name: "path", comfort: 20, sacrifice: 0 },
    Column { name: "format", comfort: 12, sacrifice: 3 },
    Column { name: "go", comfort: 10, sacrifice: 0 },
    Column { name: "GOROOT", comfort: 16, sacrifice: 0 },
    Column { name: "module", comfort: 16, sacrifice: 2 },
    Column { name: "host", comfort: 8, sacrifice: 1 },
    Column { name: "content", comfort: 10, sacrifice: 0 },
    Column { name: "findings", comfort: 9, sacrifice: 0 },
];

/// The most rows that are held before they are written, since the widths of the columns depend on
/// all of them. Few scans have more rows; those get another heading, and do not fill the memory.
const BLOCK: usize = 2000;

/// A table of all records, and a line that counts them.
pub(crate) struct Table {
    look: Look,
    rows: Vec<[Cell; COLUMNS.len()]>,
    told: Told,
}

/// One record: its line of the table, and what is said below the table.
pub(crate) struct Row {
    cells: [Cell; COLUMNS.len()],
    lines: Lines,
}

impl Table {
    /// A table with that look.
    pub(crate) fn new(look: Look) -> Form<TableRows, Self> {
        Form { renderer: TableRows, writer: Self { look, rows: Vec::new(), told: Told::default() } }
    }

    /// Writes the rows that are held.
    fn write_block(&mut self, to: &mut dyn Write) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let (columns, dropped) = self.columns();
        self.grid(&columns).write(to)?;
        writeln!(to)?;
        if !dropped.is_empty() {
            let names = dropped.join(", ");
            writeln!(to, "no room for the columns {names}: a wider terminal shows them")?;
        }
        self.rows.clear();
        Ok(())
    }

    /// The columns that are shown, each with the width it needs, and the names of those without
    /// room.
    fn columns(&self) -> (Vec<(usize, u16)>, Vec<&'static str>) {
        let mut shown: Vec<(usize, u16)> = Vec::new();
        for (at, column) in COLUMNS.iter().enumerate() {
            let cells = self.rows.iter().filter_map(|row| row.get(at));
            if cells.clone().any(|cell| cell.text != NOTHING) {
                let longest = cells.map(|cell| cell.text.chars().count()).max();
                let longest = longest.unwrap_or_default().max(column.name.len());
                let needed = u16::try_from(longest).unwrap_or(u16::MAX).min(column.comfort);
                shown.push((at, needed));
            }
        }
        let mut dropped = Vec::new();
        let Some(width) = self.look.width else { return (shown, dropped) };
        let sacrifice = |at: usize| COLUMNS.get(at).map_or(0, |column| column.sacrifice);
        loop {
            let victim = shown.iter().map(|&(at, _)| at).max_by_key(|&at| sacrifice(at));
            match victim.filter(|&at| sacrifice(at) > 0) {
                Some(victim) if total_width(&shown) > width => {
                    shown.retain(|&(at, _)| at != victim);
                    dropped.extend(COLUMNS.get(victim).map(|column| column.name));
                }
                _ => return (shown, dropped),
            }
        }
    }

    fn grid(&self, columns: &[(usize, u16)]) -> Grid {
        let names: Vec<_> = columns
            .iter()
            .filter_map(|&(at, _)| COLUMNS.get(at))
            .map(|column| column.name)
            .collect();
        let mut grid = Grid::new(self.look, &names);
        for row in &self.rows {
            let cells = columns.iter().filter_map(|&(at, _)| row.get(at));
            grid.add_row(cells.map(|cell| (cell.meaning, cell.text.as_str())));
        }
        // On a terminal too narrow even for these, the grid divides the width.
        if self.look.width.is_some_and(|width| total_width(columns) <= width) {
            grid.set_lower_bounds(columns.iter().map(|&(_, needed)| needed));
        }
        grid
    }
}

impl Writer<Row> for Table {
    fn write(&mut self, row: Row, to: &mut dyn Write) -> io::Result<()> {
        self.rows.push(row.cells);
        self.told.add(row.lines);
        if self.rows.len() >= BLOCK { self.write_block(to) } else { Ok(()) }
    }

    fn finish(&mut self, summary: &Summary, to: &mut dyn Write) -> io::Result<()> {
        self.write_block(to)?;
        self.told.write(self.look, to)?;
        writeln!(to, "{}", count(summary))
    }
}

/// Turns a record into a row of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TableRows;

impl Renderer for TableRows {
    type Row = Row;

    fn row(&self, record: &Record) -> io::Result<Row> {
        Ok(Row { cells: row(record), lines: Lines::of(record) })
    }
}

/// The width of a table of `columns`.
fn total_width(columns: &[(usize, u16)]) -> u16 {
    columns.iter().fold(0, |sum: u16, &(_, needed)| {
        sum.saturating_add(needed).saturating_add(PADDING.1).saturating_add(1)
    })
}

#[cfg(test)]
mod tests {
    use super::cells::{LONGEST_CELL, LONGEST_PATH};
    use super::*;
    use crate::render::records::{check, records};
    use crate::render::samples::rendered;

    #[test]
    fn one_long_text_does_not_widen_every_row() {
        let long = "m".repeat(1 << 20);
        let mut records: Vec<Record> = records();
        for record in &mut records {
            record.path = "p".repeat(5000);
            let module = record.build.as_mut().and_then(|it| it.module.as_mut());
            module.into_iter().for_each(|it| it.path.clone_from(&long));
        }
        let text = rendered(Table::new(Look::default()), &records);
        let table = text.split("\n\n").next().unwrap();
        let widest = table.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest < LONGEST_PATH + 4 * LONGEST_CELL, "{widest}");
        assert!(text.contains("p… (") && text.contains(" more)"), "{text}");
    }

    #[test]
    fn tables() {
        for (name, look) in [
            ("table.txt", Look { color: false, width: None }),
            ("table-80.txt", Look { color: false, width: Some(80) }),
            ("table-color.txt", Look { color: true, width: Some(160) }),
        ] {
            check(name, &rendered(Table::new(look), &records()));
        }
    }

    #[test]
    fn a_line_is_never_wider_than_the_terminal_nor_unsafe() {
        for width in 30..200 {
            let look = Look { color: false, width: Some(width) };
            let text = rendered(Table::new(look), &records());
            for line in text.split("\n\n").next().unwrap().lines() {
                assert!(line.chars().count() <= usize::from(width), "{width}: {line}");
                assert!(!line.chars().any(gorigin::bytes::is_unsafe), "{line:?}");
            }
        }
    }

    #[test]
    fn a_column_without_news_is_left_out() {
        let record = Record { path: "a".to_owned(), ..Record::default() };
        let text = rendered(Table::new(Look::default()), &[record]);
        assert_eq!(text, "path  go\n─────────────\na     not Go\n\n0 Go programs in 1 file\n");
        let nothing = rendered(Table::new(Look::default()), &[]);
        assert_eq!(nothing, "0 Go programs in 0 files\n");
    }
}
