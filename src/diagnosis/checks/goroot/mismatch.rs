//! Whether GOROOT belongs to the go command that runs.

use super::another::out_of_the_way;
use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, versions};
use crate::go::plain_version;
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static GOROOT_ENV_MISMATCH: Check = Check::new(
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

/// A GOROOT that was set belongs to another Go than the command that runs.
fn env_mismatch(scene: &Scene<'_>) -> Outcome {
    if !scene.goroot_is_set() {
        return Outcome::NotHere;
    }
    let Some(goroot) = scene.goroot_directory() else { return Outcome::NotHere };
    let Some(command) = scene.command() else { return Outcome::NotHere };
    let Some(version) = scene.version() else {
        return Outcome::unknown("the version of the go command cannot be read");
    };
    let tree = versions(scene, goroot);
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
