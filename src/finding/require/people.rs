//! Paths that name a person, where none may.

use super::answer::Answer;
use crate::finding::about::About;
use crate::finding::check::BuiltIn;
use crate::finding::leaks::user_paths;
use crate::rule::{Rule, Severity};

pub(in crate::finding) static USER_PATHS_FORBIDDEN: BuiltIn = BuiltIn::many(
    |about| people(about).remarks(),
    Rule::new("user-paths-forbidden", Severity::Error)
        .means("Paths in the binary name a person, which the policy forbids.")
        .because(
            "Everyone who has the binary, and every stack trace it prints, shows who built it.",
        )
        .mend("Build with -trimpath and not from a home folder."),
)
.asked_of_programs();

pub(super) fn people(about: &About<'_>) -> Answer {
    match about.paths {
        _ if !about.demands.no_user_paths => Answer::Met,
        None => Answer::Unknown("its paths were not read".to_owned()),
        Some(_) => match user_paths(about) {
            Some(remark) => Answer::broken(remark),
            None if about.program.file_table.is_err() => {
                Answer::Unknown("the table of its source files is damaged".to_owned())
            }
            None => Answer::Met,
        },
    }
}
