//! The ID of the link, recomputed from a trace of the build.

use serde::{Deserialize, Serialize};

use crate::analysis::NoLink;
use crate::bytes::{Named, Text, Word};
use crate::report::explain::Reason;
use crate::verify::{CandidateOrigin, LinkCheck, LinkStatus, Tried};

/// The ID of the link, recomputed from a trace of the build.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LinkActionRecord {
    /// `match` (a link in the trace gives the ID), `other-goroot` (a link gives it with another
    /// GOROOT), `other-link` (no link gives it, but one took in the same package main),
    /// `foreign-trace` (no link took in the same package main), `uncheckable`.
    pub status: Word<LinkVerdict>,
    /// Why, in a sentence.
    pub reason: String,
    /// The package of the link that fits best.
    pub package: Option<String>,
    /// The GOROOT that the trace records for it.
    pub recorded: Option<String>,
    /// The GOROOT that the ID proves.
    pub proven: Option<String>,
    /// Each GOROOT that was put in its place, and the ID that the link then has.
    pub candidates: Vec<LinkCandidateRecord>,
}

/// A GOROOT put into a trace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkCandidateRecord {
    /// Its origin: `trace`, `binary`, `host` or `option`.
    pub origin: Word<CandidateOrigin>,
    /// The path.
    pub goroot: String,
    /// The ID that the link has with it.
    pub link_action: String,
    /// Whether that is the binary's ID.
    pub matches: bool,
}

impl LinkActionRecord {
    /// The result of the trace, or why there is nothing to compare with.
    pub(super) fn of(link: &Result<LinkCheck, NoLink>) -> Result<Self, Reason> {
        match link {
            Ok(check) => Ok(Self::of_check(check)),
            Err(NoLink::NoTrace) => Err(Reason::NoTrace),
            Err(NoLink::NoHash) => Ok(Self {
                status: LinkVerdict::Uncheckable.into(),
                reason: "the build ID holds no hash of the link to compare with".to_owned(),
                ..Self::default()
            }),
        }
    }

    fn of_check(check: &LinkCheck) -> Self {
        Self {
            status: LinkVerdict::Checked(check.status).into(),
            reason: check.reason.clone(),
            package: Some(check.package.to_lossy()),
            recorded: check.recorded.as_ref().map(Text::to_lossy),
            proven: check.proven.as_ref().map(Text::to_lossy),
            candidates: check.tried.iter().map(LinkCandidateRecord::of).collect(),
        }
    }
}

impl LinkCandidateRecord {
    fn of(tried: &Tried) -> Self {
        Self {
            origin: tried.candidate.origin.into(),
            goroot: tried.candidate.goroot.to_lossy(),
            link_action: tried.part.clone(),
            matches: tried.matches,
        }
    }
}

/// The result of recomputing the ID of the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkVerdict {
    /// The trace decides it.
    Checked(LinkStatus),
    /// The build ID holds no hash of the link to compare with.
    Uncheckable,
}

impl Named for LinkVerdict {
    const ALL: &'static [Self] = &[
        Self::Checked(LinkStatus::Match),
        Self::Checked(LinkStatus::OtherGoroot),
        Self::Checked(LinkStatus::OtherLink),
        Self::Checked(LinkStatus::Foreign),
        Self::Uncheckable,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Checked(status) => status.name(),
            Self::Uncheckable => "uncheckable",
        }
    }
}
