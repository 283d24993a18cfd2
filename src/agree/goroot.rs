//! Whether a program's GOROOT is the machine's.
//!
//! Paths are compared as text: only the directories that the layout lists count as existing. The
//! program's path is never looked up, let alone opened: it is whatever its builder wrote, and may
//! lead an automounter to the network.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::bytes::{Escaped, Named};
use crate::go::path::{PathStyle, is_absolute, same_spelling, style_of};
use crate::go::plain_version;
use crate::host::HostLayout;
use crate::origin::Verdict;

/// Whether a binary's GOROOT belongs to this host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GorootMatch {
    /// It is the GOROOT in effect.
    Match,
    /// It is one of this host's installations, but another is in effect.
    Mismatch,
    /// It is not one of this host's installations.
    Missing,
    /// It is a path of another kind of system.
    Foreign,
    /// There is nothing to compare, on the binary's side or on the host's.
    NotApplicable,
}

impl Named for GorootMatch {
    const ALL: &'static [Self] =
        &[Self::Match, Self::Mismatch, Self::Missing, Self::Foreign, Self::NotApplicable];

    fn name(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Mismatch => "mismatch",
            Self::Missing => "missing",
            Self::Foreign => "foreign",
            Self::NotApplicable => "not-applicable",
        }
    }
}

impl fmt::Display for GorootMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A program's Go version, and the machine to compare its GOROOT with.
pub(super) struct Comparison<'a> {
    pub(super) go_version: Option<&'a str>,
    pub(super) layout: &'a HostLayout,
}

impl Comparison<'_> {
    /// Compares the GOROOT of a program, and gives the reason. `verdict` is what the program says
    /// about it, `goroot` the path that it names, if it names one.
    pub(super) fn goroot(&self, verdict: Verdict, goroot: Option<&str>) -> (GorootMatch, String) {
        let why = match (verdict, goroot) {
            (Verdict::Found, Some(path)) => return self.path(path),
            (Verdict::Found, None) | (Verdict::Absent, _) => "the binary names no GOROOT",
            (Verdict::Trimmed, _) => "built with -trimpath: no GOROOT to compare",
            (Verdict::Unexpanded, _) => "the binary holds the literal $GOROOT, not a path",
            (Verdict::Relative, _) => "the binary's GOROOT is a relative path",
            (Verdict::Conflicting, _) => "places in the binary name different GOROOTs",
            (Verdict::Hidden, _) => "the binary is packed or obfuscated: its GOROOT cannot be seen",
        };
        (GorootMatch::NotApplicable, why.to_owned())
    }

    fn path(&self, path: &str) -> (GorootMatch, String) {
        let host = self.layout.os.path_style();
        let shown = Escaped(path);
        match style_of(path) {
            None => {
                let why = format!("the binary's GOROOT {shown} is a relative path");
                return (GorootMatch::NotApplicable, why);
            }
            Some(style) if style != host && !is_absolute(path, host) => {
                let other = match style {
                    PathStyle::Windows => "a Windows path",
                    PathStyle::Slash => "a Unix path",
                };
                let os = self.layout.os;
                let why = format!("{shown} is {other}, and this host is {os}: built elsewhere");
                return (GorootMatch::Foreign, why);
            }
            Some(_) => {}
        }
        if !self.exists(path) {
            return (GorootMatch::Missing, self.explain_missing(path));
        }
        match self.layout.goroot.value.as_deref() {
            Some(effective) if self.is_same(path, effective) => {
                let by = self.layout.goroot.decided_by;
                (GorootMatch::Match, format!("{shown} is the GOROOT in effect, decided by {by}"))
            }
            Some(effective) => {
                let by = self.layout.goroot.decided_by;
                let effective = Escaped(effective);
                let why =
                    format!("{shown} exists here, but {effective} is in effect, decided by {by}");
                (GorootMatch::Mismatch, why)
            }
            None => {
                let why = format!("{shown} exists here, but this host has no GOROOT in effect");
                (GorootMatch::NotApplicable, why)
            }
        }
    }

    /// Whether a path is one of the host's installations, and exists.
    fn exists(&self, path: &str) -> bool {
        self.layout.at(path).any(|toolchain| toolchain.goroot_resolved.is_some())
    }

    fn is_same(&self, path: &str, effective: &str) -> bool {
        same_spelling(path, effective, self.layout.os.path_style())
            || self.layout.at(path).any(|toolchain| toolchain.in_effect)
    }

    fn explain_missing(&self, path: &str) -> String {
        let shown = Escaped(path);
        let mut why =
            format!("{shown} is none of the host's listed Go installations: built elsewhere");
        if let Some((version, goroot)) = self.same_version_elsewhere() {
            let (version, goroot) = (Escaped(version), Escaped(goroot));
            why.push_str(&format!("; this host has {version} in {goroot}"));
        }
        why
    }

    /// An installation of the Go version that the binary was built with: the version and the
    /// GOROOT.
    fn same_version_elsewhere(&self) -> Option<(&str, &str)> {
        let wanted = plain_version(self.go_version?);
        self.layout.toolchains.iter().find_map(|toolchain| {
            let version = plain_version(toolchain.version()?);
            let goroot = toolchain.goroot_resolved.as_ref().and(toolchain.goroot.as_deref())?;
            (version == wanted).then_some((version, goroot))
        })
    }
}
