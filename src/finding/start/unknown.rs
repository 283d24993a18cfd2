//! Why it cannot be known whether a program starts.

use super::whereto::{Judged, target};
use super::{cpu, loader, macos};
use crate::finding::about::About;
use crate::finding::check::BuiltIn;
use crate::finding::remark::{Place, Remark};
use crate::rule::{Rule, Severity};

pub(in crate::finding) static START_UNKNOWN: BuiltIn = BuiltIn::one(
    start_unknown,
    Rule::new("start-unknown", Severity::Note)
        .means("Whether the binary starts where --target says cannot be told in full.")
        .because("What it needs is not in the file, or what the target has was not said.")
        .mend("Name more of the target, such as linux/amd64:musl:v2, or try it there."),
);

/// One finding for all reasons.
fn start_unknown(about: &About<'_>) -> Option<Remark> {
    let judged = system(about).into_iter().chain(loader::judge(about)).chain(macos::judge(about));
    let judged = judged.chain(cpu::by_target(about)).chain(cpu::by_demand(about));
    let mut unknown = judged.filter_map(Judged::unknown);
    Some(Remark::new(unknown.next()?).at_all(unknown.map(Place::new)))
}

/// Whether the system and the processor of the program are known.
fn system(about: &About<'_>) -> Option<Judged> {
    target(about)?;
    let of = &about.program.target;
    let text = "the program's system or processor is not known";
    let is_unknown = of.goos.is_none() || of.goarch.is_none();
    is_unknown.then(|| Judged::Unknown(text.to_owned()))
}
