//! Where commands are: the directories of `PATH`, and the one that `go install` writes to.

use crate::diagnosis::facts::Scene;
use crate::host::settings::non_empty;
use crate::host::{FileKind, Links, Os};

/// The directories of `PATH`.
pub(in crate::diagnosis) fn path_directories(scene: &Scene<'_>) -> Vec<String> {
    let list = non_empty(scene.view, scene.os().path_variable()).map(|set| set.text);
    let list = list.unwrap_or_default();
    list.split(scene.os().list_separator()).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

/// The first command of that name on `PATH`.
pub(in crate::diagnosis) fn on_path(scene: &Scene<'_>, name: &str) -> Option<String> {
    let executable = |path: &String| {
        matches!(scene.view.kind(path, Links::Follow), Ok(FileKind::File { executable: true }))
    };
    let suffix = if scene.os() == Os::Windows { ".exe" } else { "" };
    path_directories(scene)
        .iter()
        .map(|it| scene.join(it, &format!("{name}{suffix}")))
        .find(executable)
}

/// Where `go install` puts commands.
pub(in crate::diagnosis) fn gobin(scene: &Scene<'_>) -> Option<String> {
    // A variable that a wrapper sets is among the values, not among the settings.
    if let Some(value) = scene.value("GOBIN") {
        return Some(value.to_owned());
    }
    if let Some((set, _)) = scene.setting("GOBIN") {
        return Some(set);
    }
    if let Some(first) =
        scene.value("GOPATH").and_then(|it| it.split(scene.os().list_separator()).next())
    {
        return Some(scene.join(first, "bin"));
    }
    let gopath = match scene.setting("GOPATH") {
        Some((set, _)) => set.split(scene.os().list_separator()).next().map(str::to_owned)?,
        None => scene.join(&scene.home()?, "go"),
    };
    Some(scene.join(&gopath, "bin"))
}
