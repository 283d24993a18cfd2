//! The builder's GOROOT, against a list of those that are allowed.

use super::answer::Answer;
use crate::bytes::Text;
use crate::finding::about::About;
use crate::finding::check::BuiltIn;
use crate::finding::goroot::roots;
use crate::finding::remark::Remark;
use crate::go::path::PathStyle;
use crate::go::path::{clean, style_of};
use crate::origin::Verdict;
use crate::rule::{Rule, Severity};

/// The word in the list for programs that name no GOROOT, since they were built with `-trimpath`.
const TRIMMED: &str = "trimmed";

pub(in crate::finding) static GOROOT_NOT_ALLOWED: BuiltIn = BuiltIn::many(
    |about| goroot(about).remarks(),
    Rule::new("goroot-not-allowed", Severity::Error)
        .means("The binary was built with a Go in a place that the policy does not allow.")
        .because("It did not come from the build service, or that used another Go than it should.")
        .mend("Build where the policy says; or add the GOROOT to the list in the policy."),
)
.asked_of_programs();

pub(super) fn goroot(about: &About<'_>) -> Answer {
    let Some(allowed) = &about.demands.goroots else { return Answer::Met };
    let goroot = &about.program.goroot;
    let is_allowed = |root: &Text| {
        let cleaned = root.lossy();
        let cleaned = clean(&cleaned, style_of(&cleaned).unwrap_or(PathStyle::Slash));
        allowed.iter().any(|it| it.matches(root.as_bytes()) || it.matches(cleaned.as_bytes()))
    };
    match goroot.verdict {
        Verdict::Trimmed if allowed.iter().any(|it| it.text() == TRIMMED) => Answer::Met,
        Verdict::Trimmed => Answer::Unknown(format!(
            "it was built with -trimpath and names no GOROOT; \"{TRIMMED}\" in the list allows that"
        )),
        Verdict::Conflicting => {
            let mut others = goroot.evidence.iter().map(|it| &it.root).filter(|it| !is_allowed(it));
            others.next().map_or(Answer::Met, |root| refused(about, root))
        }
        _ => match &goroot.value {
            Some(root) if is_allowed(root) => Answer::Met,
            Some(root) => refused(about, root),
            None => Answer::Unknown(format!("no GOROOT is known: {}", goroot.reason)),
        },
    }
}

fn refused(about: &About<'_>, root: &Text) -> Answer {
    Answer::broken(Remark::new(format!("{root} is not allowed")).at_all(roots(about.program)))
}
