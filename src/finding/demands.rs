//! What the user demands of every program.

use super::target::{Target, TargetLibc};
use super::wanted::{ForbiddenSetting, ModuleHost, Revision};
use crate::bytes::Wild;
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
    /// Whether it must be built with `-trimpath`.
    pub trimpath: bool,
    /// Whether its sources must be those of its revision.
    pub clean: bool,
    /// The revision that it must be built from.
    pub revision: Option<Revision>,
    /// The GOROOTs that it may be built with; `trimmed` stands for none in the program.
    pub goroots: Option<Vec<Wild>>,
    /// Whether it must be what `go build` wrote, but for a signature.
    pub verified: bool,
    /// Whether no path may name a person.
    pub no_user_paths: bool,
    /// The hosts that its modules may come from.
    pub module_hosts: Option<Vec<ModuleHost>>,
    /// The build settings that it may not have.
    pub forbidden_settings: Vec<ForbiddenSetting>,
}

impl Demands {
    /// These demands, but where `given` demands something of a kind, that.
    #[must_use]
    pub fn overruled_by(self, given: &Self) -> Self {
        let given = given.clone();
        let settings = match given.forbidden_settings.is_empty() {
            true => self.forbidden_settings,
            false => given.forbidden_settings,
        };
        Self {
            min_go: given.min_go.or(self.min_go),
            target_glibc: given.target_glibc.or(self.target_glibc),
            target: given.target.or(self.target),
            target_cpu: given.target_cpu.or(self.target_cpu),
            trimpath: given.trimpath || self.trimpath,
            clean: given.clean || self.clean,
            revision: given.revision.or(self.revision),
            goroots: given.goroots.or(self.goroots),
            verified: given.verified || self.verified,
            no_user_paths: given.no_user_paths || self.no_user_paths,
            module_hosts: given.module_hosts.or(self.module_hosts),
            forbidden_settings: settings,
        }
    }

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

    /// Whether judging needs the hash of the whole file.
    pub fn ask_for_hash(&self) -> bool {
        self.verified
    }

    /// Whether judging needs the paths in the program, which a quick look does not collect.
    pub fn ask_for_paths(&self) -> bool {
        self.no_user_paths
    }

    /// Whether judging needs the processor level of the program.
    pub fn ask_for_level(&self) -> bool {
        self.target.is_some() || self.target_cpu.is_some()
    }
}
