//! Go build ID and host ID.

use super::about::About;
use super::check::BuiltIn;
use super::remark::{Place, Remark};
use crate::evidence::{BuildIdKind, Toolchain};
use crate::rule::{Rule, Severity};
use crate::verify::ContentVerdict;

pub(super) static BUILD_ID_MISSING: BuiltIn = BuiltIn::one(
    build_id_missing,
    Rule::new("build-id-missing", Severity::Note)
        .means("The binary carries no Go build ID.")
        .because(
            "Without it nothing in the file says whether its bytes are still those that were \
             linked.",
        )
        .mend("Do not pass an empty -buildid to the linker, and do not strip the note."),
)
.asked_of_programs()
.of_verify();

fn build_id_missing(about: &About<'_>) -> Option<Remark> {
    // A damaged place is reported as damage, since the ID may be there.
    let is_missing = matches!(about.program.build_id, Ok(None));
    let is_expected = about.program.toolchain == Toolchain::Gc;
    (is_missing && is_expected).then(|| Remark::new("no Go build ID where the linker puts it"))
}

pub(super) static BUILD_ID_CUSTOM: BuiltIn = BuiltIn::one(
    build_id_custom,
    Rule::new("build-id-custom", Severity::Note)
        .means("The Go build ID is not one that the go command writes.")
        .because(
            "It was set with -ldflags=-buildid or by another build system, so nothing in it can be \
             recomputed. The `redacted` that Bazel's rules for Go write is no finding.",
        )
        .mend("Drop -buildid from -ldflags if the ID should prove the file's content."),
)
.of_verify();

fn build_id_custom(about: &About<'_>) -> Option<Remark> {
    let id = about.program.build_id.as_ref().ok()?.as_ref()?;
    if id.kind() != BuildIdKind::Custom {
        return None;
    }
    let what = "the Go build ID is not one that the go command writes";
    Some(Remark::new(what).at(Place::new(id.to_string()).at(about.program.place(id.at))))
}

pub(super) static BUILD_ID_CONFLICT: BuiltIn = BuiltIn::one(
    build_id_conflict,
    Rule::new("build-id-conflict", Severity::Error)
        .means("The binary carries several Go build IDs that differ.")
        .because(
            "Go's linker writes one. Parts of two programs were joined, or an ID was put in \
             afterwards: which one a tool shows depends on where it looks.",
        )
        .mend("Believe neither ID; get the program from where it was built."),
)
.of_verify();

/// One finding for all IDs: the one that Go's own tools show, and every other.
fn build_id_conflict(about: &About<'_>) -> Option<Remark> {
    let id = about.program.build_id.as_ref().ok()?.as_ref()?;
    let others = &about.program.other_build_ids;
    let count = others.len().checked_add(1).filter(|count| *count > 1)?;
    let ids = [id].into_iter().chain(others);
    let places = ids.map(|id| {
        let at = about.program.place(id.at);
        Place::new(format!("{id} in {}", id.storage.says())).at(at)
    });
    Some(Remark::new(format!("the file has {count} different Go build IDs")).at_all(places))
}

pub(super) static HOST_ID_MISMATCH: BuiltIn = BuiltIn::one(
    host_id_mismatch,
    Rule::new("host-id-mismatch", Severity::Warning)
        .means(
            "The GNU build-id or LC_UUID does not follow from the Go build ID as this Go version \
             derives it.",
        )
        .because(
            "One of the two was changed after linking, or set with -ldflags=-B: debug files and \
             symbol servers know the program by an ID that its build does not vouch for.",
        )
        .mend("Rebuild without -B, or find out what rewrote the ID."),
)
.of_verify();

fn host_id_mismatch(about: &About<'_>) -> Option<Remark> {
    let check = about.host_id.filter(|it| it.contradicts)?;
    // A tool that rewrote the file may have written a new ID, as packagers ask of debugedit: the
    // finding about the tool reports that.
    let by_tool = about.content.is_some_and(|it| it.verdict() == ContentVerdict::Altered);
    (!by_tool).then(|| Remark::new(check.reason.clone()))
}
