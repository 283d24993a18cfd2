//! SARIF 2.1.0: findings as results, files as artifacts, what could not be read as notifications.
//!
//! | SARIF | from |
//! | --- | --- |
//! | `tool.driver.rules` | the table of rules |
//! | `results` | `findings`: one location, the file, since a place in a program is no line |
//! | `artifacts` | Go programs and the containers around them |
//! | `invocations[0].toolExecutionNotifications` | `error`, and `unopened` |
//!
//! Consumers refuse whole files for small faults, so: no `null`, no number beyond 2³¹ − 1 (a larger
//! size is a property), a URI for every path, a region with a line for every result. GitHub takes
//! 25,000 results of a run; more are left out, and a notification and the command say how many.
//!
//! Source: SARIF 2.1.0 (OASIS), sections 3.14 to 3.58; the limits are GitHub's of 2026.

mod document;
mod files;
mod result;
mod rules;
mod uri;

pub use document::SarifDocument;
pub use result::{Sarif, SarifRow};
