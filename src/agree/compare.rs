//! Whether a binary's GOROOT and Go version are this host's.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::bytes::{Escaped, Named};

use crate::go::path::{PathStyle, is_absolute, same_spelling, style_of};
use crate::go::plain_version;
use crate::host::{HostLayout, Toolchain};
use crate::origin::{Goroot, Verdict};

/// What a binary says of its builder's GOROOT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BinaryGoroot<'a> {
    /// A path, as spelled in the binary.
    Found(&'a str),
    /// None: built with `-trimpath`.
    Trimmed,
    /// The literal `$GOROOT`: the linker was not told.
    Unexpanded,
    /// A relative path, as Bazel writes.
    Relative,
    /// Several places in the binary name different paths.
    Conflicting,
    /// Nothing in the binary names it.
    Absent,
    /// The binary is packed or obfuscated.
    Hidden,
}

impl<'a> BinaryGoroot<'a> {
    /// What the evidence says; `value` is its GOROOT as text.
    pub fn of(goroot: &Goroot, value: Option<&'a str>) -> Self {
        match (goroot.verdict, value) {
            (Verdict::Found, Some(value)) => Self::Found(value),
            (Verdict::Trimmed, _) => Self::Trimmed,
            (Verdict::Unexpanded, _) => Self::Unexpanded,
            (Verdict::Relative, _) => Self::Relative,
            (Verdict::Conflicting, _) => Self::Conflicting,
            (Verdict::Hidden, _) => Self::Hidden,
            _ => Self::Absent,
        }
    }
}

/// Whether a binary's GOROOT and Go version are this host's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostVerdict {
    /// The GOROOT.
    pub goroot: GorootMatch,
    /// The Go version.
    pub toolchain: ToolchainMatch,
    /// Why, in a sentence that is safe to show.
    pub detail: String,
}

/// Whether a binary's GOROOT is this host's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GorootMatch {
    /// It is the GOROOT in effect.
    Match,
    /// It is one of this host's installations, but another is in effect.
    Mismatch,
    /// It is none of this host's installations.
    Missing,
    /// It is a path of another kind of system.
    Foreign,
    /// There is nothing to compare, on the binary's side or on the host's.
    NotApplicable,
}

/// Whether a binary's Go version is this host's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ToolchainMatch {
    /// The GOROOT in effect holds the version that the binary was built with.
    Match,
    /// The binary's GOROOT is in effect, but holds another version now.
    Drift,
    /// A version is not known, or the binary was built elsewhere with another.
    Unknown,
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

impl Named for ToolchainMatch {
    const ALL: &'static [Self] = &[Self::Match, Self::Drift, Self::Unknown];

    fn name(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Drift => "drift",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for ToolchainMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Compares a binary's GOROOT and Go version with a host, as text: only the directories that the
/// layout lists are taken to exist. The binary's path is never looked up, let alone opened: it is
/// whatever its builder wrote, and may lead an automounter to the network.
pub fn compare(
    goroot: BinaryGoroot<'_>,
    go_version: Option<&str>,
    layout: &HostLayout,
) -> HostVerdict {
    let comparison = Comparison { go_version, layout };
    let (goroot, why) = comparison.goroot(goroot);
    let (toolchain, drift) = comparison.toolchain(goroot);
    let detail = match drift {
        Some(drift) => format!("{why}; {drift}"),
        None => why,
    };
    HostVerdict { goroot, toolchain, detail }
}

struct Comparison<'a> {
    go_version: Option<&'a str>,
    layout: &'a HostLayout,
}

impl Comparison<'_> {
    fn goroot(&self, goroot: BinaryGoroot<'_>) -> (GorootMatch, String) {
        let not_applicable = |why: &str| (GorootMatch::NotApplicable, why.to_owned());
        match goroot {
            BinaryGoroot::Found(path) => self.path(path),
            BinaryGoroot::Trimmed => not_applicable("built with -trimpath: no GOROOT to compare"),
            BinaryGoroot::Unexpanded => {
                not_applicable("the binary holds the literal $GOROOT, not a path")
            }
            BinaryGoroot::Relative => not_applicable("the binary's GOROOT is a relative path"),
            BinaryGoroot::Conflicting => {
                not_applicable("places in the binary name different GOROOTs")
            }
            BinaryGoroot::Absent => not_applicable("the binary names no GOROOT"),
            BinaryGoroot::Hidden => {
                not_applicable("the binary is packed or obfuscated: its GOROOT cannot be seen")
            }
        }
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

    /// Whether a path is one of the host's installations that are there.
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

    /// An installation of the Go version that the binary was built with.
    fn same_version_elsewhere(&self) -> Option<(&str, &str)> {
        let wanted = plain_version(self.go_version?);
        self.layout.toolchains.iter().find_map(|toolchain| {
            let version = plain_version(toolchain.version()?);
            let goroot = toolchain.goroot_resolved.as_ref().and(toolchain.goroot.as_deref())?;
            (version == wanted).then_some((version, goroot))
        })
    }

    fn toolchain(&self, goroot: GorootMatch) -> (ToolchainMatch, Option<String>) {
        let known = self.go_version.zip(self.layout.effective());
        let Some((wanted, effective)) = known else { return (ToolchainMatch::Unknown, None) };
        let wanted = plain_version(wanted);
        let versions: Vec<&str> = versions(effective).collect();
        if !versions.is_empty() && versions.iter().all(|&version| version == wanted) {
            return (ToolchainMatch::Match, None);
        }
        if versions.is_empty() || goroot != GorootMatch::Match {
            return (ToolchainMatch::Unknown, None);
        }
        (ToolchainMatch::Drift, Some(explain_drift(wanted, effective)))
    }
}

fn versions(toolchain: &Toolchain) -> impl Iterator<Item = &str> {
    let both = [toolchain.version_file.as_deref(), toolchain.go_version.as_deref()];
    both.into_iter().flatten().map(plain_version)
}

fn explain_drift(wanted: &str, effective: &Toolchain) -> String {
    let file = effective.version_file.as_deref().map(plain_version);
    let go = effective.go_version.as_deref().map(plain_version);
    let wanted = Escaped(wanted);
    match (file, go) {
        (Some(file), Some(go)) if file != go => {
            let (file, go) = (Escaped(file), Escaped(go));
            format!("built with {wanted}, but its VERSION now says {file} and its go is {go}")
        }
        (Some(now), _) | (_, Some(now)) => {
            format!("built with {wanted}, but it now holds {}", Escaped(now))
        }
        (None, None) => format!("built with {wanted}"),
    }
}
