//! What can be wrong with a record, with a database and with an index.

use thiserror::Error;

/// Why a record is not in the database.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordError {
    /// It is not JSON, or not of the expected shape.
    #[error("{0}")]
    Malformed(String),
    /// It is larger than the limit.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// Its ID, or one of its aliases, is none.
    #[error("an ID with other characters than letters, digits, `-`, `_`, `.` and `:`")]
    Id,
    /// Another record has that ID.
    #[error("another record has the same ID")]
    Twice,
    /// An entry names no module.
    #[error("an entry without a module")]
    NoModule,
    /// A path, a function or a system is none.
    #[error("a name that is empty, too long, or has white space in it")]
    Name,
    /// The bound of a range is none.
    #[error("a range with a bound that is no version")]
    Event,
    /// With those before it, one version has more spellings than are kept.
    #[error("a version with more spellings than {limit}")]
    Spellings {
        /// The most spellings of one version.
        limit: u64,
    },
    /// It is about other things than Go modules.
    #[error("about no Go module")]
    OtherEcosystem,
    /// It was taken back.
    #[error("withdrawn")]
    Withdrawn,
}

/// Why a database cannot be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum DatabaseError {
    /// It is more than the limit.
    #[error("limit {name} of {limit} reached")]
    TooLarge {
        /// What there is too much of.
        name: &'static str,
        /// The most that is kept.
        limit: u64,
    },
    /// The bytes are not an index.
    #[error("no index of a vulnerability database")]
    NoIndex,
    /// The index is of another version.
    #[error("an index of version {0}, which this program cannot read")]
    OtherVersion(u32),
    /// The index was cut or changed.
    #[error("a damaged index: {0}")]
    Damaged(&'static str),
}
