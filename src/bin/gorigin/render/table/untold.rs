//! What could not be told of known vulnerabilities, below the table: one line a file, or one for many.

use std::io::{self, Write};

use gorigin::render::untold;
use gorigin::report::Record;

use crate::render::facts::path_text;
use crate::render::look::{Look, Meaning};
use crate::render::words::{counted, grouped, write_marked};

/// From how many files on what is said of them is one line.
pub(super) const MANY: u64 = 4;

/// The most reasons that are named of one file.
const MOST_IN_FILE: usize = 8;

/// What could not be told of one program.
pub(super) struct Line {
    path: String,
    text: String,
}

impl Line {
    /// The line about a record; `None` where there is nothing to say.
    pub(super) fn of(record: &Record) -> Option<Self> {
        let mut all = untold(record);
        let more = all.len().saturating_sub(MOST_IN_FILE);
        all.truncate(MOST_IN_FILE);
        if more > 0 {
            let more = grouped(u64::try_from(more).unwrap_or(u64::MAX));
            all.push(format!("and {more} more, which -f plain lists"));
        }
        (!all.is_empty()).then(|| Self { path: path_text(record), text: all.join("; ") })
    }
}

/// What could not be told of all of them. Takes a bounded amount of memory, however many there are.
#[derive(Default)]
pub(super) struct Untold {
    /// The first of them.
    first: Vec<Line>,
    programs: u64,
}

impl Untold {
    /// Adds what could not be told of one program.
    pub(super) fn add(&mut self, line: Option<Line>) {
        let Some(line) = line else { return };
        if self.programs < MANY {
            self.first.push(line);
        }
        self.programs = self.programs.saturating_add(1);
    }

    /// Whether nothing was added.
    pub(super) fn is_empty(&self) -> bool {
        self.programs == 0
    }

    /// Whether one line stands for many files.
    pub(super) fn is_one_line(&self) -> bool {
        self.programs >= MANY
    }

    /// Writes the lines.
    pub(super) fn write(&self, look: Look, to: &mut dyn Write) -> io::Result<()> {
        let Some(first) = self.first.first().filter(|_| self.is_one_line()) else {
            return self.first.iter().try_for_each(|it| write_line(&it.path, &it.text, look, to));
        };
        let others = counted(self.programs.saturating_sub(1), "more file");
        let text = "not all that is known about them can be told";
        write_line(&format!("{} and {others}", first.path), text, look, to)
    }
}

fn write_line(files: &str, text: &str, look: Look, to: &mut dyn Write) -> io::Result<()> {
    let painted = format!("{}[advisories]", look.paint(Meaning::Odd, "untold"));
    let line = format!("{files}: untold[advisories] {text}");
    write_marked(&line, "untold[advisories]", &painted, look, to)
}
