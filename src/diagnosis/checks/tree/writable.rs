//! Whether others may change the Go that everyone runs.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, visible};
use crate::diagnosis::remedy::{Act, GoTree, Remedy};
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static GOROOT_WRITABLE_BY_OTHERS: Check = Check::new(
    Theme::Tree,
    writable_goroot,
    Rule::new("goroot-writable-by-others", Severity::Warning)
        .means("Anyone may write to GOROOT.")
        .because("A changed compiler changes every program.")
        .mend("Remove the permission."),
);

/// Anyone may write to GOROOT.
fn writable_goroot(scene: &Scene<'_>) -> Outcome {
    let Some(goroot) = scene.tree() else { return Outcome::NotHere };
    let mut known = false;
    let mut seen = Vec::new();
    for part in ["", "bin", "bin/go", "pkg", "pkg/tool", "src", "src/runtime"] {
        let path = if part.is_empty() { goroot.to_owned() } else { scene.join(goroot, part) };
        let Some(mode) = scene.status(&path).and_then(|status| status.mode) else { continue };
        known = true;
        // In a directory with the sticky bit users can change only their own files.
        if mode & 0o002 != 0 && mode & 0o1000 == 0 {
            seen.push(scene.described(&path));
        }
    }
    if !known {
        return Outcome::unknown("this system has no permission bits");
    }
    if seen.is_empty() {
        return Outcome::Clear;
    }
    Outcome::found(Complaint {
        message: format!("anyone may change {goroot}"),
        seen,
        cause: "chmod 777, or unpacking under a loose umask: a changed compiler \
            changes every program built with it"
            .to_owned(),
        fix: GoTree::prove(scene, goroot)
            .map(|tree| Remedy::of(Act::CloseTree(tree)))
            .unwrap_or_default()
            .or_decide(format!(
                "let only the owner write to {}, or install Go where only root writes",
                visible(&scene.outer(goroot))
            )),
    })
}
