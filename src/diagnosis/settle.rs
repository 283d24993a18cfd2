//! Whether a remedy holds. Each remedy is tried on a model of the host, alone and together with those
//! of the other complaints, before a user sees it.
//!
//! ```text
//! complaint ─► is it gone once an earlier one is mended? ── yes ─► it follows from that one
//!                 │ no
//!                 ▼
//!              the first plan after which the complaint is gone, nothing as grave has come up, go
//!              still runs if it did, and what was mended before stays so; else what to decide
//! ```

use super::check::{Checked, Complaint, Outcome, Theme};
use super::look::look;
use super::machine::After;
use super::remedy::{Act, Advice, Dialect, Plan, Shell};
use crate::host::{HostLayout, HostView, Os, Source};
use crate::rule::{Rule, Severity};

/// The order in which complaints are mended: themes that others rest on come first.
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

/// What the checks of a host come to, in short.
struct Tally {
    /// The rule and the messages of each check, in the order of the table.
    found: Vec<(&'static Rule, Vec<String>)>,
    /// Whether go refuses to run.
    is_refused: bool,
}

/// A complaint for which a remedy was chosen.
struct Mended {
    /// The place of its check in the table.
    check: usize,
    rule: &'static Rule,
    message: String,
    /// The host after that remedy alone.
    alone: Tally,
}

/// Chooses the advice about every complaint.
pub(super) fn settle(view: &dyn HostView, layout: &HostLayout, checked: &mut [Checked]) {
    let outside = view.outside();
    let shell = match outside {
        // The commands are for this machine, whatever shell the other one has.
        Some(_) if Os::current() == Os::Windows => Shell::PowerShell,
        Some(_) => Shell::Posix,
        None => Shell::of(view),
    };
    let mut trial = Trial {
        view,
        dialect: Dialect { shell, os: view.os(), outside: outside.as_deref() },
        target: target(view, layout),
        before: Tally::new(layout, checked),
        mended: Vec::new(),
        accepted: Vec::new(),
    };
    let mut open: Vec<Position> = Vec::new();
    for place in in_order(checked) {
        let Some((rule, complaint)) = place.complaint(checked) else { continue };
        let root = trial.root_of(place, rule, &complaint.message);
        let advice = root.or_else(|| trial.mend(place, rule, complaint));
        if advice.is_none() {
            open.push(place);
        }
        complaint.fix.advise(advice);
    }
    // A complaint without a remedy of its own may still go away with a later one.
    for place in open {
        let Some((rule, complaint)) = place.complaint(checked) else { continue };
        if let Some(advice) = trial.root_of(place, rule, &complaint.message) {
            complaint.fix.advise(Some(advice));
        }
    }
}

/// The place of a complaint: its check in the table, and its number among what that check found.
#[derive(Clone, Copy)]
struct Position {
    check: usize,
    number: usize,
}

impl Position {
    /// The complaint, and the rule that it is about.
    fn complaint(self, checked: &mut [Checked]) -> Option<(&'static Rule, &mut Complaint)> {
        let check = checked.get_mut(self.check)?;
        let Outcome::Found(complaints) = &mut check.outcome else { return None };
        Some((check.rule, complaints.get_mut(self.number)?))
    }
}

/// A host on which remedies are tried, one complaint after another.
struct Trial<'t> {
    view: &'t dyn HostView,
    dialect: Dialect<'t>,
    /// The system and processor of releases for this host.
    target: (String, String),
    before: Tally,
    mended: Vec<Mended>,
    /// The acts of every remedy chosen so far.
    accepted: Vec<Act>,
}

impl Trial<'_> {
    /// What to tell about a complaint that is gone once an earlier and equally grave one is mended.
    fn root_of(&self, place: Position, rule: &Rule, message: &str) -> Option<Advice> {
        let root = self.mended.iter().find(|it| {
            it.check != place.check
                && it.rule.severity >= rule.severity
                && self.before.is_gone(place.check, message, &it.alone)
        })?;
        Some(Advice::follows(root.rule))
    }

    /// Chooses the first plan that holds, and keeps its acts.
    fn mend(
        &mut self,
        place: Position,
        rule: &'static Rule,
        complaint: &Complaint,
    ) -> Option<Advice> {
        let message = &complaint.message;
        let (plan, advice, alone) = complaint.fix.plans().iter().find_map(|plan| {
            let advice = plan.advice(&self.dialect)?;
            let alone = self.holds(place, rule, message, plan)?;
            Some((plan, advice, alone))
        })?;
        self.mended.push(Mended { check: place.check, rule, message: message.clone(), alone });
        self.accepted.extend(plan.acts.iter().cloned());
        Some(advice)
    }

    /// The host after a plan alone, if the plan holds: alone, and together with what was accepted.
    fn holds(&self, place: Position, rule: &Rule, message: &str, plan: &Plan) -> Option<Tally> {
        let before = &self.before;
        let is_good = |after: &Tally| {
            before.is_gone(place.check, message, after) && !before.is_worse(after, rule.severity)
        };
        let alone = self.try_out(&plan.acts.iter().collect::<Vec<_>>());
        if !is_good(&alone) {
            return None;
        }
        if self.accepted.is_empty() {
            return Some(alone);
        }
        let together = self.try_out(&self.accepted.iter().chain(&plan.acts).collect::<Vec<_>>());
        let keeps_the_rest =
            self.mended.iter().all(|it| before.is_gone(it.check, &it.message, &together));
        (is_good(&together) && keeps_the_rest).then_some(alone)
    }

    /// What the checks come to after some acts.
    fn try_out(&self, acts: &[&Act]) -> Tally {
        let after = After::of(self.view, acts.iter().copied(), &self.target);
        let layout = HostLayout::read(&after);
        Tally::new(&layout, &look(&after, &layout))
    }
}

/// The places of all complaints, starting with those that others rest on.
fn in_order(checked: &[Checked]) -> Vec<Position> {
    let mut all: Vec<(Position, &Checked)> = Vec::new();
    for (which, check) in checked.iter().enumerate() {
        if let Outcome::Found(complaints) = &check.outcome {
            let places = (0..complaints.len()).map(|number| Position { check: which, number });
            all.extend(places.map(|place| (place, check)));
        }
    }
    all.sort_by_key(|(_, check)| {
        let place = ORDER.iter().position(|theme| *theme == check.theme);
        (std::cmp::Reverse(check.rule.severity), place)
    });
    all.into_iter().map(|(place, _)| place).collect()
}

/// The system and processor that a release for this host is built for.
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
        // A download is not a refusal, although it is not known what would run then.
        let is_refused = layout.goroot.error.is_some() && layout.toolchain.from != Source::Download;
        Self { found, is_refused }
    }

    /// The messages of the check at a place in the table.
    fn of(&self, check: usize) -> &[String] {
        self.found.get(check).map_or(&[], |(_, messages)| messages)
    }

    /// Whether a complaint about this host is gone `after` a remedy.
    fn is_gone(&self, check: usize, message: &str, after: &Self) -> bool {
        let still = after.of(check).iter().any(|it| it == message);
        !still && after.of(check).len() < self.of(check).len()
    }

    /// Whether a check of at least this severity complains more `after` a remedy, or go no longer runs.
    fn is_worse(&self, after: &Self, least: Severity) -> bool {
        let mut pairs = self.found.iter().zip(&after.found);
        (after.is_refused && !self.is_refused)
            || pairs.any(|((rule, before), (_, after))| {
                rule.severity >= least && after.len() > before.len()
            })
    }
}
