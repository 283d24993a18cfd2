//! The settings of Visual Studio Code and its relatives.

use super::json::{json_string, json_value, without_comments};
use crate::diagnosis::facts::{Scene, upwards};
use crate::go::path::is_absolute;
use crate::host::Links;

/// The largest file of settings that is read.
pub(super) const MAX_FILE: u64 = 4 << 20;

/// A file of settings, and the folder that is open when it counts.
pub(super) struct Settings {
    pub(super) file: String,
    pub(super) folder: String,
}

/// The files of Visual Studio Code and its relatives: of this folder and those above, of workspaces
/// there, and of the user.
pub(super) fn settings_files(scene: &Scene<'_>) -> Vec<Settings> {
    let mut found = Vec::new();
    let directories = upwards(scene);
    for directory in &directories {
        let file = scene.join(directory, ".vscode/settings.json");
        found.push(Settings { file, folder: directory.clone() });
        let names = scene.view.read_dir(directory, 4096).unwrap_or_default();
        for name in names.iter().filter(|name| name.ends_with(".code-workspace")) {
            let file = scene.join(directory, name);
            let folder = workspace_folder(scene, &file, directory);
            found.push(Settings { file, folder });
        }
    }
    let open = directories.iter().find(|it| {
        [".vscode", ".git", "go.mod"]
            .iter()
            .any(|name| scene.view.kind(&scene.join(it, name), Links::Follow).is_ok())
    });
    let open = open.or(directories.first()).cloned().unwrap_or_default();
    if let Some(home) = scene.home() {
        for place in [
            ".config/Code/User/settings.json",
            ".config/VSCodium/User/settings.json",
            ".config/Cursor/User/settings.json",
            ".vscode-server/data/Machine/settings.json",
            "Library/Application Support/Code/User/settings.json",
            "AppData/Roaming/Code/User/settings.json",
        ] {
            found.push(Settings { file: scene.join(&home, place), folder: open.clone() });
        }
    }
    found
}

/// The folder of a workspace that the current directory is in, else its first one.
fn workspace_folder(scene: &Scene<'_>, file: &str, directory: &str) -> String {
    let text = scene.view.read(file, MAX_FILE).unwrap_or_default();
    let text = without_comments(&String::from_utf8_lossy(&text));
    let mut folders = Vec::new();
    let mut rest = text.as_str();
    while let Some(value) = json_value(rest, "path") {
        folders.extend(json_string(value).map(|path| match is_absolute(&path, scene.style()) {
            true => path,
            false => scene.join(directory, &path),
        }));
        rest = value;
    }
    let here = scene.view.current_dir().unwrap_or_default();
    let around =
        folders.iter().filter(|it| here.starts_with(it.as_str())).max_by_key(|it| it.len());
    around.or(folders.first()).cloned().unwrap_or_else(|| directory.to_owned())
}
