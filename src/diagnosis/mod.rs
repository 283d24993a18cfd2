//! Finds out what is wrong with the Go of a host. Each check looks at one thing, says what it saw,
//! why that hurts, and what mends it. Nothing is run and nothing is written.
//!
//! A check found something, found nothing, cannot know, or has nothing to look at. Each check
//! stands beside its rule, which says how grave a finding is and why, and has one line in
//! `table.rs`.
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
#[doc(hidden)]
pub use examine::look_once;
pub use examine::{examine, rules};
pub use remedy::{Advice, Remedy, Shell};
