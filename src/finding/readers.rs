//! Differences between our reading of the headers and that of a second reader, which shares no code
//! with ours.

use super::about::About;
use super::check::BuiltIn;
use super::remark::{Place, Remark};
use crate::image::second::Disagreement;
use crate::rule::{Rule, Severity};

pub(super) static READERS_DISAGREE: BuiltIn = BuiltIn::one(
    readers_disagree,
    Rule::new("readers-disagree", Severity::Warning)
        .means("Two readers of the headers, which share no code, read different things.")
        .because(
            "A file that means two things hides one of them: from a scanner, from a debugger or \
             from the loader.",
        )
        .mend("Look at both values at the place named; rebuild the file if it is yours."),
);

fn readers_disagree(about: &About<'_>) -> Option<Remark> {
    let first = about.disagreements.first()?;
    let message = format!("two readers of the headers do not agree on {}", first.what);
    Some(Remark::new(message).at_all(about.disagreements.iter().map(|it| place(it, about))))
}

fn place(it: &Disagreement, about: &About<'_>) -> Place {
    let both = format!("{}: {} for gorigin, {} for goblin,", it.what, it.ours, it.theirs);
    Place::new(both).at(about.program.place(it.at))
}
