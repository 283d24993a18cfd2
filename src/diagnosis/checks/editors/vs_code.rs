//! The settings of Visual Studio Code and its relatives.

use super::answer::{Answer, is_same};
use super::json::{json_string, json_value, without_comments};
use super::variables::expand;
use crate::diagnosis::check::Complaint;
use crate::diagnosis::facts::{Scene, on_path, visible};
use crate::diagnosis::remedy::Remedy;
use crate::go::path::{is_absolute, is_remote_or_device};
use crate::host::layout::goroot_behind;
use crate::host::{Links, Os};

/// The largest workspace file that is read.
const MAX_WORKSPACE: u64 = 4 << 20;

/// The settings that name a Go, each with what it is used for.
const KEYS: [(&str, &str); 3] = [
    ("go.goroot", "GOROOT"),
    ("go.alternateTools", "the go command"),
    ("go.toolsEnvVars", "GOROOT"),
];

/// Compares the Go in each file of settings with the GOROOT in effect.
pub(super) fn check(scene: &Scene<'_>, effective: &str, answer: &mut Answer) {
    for Settings { file, folder } in settings_files(scene) {
        let Some(text) = answer.read(scene, &file) else { continue };
        let text = without_comments(&text);
        for (key, what) in KEYS {
            let Some(value) = value_of(&text, key) else { continue };
            let named = match Named::of(scene, key, &value, &folder) {
                Ok(Some(named)) => named,
                Ok(None) => continue,
                Err(why) => {
                    answer.not_known(format!("{file}: \"{key}\" names {why}"));
                    continue;
                }
            };
            if is_same(scene, &named.goroot, effective) {
                continue;
            }
            let path = named.path;
            let mut seen = vec![format!("{file}: \"{key}\" names {value}")];
            if path != value {
                seen.push(format!("that is {path}"));
            }
            answer.complaints.push(Complaint {
                message: format!("the editor uses {path} for {what}, go uses {effective}"),
                seen,
                cause: "a setting of the editor goes before the environment it was started in"
                    .to_owned(),
                fix: Remedy::decide(format!(
                    "take \"{key}\" out of {}, or use \"go.alternateTools\": {{ \
                    \"go\": \"{}\" }}",
                    visible(&scene.outer(&file)),
                    visible(&scene.go_in(effective))
                )),
            });
        }
    }
}

/// The path in one of the [`KEYS`]; `None` where the key is not there or empty.
fn value_of(text: &str, key: &str) -> Option<String> {
    let value = json_value(text, key)?;
    let value = match key {
        "go.goroot" => json_string(value),
        "go.alternateTools" => json_value(value, "go").and_then(json_string),
        _ => json_value(value, "GOROOT").and_then(json_string),
    };
    value.filter(|value| !value.is_empty())
}

/// What a setting names: the path without variables, and the GOROOT that it leads to.
struct Named {
    path: String,
    goroot: String,
}

impl Named {
    /// `None` where the setting leads to the GOROOT in effect, or to none.
    ///
    /// # Errors
    /// The value, and why it is not known what it leads to.
    fn of(scene: &Scene<'_>, key: &str, value: &str, folder: &str) -> Result<Option<Self>, String> {
        let Some(path) = expand(scene, value, folder) else {
            return Err(format!("{value}, which only the editor knows"));
        };
        if key != "go.alternateTools" {
            return Ok(Some(Self { goroot: path.clone(), path }));
        }
        let goroot = command(scene, &path).map_err(|why| format!("{path}: {why}"))?;
        Ok(goroot.map(|goroot| Self { path, goroot }))
    }
}

/// The GOROOT that a command in the settings leads to; `None` where it leads to none, or is a command
/// that is not on PATH.
///
/// # Errors
/// Why that is not known.
fn command(scene: &Scene<'_>, path: &str) -> Result<Option<String>, String> {
    if is_absolute(path, scene.style()) {
        let remote = scene.os() == Os::Windows && is_remote_or_device(path);
        return match !remote && scene.view.is_file(path) {
            true => goroot_behind(scene.view, path),
            // Nothing is there, so its place must do.
            false => Ok(Some(scene.join(path, "../.."))),
        };
    }
    match on_path(scene, path) {
        Some(path) => goroot_behind(scene.view, &path),
        None => Ok(None),
    }
}

/// A file of settings, and the folder that is open while it is in force.
struct Settings {
    file: String,
    folder: String,
}

/// The files of settings: those of this folder and the folders above, those of workspaces there, and
/// those of the user.
fn settings_files(scene: &Scene<'_>) -> Vec<Settings> {
    let mut found = Vec::new();
    let directories = scene.upwards();
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

/// The folder of a workspace that the current directory is in, else its first folder.
fn workspace_folder(scene: &Scene<'_>, file: &str, directory: &str) -> String {
    let text = scene.view.read(file, MAX_WORKSPACE).unwrap_or_default();
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
