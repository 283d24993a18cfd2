//! Everything that could not be read, in order of importance.

use super::error::ErrorRecord;
use crate::analysis::{Analysis, GoProgram, Subject, Unreadable};
use crate::bytes::LimitExceeded;
use crate::container::Around;
use crate::leak::Texts;
use crate::origin::Origin;
use crate::vuln::Checked;

/// What could not be read in the part and in what lies around it, from the outermost container on,
/// and the first of these errors. A part that could not be read at all has an error, but no damage. `checked`
/// is what a database says of the program.
pub(super) fn troubles(
    analysis: &Analysis,
    checked: Option<&Checked>,
) -> (Vec<ErrorRecord>, Option<ErrorRecord>) {
    let around = &analysis.around;
    let mut all: Vec<_> = around.damage().iter().map(ErrorRecord::in_file).collect();
    let mut unreadable = None;
    match &analysis.subject {
        Subject::Go(program) => of_program(program, checked, &mut all),
        Subject::Damaged(origin) => all.extend(of_origin(origin)),
        Subject::NotGo(other) => {
            all.extend(other.trouble.as_ref().map(|it| ErrorRecord::of(it, around)));
            if let Some(search) = &other.search {
                of_texts(&search.texts, &mut all);
            }
        }
        Subject::Unreadable(why) => unreadable = Some(of_unreadable(why, around)),
    }
    let error = all.first().cloned().or(unreadable);
    for limit in &analysis.exhausted {
        add_limit(*limit, error.as_ref(), &mut all);
    }
    for trouble in &analysis.other_troubles {
        add(ErrorRecord::in_file(trouble), &mut all);
    }
    // Slices that were not found do not matter to a program that is the whole file.
    let is_whole = analysis.program().is_some() && around.slice().is_none();
    if let Some(limit) = around.unfinished().filter(|_| !is_whole) {
        add(ErrorRecord::in_file(limit), &mut all);
    }
    if let Some(limit) = analysis.file_exhausted {
        add_limit(limit, error.as_ref(), &mut all);
    }
    let first = error.or_else(|| all.first().cloned());
    (all, first)
}

fn of_origin(origin: &Origin) -> Vec<ErrorRecord> {
    let (image, around) = (&origin.image, &origin.around);
    let of_image = image.damage.iter().chain(&image.impossible);
    let of_image = of_image.map(|error| ErrorRecord::of(error, around));
    of_image.chain(origin.damage().iter().map(|it| ErrorRecord::of(it, around))).collect()
}

/// The same for a program, with what kept the searches from their end.
fn of_program(program: &GoProgram, checked: Option<&Checked>, all: &mut Vec<ErrorRecord>) {
    all.extend(of_origin(&program.origin));
    if let Some(limit) = program.paths.as_ref().and_then(|it| it.cut) {
        add(ErrorRecord::of_limit(limit), all);
    }
    if let Some(limit) = checked.and_then(|it| it.cut) {
        add(ErrorRecord::of_limit(limit), all);
    }
    if let Some(texts) = &program.texts {
        of_texts(texts, all);
    }
}

fn of_texts(texts: &Texts, all: &mut Vec<ErrorRecord>) {
    if let Some(limit) = texts.cut {
        add(ErrorRecord::of_limit(limit), all);
    }
    if let Some(error) = &texts.unfinished {
        add(ErrorRecord::in_file(error), all);
    }
}

fn add(error: ErrorRecord, all: &mut Vec<ErrorRecord>) {
    if !all.contains(&error) {
        all.push(error);
    }
}

/// Adds a limit that was hit, unless an entry reports it already.
fn add_limit(limit: LimitExceeded, error: Option<&ErrorRecord>, all: &mut Vec<ErrorRecord>) {
    let message = limit.to_string();
    if !all.iter().chain(error).any(|it| it.message.contains(&message)) {
        all.push(ErrorRecord::of_limit(limit));
    }
}

fn of_unreadable(why: &Unreadable, around: &Around) -> ErrorRecord {
    match why {
        Unreadable::Read(error) => ErrorRecord::in_file(error),
        Unreadable::Image(error) => ErrorRecord::of(error, around),
    }
}
