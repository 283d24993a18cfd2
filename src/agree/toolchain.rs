//! Whether a program's Go version is the machine's.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::goroot::GorootMatch;
use crate::bytes::{Escaped, Named};
use crate::go::plain_version;
use crate::host::{HostLayout, Toolchain};

/// Whether the host has the Go version of a binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ToolchainMatch {
    /// The GOROOT in effect holds the version that the binary was built with.
    Match,
    /// The binary's GOROOT is in effect, but holds another version now.
    Drift,
    /// A version is not known, or the binary was built elsewhere with another version.
    Unknown,
}

impl Named for ToolchainMatch {
    const ALL: &'static [Self] = &[Self::Match, Self::Drift, Self::Unknown];

    fn name(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Drift => "drift",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for ToolchainMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Compares a Go version with that of the GOROOT in effect, and explains a drift. `goroot` is what
/// comparing the GOROOT has shown.
pub(super) fn compare(
    go_version: Option<&str>,
    goroot: GorootMatch,
    layout: &HostLayout,
) -> (ToolchainMatch, Option<String>) {
    let (Some(built_with), Some(effective)) = (go_version, layout.effective()) else {
        return (ToolchainMatch::Unknown, None);
    };
    let built_with = plain_version(built_with);
    let versions: Vec<&str> = versions(effective).collect();
    if versions.is_empty() {
        return (ToolchainMatch::Unknown, None);
    }
    if versions.iter().all(|&version| version == built_with) {
        return (ToolchainMatch::Match, None);
    }
    match goroot {
        GorootMatch::Match => (ToolchainMatch::Drift, Some(explain_drift(built_with, effective))),
        _ => (ToolchainMatch::Unknown, None),
    }
}

/// The versions that an installation gives: that of its file VERSION and that of its go command.
fn versions(toolchain: &Toolchain) -> impl Iterator<Item = &str> {
    let both = [toolchain.version_file.as_deref(), toolchain.go_version.as_deref()];
    both.into_iter().flatten().map(plain_version)
}

fn explain_drift(built_with: &str, effective: &Toolchain) -> String {
    let file = effective.version_file.as_deref().map(plain_version);
    let go = effective.go_version.as_deref().map(plain_version);
    let built_with = Escaped(built_with);
    match (file, go) {
        (Some(file), Some(go)) if file != go => {
            let (file, go) = (Escaped(file), Escaped(go));
            format!("built with {built_with}, but its VERSION now says {file} and its go is {go}")
        }
        (Some(now), _) | (_, Some(now)) => {
            format!("built with {built_with}, but it now holds {}", Escaped(now))
        }
        (None, None) => format!("built with {built_with}"),
    }
}
