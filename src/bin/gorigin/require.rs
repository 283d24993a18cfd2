//! What `gorigin verify` demands of every input besides the rules: that it is a Go program, and
//! with `--require` that it is verified.

use gorigin::bytes::Escaped;
use gorigin::bytes::Word;
use gorigin::finding::Policy;
use gorigin::report::{ContentIdRecord, Outcome, Record, Summary};
use gorigin::verify::is_as_built;

use crate::exit::{Exit, Unopened};

/// What every input must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Require {
    /// A Go program whose bytes are those that go build wrote, but for a signature.
    Verified,
}

/// The demand, and the number of records that do not meet it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    require: Option<Require>,
    /// The number of records that do not meet `--require`.
    unmet: u64,
    /// The number of inputs with nothing to verify.
    nothing: u64,
}

impl Asked {
    /// Demands what `--require` names.
    pub(crate) fn new(require: Option<Require>) -> Self {
        Self { require, ..Self::default() }
    }

    /// Checks a record, and returns the message about it.
    pub(crate) fn look(&mut self, record: &Record) -> Option<String> {
        let is_nothing = record.outcome == Outcome::NotGo;
        let is_unmet = self.require.is_some() && !is_verified(record);
        self.nothing = self.nothing.saturating_add(u64::from(is_nothing));
        self.unmet = self.unmet.saturating_add(u64::from(is_unmet));
        let path = Escaped(&record.path);
        let what = if record.unopened.is_some() { "not opened" } else { "not a Go program" };
        is_nothing.then(|| format!("gorigin: {path}: {what}, so nothing was verified\n"))
    }

    /// The exit code.
    pub(crate) fn exit(&self, summary: &Summary, policy: &Policy) -> Exit {
        match Exit::of(summary, policy, Unopened::Incomplete) {
            _ if self.unmet > 0 => Exit::Finding,
            Exit::Clean if self.nothing > 0 => Exit::Incomplete,
            exit => exit,
        }
    }
}

/// Whether the bytes are those that go build wrote, apart from a signature.
fn is_verified(record: &Record) -> bool {
    let content = record.verification.as_ref().map(|it| &it.content_id);
    let is_so = |it: &ContentIdRecord| {
        let verdict = it.verdict.known();
        verdict.is_some_and(|verdict| is_as_built(verdict, it.cause.and_then(Word::known)))
    };
    record.outcome == Outcome::Go && content.is_some_and(is_so)
}

#[cfg(test)]
mod tests {
    use super::*;
    use gorigin::finding::FailOn;
    use gorigin::report::{Known, VerificationRecord};

    #[test]
    fn only_verified_programs_pass() {
        for (outcome, verdict, cause, plain, required) in [
            (Outcome::Go, "verified", None, Exit::Clean, Exit::Clean),
            (Outcome::Go, "verified-but-for", Some("signed"), Exit::Clean, Exit::Clean),
            (Outcome::Go, "verified-but-for", Some("re-signed"), Exit::Clean, Exit::Clean),
            (Outcome::Go, "verified-but-for", Some("appended"), Exit::Clean, Exit::Finding),
            (Outcome::Go, "verified-but-for", Some("packed"), Exit::Clean, Exit::Finding),
            (Outcome::Go, "altered", Some("stripped"), Exit::Clean, Exit::Finding),
            (Outcome::Go, "uncheckable", Some("custom-id"), Exit::Clean, Exit::Finding),
            (Outcome::Go, "unfinalized", Some("placeholder"), Exit::Clean, Exit::Finding),
            (Outcome::NotGo, "", None, Exit::Incomplete, Exit::Finding),
            (Outcome::Unreadable, "", None, Exit::Clean, Exit::Finding),
        ] {
            let content_id = ContentIdRecord {
                verdict: Word::of_name(verdict),
                cause: cause.map(Word::of_name),
                ..ContentIdRecord::default()
            };
            let verification = VerificationRecord { content_id, ..VerificationRecord::default() };
            let record =
                Record { outcome, verification: Known::is(verification), ..Record::default() };
            let summary = Summary { files: 1, ..Summary::default() };
            let policy = Policy::new(FailOn::Never);
            for (require, want) in [(None, plain), (Some(Require::Verified), required)] {
                let mut asked = Asked::new(require);
                let said = asked.look(&record).is_some();
                assert_eq!(asked.exit(&summary, &policy), want, "{verdict} {cause:?} {require:?}");
                assert_eq!(said, outcome == Outcome::NotGo, "{verdict}");
            }
        }
    }
}
