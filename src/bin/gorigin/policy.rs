//! What the user makes of findings: which rules count, and which severity is too much.

use gorigin::report::{Record, Summary};

/// The least severity that makes the command fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum FailOn {
    /// An error.
    Error,
    /// An error or a warning.
    Warning,
    /// Nothing.
    Never,
}

/// Which findings count.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    fail_on: FailOn,
    select: Vec<String>,
    ignore: Vec<String>,
    scope: Option<&'static [&'static str]>,
    ignores_unopened: bool,
}

impl Policy {
    /// Findings of the rules in `select`, or of all if it is empty, but not of those in `ignore`.
    pub(crate) fn new(fail_on: FailOn, select: &[String], ignore: &[String]) -> Self {
        Self {
            fail_on,
            select: select.to_vec(),
            ignore: ignore.to_vec(),
            scope: None,
            ignores_unopened: false,
        }
    }

    /// The same, but only for the rules in `scope`: what the command is about.
    pub(crate) fn about(self, scope: &'static [&'static str]) -> Self {
        Self { scope: Some(scope), ..self }
    }

    /// The same, where it is no failure that archives are not opened if `ignored`.
    pub(crate) fn with_unopened(self, ignored: bool) -> Self {
        Self { ignores_unopened: ignored, ..self }
    }

    /// Whether it is no failure that archives are not opened.
    pub(crate) fn ignores_unopened(&self) -> bool {
        self.ignores_unopened
    }

    /// Drops the findings that do not count.
    pub(crate) fn apply(&self, record: &mut Record) {
        record.findings.retain(|finding| self.counts(&finding.rule));
    }

    /// Whether a finding that `summary` counts is too grave.
    pub(crate) fn fails(&self, summary: &Summary) -> bool {
        match self.fail_on {
            FailOn::Error => summary.errors > 0,
            FailOn::Warning => summary.errors > 0 || summary.warnings > 0,
            FailOn::Never => false,
        }
    }

    /// Whether what is still to come can no longer change how the command ends.
    pub(crate) fn is_decided(&self, so_far: &Summary) -> bool {
        self.fails(so_far) || self.fail_on == FailOn::Never
    }

    /// Whether findings of a rule count.
    pub(crate) fn counts(&self, rule: &str) -> bool {
        let listed = |rules: &[String]| rules.iter().any(|name| name == rule);
        let in_scope = self.scope.is_none_or(|scope| scope.contains(&rule));
        in_scope && (self.select.is_empty() || listed(&self.select)) && !listed(&self.ignore)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gorigin::finding::Severity;
    use gorigin::report::FindingRecord;

    #[test]
    fn only_rules_that_count_are_kept_and_judged() {
        let finding = |rule: &str, severity| FindingRecord {
            rule: rule.to_owned(),
            severity,
            message: String::new(),
            evidence: Vec::new(),
            help: String::new(),
        };
        let record = Record {
            findings: vec![finding("grave", Severity::Error), finding("odd", Severity::Warning)],
            ..Record::default()
        };
        for (fail_on, select, ignore, kept, fails) in [
            (FailOn::Error, &[][..], &[][..], 2, true),
            (FailOn::Error, &[], &["grave".to_owned()], 1, false),
            (FailOn::Warning, &[], &["grave".to_owned()], 1, true),
            (FailOn::Error, &["odd".to_owned()], &[], 1, false),
            (FailOn::Warning, &["odd".to_owned()], &["odd".to_owned()], 0, false),
            (FailOn::Never, &[], &[], 2, false),
        ] {
            let policy = Policy::new(fail_on, select, ignore);
            let (mut judged, mut summary) = (record.clone(), Summary::default());
            policy.apply(&mut judged);
            summary.add(&judged);
            let got = (judged.findings.len(), policy.fails(&summary));
            assert_eq!(got, (kept, fails), "{fail_on:?} {select:?} {ignore:?}");
        }
    }
}
