//! Whether a remedy holds: each is tried on a model of the host, alone and together with those of
//! the other complaints, before a user is told of it.
//!
//! ```text
//! complaint ─► is it gone once an earlier one is mended? ── yes ─► it follows from that one
//!                 │ no
//!                 ▼
//!              the first plan after which the complaint is gone, nothing as grave has come up, go
//!              still runs if it did, and what was mended before stays so; else what to decide
//! ```

use super::check::{Checked, Outcome, Theme};
use super::look::look;
use super::machine::After;
use super::remedy::{Act, Dialect, Plan, Shell, Told};
use crate::host::{HostLayout, HostView, Os, Source};
use crate::rule::{Rule, Severity};

/// In which order complaints are mended: what others rest on comes first.
const ORDER: [Theme; 9] = [
    Theme::Goroot,
    Theme::Command,
    Theme::Settings,
    Theme::Toolchain,
    Theme::Tree,
    Theme::Caches,
    Theme::Files,
    Theme::Installed,
    Theme::Editors,
];

/// What a host's checks come to, in short.
struct Tally {
    /// The rule and the messages of each check, in the order of the table.
    found: Vec<(&'static Rule, Vec<String>)>,
    /// Whether go refuses to run.
    is_refused: bool,
}

/// What was mended before.
struct Mended {
    /// The place of its check in the table.
    which: usize,
    rule: &'static Rule,
    message: String,
    /// The host after that remedy alone.
    alone: Tally,
}

/// Chooses for every complaint what its user is told.
pub(super) fn settle(view: &dyn HostView, layout: &HostLayout, checked: &mut [Checked]) {
    let outside = view.outside();
    let shell = match outside {
        // The commands are for this machine, whatever shell the other one has.
        Some(_) if Os::current() == Os::Windows => Shell::PowerShell,
        Some(_) => Shell::Posix,
        None => Shell::of(view),
    };
    let dialect = Dialect { shell, os: view.os(), outside: outside.as_deref() };
    let target = target(view, layout);
    let try_out = |acts: &[&Act]| {
        let after = After::of(view, acts.iter().copied(), &target);
        let layout = HostLayout::read(&after);
        Tally::new(&layout, &look(&after, &layout))
    };
    let before = Tally::new(layout, checked);
    let mut mended: Vec<Mended> = Vec::new();
    let mut accepted: Vec<Act> = Vec::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (which, number) in in_order(checked) {
        let Some(check) = checked.get_mut(which) else { continue };
        let rule = check.rule;
        let Outcome::Found(complaints) = &mut check.outcome else { continue };
        let Some(complaint) = complaints.get_mut(number) else { continue };
        let message = complaint.message.clone();
        let root = mended.iter().find(|it| {
            it.which != which
                && it.rule.severity >= rule.severity
                && before.is_gone(which, &message, &it.alone)
        });
        if let Some(root) = root {
            complaint.fix.tell(Some(Told::follows(root.rule)));
            continue;
        }
        let holds = |after: &Tally| {
            before.is_gone(which, &message, after) && !before.is_worse(after, rule.severity)
        };
        let plans = complaint.fix.plans().to_vec();
        let chosen = plans.iter().find_map(|plan: &Plan| {
            let told = plan.told(&dialect)?;
            let alone = try_out(&plan.acts.iter().collect::<Vec<_>>());
            if !holds(&alone) {
                return None;
            }
            let together = match accepted.is_empty() {
                true => None,
                false => Some(try_out(&accepted.iter().chain(&plan.acts).collect::<Vec<_>>())),
            };
            let fits = together.as_ref().is_none_or(|after| {
                holds(after) && mended.iter().all(|it| before.is_gone(it.which, &it.message, after))
            });
            fits.then(|| (told, alone, plan.acts.clone()))
        });
        match chosen {
            Some((told, alone, acts)) => {
                complaint.fix.tell(Some(told));
                mended.push(Mended { which, rule, message, alone });
                accepted.extend(acts);
            }
            None => {
                complaint.fix.tell(None);
                open.push((which, number));
            }
        }
    }
    // What nothing of its own mends may still go with what was mended after it.
    for (which, number) in open {
        let Some(check) = checked.get_mut(which) else { continue };
        let rule = check.rule;
        let Outcome::Found(complaints) = &mut check.outcome else { continue };
        let Some(complaint) = complaints.get_mut(number) else { continue };
        let root = mended.iter().find(|it| {
            it.which != which
                && it.rule.severity >= rule.severity
                && before.is_gone(which, &complaint.message, &it.alone)
        });
        if let Some(root) = root {
            complaint.fix.tell(Some(Told::follows(root.rule)));
        }
    }
}

/// The complaints, those that others rest on first.
fn in_order(checked: &[Checked]) -> Vec<(usize, usize)> {
    let mut all: Vec<(usize, usize, &Checked)> = Vec::new();
    for (which, check) in checked.iter().enumerate() {
        if let Outcome::Found(complaints) = &check.outcome {
            all.extend((0..complaints.len()).map(|number| (which, number, check)));
        }
    }
    all.sort_by_key(|(_, _, check)| {
        let place = ORDER.iter().position(|theme| *theme == check.theme);
        (std::cmp::Reverse(check.rule.severity), place)
    });
    all.into_iter().map(|(which, number, _)| (which, number)).collect()
}

/// What a release for this host is for.
fn target(view: &dyn HostView, layout: &HostLayout) -> (String, String) {
    let paths = layout.toolchains.iter().filter_map(|it| it.go_path.as_deref());
    let known = paths.filter_map(|path| view.program(path)?.target).next();
    known.unwrap_or_else(|| (view.os().to_string(), "amd64".to_owned()))
}

impl Tally {
    fn new(layout: &HostLayout, checked: &[Checked]) -> Self {
        let messages = |check: &Checked| match &check.outcome {
            Outcome::Found(complaints) => complaints.iter().map(|it| it.message.clone()).collect(),
            _ => Vec::new(),
        };
        let found = checked.iter().map(|check| (check.rule, messages(check))).collect();
        // A download is no refusal, though what runs then is not known.
        let is_refused = layout.goroot.error.is_some() && layout.toolchain.from != Source::Download;
        Self { found, is_refused }
    }

    /// What the check at that place of the table complains of.
    fn of(&self, which: usize) -> &[String] {
        self.found.get(which).map_or(&[], |(_, messages)| messages)
    }

    /// Whether a complaint of this host is no more `after`.
    fn is_gone(&self, which: usize, message: &str, after: &Self) -> bool {
        let still = after.of(which).iter().any(|it| it == message);
        !still && after.of(which).len() < self.of(which).len()
    }

    /// Whether there are more complaints `after` that are at least as grave, or go stopped running.
    fn is_worse(&self, after: &Self, least: Severity) -> bool {
        let mut pairs = self.found.iter().zip(&after.found);
        (after.is_refused && !self.is_refused)
            || pairs.any(|((rule, before), (_, after))| {
                rule.severity >= least && after.len() > before.len()
            })
    }
}
