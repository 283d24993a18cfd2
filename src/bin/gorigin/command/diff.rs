//! `gorigin diff`: what differs between two programs, or between the programs in two containers.

use gorigin::bytes::Escaped;
use gorigin::front::{Compared, Incomparable, diff_files};
use gorigin::inspect::{Depth, Hashing, Options};
use gorigin::report::{Record, Redactor};

use super::whole::write_list;
use crate::args::{Diff, Format, Global};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::plan::root_of;
use crate::render;
use crate::talk::{Hints, Talk, say};

/// Runs the command.
pub(super) fn run(options: &Diff, global: &Global) -> Result<Exit, Failure> {
    let (Some(a), Some(b)) = (&options.a, &options.b) else { return Ok(Exit::Failed) };
    let (file, color, volume) = (options.result.file(), global.color, global.volume());
    let output = match options.result.format() {
        Format::Table => Output::of_answer(file, [a, b], color, volume)?,
        _ => Output::open(file, [a, b], color)?,
    };
    if [a, b].iter().all(|path| path.as_os_str() == "-") {
        return Err(Failure::new("standard input cannot be both programs")
            .with_hint("give a file for one of them"));
    }
    let talk = Talk::new(global.volume());
    let how = Options { depth: Depth::Full, hashing: Hashing::Content, ..Options::default() };
    let compared = diff_files([a.clone(), b.clone()].map(root_of), &how);
    let Compared { diffs, troubles } = compared.map_err(|error| failure(error, talk))?;
    let mut redactor = options.privacy.redact.then(Redactor::default);
    let redacted = |it| match &mut redactor {
        Some(redactor) => redactor.redact(it),
        None => it,
    };
    let diffs: Vec<_> = diffs.into_iter().map(redacted).collect();
    write_list(output, options.result.format(), &diffs, |to, look| {
        diffs.iter().try_for_each(|it| render::diff::write(to, it, look))
    })?;
    let mut hints = Hints::default();
    troubles.iter().for_each(|record| complain(record, talk, &mut hints));
    Ok(match diffs.iter().any(|it| !it.is_empty()) {
        true => Exit::Finding,
        false if !troubles.is_empty() => Exit::Incomplete,
        false => Exit::Clean,
    })
}

/// The failure for an input that is not a Go program; also writes what is wrong with it.
fn failure(error: Incomparable, talk: Talk) -> Failure {
    match error {
        Incomparable::NoProgram(record) => {
            complain(&record, talk, &mut Hints::default());
            let path = Escaped(&record.path);
            Failure::incomplete(format!("{path}: not a Go program that can be compared"))
        }
        Incomparable::Io(error) => Failure::io("cannot read", &error),
        other => Failure::new(other.to_string()),
    }
}

/// Writes what could not be read.
fn complain(record: &Record, talk: Talk, hints: &mut Hints) {
    let named = Some(record.path.as_str());
    let text = talk.complaint(record, named, hints).or_else(|| {
        let kind = record.unopened.as_ref().filter(|_| talk.is_talking())?;
        Some(format!("gorigin: {}: not opened: {}\n", Escaped(&record.path), Escaped(kind)))
    });
    text.iter().for_each(|text| say(text));
}
