//! The end of the command: the exit codes, and the failures that end it early.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use gorigin::finding::Policy;
use gorigin::report::Summary;

use crate::names::shown;

/// The end of the command. The numbers are documented in the man page and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything was read and nothing was found at or above `--fail-on`.
    Clean = 0,
    /// A finding at or above `--fail-on`.
    Finding = 1,
    /// A wrong command line, or output that could not be written.
    Failed = 2,
    /// Some input could not be read, or not in full, or was not opened; no finding in the rest.
    Incomplete = 3,
    /// There was no file to look at.
    Nothing = 4,
    /// Of some program it cannot be told whether a known vulnerability is in it; nothing else.
    Untold = 5,
}

/// The effect of unopened archives and the like on the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unopened {
    /// The result is incomplete.
    Incomplete,
    /// There is no effect, since this was expected.
    Passes,
}

impl Unopened {
    /// The choice of `--ignore-unopened`.
    pub(crate) fn of(is_ignored: bool) -> Self {
        if is_ignored { Self::Passes } else { Self::Incomplete }
    }
}

/// What each code means, for the help and the man page.
pub(crate) const CODES: [(u8, &str); 9] = [
    (0, "every input was read, and no finding is at or above --fail-on"),
    (
        1,
        "a finding is at or above --fail-on, or an input is not what --require asks for; of diff: something differs",
    ),
    (2, "the command line or the policy is wrong, or the output could not be written"),
    (
        3,
        "some input could not be read, or not in full, or holds files in a way that is recognised but not opened (--ignore-unopened lets that pass), or is no Go program that verify could check, and the rest has no such finding",
    ),
    (4, "there was nothing to look at; --allow-empty makes it 0"),
    (
        5,
        "with --vulndb: of some program it cannot be told whether a known vulnerability is in it, and there is no other reason for a code but 0",
    ),
    (129, "a hangup ended it; what was found until then is on standard output"),
    (130, "Ctrl-C ended it, likewise"),
    (143, "a termination signal ended it, likewise"),
];

impl Exit {
    /// The end of a scan with the result `summary`, judged by `policy`.
    pub(crate) fn of(summary: &Summary, policy: &Policy, unopened: Unopened) -> Self {
        if policy.fails(summary.gravest()) {
            Self::Finding
        } else if summary.unreadable > 0
            || summary.partial > 0
            || summary.all_unopened() > 0 && unopened == Unopened::Incomplete
        {
            Self::Incomplete
        } else if summary.untold > 0 {
            Self::Untold
        } else if summary.files == 0 {
            Self::Nothing
        } else {
            Self::Clean
        }
    }
}

impl Exit {
    /// The end of two runs, of which one goes on with the result of the other.
    pub(crate) fn or_graver(self, other: Self) -> Self {
        let order = [Self::Failed, Self::Finding, Self::Incomplete, Self::Untold];
        order.into_iter().find(|&it| it == self || it == other).unwrap_or(self)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Finding => 1,
            Exit::Failed => 2,
            Exit::Incomplete => 3,
            Exit::Nothing => 4,
            Exit::Untold => 5,
        })
    }
}

/// Ends the process after the signal of that number, with the code that shells use for it. Does not
/// wait for threads that still read.
pub(crate) fn exit_now(signal: u8) -> ! {
    std::process::exit(128_i32.saturating_add(i32::from(signal)))
}

/// Why the command cannot go on.
#[derive(Debug)]
pub(crate) struct Failure {
    /// One lower-case phrase, safe to show.
    pub(crate) message: String,
    /// What to do; `None` where nothing can be done.
    pub(crate) hint: Option<String>,
    /// The exit code.
    pub(crate) exit: Exit,
    cause: Option<io::ErrorKind>,
}

impl Failure {
    /// A failure of this program's own.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, exit: Exit::Failed, cause: None }
    }

    /// The operating system's `error` while doing `what`.
    pub(crate) fn io(what: &str, error: &io::Error) -> Self {
        let text = error.to_string();
        let text = text.split(" (os error ").next().unwrap_or_default();
        Self { cause: Some(error.kind()), ..Self::new(format!("{what}: {}", text.to_lowercase())) }
    }

    /// The operating system's `error` about the file at `path`.
    pub(crate) fn at(path: &Path, error: &io::Error) -> Self {
        Self::io(&shown(path).to_string(), error)
    }

    /// An input could not be read.
    pub(crate) fn incomplete(message: impl Into<String>) -> Self {
        Self { exit: Exit::Incomplete, ..Self::new(message) }
    }

    /// There was no file to look at.
    pub(crate) fn nothing() -> Self {
        Self {
            exit: Exit::Nothing,
            ..Self::new("there was nothing to look at")
                .with_hint("--allow-empty makes this no failure")
        }
    }

    /// Adds a hint.
    pub(crate) fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// Whether the reader of the output has gone away, which needs no message.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        self.cause == Some(io::ErrorKind::BrokenPipe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gorigin::finding::FailOn;

    #[test]
    fn exit_codes() {
        let clean = Summary { files: 3, go: 1, not_go: 2, ..Summary::default() };
        let policy = Policy::new(FailOn::Error);
        for (summary, want) in [
            (clean.clone(), Exit::Clean),
            (Summary { warnings: 1, ..clean.clone() }, Exit::Clean),
            (Summary { errors: 1, ..clean.clone() }, Exit::Finding),
            (Summary { unreadable: 1, ..clean.clone() }, Exit::Incomplete),
            (Summary { partial: 1, ..clean.clone() }, Exit::Incomplete),
            (Summary { untold: 1, ..clean.clone() }, Exit::Untold),
            (Summary { untold: 1, errors: 1, ..clean.clone() }, Exit::Finding),
            (Summary { untold: 1, partial: 1, ..clean.clone() }, Exit::Incomplete),
            (Summary { partial: 1, errors: 1, ..clean }, Exit::Finding),
            (
                Summary { unopened: [("zip".to_owned(), 1)].into(), ..Summary::default() },
                Exit::Incomplete,
            ),
            (Summary { odd: 1, vanished: 1, files: 1, ..Summary::default() }, Exit::Clean),
            (Summary { vanished: 1, ..Summary::default() }, Exit::Nothing),
            (Summary::default(), Exit::Nothing),
            (Summary { unreadable: 1, ..Summary::default() }, Exit::Incomplete),
        ] {
            assert_eq!(Exit::of(&summary, &policy, Unopened::Incomplete), want, "{summary:?}");
        }
        let unopened = [("zip".to_owned(), 1)].into();
        let archives = Summary { files: 1, unopened, ..Summary::default() };
        assert_eq!(Exit::of(&archives, &policy, Unopened::Passes), Exit::Clean);
        assert_eq!(
            Exit::of(&Summary { partial: 1, ..archives }, &policy, Unopened::Passes),
            Exit::Incomplete
        );
    }

    #[test]
    fn codes_are_documented() {
        let exits = [
            Exit::Clean,
            Exit::Finding,
            Exit::Failed,
            Exit::Incomplete,
            Exit::Nothing,
            Exit::Untold,
        ];
        for (exit, (code, _)) in exits.into_iter().zip(CODES) {
            assert_eq!(ExitCode::from(exit), ExitCode::from(code));
        }
    }
}
