//! The report for people: one HTML file with everything in it, which asks no other for anything.
//!
//! ```text
//! record ─► Html: cells of the table, and details ─► HtmlPage: numbers, lists, the table, the data
//! ```
//!
//! The numbers and the table are HTML, so they are there without scripts and on paper. The details
//! of every record are data in a script element, as numbers of texts and of groups of rows: programs
//! have most of these in common, so each is written once, and a filter looks at each once.
//! `report.js` filters, sorts and opens what is there; `report.css` is all of the looks. A policy in
//! the page allows these two, by their hashes, and nothing else: no requests, no code in attributes.
//!
//! What a file says stays text. `escape.rs` shows every character that could mislead as `U+202E`,
//! and nothing of a file can close an element, an attribute, a script or a comment.

mod change;
mod data;
mod details;
mod escape;
mod heat;
mod kept;
mod lists;
mod overview;
mod page;
mod pool;
mod row;
mod scan;
mod table;
mod template;
#[cfg(test)]
mod tests;

pub use page::HtmlPage;
pub use row::{Html, HtmlRow};
