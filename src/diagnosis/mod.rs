//! What is wrong with a host's Go, if anything: each check looks at one thing, says what it saw,
//! why that hurts, and what mends it. Nothing is run and nothing is written.
//!
//! A check has three answers: it found something, it found nothing, or it cannot know. Each stands
//! beside its rule, which says how grave it is and why, and has one line in `table.rs`.
#![deny(dead_code, reason = "a check that is not in the table must not compile")]

mod check;
mod checks;
mod examine;
mod facts;
mod look;
mod machine;
mod remedy;
mod settle;
mod table;
mod undo;

pub use check::{Checked, Complaint, Outcome, Theme};
pub use examine::{examine, rules};
pub use remedy::{Remedy, Shell, Told};
