//! What can be required of programs: the keys of `require`, what each asks, and its words.

use crate::bytes::{Escaped, Wild};
use crate::finding::{Demands, ForbiddenSetting, ModuleHost, Revision, Target};
use crate::go::Release;
use crate::origin::{CpuLevel, GlibcVersion};

/// A key of `require`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// `trimpath`
    Trimpath,
    /// `clean`
    Clean,
    /// `revision`
    Revision,
    /// `min-go`
    MinGo,
    /// `goroot`
    Goroot,
    /// `verified`
    Verified,
    /// `no-user-paths`
    NoUserPaths,
    /// `module-hosts`
    ModuleHosts,
    /// `target`
    Target,
    /// `target-glibc`
    TargetGlibc,
    /// `target-cpu`
    TargetCpu,
    /// `forbid-settings`
    ForbidSettings,
}

impl Key {
    /// Every key.
    pub const ALL: [Self; 12] = [
        Self::Trimpath,
        Self::Clean,
        Self::Revision,
        Self::MinGo,
        Self::Goroot,
        Self::Verified,
        Self::NoUserPaths,
        Self::ModuleHosts,
        Self::Target,
        Self::TargetGlibc,
        Self::TargetCpu,
        Self::ForbidSettings,
    ];

    /// Its name in a policy.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Trimpath => "trimpath",
            Self::Clean => "clean",
            Self::Revision => "revision",
            Self::MinGo => "min-go",
            Self::Goroot => "goroot",
            Self::Verified => "verified",
            Self::NoUserPaths => "no-user-paths",
            Self::ModuleHosts => "module-hosts",
            Self::Target => "target",
            Self::TargetGlibc => "target-glibc",
            Self::TargetCpu => "target-cpu",
            Self::ForbidSettings => "forbid-settings",
        }
    }

    /// Asks for nothing of that kind.
    fn release(self, demands: &mut Demands) {
        match self {
            Self::Trimpath => demands.trimpath = false,
            Self::Clean => demands.clean = false,
            Self::Revision => demands.revision = None,
            Self::MinGo => demands.min_go = None,
            Self::Goroot => demands.goroots = None,
            Self::Verified => demands.verified = false,
            Self::NoUserPaths => demands.no_user_paths = false,
            Self::ModuleHosts => demands.module_hosts = None,
            Self::Target => demands.target = None,
            Self::TargetGlibc => demands.target_glibc = None,
            Self::TargetCpu => demands.target_cpu = None,
            Self::ForbidSettings => demands.forbidden_settings.clear(),
        }
    }
}

/// What is required.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// Built with `-trimpath`.
    Trimpath,
    /// Built from the sources of its revision.
    Clean,
    /// Built from that revision.
    Revision(Revision),
    /// Built with that Go or a newer one.
    MinGo(Release),
    /// Built with one of these GOROOTs.
    Goroot(Vec<Wild>),
    /// The bytes that `go build` wrote.
    Verified,
    /// No path that names a person.
    NoUserPaths,
    /// Modules of these hosts only.
    ModuleHosts(Vec<ModuleHost>),
    /// It starts there.
    Target(Target),
    /// It runs with that glibc.
    TargetGlibc(GlibcVersion),
    /// It runs on a processor of that level.
    TargetCpu(CpuLevel),
    /// None of these settings.
    ForbidSettings(Vec<ForbiddenSetting>),
}

impl Requirement {
    /// Asks for it.
    fn demand(&self, demands: &mut Demands) {
        match self.clone() {
            Self::Trimpath => demands.trimpath = true,
            Self::Clean => demands.clean = true,
            Self::Revision(it) => demands.revision = Some(it),
            Self::MinGo(it) => demands.min_go = Some(it),
            Self::Goroot(it) => demands.goroots = Some(it),
            Self::Verified => demands.verified = true,
            Self::NoUserPaths => demands.no_user_paths = true,
            Self::ModuleHosts(it) => demands.module_hosts = Some(it),
            Self::Target(it) => demands.target = Some(it),
            Self::TargetGlibc(it) => demands.target_glibc = Some(it),
            Self::TargetCpu(it) => demands.target_cpu = Some(it),
            Self::ForbidSettings(it) => demands.forbidden_settings = it,
        }
    }
}

/// A line of `require`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its key.
    pub key: Key,
    /// What it asks; `None` asks for nothing of that kind.
    pub what: Option<Requirement>,
    /// The value as it is written; may be unsafe to show.
    pub text: String,
    /// The line.
    pub line: usize,
}

impl Asked {
    /// Changes the demands as the line says.
    pub fn apply(&self, demands: &mut Demands) {
        match &self.what {
            Some(what) => what.demand(demands),
            None => self.key.release(demands),
        }
    }

    /// The line in words that are safe to show.
    pub fn words(&self) -> String {
        let text = Escaped(&self.text);
        match &self.what {
            None => format!("{}: asks for nothing", self.key.name()),
            Some(Requirement::Trimpath) => "built with -trimpath".to_owned(),
            Some(Requirement::Clean) => {
                "built without uncommitted changes (vcs.modified=false)".to_owned()
            }
            Some(Requirement::Revision(it)) => format!("built from revision {it}"),
            Some(Requirement::MinGo(it)) => format!("built with {it} or newer"),
            Some(Requirement::Goroot(_)) => format!("built with a GOROOT of {text}"),
            Some(Requirement::Verified) => {
                "the bytes that go build wrote, but for a signature (reads each program whole)"
                    .to_owned()
            }
            Some(Requirement::NoUserPaths) => {
                "no path that names a person (reads more of each program)".to_owned()
            }
            Some(Requirement::ModuleHosts(hosts)) if hosts.is_empty() => "no modules".to_owned(),
            Some(Requirement::ModuleHosts(_)) => format!("modules of {text} only"),
            Some(Requirement::Target(_)) => format!("starts on {text}"),
            Some(Requirement::TargetGlibc(it)) => format!("runs with glibc {it}"),
            Some(Requirement::TargetCpu(it)) => format!("runs on a processor of level {it}"),
            Some(Requirement::ForbidSettings(_)) => format!("none of the settings {text}"),
        }
    }
}
