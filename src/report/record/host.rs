//! Whether a machine agrees with the binary.

use serde::{Deserialize, Serialize};

use crate::agree::{GorootMatch, SourcesHere, ToolchainMatch};
use crate::analysis::Agreement;
use crate::bytes::Word;
use crate::report::explain::Reason;

/// Whether this machine agrees with the binary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostRecord {
    /// `match`, `mismatch`, `missing`, `foreign` or `not-applicable`.
    pub goroot: Word<GorootMatch>,
    /// `match`, `drift` or `unknown`: the host's Go version compared with the binary's.
    pub toolchain: Word<ToolchainMatch>,
    /// Why, in a sentence.
    pub detail: String,
    /// The sources of the binary's standard library on this machine; only `inspect` looks for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<SourcesHere>,
}

impl HostRecord {
    /// The result of the comparison, or why there is none.
    pub(super) fn of(agreement: Option<&Agreement>) -> Result<Self, Reason> {
        let agreement = agreement.ok_or(Reason::NoHost)?;
        Ok(Self {
            goroot: agreement.verdict.goroot.into(),
            toolchain: agreement.verdict.toolchain.into(),
            detail: agreement.verdict.detail.clone(),
            sources: agreement.sources.clone(),
        })
    }
}
