//! `gorigin diff`: what differs between two programs.

use std::io;
use std::path::Path;

use gorigin::artifact::{Opened, open, read_all};
use gorigin::bytes::{ByteSource, Escaped, Limits};
use gorigin::inspect::{Depth, Hashing, Options, diff};
use gorigin::report::{DiffRecord, Record, Redactor};

use super::whole::write_list;
use crate::args::{Diff, Global};
use crate::exit::{Exit, Failure};
use crate::names::shown;
use crate::output::Output;
use crate::render;
use crate::talk::{Hints, Talk, say};

/// Runs the command.
pub(super) fn run(options: &Diff, global: &Global) -> Result<Exit, Failure> {
    let (Some(a), Some(b)) = (&options.a, &options.b) else { return Ok(Exit::Failed) };
    let output = Output::open(options.result.file(), [a, b], global.color)?;
    if [a, b].iter().all(|path| path.as_os_str() == "-") {
        return Err(Failure::new("standard input cannot be both programs")
            .with_hint("give a file for one of them"));
    }
    let redactor = options.privacy.redact.then(Redactor::default);
    let diffs = compared(a, b, redactor, Talk::new(global.volume()))?;
    write_list(output, options.result.format, &diffs, |to, look| {
        diffs.iter().try_for_each(|it| render::diff::write(to, it, look))
    })?;
    let differs = diffs.iter().any(|it| !it.is_empty());
    Ok(if differs { Exit::Finding } else { Exit::Clean })
}

/// The differences, for each processor for which both have a program.
fn compared(
    a: &Path,
    b: &Path,
    mut redactor: Option<Redactor>,
    talk: Talk,
) -> Result<Vec<DiffRecord>, Failure> {
    let (side_a, side_b) = (Side::open(a)?, Side::open(b)?);
    let (name_a, name_b) = (a.to_string_lossy(), b.to_string_lossy());
    let both: [(&str, &dyn ByteSource); 2] =
        [(&name_a, side_a.source()), (&name_b, side_b.source())];
    let how = Options { depth: Depth::Full, hashing: Hashing::Check, ..Options::default() };
    let diffs = diff(both, &how).map_err(|(_, record)| incomparable(&record, talk))?;
    if diffs.is_empty() {
        return Err(Failure::new("the two files have no processor in common"));
    }
    let redacted = |it| match &mut redactor {
        Some(redactor) => redactor.redact(it),
        None => it,
    };
    Ok(diffs.into_iter().map(redacted).collect())
}

/// The failure for an input that is not a Go program; also writes what is wrong with it.
fn incomparable(record: &Record, talk: Talk) -> Failure {
    let complaint = talk.complaint(record, Some(&record.path), &mut Hints::default());
    complaint.iter().for_each(|text| say(text));
    let path = Escaped(&record.path);
    Failure::incomplete(format!("{path}: not a Go program that can be compared"))
}

/// One of the two programs.
enum Side {
    File(Opened),
    Stdin(Vec<u8>),
}

impl Side {
    fn open(path: &Path) -> Result<Self, Failure> {
        let side = if path.as_os_str() == "-" {
            read_all(io::stdin().lock(), Limits::default().stdin).map(Self::Stdin)
        } else {
            open(path).map(Self::File)
        };
        side.map_err(|error| Failure::incomplete(format!("{}: {error}", shown(path))))
    }

    fn source(&self) -> &dyn ByteSource {
        match self {
            Self::File(opened) => opened.source(),
            Self::Stdin(bytes) => bytes,
        }
    }
}
