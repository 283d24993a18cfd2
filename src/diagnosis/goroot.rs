//! GOROOT: its value, where it was set, and whether it fits the command.

use super::check::{Check, Complaint, Outcome, Theme};
use super::remedy::{Act, Remedy};
use super::scene::{Scene, visible};
use crate::go::path::{clean, is_absolute, same_spelling};
use crate::go::plain_version;
use crate::host::{DecidedBy, FileKind, Layer, Links, Os, StepKind, ViewError};
use crate::rule::{Rule, Severity};

pub(super) static GOROOT_ENV_MISMATCH: Check = Check::new(
    Theme::Goroot,
    env_mismatch,
    Rule::new("goroot-env-mismatch", Severity::Error)
        .means("GOROOT was set for another Go than the go command that runs.")
        .because(
            "The command runs the compiler of the other Go, and every build fails with `compile: \
             version … does not match go tool version …`.",
        )
        .mend("Remove GOROOT from the environment; a go command finds its own."),
);

/// Rank 1: a GOROOT that was set belongs to another Go than the command that runs.
fn env_mismatch(scene: &Scene<'_>) -> Outcome {
    if !scene.goroot_is_set() {
        return Outcome::NotHere;
    }
    let Some(goroot) = scene.goroot_directory() else { return Outcome::NotHere };
    let Some(command) = scene.command() else { return Outcome::NotHere };
    let Some(version) = scene.version() else {
        return Outcome::unknown("the version of the go command cannot be read");
    };
    let tree = super::tree::versions(scene, goroot);
    if tree.is_empty() {
        return Outcome::unknown(format!("{goroot} does not say its version"));
    }
    let odd: Vec<_> =
        tree.iter().filter(|(_, other)| plain_version(other) != plain_version(&version)).collect();
    let Some((_, other)) = odd.first() else { return Outcome::Clear };
    let path = command.go_path.as_deref().unwrap_or("go");
    let mut seen = vec![format!("{path}: {version}")];
    seen.extend(odd.iter().map(|(file, version)| format!("{file}: {version}")));
    seen.extend(scene.places_of("GOROOT"));
    Outcome::found(Complaint {
        message: format!("GOROOT is {}, but the go command is {version}", plain_version(other)),
        seen,
        cause: format!(
            "GOROOT={goroot} was set for another Go and is still in force, so this command runs that one's compiler: \
             builds fail with `compile: version \"{}\" does not match go tool version \
                 \"{version}\"`",
            plain_version(other)
        ),
        fix: out_of_the_way(scene),
    })
}

/// How to let the command find a GOROOT again, where the one that is set is wrong.
fn out_of_the_way(scene: &Scene<'_>) -> Remedy {
    let other = scene.other_root().and_then(|it| it.goroot.as_deref());
    let set = other.map(|goroot| scene.set("GOROOT", goroot)).unwrap_or_default();
    // Only a path that someone set can be taken back; what was found needs another command.
    let undone = if scene.goroot_is_set() { scene.undo("GOROOT") } else { Remedy::default() };
    undone.or(other_command(scene)).or(set).or_decide(
        "install a whole Go release, put its bin directory first on PATH, and leave GOROOT unset: \
        https://go.dev/dl",
    )
}

/// How to start another installation's command instead.
pub(super) fn other_command(scene: &Scene<'_>) -> Remedy {
    let Some(other) = scene.other_root().and_then(|it| it.goroot.as_deref()) else {
        return Remedy::default();
    };
    let first = Remedy::of(Act::PrependPath(scene.join(other, "bin")));
    match scene.settings.from_environment("GOROOT") {
        Some(_) => first.behind(Act::Unset("GOROOT".to_owned())),
        None => first,
    }
}

pub(super) static GOROOT_MISSING: Check = Check::new(
    Theme::Goroot,
    missing,
    Rule::new("goroot-missing", Severity::Error)
        .means("The GOROOT decided on does not exist.")
        .because("go refuses to run: `cannot find GOROOT directory`.")
        .mend("Remove GOROOT from where it is set, or let it name a Go that is there."),
);

/// Rank 6: GOROOT is not there.
fn missing(scene: &Scene<'_>) -> Outcome {
    let Some(goroot) = scene.goroot() else { return Outcome::NotHere };
    if scene.goroot_is_set() && literal_fault(scene, goroot).is_some() {
        // What is odd about the text says more than that nothing is there.
        return Outcome::NotHere;
    }
    let what = match scene.view.kind(goroot, Links::Follow) {
        Ok(FileKind::Directory) => return Outcome::Clear,
        Ok(_) => "it is no directory".to_owned(),
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

pub(super) static GOROOT_LITERAL: Check = Check::new(
    Theme::Goroot,
    literal,
    Rule::new("goroot-literal", Severity::Error)
        .means("GOROOT holds quotes, a tilde, a variable, spaces or a line break, or is relative.")
        .because("go takes it byte for byte: the directory of that name does not exist.")
        .mend("Write the path itself, absolute and without quotes, or unset GOROOT."),
);

/// Rank 7: GOROOT holds what a shell would have taken away.
fn literal(scene: &Scene<'_>) -> Outcome {
    let Some((value, layer)) = scene.setting("GOROOT") else { return Outcome::NotHere };
    if layer == Layer::GorootFile {
        return Outcome::NotHere;
    }
    let Some((what, better)) = literal_fault(scene, &value) else { return Outcome::Clear };
    let better = better.filter(|it| layer == Layer::Environment && scene.is_tree(it));
    let better = better.map(|it| scene.set("GOROOT", &it)).unwrap_or_default();
    let fix = better.or(out_of_the_way(scene));
    Outcome::found(Complaint {
        message: format!("GOROOT {what}: {}", visible(&value)),
        seen: scene.places_of("GOROOT"),
        cause: "go takes GOROOT byte for byte; what a shell would expand or strip stays in it"
            .to_owned(),
        fix,
    })
}

/// What is odd about the text of a path, and the path that was probably meant.
pub(super) fn literal_fault(
    scene: &Scene<'_>,
    value: &str,
) -> Option<(&'static str, Option<String>)> {
    let home = scene.home();
    let trimmed = value.trim();
    if value.ends_with(['\r', '\n']) {
        return Some(("ends in a line break", Some(trimmed.to_owned())));
    }
    if trimmed != value {
        return Some(("starts or ends with a space", Some(trimmed.to_owned())));
    }
    let unquoted = value.trim_matches(['"', '\'']);
    if unquoted != value {
        return Some(("holds the quotes around it", Some(unquoted.to_owned())));
    }
    if let Some(rest) = value.strip_prefix('~') {
        return Some((
            "holds a `~` that nothing expands",
            home.map(|home| format!("{home}{rest}")),
        ));
    }
    if value.contains('$') || (scene.os() == Os::Windows && value.contains('%')) {
        let better = home.map(|home| {
            value.replace("${HOME}", &home).replace("$HOME", &home).replace("%USERPROFILE%", &home)
        });
        return Some(("holds a variable that nothing expands", better));
    }
    if !is_absolute(value, scene.style()) {
        return Some(("is a relative path", scene.view.canonicalize(value).ok()));
    }
    None
}

pub(super) static GOROOT_OFF_BY_ONE: Check = Check::new(
    Theme::Goroot,
    off_by_one,
    Rule::new("goroot-off-by-one", Severity::Error)
        .means("GOROOT names a directory in or above the Go tree.")
        .because("go runs, but finds no standard library: `package fmt is not in std`.")
        .mend("Name the tree itself, the directory with VERSION in it."),
);

/// Rank 9: GOROOT is a step too deep or too high.
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

pub(super) static GOROOT_NOT_A_TREE: Check = Check::new(
    Theme::Goroot,
    not_a_tree,
    Rule::new("goroot-not-a-tree", Severity::Error)
        .means("GOROOT was set to a directory that holds no Go.")
        .because(
            "go runs, but finds no tools and no standard library: `package fmt is not in std`.",
        )
        .mend("Remove GOROOT from where it is set; a go command finds its own."),
);

/// GOROOT was set to a directory that holds no Go at all. Not one of the ranked checks: those say
/// what is missing from a tree, and this says that there is none.
fn not_a_tree(scene: &Scene<'_>) -> Outcome {
    if !scene.goroot_is_set() {
        return Outcome::NotHere;
    }
    let Some(goroot) = scene.goroot_directory() else { return Outcome::NotHere };
    if scene.is_tree(goroot) {
        return Outcome::Clear;
    }
    if matches!(off_by_one(scene), Outcome::Found(_)) {
        // Which tree was meant says more.
        return Outcome::NotHere;
    }
    let mut seen = scene.places_of("GOROOT");
    seen.push(format!("{goroot} has neither VERSION nor src/runtime"));
    Outcome::found(Complaint {
        message: format!("GOROOT is no Go tree: {}", visible(goroot)),
        seen,
        cause: "GOROOT names a directory that was never one, such as a home, a GOPATH or the root \
            of a system: builds fail with `package fmt is not in std`"
            .to_owned(),
        fix: out_of_the_way(scene),
    })
}

/// Whether a directory has what every Go tree has.
pub(super) fn looks_like_root(scene: &Scene<'_>, path: &str) -> bool {
    scene.view.is_directory(&scene.join(path, "src/runtime"))
        && scene.view.is_directory(&scene.join(path, "pkg/tool"))
        && scene.view.is_file(&scene.join(path, "VERSION"))
}

pub(super) static TRIMMED_GO_MOVED: Check = Check::new(
    Theme::Command,
    trimmed_go_moved,
    Rule::new("trimmed-go-moved", Severity::Error)
        .means("The go command was copied out of its tree.")
        .because(
            "Official commands since Go 1.21 know no GOROOT but the one around them: `'go' binary \
             is trimmed and GOROOT is not set`.",
        )
        .mend(
            "Put the tree's own bin directory on PATH, or a symbolic link to the command instead \
             of a copy.",
        ),
);

/// Rank 11: a go command that lost its tree.
fn trimmed_go_moved(scene: &Scene<'_>) -> Outcome {
    let Some(error) = scene.layout.goroot.error.as_deref() else { return Outcome::Clear };
    if !error.contains("binary is trimmed and GOROOT is not set") {
        return Outcome::Clear;
    }
    let Some(command) = scene.command() else { return Outcome::NotHere };
    let path = command.go_path.as_deref().unwrap_or("go");
    let mut seen =
        vec![format!("{path}: {}", command.go_version.as_deref().unwrap_or("version not known"))];
    seen.extend(scene.layout.goroot.trace.iter().filter_map(|step| {
        let above = matches!(
            step.step,
            StepKind::Executable
                | StepKind::CrossCompiledExecutable
                | StepKind::ResolvedExecutable
                | StepKind::ResolvedCrossCompiledExecutable
        );
        above.then(|| format!("{}: {}", step.candidate.as_deref().unwrap_or_default(), step.result))
    }));
    let same = |it: &&crate::host::Toolchain| {
        it.goroot_resolved.is_some()
            && it.go_path_resolved != command.go_path_resolved
            && it.go_version == command.go_version
    };
    let home = scene.layout.toolchains.iter().find(same).and_then(|it| it.goroot.as_deref());
    let home = home.map(|goroot| Remedy::of(Act::PrependPath(scene.join(goroot, "bin"))));
    let fix = home.unwrap_or_default().or(other_command(scene)).or_decide(format!(
        "install a whole Go release and let a link take the place of {}: https://go.dev/dl",
        visible(&scene.outer(path))
    ));
    Outcome::found(Complaint {
        message: format!("{path} was copied out of its Go tree"),
        seen,
        cause: "an official go command finds GOROOT by its own place, and beside this copy there \
            is no pkg/tool; a symbolic link works, a copy or a hard link does not"
            .to_owned(),
        fix,
    })
}

pub(super) static GOROOT_NONCANONICAL: Check = Check::new(
    Theme::Goroot,
    noncanonical,
    Rule::new("goroot-noncanonical", Severity::Warning)
        .means("GOROOT is spelled with a needless slash, dots, or another case.")
        .because("Programs carry the spelling, and cached packages do not fit.")
        .mend("Spell it as the directory is called."),
);

/// Rank 29: GOROOT in an odd spelling.
fn noncanonical(scene: &Scene<'_>) -> Outcome {
    let Some((value, layer)) = scene.setting("GOROOT") else { return Outcome::NotHere };
    if layer == Layer::GorootFile || scene.goroot_directory().is_none() {
        return Outcome::NotHere;
    }
    if literal_fault(scene, &value).is_some() {
        return Outcome::NotHere;
    }
    let cleaned = clean(&value, scene.style());
    let mut seen = scene.places_of("GOROOT");
    if cleaned == value {
        let real = scene.view.canonicalize(&value).unwrap_or_default();
        let by_case =
            real != value && same_spelling(&real, &value, crate::go::path::PathStyle::Windows);
        if !by_case || real.is_empty() {
            return Outcome::Clear;
        }
        seen.push(format!("on disk: {real}"));
        return Outcome::found(Complaint {
            message: format!("GOROOT differs in case from the directory: {value}"),
            seen,
            cause: "go compares paths as text, and programs carry this spelling".to_owned(),
            fix: scene.set("GOROOT", &real).or(scene.undo("GOROOT")),
        });
    }
    Outcome::found(Complaint {
        message: format!("GOROOT is spelled {}, not {cleaned}", visible(&value)),
        seen,
        cause: "since Go 1.21 the spelling is taken as it is, ends up in programs and makes \
            cached packages stale"
            .to_owned(),
        fix: scene.set("GOROOT", &cleaned).or(scene.undo("GOROOT")),
    })
}

pub(super) static DECOY_PKG_TOOL: Check = Check::new(
    Theme::Goroot,
    decoy,
    Rule::new("decoy-pkg-tool", Severity::Error)
        .means("A directory that is no Go tree is taken for GOROOT.")
        .because("All that go looks for is a directory pkg/tool above its command.")
        .mend("Start a go command that lies in its own tree."),
);

/// Rank 54: a stray pkg/tool captures a command that was copied below it.
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
        message: format!("{goroot} is taken for GOROOT, but is no Go tree"),
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
