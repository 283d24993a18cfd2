//! How to let the go command find another GOROOT.

use crate::diagnosis::facts::Scene;
use crate::diagnosis::remedy::{Act, Remedy};

/// How to let the command find a GOROOT where the one decided on is wrong.
pub(super) fn out_of_the_way(scene: &Scene<'_>) -> Remedy {
    let other = scene.other_root().and_then(|it| it.goroot.as_deref());
    let set = other.map(|goroot| scene.set("GOROOT", goroot)).unwrap_or_default();
    // A GOROOT that was set can be taken back; one that was found needs another command.
    let undone = if scene.goroot_is_set() { scene.undo("GOROOT") } else { Remedy::default() };
    undone.or(other_command(scene)).or(set).or_decide(
        "install a whole Go release, put its bin directory first on PATH, and leave GOROOT unset: \
        https://go.dev/dl",
    )
}

/// How to start another installation's command instead.
pub(in crate::diagnosis) fn other_command(scene: &Scene<'_>) -> Remedy {
    let Some(other) = scene.other_root().and_then(|it| it.goroot.as_deref()) else {
        return Remedy::default();
    };
    let first = Remedy::of(Act::PrependPath(scene.join(other, "bin")));
    match scene.settings.of_environment("GOROOT") {
        Some(_) => first.behind(Act::Unset("GOROOT".to_owned())),
        None => first,
    }
}
