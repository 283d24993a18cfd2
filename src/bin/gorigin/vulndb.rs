//! The database of known vulnerabilities that a run asks.

use std::path::Path;

use gorigin::bytes::Escaped;
use gorigin::front::{NoDatabase, ReadDatabase, read_database};
use gorigin::vuln::{Database, Tally};

use crate::exit::Failure;
use crate::names::shown;
use crate::policy_file::today;
use crate::render::counted;
use crate::talk::Talk;

/// How many records are named for what is wrong with them; -v names a thousand.
const MOST_NAMED: usize = 10;

/// The database at `path`. Says where it is older than `days` days.
pub(crate) fn load(path: &Path, days: u32, talk: Talk) -> Result<Database, Failure> {
    let read = read(path)?;
    say(path, &read, talk);
    let name = shown(path);
    match read.database.date() {
        Some(date) => {
            let age = date.days_to(today());
            if age > i64::from(days) {
                let age = counted(u64::try_from(age).unwrap_or_default(), "day");
                talk.note(&format!(
                    "{name}: the database is of {date}, {age} ago; what was published since is not in it"
                ));
            }
        }
        None => talk.note(&format!("{name}: nothing says of which day the database is")),
    }
    Ok(read.database)
}

/// The database at `path`, with what became of its records.
pub(crate) fn read(path: &Path) -> Result<ReadDatabase, Failure> {
    read_database(path).map_err(|error| {
        let failure = Failure::new(format!("{}: {}", shown(path), Escaped(&error.to_string())));
        match error {
            NoDatabase::Open(_) | NoDatabase::Io(_) => failure,
            _ => failure.with_hint("make an index with: gorigin vulndb update --from DIR"),
        }
    })
}

/// Names what could not be used.
pub(crate) fn say(path: &Path, read: &ReadDatabase, talk: Talk) {
    let name = shown(path);
    for record in &read.troubles {
        let error = record.error.as_ref().map(|it| it.message.as_str()).unwrap_or_default();
        talk.note(&format!("{}: {}", Escaped(&record.path), Escaped(error)));
    }
    if read.skipped > 0 {
        let count = counted(read.skipped, "symbolic link");
        talk.note(&format!("{name}: {count} not followed"));
    }
    let Some(tally) = &read.tally else { return };
    say_tally(tally, talk);
}

fn say_tally(tally: &Tally, talk: Talk) {
    for (at, (path, error)) in tally.named.iter().enumerate() {
        let line = format!("{}: left out: {}", Escaped(path), Escaped(&error.to_string()));
        match at < MOST_NAMED {
            true => talk.note(&line),
            false => talk.detail(&line),
        }
    }
    let told = tally.named.len();
    let told = if talk.is_verbose() { told } else { told.min(MOST_NAMED) };
    let more = tally.malformed.saturating_sub(u64::try_from(told).unwrap_or_default());
    if more > 0 {
        talk.note(&format!("{} more left out", counted(more, "record")));
    }
}
