//! The doctor's report on a host: the JSON contract `gorigin.doctor/1`, in which fields are only
//! ever added.

use serde::{Deserialize, Serialize};

use crate::diagnosis::{Checked, Outcome, Theme};
use crate::finding::Policy;
use crate::host::{
    Decision, GoKind, HostLayout, Os, Selection, Source, StepKind, Toolchain, Value,
};
use crate::rule::Severity;

/// The name of the report's schema.
pub const DOCTOR_SCHEMA: &str = "gorigin.doctor/1";

/// The doctor's report on a host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DoctorReport {
    /// Always [`DOCTOR_SCHEMA`].
    pub schema: String,
    /// The system, as in `GOOS`.
    pub os: Os,
    /// Whether there is a go command and it runs: see [`GoState`].
    pub state: GoState,
    /// What `go env GOROOT` would print, and every step that leads there.
    pub goroot: Decision,
    /// The other settings, as `go env` would print them; empty where go refuses to run.
    pub env: Vec<Value>,
    /// The toolchain that runs, and what selected it.
    pub toolchain: Selection,
    /// Every Go installation found.
    pub toolchains: Vec<Toolchain>,
    /// Each check and its outcome, in the order of their rank.
    pub checks: Vec<CheckRecord>,
    /// What is wrong, the gravest first.
    pub findings: Vec<HostFinding>,
    /// The differences in what a real go command printed; `null` where none was run.
    pub run: Option<GoRun>,
}

/// Whether a host's go command runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum GoState {
    /// It runs, and its GOROOT is known.
    Runs,
    /// It refuses to run.
    Refuses,
    /// There is a go command, but what it runs is not known: a script, or a toolchain yet to be
    /// downloaded.
    Unknown,
    /// Go is installed, but a shell finds no go command.
    NotOnPath,
    /// There is no Go.
    #[default]
    None,
}

impl GoState {
    fn of(layout: &HostLayout) -> Self {
        let is_there = |it: &&Toolchain| it.kind != GoKind::Missing;
        let mut there = layout.toolchains.iter().filter(is_there);
        let started = layout
            .goroot
            .trace
            .iter()
            .any(|it| it.step == StepKind::GoCommand && it.result.starts_with("found"));
        match (&layout.goroot.value, started) {
            _ if layout.toolchain.from == Source::Download => Self::Unknown,
            (Some(_), true) => Self::Runs,
            (None, true) => Self::Refuses,
            _ if there.clone().any(|it| it.found_by == "PATH") => {
                // A wrapper that ends by itself, or leads to a go that does not exist.
                let is_known = layout.goroot.error.is_some() && !layout.goroot.unknown;
                if is_known { Self::Refuses } else { Self::Unknown }
            }
            _ if there.next().is_some() => Self::NotOnPath,
            _ => Self::None,
        }
    }
}

/// One check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CheckRecord {
    /// The name of its rule.
    pub rule: String,
    /// Its subject: `command`, `goroot`, `tree` and so on.
    pub theme: String,
    /// `clear`, `found`, `unknown`, or `not-here`: the host has nothing to check.
    pub outcome: String,
    /// Why the outcome is unknown; `null` where it is known.
    pub reason: Option<String>,
}

/// One fault of a host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostFinding {
    /// The name of the rule.
    pub rule: String,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What was seen: paths, owners, modes, versions, lines of files.
    pub evidence: Vec<String>,
    /// How the fault comes about.
    pub cause: String,
    /// The remedy: a command, a line to write, or a decision to make.
    pub fix: String,
    /// A remark on the fix, in words; `null` where there is none.
    #[serde(default)]
    pub fix_note: Option<String>,
    /// Whether `fix` is a command for the user's shell.
    #[serde(default)]
    pub fix_is_command: bool,
    /// The rule of the finding that causes this one; mending that one mends both. `null` where
    /// there is none.
    #[serde(default)]
    pub follows_from: Option<String>,
    /// The remedy for such faults in general.
    pub help: String,
}

/// What running the go command showed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GoRun {
    /// The command that was run.
    pub command: String,
    /// Its error output, if it failed or could not be started.
    pub error: Option<String>,
    /// How many values were compared.
    pub compared: usize,
    /// Values that differ from the computed ones.
    pub differences: Vec<Difference>,
}

/// One value that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Difference {
    /// Its name.
    pub name: String,
    /// The computed value; `null` where go should refuse.
    pub computed: Option<String>,
    /// What go printed; `null` where it refused.
    pub go: Option<String>,
}

impl DoctorReport {
    /// The report on a host with the results `checked`. Rules that do not count by `policy` give no
    /// finding.
    pub fn new(layout: HostLayout, checked: &[Checked], policy: &Policy) -> Self {
        let mut findings: Vec<HostFinding> =
            checked.iter().flat_map(|it| findings(it, policy)).collect();
        // Findings that follow from others come last, whatever their severity.
        findings.sort_by_key(|it| (it.follows_from.is_some(), std::cmp::Reverse(it.severity)));
        let state = GoState::of(&layout);
        let HostLayout { os, goroot, env, toolchain, toolchains, .. } = layout;
        let checks = checked.iter().filter(|it| policy.counts(it.rule.name)).map(record).collect();
        let schema = DOCTOR_SCHEMA.to_owned();
        Self { schema, os, state, goroot, env, toolchain, toolchains, checks, findings, run: None }
    }
}

fn findings(checked: &Checked, policy: &Policy) -> Vec<HostFinding> {
    let Outcome::Found(complaints) = &checked.outcome else { return Vec::new() };
    let rule = checked.rule;
    let Some(severity) = policy.severity(rule, None) else { return Vec::new() };
    let finding = |complaint: &crate::diagnosis::Complaint| {
        let advice = complaint.fix.advice();
        HostFinding {
            rule: rule.name.to_owned(),
            severity,
            message: complaint.message.clone(),
            evidence: complaint.seen.clone(),
            cause: complaint.cause.clone(),
            fix: if advice.text.is_empty() { rule.fix.to_owned() } else { advice.text.clone() },
            fix_note: Some(advice.note.clone()).filter(|note| !note.is_empty()),
            fix_is_command: advice.is_command,
            follows_from: advice.follows_from.map(|root| root.name.to_owned()),
            help: rule.fix.to_owned(),
        }
    };
    complaints.iter().map(finding).collect()
}

fn record(checked: &Checked) -> CheckRecord {
    let (outcome, reason) = match &checked.outcome {
        Outcome::Clear => ("clear", None),
        Outcome::Found(_) => ("found", None),
        Outcome::Unknown(why) => ("unknown", Some(why.clone())),
        Outcome::NotHere => ("not-here", None),
    };
    CheckRecord {
        rule: checked.rule.name.to_owned(),
        theme: theme(checked.theme).to_owned(),
        outcome: outcome.to_owned(),
        reason,
    }
}

/// The name of a theme.
fn theme(theme: Theme) -> &'static str {
    match theme {
        Theme::Command => "command",
        Theme::Goroot => "goroot",
        Theme::Tree => "tree",
        Theme::Toolchain => "toolchain",
        Theme::Settings => "settings",
        Theme::Caches => "caches",
        Theme::Installed => "installed",
        Theme::Files => "files",
        Theme::Editors => "editors",
    }
}
