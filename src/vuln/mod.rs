//! Known vulnerabilities: which advisories of a database are about a program, and whether the code
//! that they are about is in it.
//!
//! Pure: records and an index come as bytes, a program as its modules, its platform and the names of
//! its functions. The database is the user's; none is part of this program.
//!
//! ```text
//! records ── Builder ──▶ Database ◀── read ── index
//!                           │
//! modules, platform, names ─┴─ check ──▶ a verdict for each advisory and module
//! ```

mod advisory;
mod builder;
mod check;
mod database;
mod error;
mod go_semver;
mod hit;
pub mod index;
mod judge;
mod limits;
mod module;
mod osv;
mod program;
mod range;
mod search;
mod semver;
mod spellings;
mod subject;
mod take;
#[cfg(test)]
mod tests;
mod texts;
mod verdict;
mod wanted;
mod words;

pub use builder::{Builder, Tally};
pub use check::{Checked, check};
pub use database::Database;
pub use error::{DatabaseError, RecordError};
pub use go_semver::GoSemver;
pub use limits::{LARGEST_RECORD, MOST_ADVISORIES, MOST_JSON, MOST_VULNERABILITIES};
pub use module::{Doubt, Module, ModulesKnown, STDLIB, Source, TOOLCHAIN};
pub use program::check_program;
pub use search::Search;
pub use semver::Semver;
pub use subject::{Functions, Subject};
pub use verdict::{
    Coverage, Match, Names, NamesRead, NoNames, Unknown, Verdict, Vulnerability, Why, best_known,
};
pub use wanted::WantedPackage;
