//! What the user demands of every program, judged.

use super::Finding;
use super::check::finding;
use crate::evidence::{Evidence, GlibcVersion, KnownVersion, Release};

/// What the user demands of every program; nothing by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Demands {
    /// The oldest Go that will do.
    pub min_go: Option<Release>,
    /// The glibc of the system that the program is to run on.
    pub target_glibc: Option<GlibcVersion>,
}

/// Every demand that a program does not meet. What it needs of its libraries must have been read.
pub fn check_demands(evidence: &Evidence, demands: &Demands) -> Vec<Finding> {
    let findings = [
        demands.min_go.and_then(|min| old_go(evidence, min)),
        demands.target_glibc.and_then(|target| glibc_floor(evidence, target)),
    ];
    findings.into_iter().flatten().collect()
}

fn old_go(evidence: &Evidence, min: Release) -> Option<Finding> {
    let version = evidence.version.as_ref()?;
    let (text, newest, at) = match version {
        KnownVersion::BuildInfo { version, at, .. }
        | KnownVersion::Runtime { version, at, .. }
        | KnownVersion::Producer { version, at, .. }
        | KnownVersion::Producers { version, at }
        | KnownVersion::Libgo { version, at }
        | KnownVersion::ObjectHeader { version, at } => {
            (version.to_string(), version.release()?, at)
        }
        // Only where even the newest release that fits is too old.
        KnownVersion::Layout { range, at, .. } => (range.to_string(), range.to?, at),
    };
    let newest = match version {
        KnownVersion::Layout { .. } => Release { patch: u32::MAX, ..newest },
        _ => newest,
    };
    if newest >= min {
        return None;
    }
    let message = format!("built with {text}, older than {min}");
    finding("old-go", message, vec![format!("{text} at {at}")])
}

fn glibc_floor(evidence: &Evidence, target: GlibcVersion) -> Option<Finding> {
    let libraries = evidence.traits.libraries.as_ref()?;
    let (floor, need) = libraries.glibc_floor.as_ref().filter(|(floor, _)| *floor > target)?;
    let message = format!("needs glibc {floor}, and is to run with {target}");
    let place = format!("{} of {} at {}", need.version, need.library, need.at);
    finding("glibc-floor", message, vec![place])
}
