//! Results for people to read: records as a table or as cards, and the results of the other
//! commands. A renderer sees the data and how text may look, never options. The forms that need no
//! terminal are in the library, [`gorigin::render`].

mod card;
pub(crate) mod diff;
pub(crate) mod doctor;
mod facts;
#[cfg(test)]
mod fits;
mod fold;
mod form;
mod format;
#[cfg(test)]
#[path = "../../../../tests/common/golden.rs"]
mod golden;
mod grid;
mod head;
pub(crate) mod host;
mod look;
#[cfg(test)]
#[path = "../../../../tests/common/records.rs"]
mod records;
pub(crate) mod rules;
#[cfg(test)]
mod samples;
mod table;
#[cfg(test)]
mod tests;
mod vulns;
mod words;

pub(crate) use card::{Card, Places};
pub(crate) use form::{AnyForm, AnyRow, Form};
pub(crate) use format::RecordFormat;
pub(crate) use head::is_scan;
pub(crate) use look::Look;
pub(crate) use table::Table;
pub(crate) use vulns::{Page, Shown, UNKNOWN_DAY, advisories};
pub(crate) use words::{counted, grouped, size, unopened_kinds, write_kept};
