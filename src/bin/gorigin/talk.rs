//! Messages on standard error: what went wrong and what to do about it, one line each.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use gorigin::artifact::FileKind;
use gorigin::bytes::{Escaped, shell_path};
use gorigin::report::{ErrorKind, ErrorRecord, Outcome, Record, Summary};

use crate::exit::Failure;
use crate::names::shown;
use crate::render::unopened_kinds;

/// How many messages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Volume {
    /// Only why the command failed.
    Quiet,
    /// Also inputs that could not be read.
    Normal,
    /// Also files that were passed over.
    Verbose,
}

/// Standard error.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Talk {
    volume: Volume,
}

impl Talk {
    /// Writes messages at `volume`.
    pub(crate) fn new(volume: Volume) -> Self {
        Self { volume }
    }

    /// Whether standard error is a terminal that may be drawn on: one that somebody watches.
    pub(crate) fn is_drawable(self) -> bool {
        let is_set = |name: &str| {
            std::env::var_os(name).is_some_and(|it| !it.is_empty() && it != "false" && it != "0")
        };
        let is_dumb = std::env::var_os("TERM").is_some_and(|it| it == "dumb");
        self.volume > Volume::Quiet && io::stderr().is_terminal() && !is_set("CI") && !is_dumb
    }

    /// Whether more is written than why the command failed.
    pub(crate) fn is_talking(self) -> bool {
        self.volume > Volume::Quiet
    }

    /// Whether what few want to know is said as well.
    pub(crate) fn is_verbose(self) -> bool {
        self.volume >= Volume::Verbose
    }

    /// Says why the command failed.
    pub(crate) fn failure(self, failure: &Failure) {
        let mut text = format!("gorigin: {}\n", failure.message);
        if let Some(hint) = &failure.hint {
            text.push_str(&format!("hint: {hint}\n"));
        }
        say(&text);
    }

    /// Writes something that the user may like to know.
    pub(crate) fn note(self, text: &str) {
        if self.volume > Volume::Quiet {
            say(&format!("gorigin: {text}\n"));
        }
    }

    /// Says something that few want to know.
    pub(crate) fn detail(self, text: &str) {
        if self.is_verbose() {
            say(&format!("gorigin: {text}\n"));
        }
    }

    /// The message about a record with an input that could not be read, or not in full; `named` is
    /// the path as it can be typed, if the record has one. Each hint is given once.
    pub(crate) fn complaint(
        self,
        record: &Record,
        named: Option<&str>,
        given: &mut Hints,
    ) -> Option<String> {
        let error = record.error.as_ref().filter(|_| self.volume > Volume::Quiet)?;
        let path = Escaped(&record.path);
        let slice = record.slice.as_deref().map(|slice| format!(" ({})", Escaped(slice)));
        let message = Escaped(&error.message);
        let mut text = format!("gorigin: {path}{}: {message}\n", slice.unwrap_or_default());
        let hint = hint(record, error, named).filter(|_| given.0.insert(error.kind.to_string()));
        if let Some(hint) = hint {
            text.push_str(&format!("hint: {hint}\n"));
        }
        Some(text)
    }

    /// The message about a directory entry that was not opened.
    pub(crate) fn skipped(self, path: &Path, kind: FileKind) -> Option<String> {
        self.passed_over(path, &format!("skipped, is a {}", kind.name()))
    }

    /// The message about a file in a directory that gives no record.
    pub(crate) fn passed_over(self, path: &Path, why: &str) -> Option<String> {
        let path = shown(path);
        let text = format!("gorigin: {path}: {}\n", Escaped(why));
        (self.volume >= Volume::Verbose).then_some(text)
    }

    /// The message about the files that were not opened, one for all of them.
    pub(crate) fn unopened(self, summary: &Summary) -> Option<String> {
        let kinds = unopened_kinds(summary).filter(|_| self.is_talking())?;
        let it = if summary.all_unopened() == 1 { "it" } else { "them" };
        Some(format!(
            "gorigin: not opened: {kinds}; what is in {it} is not known\n\
             hint: look at the files in {it} after another tool has unpacked {it}, or let \
             --ignore-unopened make this no failure\n"
        ))
    }
}

/// The kinds of error for which a hint was given.
#[derive(Debug, Default)]
pub(crate) struct Hints(BTreeSet<String>);

/// Writes to standard error. A failure to do so is ignored: there is nowhere to report it.
pub(crate) fn say(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// What the user can do about an input that could not be read; `None` where nothing helps. A
/// command line is only given if it works as it stands: with the name quoted for the shell, and
/// never with more rights.
fn hint(record: &Record, error: &ErrorRecord, named: Option<&str>) -> Option<String> {
    let named = named.filter(|_| record.path_b64.is_none());
    let path = || named.and_then(|path| shell_path(path.as_bytes()));
    Some(match error.kind.known() {
        Some(ErrorKind::NotFound) if container(named).is_some() => {
            let container = shell_path(container(named)?.as_bytes())?;
            format!("`gorigin scan {container}` lists the Go programs in it")
        }
        Some(ErrorKind::NotFound) => {
            "check the spelling; names relative to another directory need that directory".to_owned()
        }
        Some(ErrorKind::PermissionDenied) => "run gorigin as a user who may read it".to_owned(),
        Some(ErrorKind::IsDirectory) if std::fs::read_dir(named?).is_ok() => {
            format!("`gorigin scan {}` looks at the files in a directory", path()?)
        }
        // Only a pipe is certain to end; a device may not.
        Some(ErrorKind::NotAFile) if error.message.contains(FileKind::Pipe.name()) => {
            format!("its bytes can be read on standard input: gorigin inspect - < {}", path()?)
        }
        Some(ErrorKind::LinkLoop) => "without -L symbolic links are not followed".to_owned(),
        Some(ErrorKind::Limit) => "`gorigin --limits` shows every limit".to_owned(),
        Some(ErrorKind::Encrypted) => "unpack it with its key, and look at the files".to_owned(),
        Some(ErrorKind::UnsafeName) => {
            "its files were read; whoever unpacks it may overwrite files elsewhere".to_owned()
        }
        Some(ErrorKind::Changed) => "look again when nothing writes to it".to_owned(),
        Some(ErrorKind::Truncated) => {
            "the file may be cut short; compare its size with the release it came from".to_owned()
        }
        _ if record.outcome == Outcome::Go && record.partial => {
            "what was read is true, but not all there is; `gorigin inspect` lists the damage"
                .to_owned()
        }
        _ => return None,
    })
}

/// The container in front of a path inside it, if there is such a file.
fn container(named: Option<&str>) -> Option<&str> {
    let (outer, _) = named?.split_once("!/")?;
    std::path::Path::new(outer).is_file().then_some(outer)
}

#[cfg(test)]
mod tests {
    use gorigin::bytes::Word;

    use super::*;

    #[test]
    fn complaints_are_escaped_and_say_what_to_do() {
        let record = |path: &str, kind: &str| Record {
            path: path.to_owned(),
            outcome: Outcome::Unreadable,
            error: Some(ErrorRecord {
                kind: Word::of_name(kind),
                message: "no\x1b[2Jthing".to_owned(),
                offset: None,
            }),
            ..Record::default()
        };
        let talk = Talk::new(Volume::Normal);
        assert_eq!(
            talk.complaint(
                &record("a\x1b]0;x\x07", "permission-denied"),
                None,
                &mut Hints::default()
            )
            .unwrap(),
            "gorigin: a\\x1b]0;x\\x07: no\\x1b[2Jthing\n\
             hint: run gorigin as a user who may read it\n"
        );
        assert_eq!(
            talk.complaint(&record("a", "io"), None, &mut Hints::default()).unwrap(),
            "gorigin: a: no\\x1b[2Jthing\n"
        );
        assert_eq!(
            Talk::new(Volume::Quiet).complaint(&record("a", "io"), None, &mut Hints::default()),
            None
        );
        let mut given = Hints::default();
        let hints = |text: Option<String>| text.unwrap().matches("hint:").count();
        for (kind, want) in [("changed", 1), ("changed", 0), ("limit", 1), ("limit", 0)] {
            assert_eq!(hints(talk.complaint(&record("a", kind), None, &mut given)), want, "{kind}");
        }
        let unopened = [("gzip".to_owned(), 3), ("zip".to_owned(), 12)].into();
        let said = talk.unopened(&Summary { unopened, ..Summary::default() }).unwrap();
        assert!(said.starts_with("gorigin: not opened: 12 zip, 3 gzip;"), "{said}");
        assert_eq!(talk.unopened(&Summary::default()), None);
        assert_eq!(talk.skipped(Path::new("a"), FileKind::Socket), None);
        assert_eq!(
            Talk::new(Volume::Verbose).skipped(Path::new("a\n"), FileKind::Socket).unwrap(),
            "gorigin: a\\n: skipped, is a socket\n"
        );
    }
}
