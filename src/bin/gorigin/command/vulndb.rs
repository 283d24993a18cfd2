//! `gorigin vulndb`: an index made of a database's records.

use std::io::Write;
use std::path::Path;

use gorigin::front::ReadDatabase;
use gorigin::vuln::index;

use super::print::print;
use crate::args::{Global, VulndbCommand, VulndbUpdate};
use crate::exit::{Exit, Failure};
use crate::names::shown;
use crate::render::{UNKNOWN_DAY, advisories, counted, size};
use crate::replace::Replacement;
use crate::talk::Talk;
use crate::vulndb::{read, say};

/// Runs the command.
pub(super) fn run(command: &VulndbCommand, global: &Global) -> Result<Exit, Failure> {
    match command {
        VulndbCommand::Update(options) => update(options, global),
    }
}

fn update(options: &VulndbUpdate, global: &Global) -> Result<Exit, Failure> {
    let VulndbUpdate { from, output, date } = options;
    let talk = Talk::new(global.volume());
    let mut file = Replacement::of(output)?;
    let is_other = file.head().is_some_and(|head| !head.is_empty() && !index::is_index(&head));
    if is_other {
        let message = format!("{}: is no index, and is not overwritten", shown(output));
        return Err(Failure::new(message).with_hint("give --output another name"));
    }
    let mut all = read(from)?;
    say(from, &all, talk);
    if let Some(date) = date {
        all.database = all.database.of_date(*date);
    }
    let bytes = index::write(&all.database);
    let size = bytes.len();
    let written = file.write_all(&bytes).and_then(|()| file.written());
    let written = written.map_err(|error| Failure::at(output, &error))?;
    // Nothing takes the place of the old index that cannot be asked.
    let again = index::read(written.unwrap_or(bytes)).and_then(|it| index::check(&it));
    again.map_err(|error| failed(output, &error))?;
    file.commit().map_err(|error| Failure::at(output, &error))?;
    print(|to| summarise(to, output, &all, size))?;
    let malformed = all.tally.as_ref().map_or(0, |tally| tally.malformed);
    Ok(match malformed == 0 && all.troubles.is_empty() {
        true => Exit::Clean,
        false => Exit::Incomplete,
    })
}

fn failed(path: &Path, error: &impl std::fmt::Display) -> Failure {
    let message = format!("{}: not written, since it could not be read: {error}", shown(path));
    Failure::new(message).with_hint("what it would replace was not changed")
}

fn summarise(
    to: &mut dyn Write,
    output: &Path,
    all: &ReadDatabase,
    bytes: usize,
) -> std::io::Result<()> {
    let database = &all.database;
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let date = match database.date() {
        Some(date) => format!("of {date}"),
        None => format!("of {UNKNOWN_DAY} (--date gives it)"),
    };
    let advisories = advisories(count(database.len()));
    let modules = counted(count(database.modules()), "module");
    let size = self::size(count(bytes));
    writeln!(to, "{}: {advisories} about {modules}, {date}; {size}", shown(output))?;
    let Some(tally) = &all.tally else { return Ok(()) };
    let left_out = [
        (tally.withdrawn, "withdrawn"),
        (tally.others, "about no Go module"),
        (tally.malformed, "malformed"),
    ];
    for (count, what) in left_out.into_iter().filter(|(count, _)| *count > 0) {
        writeln!(to, "  {} left out: {what}", counted(count, "record"))?;
    }
    Ok(())
}
