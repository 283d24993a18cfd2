//! What the user demands of every program.

use super::target::{Target, TargetLibc};
use crate::go::Release;
use crate::origin::{CpuLevel, GlibcVersion};

/// What the user demands of every program; nothing by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demands {
    /// The oldest Go that is accepted.
    pub min_go: Option<Release>,
    /// The glibc of the system that the program is to run on.
    pub target_glibc: Option<GlibcVersion>,
    /// The system that the program is to run on.
    pub target: Option<Target>,
    /// The level of the processor that the program is to run on; it does not apply to programs for
    /// other processors.
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

    /// Whether judging needs the libraries that the program asks for.
    pub fn ask_for_libraries(&self) -> bool {
        self.target_glibc.is_some() || self.target.as_ref().is_some_and(|it| it.libc.is_some())
    }

    /// Whether judging needs the processor level of the program.
    pub fn ask_for_level(&self) -> bool {
        self.target.is_some() || self.target_cpu.is_some()
    }
}
