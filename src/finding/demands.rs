//! What the user demands of every program, judged.

use super::check::finding;
use super::{Finding, Target, TargetLibc};
use crate::go::Release;
use crate::origin::{CpuLevel, GlibcVersion, KnownVersion, Origin};

/// What the user demands of every program; nothing by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demands {
    /// The oldest Go that will do.
    pub min_go: Option<Release>,
    /// The glibc of the system that the program is to run on.
    pub target_glibc: Option<GlibcVersion>,
    /// The system that the program is to run on.
    pub target: Option<Target>,
    /// The level of the processor that the program is to run on; of programs for other processors
    /// nothing is demanded.
    pub target_cpu: Option<CpuLevel>,
}

impl Demands {
    /// The glibc that is demanded, by itself or with the target.
    pub fn glibc(&self) -> Option<GlibcVersion> {
        let of_target = match self.target.as_ref().and_then(|it| it.libc) {
            Some(TargetLibc::Glibc(version)) => version,
            _ => None,
        };
        self.target_glibc.or(of_target)
    }

    /// Whether what the program needs of libraries must be read to judge it.
    pub fn ask_for_libraries(&self) -> bool {
        self.target_glibc.is_some() || self.target.as_ref().is_some_and(|it| it.libc.is_some())
    }

    /// Whether the level of the processor must be known to judge it.
    pub fn ask_for_level(&self) -> bool {
        self.target.is_some() || self.target_cpu.is_some()
    }
}

/// Every demand that a program does not meet. What it needs of its libraries must have been read.
pub fn check_demands(evidence: &Origin, demands: &Demands) -> Vec<Finding> {
    let findings = [
        demands.min_go.and_then(|min| old_go(evidence, min)),
        demands.glibc().and_then(|target| glibc_floor(evidence, target)),
    ];
    findings.into_iter().flatten().collect()
}

fn old_go(evidence: &Origin, min: Release) -> Option<Finding> {
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
    finding("old-go", message, vec![format!("{text} at {}", evidence.place(*at))])
}

fn glibc_floor(evidence: &Origin, target: GlibcVersion) -> Option<Finding> {
    let libraries = evidence.traits.libraries.as_ref()?;
    let (floor, need) = libraries.glibc_floor.as_ref().filter(|(floor, _)| *floor > target)?;
    let message = format!("needs glibc {floor}, and is to run with {target}");
    let place = format!("{} of {} at {}", need.version, need.library, evidence.place(need.at));
    finding("glibc-floor", message, vec![place])
}
