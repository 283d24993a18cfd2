//! Turns the ID of a link, recomputed from a trace, into a record.

use super::{LinkActionRecord, LinkCandidateRecord, Record};
use crate::bytes::Text;
use crate::verify::{LinkCheck, Tried};

impl Record {
    /// Adds what a trace of the build says.
    pub fn set_link_action(&mut self, check: Option<&LinkCheck>) {
        let Some(verification) = &mut self.verification else { return };
        verification.link_action = Some(match check {
            Some(check) => LinkActionRecord::from(check),
            None => LinkActionRecord {
                status: "uncheckable".to_owned(),
                reason: "the build ID holds no hash of the link to compare with".to_owned(),
                ..LinkActionRecord::default()
            },
        });
    }
}

impl From<&LinkCheck> for LinkActionRecord {
    fn from(check: &LinkCheck) -> Self {
        let candidate = |tried: &Tried| LinkCandidateRecord {
            origin: tried.candidate.origin.to_owned(),
            goroot: tried.candidate.goroot.to_lossy(),
            link_action: tried.part.clone(),
            matches: tried.matches,
        };
        Self {
            status: check.status.name().to_owned(),
            reason: check.reason.clone(),
            package: Some(check.package.to_lossy()),
            recorded: check.recorded.as_ref().map(Text::to_lossy),
            proven: check.proven.as_ref().map(Text::to_lossy),
            candidates: check.tried.iter().map(candidate).collect(),
        }
    }
}
