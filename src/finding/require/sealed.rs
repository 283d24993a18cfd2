//! The bytes that go build wrote, where nothing else may be shipped.

use super::answer::Answer;
use crate::finding::about::About;
use crate::finding::check::BuiltIn;
use crate::finding::remark::Remark;
use crate::rule::{Rule, Severity};
use crate::verify::{ContentVerdict, is_as_built};

pub(in crate::finding) static NOT_VERIFIED: BuiltIn = BuiltIn::many(
    |about| sealed(about).remarks(),
    Rule::new("not-verified", Severity::Error)
        .means(
            "The bytes of the binary are not those that go build wrote, apart from a signature, and \
             that is required.",
        )
        .because("What was done to it since the build is not what the build service tested.")
        .mend("Ship what go build wrote; strip with -ldflags=-s when linking."),
)
.asked_of_programs()
.of_verify();

pub(super) fn sealed(about: &About<'_>) -> Answer {
    if !about.demands.verified {
        return Answer::Met;
    }
    let Some(content) = about.content else {
        return Answer::Unknown("the file was not hashed".to_owned());
    };
    match content.verdict() {
        verdict if is_as_built(verdict, content.cause) => Answer::Met,
        ContentVerdict::Unfinalized | ContentVerdict::Uncheckable | ContentVerdict::NotRun => {
            Answer::Unknown(content.reason.clone().into_owned())
        }
        _ => Answer::broken(Remark::new(format!("not as it was built: {}", content.reason))),
    }
}
