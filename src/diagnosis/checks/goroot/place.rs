//! The directory that GOROOT names: whether it is there, and whether it is a Go tree.

use super::another::{other_command, out_of_the_way};
use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, literal_fault, looks_like_root, visible};
use crate::diagnosis::remedy::Remedy;
use crate::host::{DecidedBy, FileKind, Links, ViewError};
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static GOROOT_MISSING: Check = Check::new(
    Theme::Goroot,
    missing,
    Rule::new("goroot-missing", Severity::Error)
        .means("The GOROOT decided on does not exist.")
        .because("go refuses to run: `cannot find GOROOT directory`.")
        .mend("Remove GOROOT from where it is set, or let it name a Go that is there."),
);

/// The GOROOT decided on does not exist.
fn missing(scene: &Scene<'_>) -> Outcome {
    let Some(goroot) = scene.goroot() else { return Outcome::NotHere };
    if scene.goroot_is_set() && literal_fault(scene, goroot).is_some() {
        // The check of the text says more than this one can.
        return Outcome::NotHere;
    }
    let what = match scene.view.kind(goroot, Links::Follow) {
        Ok(FileKind::Directory) => return Outcome::Clear,
        Ok(_) => "it is not a directory".to_owned(),
        Err(ViewError::NotFound) if scene.view.kind(goroot, Links::Keep) == Ok(FileKind::Link) => {
            let target = scene.view.read_link(goroot).unwrap_or_default();
            format!("it is a link to {target}, which is not there")
        }
        Err(ViewError::PermissionDenied) => {
            return Outcome::unknown(format!("{goroot}: permission denied"));
        }
        Err(error) => error.to_string(),
    };
    let mut seen = vec![format!("{goroot}: {what}")];
    seen.extend(scene.places_of("GOROOT"));
    let own = own_root(scene);
    let cause = match scene.layout.goroot.decided_by {
        DecidedBy::BuiltIn => "the go command was built to live there, and has been moved",
        DecidedBy::EnvFile => "the user's env file still names a Go that was moved or removed",
        _ => "GOROOT still names a Go that was moved, removed or upgraded under another name",
    };
    if let Some(own) = own.filter(|_| scene.goroot_is_set()) {
        seen.push(format!("without it, go would find {own}"));
    }
    Outcome::found(Complaint {
        message: format!("GOROOT does not exist: {}", visible(goroot)),
        seen,
        cause: cause.to_owned(),
        fix: out_of_the_way(scene),
    })
}

/// The GOROOT that the command would find by itself.
fn own_root(scene: &Scene<'_>) -> Option<String> {
    scene.command()?.goroot.clone().filter(|goroot| scene.view.is_directory(goroot))
}

pub(in crate::diagnosis) static GOROOT_OFF_BY_ONE: Check = Check::new(
    Theme::Goroot,
    off_by_one,
    Rule::new("goroot-off-by-one", Severity::Error)
        .means("GOROOT names a directory in or above the Go tree.")
        .because("go runs, but finds no standard library: `package fmt is not in std`.")
        .mend("Name the tree itself, the directory with VERSION in it."),
);

/// GOROOT names a directory inside the tree or above it.
fn off_by_one(scene: &Scene<'_>) -> Outcome {
    let Some((value, _)) = scene.setting("GOROOT") else { return Outcome::NotHere };
    if looks_like_root(scene, &value) {
        return Outcome::Clear;
    }
    if scene.view.kind(&value, Links::Follow).is_err() {
        return Outcome::NotHere;
    }
    let steps = ["..", "../..", "go", "libexec", "current", "lib/go"];
    let better = steps.iter().map(|step| scene.join(&value, step));
    let Some(better) = better.into_iter().find(|path| looks_like_root(scene, path)) else {
        return Outcome::Clear;
    };
    let mut seen = scene.places_of("GOROOT");
    seen.push(format!("{better} has VERSION, src/runtime and pkg/tool; {value} has not"));
    Outcome::found(Complaint {
        message: format!("GOROOT should be {better}, not {}", visible(&value)),
        seen,
        cause: "GOROOT names a directory in or around the Go tree (often its bin), not the tree \
                itself: builds fail with `package fmt is not in std`"
            .to_owned(),
        fix: match own_root(scene) {
            Some(own) if scene.view.same_file(&own, &better) => scene.undo("GOROOT"),
            _ => scene.set("GOROOT", &better),
        }
        .or(out_of_the_way(scene)),
    })
}

pub(in crate::diagnosis) static GOROOT_NOT_A_TREE: Check = Check::new(
    Theme::Goroot,
    not_a_tree,
    Rule::new("goroot-not-a-tree", Severity::Error)
        .means("GOROOT was set to a directory that holds no Go.")
        .because(
            "go runs, but finds no tools and no standard library: `package fmt is not in std`.",
        )
        .mend("Remove GOROOT from where it is set; a go command finds its own."),
);

/// GOROOT was set to a directory that holds no Go at all. The checks of the tree say what a tree
/// lacks; this one says that there is none.
fn not_a_tree(scene: &Scene<'_>) -> Outcome {
    if !scene.goroot_is_set() {
        return Outcome::NotHere;
    }
    let Some(goroot) = scene.goroot_directory() else { return Outcome::NotHere };
    if scene.is_tree(goroot) {
        return Outcome::Clear;
    }
    if matches!(off_by_one(scene), Outcome::Found(_)) {
        // The check for a neighbouring tree says more: which tree was meant.
        return Outcome::NotHere;
    }
    let mut seen = scene.places_of("GOROOT");
    seen.push(format!("{goroot} has neither VERSION nor src/runtime"));
    Outcome::found(Complaint {
        message: format!("GOROOT is not a Go tree: {}", visible(goroot)),
        seen,
        cause: "GOROOT names a directory that was never one, such as a home, a GOPATH or the root \
            of a system: builds fail with `package fmt is not in std`"
            .to_owned(),
        fix: out_of_the_way(scene),
    })
}

pub(in crate::diagnosis) static DECOY_PKG_TOOL: Check = Check::new(
    Theme::Goroot,
    decoy,
    Rule::new("decoy-pkg-tool", Severity::Error)
        .means("A directory that is not a Go tree is taken for GOROOT.")
        .because("All that go looks for is a directory pkg/tool above its command.")
        .mend("Start a go command that lies in its own tree."),
);

/// A stray pkg/tool captures a command that was copied below it.
fn decoy(scene: &Scene<'_>) -> Outcome {
    if scene.layout.goroot.decided_by != DecidedBy::Executable {
        return Outcome::NotHere;
    }
    let Some(goroot) = scene.goroot_directory() else { return Outcome::NotHere };
    let has = |rest: &str| scene.view.kind(&scene.join(goroot, rest), Links::Follow).is_ok();
    if has("VERSION") || has("src") {
        return Outcome::Clear;
    }
    let tool = scene.join(goroot, "pkg/tool");
    let path = scene.command().and_then(|it| it.go_path.as_deref()).unwrap_or("go");
    let fix = other_command(scene).or_decide(format!(
        "start a go command that lies in its own tree; {} was copied out of one, and {} is no \
        part of it",
        visible(&scene.outer(path)),
        visible(&scene.outer(&tool))
    ));
    Outcome::found(Complaint {
        message: format!("{goroot} is taken for GOROOT, but is not a Go tree"),
        seen: vec![
            format!("{tool} is a directory: that is all go looks for"),
            format!("{goroot} has neither VERSION nor src"),
            format!("go command: {path}"),
        ],
        cause: "a copied go command looks one and two directories above itself, and a directory \
            pkg/tool lies there by chance"
            .to_owned(),
        fix,
    })
}

pub(in crate::diagnosis) static SNAP_GO: Check = Check::new(
    Theme::Goroot,
    snap,
    Rule::new("snap-go", Severity::Warning)
        .means("GOROOT is inside one revision of a snap.")
        .because("The next refresh removes it.")
        .mend("Use /snap/go/current."),
);

/// GOROOT is inside one revision of a snap.
fn snap(scene: &Scene<'_>) -> Outcome {
    let Some(goroot) = scene.goroot() else { return Outcome::NotHere };
    let Some(rest) = goroot.strip_prefix("/snap/go/") else { return Outcome::NotHere };
    let revision = rest.split('/').next().unwrap_or_default();
    if revision.parse::<u64>().is_err() {
        return Outcome::Clear;
    }
    let mut seen = vec![format!("GOROOT is {goroot}")];
    seen.extend(scene.places_of("GOROOT"));
    let fix = if scene.goroot_is_set() { scene.undo("GOROOT") } else { Remedy::default() };
    let fix = fix.or_decide("nothing now; write /snap/go/current wherever a path is kept");
    Outcome::found(Complaint {
        message: format!(
            "GOROOT is revision {revision} of a snap, which goes with the next refresh"
        ),
        seen,
        cause: "snaps live in a directory for each revision; only /snap/go/current stays"
            .to_owned(),
        fix,
    })
}
