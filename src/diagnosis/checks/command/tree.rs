//! Whether the go command still lies in a Go tree.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::checks::goroot::other_command;
use crate::diagnosis::facts::{Scene, visible};
use crate::diagnosis::remedy::{Act, Remedy};
use crate::host::{Links, Os, StepKind, Toolchain};
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static TRIMMED_GO_MOVED: Check = Check::new(
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

/// The go command was copied out of its tree.
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
    let same = |it: &&Toolchain| {
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

pub(in crate::diagnosis) static SOURCE_ONLY_TREE: Check = Check::new(
    Theme::Command,
    source_only,
    Rule::new("source-only-tree", Severity::Error)
        .means("A directory holds Go's sources and no commands.")
        .because("It is the archive for building Go, not for using it.")
        .mend("Unpack the archive for this system, or run make.bash in it."),
);

/// A directory holds the source archive in place of a binary one.
fn source_only(scene: &Scene<'_>) -> Outcome {
    let candidates = scene.layout.toolchains.iter().filter_map(|it| it.goroot.as_deref());
    let mut seen = Vec::new();
    for goroot in candidates {
        let has = |rest: &str| scene.view.kind(&scene.join(goroot, rest), Links::Follow).is_ok();
        let windows = scene.os() == Os::Windows;
        if has("src/make.bash")
            && has("VERSION")
            && !has(if windows { "bin/go.exe" } else { "bin/go" })
            && !has("pkg/tool")
        {
            seen.push(goroot.to_owned());
        }
    }
    let Some(goroot) = seen.first().cloned() else { return Outcome::Clear };
    Outcome::found(Complaint {
        message: format!("{goroot} holds only Go's sources"),
        seen: seen
            .iter()
            .map(|it| format!("{it}: src/make.bash, but neither bin/go nor pkg/tool"))
            .collect(),
        cause: "the archive go1.X.src.tar.gz was unpacked, which must be built before it is of use"
            .to_owned(),
        fix: Remedy::decide(format!(
            "unpack the archive for this system instead, or build Go with {} in {}",
            if scene.os() == Os::Windows { "make.bat" } else { "make.bash" },
            visible(&scene.outer(&scene.join(&goroot, "src")))
        )),
    })
}
