//! A database made of records, one after the other.

use std::collections::HashSet;

use super::advisory::Advisory;
use super::database::Database;
use super::error::{DatabaseError, RecordError};
use super::index;
use super::limits::{LARGEST_RECORD, MOST_ADVISORIES, MOST_JSON};
use super::osv;
use super::spellings::Spellings;
use super::take::take;
use super::texts::Interner;
use crate::bytes::Date;

/// The most records that are named for what is wrong with them; the others are counted.
const MOST_NAMED: usize = 1000;

/// A database that is being made.
#[derive(Debug, Default)]
pub struct Builder {
    texts: Interner,
    json: u64,
    advisories: Vec<Advisory>,
    ids: HashSet<String>,
    spellings: Spellings,
    date: Option<Date>,
    tally: Tally,
}

/// What became of the records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records that were read.
    pub records: u64,
    /// Those that are in the database.
    pub kept: u64,
    /// Those that were withdrawn.
    pub withdrawn: u64,
    /// Those that are about other things than Go modules.
    pub others: u64,
    /// Those that could not be used.
    pub malformed: u64,
    /// The names of those that could not be used, the first of them, with the reasons.
    pub named: Vec<(String, RecordError)>,
}

impl Builder {
    /// Adds the record `json`, which is called `name` in messages.
    ///
    /// # Errors
    /// [`DatabaseError`] where a limit on the whole is reached; what is wrong with a record is in the
    /// tally.
    pub fn add(&mut self, name: &str, json: &[u8]) -> Result<(), DatabaseError> {
        self.tally.records = self.tally.records.saturating_add(1);
        match self.take(json) {
            Ok(advisory) => {
                self.advisories.push(advisory);
                self.tally.kept = self.tally.kept.saturating_add(1);
            }
            Err(error) => self.refuse(name, error),
        }
        let within = |name, count, limit| match count > limit {
            true => Err(DatabaseError::TooLarge { name, limit }),
            false => Ok(()),
        };
        within("advisories", self.tally.kept, MOST_ADVISORIES)?;
        within("json", self.json, MOST_JSON)
    }

    /// Notes that the record called `name` could not be used.
    pub fn refuse(&mut self, name: &str, error: RecordError) {
        let count = match error {
            RecordError::Withdrawn => &mut self.tally.withdrawn,
            RecordError::OtherEcosystem => &mut self.tally.others,
            _ => &mut self.tally.malformed,
        };
        *count = count.saturating_add(1);
        let is_named = !matches!(error, RecordError::Withdrawn | RecordError::OtherEcosystem);
        if is_named && self.tally.named.len() < MOST_NAMED {
            self.tally.named.push((name.to_owned(), error));
        }
    }

    fn take(&mut self, json: &[u8]) -> Result<Advisory, RecordError> {
        let size = u64::try_from(json.len()).unwrap_or(u64::MAX);
        if size > LARGEST_RECORD {
            return Err(RecordError::TooLarge { limit: LARGEST_RECORD });
        }
        // Also what is refused leaves texts behind.
        self.json = self.json.saturating_add(size);
        let record: osv::Record = serde_json::from_slice(json)
            .map_err(|error| RecordError::Malformed(error.to_string()))?;
        let advisory = take(&record, &mut self.texts)?;
        if self.ids.contains(&record.id) {
            return Err(RecordError::Twice);
        }
        self.spellings.take(&advisory, &self.texts)?;
        self.ids.insert(record.id);
        Ok(advisory)
    }

    /// Takes the day of the data from a served database's `index/db.json`. Returns whether it says
    /// one.
    pub fn take_date(&mut self, json: &[u8]) -> bool {
        let served: Option<osv::Served> = serde_json::from_slice(json).ok();
        let date = served.and_then(|it| date(&it.modified));
        self.date = self.date.max(date);
        date.is_some()
    }

    /// What became of the records so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The database, its advisories by their IDs, and what became of the records.
    ///
    /// # Errors
    /// [`DatabaseError::TooLarge`] where it is more than an index may hold.
    pub fn finish(self) -> Result<(Database, Tally), DatabaseError> {
        let texts = self.texts.finish();
        let mut advisories = self.advisories;
        advisories.sort_by(|one, other| texts.get(one.id).cmp(texts.get(other.id)));
        Ok((index::build(self.date, &texts, &advisories)?, self.tally))
    }
}

/// The day of a time such as `2026-08-21T14:03:11Z`; `None` for the year 1, which stands for none.
fn date(time: &str) -> Option<Date> {
    let (day, _) = time.split_once('T')?;
    Date::parse(day).filter(|day| day.year() > 1)
}
