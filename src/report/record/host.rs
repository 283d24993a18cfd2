//! Whether a machine agrees with the binary.

use serde::{Deserialize, Serialize};

use crate::agree::SourcesHere;
use crate::analysis::Agreement;
use crate::bytes::own_word;
use crate::report::explain::Reason;

/// Whether this machine agrees with the binary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostRecord {
    /// `match`, `mismatch`, `missing`, `foreign` or `not-applicable`.
    #[serde(serialize_with = "own_word")]
    pub goroot: String,
    /// `match`, `drift` or `unknown`: the host's Go version against the binary's.
    #[serde(serialize_with = "own_word")]
    pub toolchain: String,
    /// Why, in a sentence.
    pub detail: String,
    /// The sources of the binary's standard library on this machine; looked for by `inspect` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<SourcesHere>,
}

impl HostRecord {
    /// What the comparison says, or why there is none.
    pub(super) fn of(agreement: Option<&Agreement>) -> Result<Self, Reason> {
        let agreement = agreement.ok_or(Reason::NoHost)?;
        Ok(Self {
            goroot: agreement.verdict.goroot.to_string(),
            toolchain: agreement.verdict.toolchain.to_string(),
            detail: agreement.verdict.detail.clone(),
            sources: agreement.sources.clone(),
        })
    }
}
