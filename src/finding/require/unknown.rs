//! Requirements of which nobody can know whether they are met.

use super::answer::Answer;
use super::{build, goroot, modules, people, sealed};
use crate::finding::about::About;
use crate::finding::check::BuiltIn;
use crate::finding::remark::Remark;
use crate::finding::version::min_go;
use crate::rule::{Rule, Severity};

/// The name of a requirement, and what a program says to it.
type Asked = (&'static str, fn(&About<'_>) -> Answer);

/// Every requirement that has a rule of its own, by its name in a policy.
const ALL: [Asked; 9] = [
    ("trimpath", build::trimpath),
    ("clean", build::clean),
    ("revision", build::revision),
    ("min-go", min_go),
    ("goroot", goroot::goroot),
    ("verified", sealed::sealed),
    ("no-user-paths", people::people),
    ("module-hosts", modules::hosts),
    ("forbid-settings", build::settings),
];

pub(in crate::finding) static REQUIREMENT_UNKNOWN: BuiltIn = BuiltIn::many(
    unknown,
    Rule::new("requirement-unknown", Severity::Error)
        .means("Whether the binary meets a requirement cannot be known.")
        .because(
            "What does not show is not met: a program without build info must not pass where one \
             with it would fail.",
        )
        .mend(
            "Build so that it shows, which the message says; or lower this rule, or the requirement \
             for this path, in the policy.",
        ),
)
.asked_of_programs()
.of_verify();

fn unknown(about: &About<'_>) -> Vec<Remark> {
    let of = |(name, ask): Asked| match ask(about) {
        Answer::Unknown(why) => Some(Remark::new(format!("{name}: {why}"))),
        Answer::Met | Answer::Broken(_) => None,
    };
    ALL.into_iter().filter_map(of).collect()
}
