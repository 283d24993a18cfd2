//! What recomputed hashes come to: the verdict chooses the rule, and so how grave it is.
//!
//! | verdict | rule | severity |
//! | --- | --- | --- |
//! | verified but for a signature | `signed-after-build` | note |
//! | verified but for bytes at its end | `resized-after-build` | warning |
//! | verified but for its packing | `packed`, which tells of it anyway | warning |
//! | altered by a tool that is named | `altered-after-build` | note |
//! | undecided | `content-id-undecided` | warning |
//! | changed | `content-id-mismatch` | error |
//! | unfinalized | `unfinalized-build` | warning |

use super::Finding;
use super::check::{finding, in_order};
use crate::verify::{Cause, ContentCheck, ContentVerdict, HostIdCheck};

/// Every finding about recomputed hashes, in the order of the rules.
pub fn check_hashes(content: Option<&ContentCheck>, host_id: Option<&HostIdCheck>) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        [content.and_then(content_id), host_id.and_then(|it| host_id_mismatch(it, content))]
            .into_iter()
            .flatten()
            .collect();
    in_order(&mut findings);
    findings
}

fn content_id(check: &ContentCheck) -> Option<Finding> {
    let evidence = check.marks.iter().chain(&check.details).cloned().collect();
    finding(rule_of(check.verdict(), check.cause)?, check.reason.clone(), evidence)
}

/// The rule that tells of a verdict; `None` where there is nothing to tell.
fn rule_of(verdict: ContentVerdict, cause: Option<Cause>) -> Option<&'static str> {
    match (verdict, cause) {
        (ContentVerdict::VerifiedButFor, Some(Cause::Packed)) => None,
        (ContentVerdict::VerifiedButFor, Some(Cause::Appended | Cause::Truncated)) => {
            Some("resized-after-build")
        }
        (
            ContentVerdict::VerifiedButFor,
            Some(Cause::Unsigned | Cause::SectionAdded | Cause::DebugAligned),
        ) => Some("altered-after-build"),
        (ContentVerdict::VerifiedButFor, _) => Some("signed-after-build"),
        (ContentVerdict::Altered, _) => Some("altered-after-build"),
        (ContentVerdict::Undecided, _) => Some("content-id-undecided"),
        (ContentVerdict::Changed, _) => Some("content-id-mismatch"),
        (ContentVerdict::Unfinalized, _) => Some("unfinalized-build"),
        _ => None,
    }
}

fn host_id_mismatch(check: &HostIdCheck, content: Option<&ContentCheck>) -> Option<Finding> {
    // A tool that wrote the file anew may have written the ID anew, as packagers ask of debugedit:
    // the finding about the tool says so.
    let by_tool = content.is_some_and(|it| it.verdict() == ContentVerdict::Altered);
    if !check.contradicts || by_tool {
        return None;
    }
    finding("host-id-mismatch", check.reason.clone(), Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Severity, rule};

    #[test]
    fn the_verdict_chooses_how_grave_it_is() {
        use ContentVerdict as V;
        for (verdict, cause, want) in [
            (V::Verified, None, None),
            (V::VerifiedButFor, Some(Cause::Signed), Some(Severity::Note)),
            (V::VerifiedButFor, Some(Cause::Resigned), Some(Severity::Note)),
            (V::VerifiedButFor, Some(Cause::Unsigned), Some(Severity::Note)),
            (V::VerifiedButFor, Some(Cause::SectionAdded), Some(Severity::Note)),
            (V::VerifiedButFor, Some(Cause::DebugAligned), Some(Severity::Note)),
            (V::VerifiedButFor, Some(Cause::Packed), None),
            (V::VerifiedButFor, Some(Cause::Appended), Some(Severity::Warning)),
            (V::VerifiedButFor, Some(Cause::Truncated), Some(Severity::Warning)),
            (Cause::Stripped.grade(), Some(Cause::Stripped), Some(Severity::Note)),
            (Cause::SectionsRemoved.grade(), Some(Cause::SectionsRemoved), Some(Severity::Note)),
            (Cause::DebugRewritten.grade(), Some(Cause::DebugRewritten), Some(Severity::Note)),
            (Cause::Rewritten.grade(), Some(Cause::Rewritten), Some(Severity::Note)),
            (Cause::Undecided.grade(), Some(Cause::Undecided), Some(Severity::Warning)),
            (Cause::Changed.grade(), Some(Cause::Changed), Some(Severity::Error)),
            (Cause::Damaged.grade(), Some(Cause::Damaged), Some(Severity::Error)),
            (Cause::Truncated.grade(), Some(Cause::Truncated), Some(Severity::Error)),
            (Cause::Placeholder.grade(), Some(Cause::Placeholder), Some(Severity::Warning)),
            (Cause::CustomId.grade(), Some(Cause::CustomId), None),
            (Cause::Skipped.grade(), Some(Cause::Skipped), None),
        ] {
            let name = rule_of(verdict, cause);
            let got = name.map(|name| rule(name).expect("a rule").severity);
            assert_eq!(got, want, "{verdict:?} {cause:?}");
        }
    }
}
