//! Judges one binary by every rule.

use super::paths::{check_paths, removable};
use super::rules::rule;
use super::{traits, version};
use crate::agree::{GorootMatch, HostVerdict, ToolchainMatch};
use crate::container::Around;
use crate::evidence::{BuildIdKind, GorootEvidence, Toolchain};
use crate::image::Format;
use crate::image::second::Disagreement;
use crate::leak::Paths;
use crate::origin::{KnownVersion, Origin, Verdict};
use crate::rule::Rule;
use crate::unpack::{Packed, Unpacked};

/// What a rule says about a binary.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// What was found, in a sentence that is safe to show.
    pub message: String,
    /// What it rests on, each with its place, safe to show.
    pub evidence: Vec<String>,
    /// What to do, where the rule's own advice would not help here.
    pub advice: Option<&'static str>,
}

impl Finding {
    /// What to do.
    pub fn help(&self) -> &'static str {
        self.advice.unwrap_or(self.rule.fix)
    }
}

/// Every finding about a binary, in the order of the rules. `host` is `None` where no host is to be
/// compared with: then the rules about hosts say nothing. `paths` is `None` where they were not
/// collected.
pub fn check(evidence: &Origin, host: Option<&HostVerdict>, paths: Option<&Paths>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = [
        goroot_on_host(evidence, host),
        goroot_conflict(evidence),
        toolchain_drift(evidence, host),
        no_build_info(evidence),
        build_id(evidence),
        build_id_conflict(evidence),
        version::check(evidence),
        obfuscated(evidence),
        not_trimmed(evidence, paths),
    ]
    .into_iter()
    .flatten()
    .collect();
    findings.extend(check_paths(evidence, paths));
    findings.extend(traits::check(evidence));
    if evidence.image.is_debug_file {
        findings.retain(|finding| !OF_PROGRAMS.contains(&finding.rule.name));
    }
    in_order(&mut findings);
    findings
}

/// Rules that a debug file cannot break: what they ask for is in the program.
const OF_PROGRAMS: [&str; 5] =
    ["no-build-info", "build-id-missing", "no-pie", "no-relro", "exec-stack"];

/// What a second reader of the headers of the part in `around` does not agree with.
pub fn check_readers(found: &[Disagreement], around: &Around) -> Option<Finding> {
    let first = found.first()?;
    let message = format!("two readers of the headers do not agree on {}", first.what);
    let evidence = found.iter().map(|it| {
        let at = around.in_file(it.at);
        format!("{}: {} for gorigin, {} for goblin, at {at}", it.what, it.ours, it.theirs)
    });
    finding("readers-disagree", message, evidence.collect())
}

/// Puts findings into the order of the rules.
pub fn in_order(findings: &mut [Finding]) {
    let order = |finding: &Finding| super::RULES.iter().position(|it| it.name == finding.rule.name);
    findings.sort_by_key(order);
}

/// The finding about a program that was packed into a file or slice that lies in `around`.
pub fn check_packed(packed: &Packed, unpacked: &Unpacked, around: &Around) -> Option<Finding> {
    let version = packed.version().map(|it| format!(" {it}")).unwrap_or_default();
    let with = unpacked.methods.join(" and ");
    let with = if with.is_empty() { with } else { format!(" with {with}") };
    let message =
        format!("packed by UPX{version}{with}; unpacked it has {} bytes", unpacked.size());
    let at = packed.place().map(|at| around.in_file(at));
    let place = at.map(|at| format!("UPX's header at {at} of the packed file"));
    finding("packed", message, place.into_iter().collect())
}

pub(super) fn finding(name: &str, message: String, evidence: Vec<String>) -> Option<Finding> {
    Some(Finding { rule: rule(name)?, message, evidence, advice: None })
}

fn goroot_on_host(evidence: &Origin, host: Option<&HostVerdict>) -> Option<Finding> {
    let host = host?;
    let name = match host.goroot {
        GorootMatch::Mismatch => "goroot-host-mismatch",
        GorootMatch::Missing => "goroot-missing-on-host",
        _ => return None,
    };
    finding(name, host.detail.clone(), places(evidence))
}

fn goroot_conflict(evidence: &Origin) -> Option<Finding> {
    let goroot = &evidence.goroot;
    if goroot.verdict != Verdict::Conflicting {
        return None;
    }
    finding("goroot-conflict", goroot.reason.clone().into_owned(), places(evidence))
}

fn obfuscated(evidence: &Origin) -> Option<Finding> {
    let found = evidence.obfuscation.as_ref()?;
    let by = found.tool.map(|tool| format!(", it seems by {tool}")).unwrap_or_default();
    let message = format!("names are obfuscated{by} (confidence {})", found.confidence.name());
    let marks = found
        .marks
        .iter()
        .map(|mark| format!("{} at {}", mark.kind.says(), evidence.place(mark.at)));
    finding("obfuscated", message, marks.collect())
}

fn toolchain_drift(evidence: &Origin, host: Option<&HostVerdict>) -> Option<Finding> {
    let host = host.filter(|host| host.toolchain == ToolchainMatch::Drift)?;
    let version = match &evidence.version {
        Some(KnownVersion::BuildInfo { version, at, .. }) => {
            format!("{version} in build info at {}", evidence.place(*at))
        }
        Some(KnownVersion::Runtime { version, at, .. }) => {
            format!("{version} in runtime.buildVersion at {}", evidence.place(*at))
        }
        Some(KnownVersion::Producer { version, at, .. }) => {
            format!("{version} in DW_AT_producer of DWARF at {}", evidence.place(*at))
        }
        _ => return None,
    };
    finding("toolchain-drift", host.detail.clone(), vec![version])
}

fn no_build_info(evidence: &Origin) -> Option<Finding> {
    let (message, place) = match &evidence.build_info {
        Ok(Some(_)) => return None,
        Ok(None) if has_none_by_design(evidence) => return None,
        Ok(None) => ("no build info where the linker puts it".to_owned(), Vec::new()),
        Err(damage) => {
            let message = format!("damaged: {}", evidence.around.error(damage));
            (message, vec![evidence.place(damage.at).to_string()])
        }
    };
    // Go 1.12 and older wrote none: then it is no fault of the build.
    let before = evidence.version.as_ref().and_then(KnownVersion::release);
    let before = before.is_some_and(|release| release.minor < 13);
    let why = if before { "; this Go version wrote none" } else { "" };
    finding("no-build-info", format!("{message}{why}"), place)
}

/// Whether no program of its kind has build info: that of another toolchain, a compiled package, and, up
/// to Go 1.27, a WebAssembly module.
fn has_none_by_design(evidence: &Origin) -> bool {
    evidence.toolchain != Toolchain::Gc
        || matches!(evidence.image.format, Format::GoObject | Format::Wasm)
}

fn build_id(evidence: &Origin) -> Option<Finding> {
    match &evidence.build_id {
        // A damaged place is reported as damage; the ID may well be there.
        Err(_) => None,
        Ok(None) if evidence.toolchain != Toolchain::Gc => None,
        Ok(None) => {
            finding("build-id-missing", "no Go build ID where the linker puts it".into(), vec![])
        }
        Ok(Some(id)) => {
            let what = match id.kind() {
                BuildIdKind::Go | BuildIdKind::Package | BuildIdKind::Legacy => return None,
                BuildIdKind::Redacted => "the Go build ID is `redacted`, as Bazel sets it",
                BuildIdKind::Custom => "the Go build ID is not one that the go command writes",
            };
            finding(
                "build-id-custom",
                what.to_owned(),
                vec![format!("{id} at {}", evidence.place(id.at))],
            )
        }
    }
}

/// One finding for all IDs: the one that Go's own tools show, and every other.
fn build_id_conflict(evidence: &Origin) -> Option<Finding> {
    let Ok(Some(id)) = &evidence.build_id else { return None };
    let count = evidence.other_build_ids.len().checked_add(1).filter(|count| *count > 1)?;
    let message = format!("the file has {count} different Go build IDs");
    let ids = [id].into_iter().chain(&evidence.other_build_ids);
    let places =
        ids.map(|id| format!("{id} in {} at {}", id.storage.says(), evidence.place(id.at)));
    finding("build-id-conflict", message, places.collect())
}

fn not_trimmed(evidence: &Origin, paths: Option<&Paths>) -> Option<Finding> {
    if evidence.traits.trimpath != Some(false) {
        return None;
    }
    let message = match removable(paths) {
        None | Some(0) => "built without -trimpath".to_owned(),
        Some(1) => "built without -trimpath, which would remove 1 path".to_owned(),
        Some(count) => format!("built without -trimpath, which would remove {count} paths"),
    };
    finding("not-trimmed", message, places(evidence))
}

/// Every place that names a GOROOT.
pub(super) fn places(evidence: &Origin) -> Vec<String> {
    let place = |it: &GorootEvidence| {
        format!("{} in {} at {}", it.root, it.origin.name(), evidence.place(it.at))
    };
    evidence.goroot.evidence.iter().map(place).collect()
}
