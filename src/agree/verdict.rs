//! The result of comparing a program with a machine: its GOROOT and its Go version together.

use serde::{Deserialize, Serialize};

use super::goroot::{Comparison, GorootMatch};
use super::toolchain::{self, ToolchainMatch};
use crate::host::HostLayout;
use crate::origin::Verdict;

/// Whether a binary's GOROOT and Go version belong to this host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostVerdict {
    /// The GOROOT.
    pub goroot: GorootMatch,
    /// The Go version.
    pub toolchain: ToolchainMatch,
    /// Why, in a sentence that is safe to show.
    pub detail: String,
}

/// Compares a program with a machine: `verdict` is what the program says about its builder's GOROOT,
/// `goroot` the path that it names, if it names one, and `go_version` its Go version.
pub fn compare(
    verdict: Verdict,
    goroot: Option<&str>,
    go_version: Option<&str>,
    layout: &HostLayout,
) -> HostVerdict {
    let (goroot, why) = Comparison { go_version, layout }.goroot(verdict, goroot);
    let (toolchain, drift) = toolchain::compare(go_version, goroot, layout);
    let detail = match drift {
        Some(drift) => format!("{why}; {drift}"),
        None => why,
    };
    HostVerdict { goroot, toolchain, detail }
}
