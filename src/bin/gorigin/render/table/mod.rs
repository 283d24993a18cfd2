//! Records as a table, one line each, and their findings below it.

mod cells;
mod count;
mod folders;
mod told;
mod untold;

use std::io::{self, Write};

use gorigin::render::{Renderer, Writer};
use gorigin::report::{Record, Summary};

use self::cells::{Cell, NOTHING, row};
use self::count::count;
use self::folders::{Name, group};
use self::told::{Lines, Told};
use super::fold::{FIRST, Need, total};
use super::form::Form;
use super::grid::{self, Grid, first_need};
use super::look::Look;
use super::words::write_wrapped;

/// A column.
struct Column {
    name: &'static str,
    /// The width below which it is hard to read.
    comfort: usize,
    /// The order in which columns are left out on a narrow terminal: the highest first, 0 never.
    sacrifice: u8,
}

/// The columns, in their order. A column that is empty in every record is left out.
const COLUMNS: [Column; 8] = [
    Column { name: "path", comfort: 20, sacrifice: 0 },
    Column { name: "format", comfort: 15, sacrifice: 2 },
    Column { name: "go", comfort: 9, sacrifice: 0 },
    Column { name: "GOROOT", comfort: 16, sacrifice: 0 },
    Column { name: "module", comfort: 20, sacrifice: 3 },
    Column { name: "host", comfort: 8, sacrifice: 1 },
    Column { name: "content", comfort: 8, sacrifice: 0 },
    Column { name: "findings", comfort: 8, sacrifice: 0 },
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
        let layout = self.layout();
        self.grid(&layout).write(to)?;
        writeln!(to)?;
        if !layout.dropped.is_empty() {
            let names = layout.dropped.join(", ");
            let text = format!("no room for the columns {names}: a wider terminal shows them");
            write_wrapped(&text, self.look, to)?;
        }
        self.rows.clear();
        Ok(())
    }

    /// What fits on the terminal: whole paths if there is room for everything, else names below
    /// their folders, and the less important columns not at all.
    fn layout(&self) -> Layout {
        let has_news = |at: &usize| self.column(*at).any(|text| text != NOTHING);
        let columns: Vec<usize> = (0..COLUMNS.len()).filter(has_news).collect();
        let mut layout = Layout { columns, dropped: Vec::new(), is_grouped: false };
        let Some(room) = self.look.width.map(usize::from) else { return layout };
        let needs: Vec<Need> = layout.columns.iter().map(|&at| self.need(at)).collect();
        if total(needs.iter().map(|need| need.natural)) <= room {
            return layout;
        }
        layout.is_grouped = true;
        let names = group(self.column(0)).into_iter().map(|it| it.name);
        let names: Vec<String> = names.collect();
        let first = first_need(names.iter().map(String::as_str));
        let mut needs: Vec<(usize, usize)> = layout
            .columns
            .iter()
            .map(|&at| (at, if at == 0 { first.natural.min(FIRST) } else { self.need(at).least }))
            .collect();
        let sacrifice = |at: usize| COLUMNS.get(at).map_or(0, |column| column.sacrifice);
        while total(needs.iter().map(|&(_, least)| least)) > room {
            let victim = needs.iter().map(|&(at, _)| at).max_by_key(|&at| sacrifice(at));
            let Some(victim) = victim.filter(|&at| sacrifice(at) > 0) else { break };
            needs.retain(|&(at, _)| at != victim);
            layout.dropped.extend(COLUMNS.get(victim).map(|column| column.name));
        }
        layout.columns = needs.into_iter().map(|(at, _)| at).collect();
        layout
    }

    /// The texts of one column.
    fn column(&self, at: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(move |row| row.get(at)).map(|cell| cell.text.as_str())
    }

    fn need(&self, at: usize) -> Need {
        let (name, comfort) = COLUMNS.get(at).map_or(("", 0), |it| (it.name, it.comfort));
        Need::of(self.column(at).chain(Some(name)), comfort)
    }

    fn grid(&self, layout: &Layout) -> Grid {
        let columns = layout.columns.iter().filter_map(|&at| COLUMNS.get(at));
        let columns = columns.map(|it| grid::Column { name: it.name, comfort: it.comfort });
        let mut grid = Grid::new(self.look, columns);
        let names = match layout.is_grouped {
            true => group(self.column(0)),
            false => self.column(0).map(Name::whole).collect(),
        };
        for (row, name) in self.rows.iter().zip(names) {
            if let Some(folder) = name.folder {
                grid.add_title(&folder);
            }
            let cells = layout.columns.iter().filter_map(|&at| Some((at, row.get(at)?)));
            grid.add_row(cells.map(|(at, cell)| {
                (cell.meaning, if at == 0 { &name.name } else { cell.text.as_str() })
            }));
        }
        grid
    }
}

/// The columns that are shown, the names of those without room, and whether names stand below the
/// folder that they share.
struct Layout {
    columns: Vec<usize>,
    dropped: Vec<&'static str>,
    is_grouped: bool,
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
        write_wrapped(&count(summary), self.look, to)
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
            module.into_iter().for_each(|it| it.path = long.as_str().into());
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
                let is_one_word = !line.trim().contains("  ") && line.contains('/');
                let fits = crate::render::words::width(line) <= usize::from(width);
                assert!(fits || is_one_word, "{width}: {line}");
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
