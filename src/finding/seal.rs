//! The result of recomputed hashes: the verdict chooses the rule, and with it the severity.
//!
//! | verdict | rule | severity |
//! | --- | --- | --- |
//! | verified but for a signature | `signed-after-build` | note |
//! | verified but for bytes at its end | `resized-after-build` | warning |
//! | verified but for its packing | `packed`, which reports it anyway | warning |
//! | altered by a tool that is named | `altered-after-build` | note |
//! | undecided | `content-id-undecided` | warning |
//! | changed | `content-id-mismatch` | error |
//! | unfinalized | `unfinalized-build` | warning |

use super::about::About;
use super::check::BuiltIn;
use super::remark::{Place, Remark};
use crate::rule::{Rule, Severity};
use crate::verify::{Cause, ContentCheck, ContentVerdict};

pub(super) static CONTENT_ID_MISMATCH: BuiltIn = BuiltIn::one(
    content_id_mismatch,
    Rule::new("content-id-mismatch", Severity::Error)
        .means(
            "The bytes of the file are not those that `go build` wrote, and no harmless tool \
             accounts for it.",
        )
        .because(
            "The last part of the build ID is the hash of the whole file. The file was patched, \
             cut short or damaged after the build; what signing, stripping and the like leave in a \
             file was looked for and is not there.",
        )
        .mend(
            "Compare with the file as it was built, and get the program from where it was built.",
        ),
)
.of_verify();

fn content_id_mismatch(about: &About<'_>) -> Option<Remark> {
    found(about, Seal::Changed)
}

pub(super) static CONTENT_ID_UNDECIDED: BuiltIn = BuiltIn::one(
    content_id_undecided,
    Rule::new("content-id-undecided", Severity::Warning)
        .means(
            "The bytes of the file are not those that `go build` wrote, and it does not tell why.",
        )
        .because(
            "It may have been stripped, which is harmless, or changed in place, which is not: what \
             would tell the two apart is not in the file.",
        )
        .mend(
            "Compare with the file as it was built; strip with -ldflags=-s when linking instead of \
             afterwards.",
        ),
)
.of_verify();

fn content_id_undecided(about: &About<'_>) -> Option<Remark> {
    found(about, Seal::Undecided)
}

pub(super) static UNFINALIZED_BUILD: BuiltIn = BuiltIn::one(
    unfinalized_build,
    Rule::new("unfinalized-build", Severity::Warning)
        .means("The build ID still ends in the linker's placeholder instead of a content hash.")
        .because(
            "The program comes from `go run` or `go test` of Go 1.23 or older, or was linked \
             without the go command; nothing says whether its bytes were changed.",
        )
        .mend("Ship what `go build` or `go install` writes."),
)
.of_verify();

fn unfinalized_build(about: &About<'_>) -> Option<Remark> {
    found(about, Seal::Unfinalized)
}

pub(super) static RESIZED_AFTER_BUILD: BuiltIn = BuiltIn::one(
    resized_after_build,
    Rule::new("resized-after-build", Severity::Warning)
        .means(
            "Bytes were appended to the program, or zeros cut from its end; what is left is what \
             `go build` wrote.",
        )
        .because(
            "The program itself is proved to be untouched. What was appended is not: archives that \
             unpack themselves and programs that carry their data do it on purpose, and so may \
             others.",
        )
        .mend(
            "Nothing, if the program is meant to carry data at its end; embed it with go:embed to \
             have it covered by the hash.",
        ),
)
.of_verify();

fn resized_after_build(about: &About<'_>) -> Option<Remark> {
    found(about, Seal::Resized)
}

pub(super) static ALTERED_AFTER_BUILD: BuiltIn = BuiltIn::one(
    altered_after_build,
    Rule::new("altered-after-build", Severity::Note)
        .means("A tool such as strip, objcopy or patchelf wrote the file anew after it was built.")
        .because(
            "The content hash covered the whole file, and what the tool took away cannot be put \
             back: the file no longer proves that nothing else was changed. Distributions do this \
             to every program.",
        )
        .mend(
            "Nothing, if the tool was meant to run. If the ID should prove the file's content, let \
             Go's linker do it (-ldflags=-s instead of strip, -r instead of patchelf); otherwise \
             compare with a build of the same source.",
        ),
)
.of_verify();

fn altered_after_build(about: &About<'_>) -> Option<Remark> {
    found(about, Seal::Altered)
}

pub(super) static SIGNED_AFTER_BUILD: BuiltIn = BuiltIn::one(
    signed_after_build,
    Rule::new("signed-after-build", Severity::Note)
        .means(
            "The file was signed after it was built; without the signature its bytes are those \
             that `go build` wrote.",
        )
        .because(
            "A signature changes the file, so Go's own check of it fails; set aside, nothing else \
             was changed.",
        )
        .mend(
            "Nothing, if the signature is meant to be there; verify it with the system's own \
             tools.",
        ),
)
.of_verify();

fn signed_after_build(about: &About<'_>) -> Option<Remark> {
    found(about, Seal::Signed)
}

/// The kind of finding that a verdict leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seal {
    Signed,
    Altered,
    Resized,
    Undecided,
    Unfinalized,
    Changed,
}

impl Seal {
    /// `None` where there is nothing to report.
    fn of(verdict: ContentVerdict, cause: Option<Cause>) -> Option<Self> {
        match (verdict, cause) {
            (ContentVerdict::VerifiedButFor, Some(Cause::Packed)) => None,
            (ContentVerdict::VerifiedButFor, Some(Cause::Appended | Cause::Truncated)) => {
                Some(Self::Resized)
            }
            (
                ContentVerdict::VerifiedButFor,
                Some(Cause::Unsigned | Cause::SectionAdded | Cause::DebugAligned),
            )
            | (ContentVerdict::Altered, _) => Some(Self::Altered),
            (ContentVerdict::VerifiedButFor, _) => Some(Self::Signed),
            (ContentVerdict::Undecided, _) => Some(Self::Undecided),
            (ContentVerdict::Changed, _) => Some(Self::Changed),
            (ContentVerdict::Unfinalized, _) => Some(Self::Unfinalized),
            _ => None,
        }
    }
}

fn found(about: &About<'_>, sought: Seal) -> Option<Remark> {
    let is_sought = |it: &&ContentCheck| Seal::of(it.verdict(), it.cause) == Some(sought);
    let check = about.content.filter(is_sought)?;
    let places = check.marks.iter().chain(&check.details).map(Place::new);
    Some(Remark::new(check.reason.clone()).at_all(places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_chooses_the_rule() {
        use ContentVerdict as V;
        for (verdict, cause, want) in [
            (V::Verified, None, None),
            (V::VerifiedButFor, Some(Cause::Signed), Some(Seal::Signed)),
            (V::VerifiedButFor, Some(Cause::Resigned), Some(Seal::Signed)),
            (V::VerifiedButFor, Some(Cause::Unsigned), Some(Seal::Altered)),
            (V::VerifiedButFor, Some(Cause::SectionAdded), Some(Seal::Altered)),
            (V::VerifiedButFor, Some(Cause::DebugAligned), Some(Seal::Altered)),
            (V::VerifiedButFor, Some(Cause::Packed), None),
            (V::VerifiedButFor, Some(Cause::Appended), Some(Seal::Resized)),
            (V::VerifiedButFor, Some(Cause::Truncated), Some(Seal::Resized)),
            (Cause::Stripped.grade(), Some(Cause::Stripped), Some(Seal::Altered)),
            (Cause::SectionsRemoved.grade(), Some(Cause::SectionsRemoved), Some(Seal::Altered)),
            (Cause::DebugRewritten.grade(), Some(Cause::DebugRewritten), Some(Seal::Altered)),
            (Cause::Rewritten.grade(), Some(Cause::Rewritten), Some(Seal::Altered)),
            (Cause::Undecided.grade(), Some(Cause::Undecided), Some(Seal::Undecided)),
            (Cause::Changed.grade(), Some(Cause::Changed), Some(Seal::Changed)),
            (Cause::Damaged.grade(), Some(Cause::Damaged), Some(Seal::Changed)),
            (Cause::Truncated.grade(), Some(Cause::Truncated), Some(Seal::Changed)),
            (Cause::Placeholder.grade(), Some(Cause::Placeholder), Some(Seal::Unfinalized)),
            (Cause::CustomId.grade(), Some(Cause::CustomId), None),
            (Cause::Skipped.grade(), Some(Cause::Skipped), None),
        ] {
            assert_eq!(Seal::of(verdict, cause), want, "{verdict:?} {cause:?}");
        }
    }
}
