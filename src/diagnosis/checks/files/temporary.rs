//! The directory for temporary files.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, visible};
use crate::diagnosis::remedy::{Act, Remedy};
use crate::host::goenv::gomod::temp_dir;
use crate::host::{Links, Os, ViewError};
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static TMPDIR_MISSING: Check = Check::new(
    Theme::Files,
    tmpdir_missing,
    Rule::new("tmpdir-missing", Severity::Error)
        .means("The directory for temporary files does not exist or cannot be written.")
        .because("Nothing builds: `creating work dir`.")
        .mend("Make it, or unset the variable."),
);

/// The directory for temporary files is not there or cannot be written.
fn tmpdir_missing(scene: &Scene<'_>) -> Outcome {
    let (name, path) = match scene.setting("GOTMPDIR") {
        Some((value, _)) => ("GOTMPDIR", value),
        None => (if scene.os() == Os::Windows { "TMP" } else { "TMPDIR" }, temp_dir(scene.view)),
    };
    match scene.view.kind(&path, Links::Follow) {
        Ok(_) if scene.view.is_directory(&path) => match scene.may_write(&path) {
            Some(false) => {}
            _ => return Outcome::Clear,
        },
        Err(ViewError::PermissionDenied) => {
            return Outcome::unknown(format!("{path}: permission denied"));
        }
        _ => {}
    }
    let mut seen = vec![scene.described(&path)];
    seen.extend(scene.places_of(name));
    let is_free = scene.view.kind(&path, Links::Keep).is_err();
    let fix = match scene.setting(name) {
        Some(_) => scene.undo(name),
        None if is_free && scene.os() != Os::Windows && path == "/tmp" => {
            Remedy::of(Act::MakeSharedDirectory { path: path.clone(), sudo: scene.sudo("/") })
        }
        None => Remedy::default(),
    };
    Outcome::found(Complaint {
        message: format!("the directory for temporary files cannot be used: {path}"),
        seen,
        cause: "go builds in a new directory there: `go: creating work dir: stat …: no such file \
            or directory`"
            .to_owned(),
        fix: fix.or_decide(format!(
            "let {name} name a directory that this user may write to, or make one of {}",
            visible(&scene.outer(&path))
        )),
    })
}
