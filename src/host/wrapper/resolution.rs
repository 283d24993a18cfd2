//! A wrapper, and what it leads to.

use serde::{Deserialize, Serialize};

/// A command named `go` that is not a go command, but runs one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wrapper {
    /// The program it belongs to (`mise`, `asdf`, `snap`, …), or what kind of file it is.
    pub manager: String,
    /// The version that the manager's files ask for, in their spelling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The file or variable that says what is run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said_by: Option<String>,
    /// The go command that is run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runs: Option<String>,
    /// Why it is not known what is run, or why nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown: Option<String>,
}

/// What a wrapper leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::host) enum Resolution {
    /// It runs this command, with these variables set for it.
    To(String, Vec<(String, String)>),
    /// It runs the next `go` on `PATH`, for this reason.
    Next(String),
    /// What it runs is not known without running it, for this reason.
    Unknown(String),
    /// It refuses, with this message.
    Refuses(String),
}

/// A wrapper and what it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::host) struct Resolved {
    pub(in crate::host) wrapper: Wrapper,
    pub(in crate::host) resolution: Resolution,
}

impl Resolved {
    pub(super) fn new(manager: &str, resolution: Resolution) -> Self {
        Self { wrapper: Wrapper { manager: manager.to_owned(), ..Wrapper::default() }, resolution }
    }

    pub(super) fn unknown(manager: &str, why: impl Into<String>) -> Self {
        Self::new(manager, Resolution::Unknown(why.into()))
    }

    /// The same, with the version asked for and what asks for it.
    pub(super) fn said(mut self, version: Option<&str>, by: &str) -> Self {
        self.wrapper.version = version.map(str::to_owned);
        self.wrapper.said_by = Some(by.to_owned());
        self
    }
}
