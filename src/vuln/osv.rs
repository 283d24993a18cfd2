//! A record of the Open Source Vulnerability format, as far as it decides anything here.
//!
//! ```text
//! id, aliases, summary, withdrawn, database_specific.review_status
//! affected[]
//!   package         name: a module path, stdlib or toolchain; ecosystem: Go
//!   ranges[]        type SEMVER; events[]: introduced or fixed
//!   ecosystem_specific
//!     imports[]     path: a package; symbols, goos, goarch: none stands for all
//!     custom_ranges versions that are none of the module's; never compared
//! ```
//!
//! Source: the OSV schema 1.7.0; `doc/format.md` of the Go vulnerability database, whose records of
//! 2026-08-21 have all of these fields and no others that matter.

use serde::Deserialize;

/// A record.
#[derive(Debug, Deserialize)]
pub(super) struct Record {
    pub(super) id: String,
    #[serde(default)]
    pub(super) aliases: Option<Vec<String>>,
    #[serde(default)]
    pub(super) summary: Option<String>,
    #[serde(default)]
    pub(super) withdrawn: Option<String>,
    #[serde(default)]
    pub(super) affected: Option<Vec<Affected>>,
    #[serde(default)]
    pub(super) database_specific: Option<DatabaseSpecific>,
}

/// What a database adds to a record.
#[derive(Debug, Deserialize)]
pub(super) struct DatabaseSpecific {
    #[serde(default)]
    pub(super) review_status: Option<String>,
}

/// An affected module.
#[derive(Debug, Deserialize)]
pub(super) struct Affected {
    #[serde(default)]
    pub(super) package: Option<Package>,
    #[serde(default)]
    pub(super) ranges: Option<Vec<Range>>,
    /// Versions by name, which the Go database does not use.
    #[serde(default)]
    pub(super) versions: Option<Vec<String>>,
    #[serde(default)]
    pub(super) ecosystem_specific: Option<EcosystemSpecific>,
}

/// A module.
#[derive(Debug, Deserialize)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) ecosystem: String,
}

/// A range of versions.
#[derive(Debug, Deserialize)]
pub(super) struct Range {
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) events: Option<Vec<Event>>,
}

/// A bound of a range.
#[derive(Debug, Deserialize)]
pub(super) struct Event {
    #[serde(default)]
    pub(super) introduced: Option<String>,
    #[serde(default)]
    pub(super) fixed: Option<String>,
    #[serde(default)]
    pub(super) last_affected: Option<String>,
    #[serde(default)]
    pub(super) limit: Option<String>,
}

/// What the Go ecosystem adds to an affected module.
#[derive(Debug, Deserialize)]
pub(super) struct EcosystemSpecific {
    #[serde(default)]
    pub(super) imports: Option<Vec<Import>>,
    #[serde(default)]
    pub(super) custom_ranges: Option<Vec<serde::de::IgnoredAny>>,
}

/// An affected package.
#[derive(Debug, Deserialize)]
pub(super) struct Import {
    pub(super) path: String,
    #[serde(default)]
    pub(super) symbols: Option<Vec<String>>,
    #[serde(default)]
    pub(super) goos: Option<Vec<String>>,
    #[serde(default)]
    pub(super) goarch: Option<Vec<String>>,
}

/// When a served database was last changed: `index/db.json`.
#[derive(Debug, Deserialize)]
pub(super) struct Served {
    pub(super) modified: String,
}
