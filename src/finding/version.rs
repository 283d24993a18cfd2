//! The Go version: what parts of the file say about it, and what the user demands.

use super::about::About;
use super::check::BuiltIn;
use super::remark::{Place, Remark};
use super::require::answer::Answer;
use crate::bytes::Escaped;
use crate::go::Release;
use crate::origin::KnownVersion;
use crate::rule::{Rule, Severity};

pub(super) static GO_VERSION_CONFLICT: BuiltIn = BuiltIn::one(
    go_version_conflict,
    Rule::new("go-version-conflict", Severity::Error)
        .means(
            "The binary says one Go version and is made as another release makes programs, or its \
             parts are of different releases.",
        )
        .because(
            "The version was edited, or parts of two programs were joined: what scanners conclude \
             from the version is wrong.",
        )
        .mend("Believe the places listed as evidence; get the program from where it was built."),
);

/// One finding for all conflicts: the version that the file says, and everything that has another.
fn go_version_conflict(about: &About<'_>) -> Option<Remark> {
    let program = about.program;
    let others = program.other_versions();
    let facts = program.version_conflict();
    if others.is_empty() && facts.is_empty() {
        return None;
    }
    let said = program.version.as_ref().and_then(KnownVersion::version);
    let message = match (said, others.first()) {
        (_, Some(it)) => format!("{} says {}, {} says {}", it.by, it.said, it.source, it.other),
        (Some(said), None) => format!("the file says {said}, but is not made as that release does"),
        (None, None) => "parts of the file are made as different releases do".to_owned(),
    };
    let in_part =
        |version: &dyn std::fmt::Display, part: &str| Place::new(format!("{version} in {part}"));
    let said = others.first().map(|it| in_part(&it.said, it.by).at(program.place(it.said_at)));
    let others = others.iter().map(|it| in_part(&it.other, it.source).at(program.place(it.at)));
    let facts = facts.iter().map(|fact| {
        let what = Escaped(&fact.to_string()).to_string();
        match fact.at {
            Some(at) => Place::new(format!("{what},")).at(program.place(at)),
            None => Place::new(what),
        }
    });
    Some(Remark::new(message).at_all(said).at_all(others).at_all(facts))
}

pub(super) static OLD_GO: BuiltIn = BuiltIn::many(
    |about| min_go(about).remarks(),
    Rule::new("old-go", Severity::Error)
        .means("The binary was built with an older Go than `--min-go` or the policy asks for.")
        .because("Its standard library and runtime lack what was mended since.")
        .mend("Rebuild with a newer Go."),
);

/// What a program says to `--min-go`.
pub(super) fn min_go(about: &About<'_>) -> Answer {
    let Some(least) = about.demands.min_go else { return Answer::Met };
    let Some(version) = &about.program.version else {
        return Answer::Unknown("its Go version is not known".to_owned());
    };
    let (text, oldest, newest, at) = match version {
        KnownVersion::BuildInfo { version, at, .. }
        | KnownVersion::Runtime { version, at, .. }
        | KnownVersion::Producer { version, at, .. }
        | KnownVersion::Producers { version, at }
        | KnownVersion::Libgo { version, at }
        | KnownVersion::ObjectHeader { version, at } => {
            let release = version.release();
            (version.to_string(), release, release, at)
        }
        // Only where even the newest release that fits is too old, or even the oldest is new enough.
        KnownVersion::Layout { range, at, .. } => {
            let newest = range.to.map(|to| Release { patch: u32::MAX, ..to });
            (range.to_string(), Some(range.from), newest, at)
        }
    };
    if newest.is_some_and(|newest| newest < least) {
        let message = format!("built with {text}, older than {least}");
        let place = Place::new(text).at(about.program.place(*at));
        return Answer::broken(Remark::new(message).at(place));
    }
    match oldest.is_some_and(|oldest| oldest >= least) {
        true => Answer::Met,
        false => Answer::Unknown(format!("{text} may be older than {least}")),
    }
}
