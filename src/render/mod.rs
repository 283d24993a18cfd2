//! Forms of a result that need no terminal, written from records alone.
//!
//! | form | a row | what holds the rows together |
//! | --- | --- | --- |
//! | [`Ndjson`] | one line of JSON | nothing |
//! | [`Json`] | one object, indented | [`JsonDocument`]: `{schema, host, records, summary}` |
//! | [`Csv`] | one line | a header |
//! | [`Markdown`] | a line of a table, and the findings | [`MarkdownPage`]: the table, then the findings |
//! | [`Junit`] | a suite | [`JunitDocument`] |
//! | [`Plain`] | a line for each finding | nothing |
//! | [`Github`] | a line for each finding | nothing |
//! | [`Html`] | a row of a table, and all facts | [`HtmlPage`]: numbers, lists, the table, what opens |
//! | [`Sarif`] | results | [`SarifDocument`]: SARIF 2.1.0 |
//! | [`CycloneDx`] | a program and its parts | [`CycloneDxDocument`]: CycloneDX 1.6 or 1.7 |
//! | [`OpenVex`] | statements | [`OpenVexDocument`]: OpenVEX 0.2.0 |
//! | [`Spdx`] | a program and its parts | [`SpdxDocument`]: SPDX 2.3 |
//!
//! Each form has two halves: a [`Renderer`] words one record by itself, where the file was read and
//! on any thread; a [`Writer`] puts the rows together in the order of the inputs, on one thread.
//!
//! ```
//! use gorigin::render::{Json, JsonDocument, Renderer, Writer};
//! use gorigin::report::Summary;
//! use gorigin::{Options, inspect};
//!
//! let file = std::fs::read("testdata/sample/linux-amd64-go1.22-s-w")?;
//! let (mut document, mut summary, mut text) = (JsonDocument::new(None), Summary::default(), Vec::new());
//! document.start(&mut text)?;
//! for record in inspect(&file, &Options::default()) {
//!     summary.add(&record);
//!     document.write(Json.row(&record)?, &mut text)?;
//! }
//! document.finish(&summary, &mut text)?;
//! assert!(text.starts_with(b"{\n  \"schema\": \"gorigin.report/1\""));
//! # Ok::<(), std::io::Error>(())
//! ```

mod bom;
mod csv;
mod cyclonedx;
mod form;
mod github;
mod html;
mod json;
mod junit;
mod markdown;
mod mend;
mod ndjson;
mod nested;
mod openvex;
mod plain;
#[cfg(test)]
#[path = "../../tests/common/records.rs"]
mod records;
#[cfg(test)]
mod samples;
mod sarif;
mod spdx;
mod told;
mod untold;

pub use bom::Stamp;
pub use csv::Csv;
pub use cyclonedx::{CycloneDx, CycloneDxDocument, CycloneDxRow, CycloneDxVersion};
pub use form::{Renderer, Writer};
pub use github::Github;
pub use html::{Html, HtmlPage, HtmlRow};
pub use json::{Json, JsonDocument};
pub use junit::{Junit, JunitDocument};
pub use markdown::{Markdown, MarkdownPage, MarkdownRow};
pub use ndjson::Ndjson;
pub use openvex::{FunctionLists, OpenVex, OpenVexDocument, OpenVexRow};
pub use plain::{FindingLine, Plain, text_lines};
pub use sarif::{Sarif, SarifDocument, SarifRow};
pub use spdx::{Spdx, SpdxDocument, SpdxRow};
pub use untold::untold;
