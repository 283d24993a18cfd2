//! What holds for one file, and which of its findings are left.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

use super::base::Base;
use super::baseline::{Baseline, BaselineEntry};
use super::file::{Ignore, PolicyFile, RuleLevel, Section};
use super::tally::Tally;
use crate::archive::Place;
use crate::bytes::{Date, Escaped};
use crate::evidence::Depth;
use crate::finding::{Demands, FailOn, Level, Needs, Policy, Rule, needs, rules_of_verify};
use crate::report::{FindingRecord, Record};

/// What the command line says. It goes before the policy.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The least severity that makes a run fail.
    pub fail_on: Option<FailOn>,
    /// The only rules that count; all where there is none.
    pub select: Vec<String>,
    /// Rules that do not count.
    pub ignore: Vec<String>,
    /// Levels of rules.
    pub levels: Vec<(String, Level)>,
    /// What is demanded of every program.
    pub demands: Demands,
    /// The rules that the command reports; `None` for all about programs.
    pub scope: Option<Vec<&'static Rule>>,
    /// How deep the command looks, and whether it hashes every file: what it did not look at, it
    /// cannot miss.
    pub depth: Depth,
    /// Whether it hashes every file.
    pub hashes: bool,
    /// Whether it compares programs with a machine.
    pub compares: bool,
    /// Whether it asks a database of known vulnerabilities.
    pub asks_database: bool,
}

/// What a run lacks to ask a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// A machine to compare with.
    Machine,
    /// A look at the paths of each program.
    Paths,
    /// A search of every byte.
    Search,
    /// A database of known vulnerabilities.
    Database,
    /// A hash of each file.
    Hash,
}

/// What holds for one file.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Which findings count.
    pub policy: Policy,
    /// What is demanded.
    pub demands: Demands,
}

/// The policy, the command line and the known findings of one run.
#[derive(Debug, Default)]
pub struct Rulings {
    file: PolicyFile,
    given: Given,
    base: Base,
    today: Option<Date>,
    known: BTreeSet<String>,
    baseline: Baseline,
    collects: Option<Collect>,
    everywhere: Settings,
    tally: Tally,
}

/// What is kept of findings for a new baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Collect {
    with_messages: bool,
}

impl Rulings {
    /// The command line alone, or with a policy whose paths begin at `base`. `today` is the day on
    /// which ignores are compared with their last.
    pub fn new(given: Given, file: PolicyFile, base: Base, today: Date) -> Self {
        let mut rulings = Self { file, given, base, today: Some(today), ..Self::default() };
        rulings.everywhere = rulings.settings_of(&[]);
        rulings
    }

    /// The same, with findings that are known.
    #[must_use]
    pub fn knowing(self, baseline: Baseline) -> Self {
        let known = baseline.entries().map(|it| it.fingerprint.clone()).collect();
        Self { known, baseline, ..self }
    }

    /// The same, but every finding is kept for a new baseline, and known from then on.
    #[must_use]
    pub fn collecting(self, with_messages: bool) -> Self {
        Self { collects: Some(Collect { with_messages }), ..self }
    }

    /// Whether anything may differ from file to file, or leave findings out.
    pub fn is_needed(&self) -> bool {
        let has_parts = !self.file.sections.is_empty() || !self.file.ignores.is_empty();
        has_parts || !self.known.is_empty() || self.collects.is_some()
    }

    /// What holds where no section of the policy does.
    pub fn everywhere(&self) -> &Settings {
        &self.everywhere
    }

    /// What holds for the file at `place`.
    pub fn settings(&self, place: &Place) -> Cow<'_, Settings> {
        match self.file.sections.is_empty() {
            true => Cow::Borrowed(&self.everywhere),
            false => self.settings_at(&self.base.path_of(place)),
        }
    }

    /// What holds for the path of a user's file.
    pub fn settings_at(&self, path: &Path) -> Cow<'_, Settings> {
        let sections = self.file.sections.iter().filter(|section| section.is_for(path));
        let sections: Vec<&Section> = sections.collect();
        match sections.is_empty() {
            true => Cow::Borrowed(&self.everywhere),
            false => Cow::Owned(self.settings_of(&sections)),
        }
    }

    /// The path as the policy sees it.
    pub fn path_of_text(&self, path: &Path) -> std::path::PathBuf {
        self.base.path_of_text(path)
    }

    /// The policy.
    pub fn file(&self) -> &PolicyFile {
        &self.file
    }

    /// What holds where those sections do.
    fn settings_of(&self, sections: &[&Section]) -> Settings {
        let given = &self.given;
        let fail_on = given.fail_on.or(self.file.fail_on).unwrap_or_default();
        let policy = Policy::new(fail_on).selecting(&given.select).ignoring(&given.ignore);
        let policy = match &given.scope {
            Some(scope) => policy.about(scope.iter().copied()),
            None => policy,
        };
        // Who selects a rule on the command line wants to see it.
        let is_overruled = |it: &RuleLevel| {
            it.level == Level::Off && given.select.iter().any(|name| name == it.rule)
        };
        let own = (&self.file.severities, &self.file.requirements);
        let parts = sections.iter().map(|it| (&it.severities, &it.requirements));
        let parts: Vec<_> = std::iter::once(own).chain(parts).collect();
        let levels = parts.iter().flat_map(|(levels, _)| levels.iter());
        let levels = levels.filter(|it| !is_overruled(it)).map(|it| (it.rule, it.level));
        let levels = levels.chain(given.levels.iter().map(|(rule, level)| (rule.as_str(), *level)));
        let policy = levels.fold(policy, |policy, (rule, level)| policy.setting(rule, level));
        let mut demands = Demands::default();
        parts.iter().flat_map(|(_, asked)| asked.iter()).for_each(|it| it.apply(&mut demands));
        let demands = demands.overruled_by(&given.demands);
        // Where few rules are reported, nothing else is asked.
        let demands = match given.scope {
            Some(_) => Demands { verified: demands.verified, ..Demands::default() },
            None => demands,
        };
        Settings { policy, demands }
    }

    /// Leaves out the findings that are ignored or known.
    pub fn leave_out(&self, place: &Place, records: &mut [Record]) {
        if !self.is_needed() || records.iter().all(|record| record.findings.is_empty()) {
            return;
        }
        let path = self.base.path_of(place);
        for record in records {
            let findings = std::mem::take(&mut record.findings);
            let is_left = |finding: &FindingRecord| self.is_left(&path, record, finding);
            record.findings = findings.into_iter().filter(is_left).collect();
        }
    }

    fn is_left(&self, path: &Path, record: &Record, finding: &FindingRecord) -> bool {
        let mut ignores = self.file.ignores.iter().enumerate();
        if let Some((number, _)) = ignores.find(|(_, it)| self.ignores(it, path, finding)) {
            self.tally.ignore(number);
            return false;
        }
        if let Some(collect) = self.collects {
            self.tally.find(BaselineEntry::of(finding, record, collect.with_messages));
            return false;
        }
        if self.known.is_empty() {
            return true;
        }
        let fingerprint = finding.fingerprint(record);
        let is_known = self.known.contains(&fingerprint);
        if is_known {
            self.tally.know(fingerprint);
        }
        !is_known
    }

    fn ignores(&self, it: &Ignore, path: &Path, finding: &FindingRecord) -> bool {
        let mut texts = std::iter::once(&finding.message).chain(&finding.evidence);
        let holds = |sought: &String| texts.any(|text| text.contains(sought));
        it.rule == finding.rule
            && !self.is_expired(it)
            && it.contains.as_ref().is_none_or(holds)
            && it.is_for(path)
    }

    fn is_expired(&self, it: &Ignore) -> bool {
        self.today.is_some_and(|today| it.is_expired(today))
    }

    /// The baseline of every finding that was met.
    pub fn new_baseline(&self) -> Option<Baseline> {
        self.collects.map(|_| Baseline::new(self.tally.found()))
    }

    /// How many findings were left out: those that are ignored, and those that are known.
    pub fn left_out(&self) -> (u64, u64) {
        self.tally.left_out()
    }

    /// The ignores that no longer ignore, since their last day is over: the line of each, and what is
    /// to be said.
    pub fn expired(&self) -> Vec<(usize, String)> {
        let expired = self.file.ignores.iter().filter(|it| self.is_expired(it));
        let text = |it: &Ignore| {
            let until = it.until.map(|until| until.to_string()).unwrap_or_default();
            let reason = Escaped(&it.reason);
            let rule = it.rule;
            format!("the ignore of {rule} ended on {until} and ignores nothing any more ({reason})")
        };
        expired.map(|it| (it.line, text(it))).collect()
    }

    /// The ignores that matched nothing in a run that looked at everything: the line of each, and what
    /// is to be said. None of those for rules that the run did not ask.
    pub fn unmatched(&self) -> Vec<(usize, String)> {
        let ignores = self.file.ignores.iter().enumerate();
        let unmatched = ignores.filter(|(number, it)| {
            !self.is_expired(it) && self.asks(it.rule) && !self.tally.has_matched(*number)
        });
        unmatched
            .map(|(_, it)| (it.line, format!("the ignore of {} matched nothing", it.rule)))
            .collect()
    }

    /// Whether the run asked that rule in full.
    fn asks(&self, rule: &str) -> bool {
        let given = &self.given;
        let is_named = |names: &[String]| names.iter().any(|name| name == rule);
        let in_scope = match &given.scope {
            Some(scope) => scope.iter().any(|it| it.name == rule),
            None => !crate::finding::is_about_hosts(rule),
        };
        in_scope
            && (given.select.is_empty() || is_named(&given.select))
            && !is_named(&given.ignore)
            && self.lacks(rule).is_none()
    }

    /// What the run lacks to ask that rule.
    fn lacks(&self, rule: &str) -> Option<Lack> {
        let given = &self.given;
        let needs_hash = rules_of_verify().any(|it| it.name == rule);
        let (lack, is_there) = match needs(rule) {
            Needs::Nothing => (Lack::Hash, given.hashes || !needs_hash),
            Needs::Host => (Lack::Machine, given.compares),
            Needs::Paths => (Lack::Paths, given.depth != Depth::Quick),
            Needs::Search => (Lack::Search, given.depth == Depth::Deep),
            Needs::Database => (Lack::Database, given.asks_database),
        };
        (!is_there).then_some(lack)
    }

    /// The rules that alone count and that the run does not ask, with what it lacks: that nothing is found
    /// by them would read as if all were well.
    pub fn unasked(&self) -> Vec<(&str, Lack)> {
        let selected = self.given.select.iter().map(String::as_str);
        selected.filter_map(|rule| Some((rule, self.lacks(rule)?))).collect()
    }

    /// The known findings that occurred no more, in words that are safe to show.
    pub fn gone(&self) -> Vec<String> {
        let gone = self.baseline.entries();
        let gone = gone.filter(|it| !self.tally.has_occurred(&it.fingerprint));
        gone.map(|it| format!("{}: {} occurs no more", Escaped(&it.path), Escaped(&it.rule)))
            .collect()
    }
}
