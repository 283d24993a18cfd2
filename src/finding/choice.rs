//! The user's choice about findings: which rules count, how grave their findings are, and which
//! severity makes a run fail. The only place where the severity of a finding is decided.

use std::collections::BTreeMap;

use crate::rule::{Level, Rule, Severity};

/// The least severity at which a run fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FailOn {
    /// An error.
    #[default]
    Error,
    /// An error or a warning.
    Warning,
    /// Any finding.
    Note,
    /// None: no finding makes a run fail.
    Never,
}

/// Which findings count, and which of them make a run fail. By default every rule counts, and errors
/// fail.
///
/// ```
/// use gorigin::finding::{FailOn, Level, Policy, Severity};
///
/// let policy = Policy::new(FailOn::Warning).ignoring(["not-trimmed"]).setting("no-pie", Level::Off);
/// assert!(!policy.counts("not-trimmed") && !policy.counts("no-pie") && policy.counts("packed"));
/// assert!(policy.fails(Some(Severity::Warning)) && !policy.fails(Some(Severity::Note)));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Policy {
    fail_on: FailOn,
    select: Vec<String>,
    ignore: Vec<String>,
    levels: BTreeMap<String, Level>,
    scope: Option<Vec<&'static str>>,
}

impl Policy {
    /// Every rule counts.
    pub fn new(fail_on: FailOn) -> Self {
        Self { fail_on, ..Self::default() }
    }

    /// The same policy, but only rules with these names count; all count where `names` is empty.
    #[must_use]
    pub fn selecting(self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { select: names.into_iter().map(Into::into).collect(), ..self }
    }

    /// The same policy, but rules with these names never count.
    #[must_use]
    pub fn ignoring(self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { ignore: names.into_iter().map(Into::into).collect(), ..self }
    }

    /// The same policy, but findings of the rule of that name are of that level. The last setting of
    /// a rule counts.
    #[must_use]
    pub fn setting(mut self, name: impl Into<String>, level: Level) -> Self {
        self.levels.insert(name.into(), level);
        self
    }

    /// The same policy, limited to these rules: those that a command reports.
    #[must_use]
    pub fn about(self, rules: impl IntoIterator<Item = &'static Rule>) -> Self {
        Self { scope: Some(rules.into_iter().map(|rule| rule.name).collect()), ..self }
    }

    /// Whether findings of every rule count.
    pub(super) fn counts_all(&self) -> bool {
        let is_plain = self.select.is_empty() && self.ignore.is_empty() && self.levels.is_empty();
        is_plain && self.scope.is_none()
    }

    /// Whether findings of the rule of that name count.
    pub fn counts(&self, name: &str) -> bool {
        if self.counts_all() {
            return true;
        }
        let listed = |names: &[String]| names.iter().any(|it| it == name);
        let in_scope = self.scope.as_ref().is_none_or(|scope| scope.contains(&name));
        let is_off = self.levels.get(name) == Some(&Level::Off);
        let is_chosen = self.select.is_empty() || listed(&self.select);
        in_scope && is_chosen && !is_off && !listed(&self.ignore)
    }

    /// The severity of a finding of `rule`; `None` where the rule does not count. `own` is the
    /// severity that the check gives this one finding, where it is not that of the rule; what the
    /// user sets goes before both.
    pub fn severity(&self, rule: &Rule, own: Option<Severity>) -> Option<Severity> {
        let level = self.levels.get(rule.name).copied();
        let level = level.unwrap_or(Level::At(own.unwrap_or(rule.severity)));
        level.severity().filter(|_| self.counts(rule.name))
    }

    /// Whether a run with that gravest finding fails; `None` stands for a run without findings.
    pub fn fails(&self, gravest: Option<Severity>) -> bool {
        match self.fail_on {
            FailOn::Error => gravest >= Some(Severity::Error),
            FailOn::Warning => gravest >= Some(Severity::Warning),
            FailOn::Note => gravest.is_some(),
            FailOn::Never => false,
        }
    }

    /// Whether further findings can no longer change whether the run fails.
    pub fn is_decided(&self, gravest: Option<Severity>) -> bool {
        self.fails(gravest) || self.fail_on == FailOn::Never
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rules_that_count_are_kept_and_judged() {
        let found = [("grave", Severity::Error), ("odd", Severity::Warning)];
        for (fail_on, select, ignore, kept, fails) in [
            (FailOn::Error, &[][..], &[][..], 2, true),
            (FailOn::Error, &[], &["grave"], 1, false),
            (FailOn::Warning, &[], &["grave"], 1, true),
            (FailOn::Error, &["odd"], &[], 1, false),
            (FailOn::Warning, &["odd"], &["odd"], 0, false),
            (FailOn::Note, &["odd"], &[], 1, true),
            (FailOn::Note, &["odd"], &["odd"], 0, false),
            (FailOn::Never, &[], &[], 2, false),
        ] {
            let policy = Policy::new(fail_on)
                .selecting(select.iter().copied())
                .ignoring(ignore.iter().copied());
            let counted = found.iter().filter(|(name, _)| policy.counts(name));
            let gravest = counted.clone().map(|(_, severity)| *severity).max();
            let got = (counted.count(), policy.fails(gravest));
            assert_eq!(got, (kept, fails), "{fail_on:?} {select:?} {ignore:?}");
        }
    }

    #[test]
    fn the_severity_of_a_finding() {
        use Severity::{Error, Note, Warning};
        static ODD: Rule = Rule::new("odd", Warning);
        for (set, own, want) in [
            (None, None, Some(Warning)),
            (None, Some(Note), Some(Note)),
            (Some(Level::At(Error)), None, Some(Error)),
            (Some(Level::At(Error)), Some(Note), Some(Error)),
            (Some(Level::Off), Some(Error), None),
        ] {
            let policy = Policy::new(FailOn::Error);
            let policy = set.map_or(policy.clone(), |level| policy.setting("odd", level));
            assert_eq!(policy.severity(&ODD, own), want, "{set:?} {own:?}");
            assert_eq!(policy.counts("odd"), want.is_some());
            assert_eq!(policy.ignoring(["odd"]).severity(&ODD, own), None, "{set:?} {own:?}");
        }
    }
}
