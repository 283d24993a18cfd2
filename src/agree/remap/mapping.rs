//! A rule for a debugger, and directories of sources that users name.

use serde::{Deserialize, Serialize};

/// One rule: a directory in the binary, and the directory with the same files on this host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The directory as the binary spells it; empty for all relative paths that no other rule
    /// covers.
    pub in_binary: String,
    /// The directory here; empty where it is not known, and `reason` says why.
    pub local: String,
    /// What it is: `GOROOT`, `module cache` or `main module`.
    pub what: String,
    /// How many of the binary's files below it were looked for.
    pub looked_for: usize,
    /// How many of them are not here.
    pub missing: usize,
    /// The Go version of the GOROOT here where it differs from the binary's: lines may differ too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_version: Option<String>,
    /// Why no directory here is known; `null` where one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Mapping {
    /// Whether any of its files is here, or there was none to look for.
    pub(super) fn leads_somewhere(&self) -> bool {
        self.looked_for == 0 || self.missing < self.looked_for
    }
}

/// A directory that the user names, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// What it is; `None` where its files decide.
    pub what: Option<Part>,
    /// The directory.
    pub directory: String,
}

/// What a directory of sources is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A GOROOT.
    Goroot,
    /// A module cache.
    ModCache,
    /// The main module, or another that is not in the module cache.
    Main,
}

impl Part {
    /// The name used in records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Goroot => "GOROOT",
            Self::ModCache => "module cache",
            Self::Main => "main module",
        }
    }
}
