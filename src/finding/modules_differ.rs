//! What the names of source files tell of modules, against the build info.

use super::about::About;
use super::check::{BuiltIn, Needs};
use super::remark::{Place, Remark};
use crate::bytes::Escaped;
use crate::origin::ModuleDifference;
use crate::rule::{Rule, Severity};

/// The most modules that are named.
const MOST: usize = 8;

pub(super) static MODULES_DIFFER: BuiltIn = BuiltIn::one(
    modules_differ,
    Rule::new("modules-differ", Severity::Warning)
        .means(
            "The build info lists a module in another version than the program was compiled from, \
             or does not list it.",
        )
        .because(
            "Whoever asks the build info which modules are in the program, as scanners for known \
             vulnerabilities do, gets a wrong answer.",
        )
        .mend("Ask who built it; build it with the go command, and leave the build info as it is."),
)
.needing(Needs::Paths)
.asked_of_programs();

fn modules_differ(about: &About<'_>) -> Option<Remark> {
    let all = &about.program.modules_of_files.differences;
    let more = match all.len() {
        0 | 1 => String::new(),
        count => format!(" and {} more", count.saturating_sub(1)),
    };
    let message = format!("{}{more}", told(all.first()?));
    let place = |it: &ModuleDifference| Place::new(told(it)).at(about.program.place(it.at));
    Some(Remark::new(message).at_all(all.iter().take(MOST).map(place)))
}

fn told(difference: &ModuleDifference) -> String {
    let ModuleDifference { path, version, listed, .. } = difference;
    let (path, version) = (Escaped(path), Escaped(version));
    match listed {
        Some(listed) => {
            format!(
                "source files of {path} are of {version}, the build info says {}",
                Escaped(listed)
            )
        }
        None => format!("source files are of {path} {version}, which the build info does not list"),
    }
}
