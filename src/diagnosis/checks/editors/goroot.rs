//! The Go that editors are set to use.

use super::json::{json_string, json_value, without_comments};
use super::variables::expand;
use super::vs_code::{MAX_FILE, Settings, settings_files};
use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, on_path, upwards, visible};
use crate::diagnosis::remedy::Remedy;
use crate::go::path::{is_absolute, is_remote_or_device, same_spelling};
use crate::host::layout::goroot_behind;
use crate::host::{Links, Os, ViewError};
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static EDITOR_GOROOT: Check = Check::new(
    Theme::Editors,
    goroot,
    Rule::new("editor-goroot", Severity::Warning)
        .means(
            "An editor is set to use another Go. Seen in VS Code's, its relatives' and GoLand's \
             own files.",
        )
        .because("It checks and builds with another version than the shell.")
        .mend("Remove the setting from the editor."),
);

/// Rank 20: an editor uses another Go.
fn goroot(scene: &Scene<'_>) -> Outcome {
    let Some(effective) = scene.goroot() else { return Outcome::NotHere };
    let mut complaints = Vec::new();
    let mut unknown = None;
    let mut found_any = false;
    for Settings { file, folder } in settings_files(scene) {
        let text = match scene.view.read(&file, MAX_FILE) {
            Ok(text) => String::from_utf8_lossy(&text).into_owned(),
            Err(error) => {
                unknown = unreadable(scene, &file, error).or(unknown);
                continue;
            }
        };
        found_any = true;
        let text = without_comments(&text);
        for (key, what) in [
            ("go.goroot", "GOROOT"),
            ("go.alternateTools", "the go command"),
            ("go.toolsEnvVars", "GOROOT"),
        ] {
            let Some(value) = json_value(&text, key) else { continue };
            let value = match key {
                "go.goroot" => json_string(value),
                "go.alternateTools" => json_value(value, "go").and_then(json_string),
                _ => json_value(value, "GOROOT").and_then(json_string),
            };
            let Some(value) = value.filter(|value| !value.is_empty()) else { continue };
            let Some(path) = expand(scene, &value, &folder) else {
                unknown =
                    Some(format!("{file}: \"{key}\" names {value}, which only the editor knows"));
                continue;
            };
            let leads_to = match key {
                "go.alternateTools" => command(scene, &path),
                _ => Ok(Some(path.clone())),
            };
            let root = match leads_to {
                Ok(Some(root)) => root,
                Ok(None) => continue,
                Err(why) => {
                    unknown = Some(format!("{file}: \"{key}\" names {path}: {why}"));
                    continue;
                }
            };
            if is_same(scene, &root, effective) {
                continue;
            }
            let mut seen = vec![format!("{file}: \"{key}\" names {value}")];
            if path != value {
                seen.push(format!("that is {path}"));
            }
            complaints.push(Complaint {
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
    for directory in upwards(scene) {
        let file = scene.join(&directory, ".idea/workspace.xml");
        let text = match scene.view.read(&file, MAX_FILE) {
            Ok(text) => String::from_utf8_lossy(&text).into_owned(),
            Err(error) => {
                unknown = unreadable(scene, &file, error).or(unknown);
                continue;
            }
        };
        found_any = true;
        let url = text
            .split("name=\"GOROOT\" url=\"file://")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let Some(url) = url.filter(|url| !url.is_empty()) else { continue };
        let Some(path) = expand(scene, url, &directory) else {
            unknown = Some(format!("{file}: GOROOT is {url}, which only the editor knows"));
            continue;
        };
        if !is_same(scene, &path, effective) {
            complaints.push(Complaint {
                message: format!("the editor uses {path} for GOROOT, go uses {effective}"),
                seen: vec![format!("{file}: GOROOT {url}")],
                cause: "GoLand keeps a GOROOT for each project".to_owned(),
                fix: Remedy::decide(format!(
                    "choose {} in Settings, Go, GOROOT",
                    visible(effective)
                )),
            });
        }
    }
    match unknown {
        Some(why) if complaints.is_empty() => Outcome::unknown(why),
        None if !found_any => Outcome::NotHere,
        _ => Outcome::of(complaints),
    }
}

/// Why a file of settings cannot be read; `None` where there is none.
fn unreadable(scene: &Scene<'_>, file: &str, error: ViewError) -> Option<String> {
    let is_there = error != ViewError::NotFound && scene.view.kind(file, Links::Follow).is_ok();
    is_there.then(|| format!("{file}: {error}"))
}

/// The GOROOT that a command in the settings leads to; `None` where it names none, or the one in
/// effect.
///
/// # Errors
/// Why that is not known.
fn command(scene: &Scene<'_>, path: &str) -> Result<Option<String>, String> {
    if is_absolute(path, scene.style()) {
        let remote = scene.os() == Os::Windows && is_remote_or_device(path);
        return match !remote && scene.view.is_file(path) {
            true => goroot_behind(scene.view, path),
            // Nothing is there; its place tells what was meant.
            false => Ok(Some(scene.join(path, "../.."))),
        };
    }
    match on_path(scene, path) {
        Some(path) => goroot_behind(scene.view, &path),
        None => Ok(None),
    }
}

/// Whether a path from the settings is the GOROOT in effect. One that is not absolute counts for
/// nothing, and one on another machine is not looked up.
fn is_same(scene: &Scene<'_>, path: &str, effective: &str) -> bool {
    if !is_absolute(path, scene.style()) {
        return true;
    }
    let remote = scene.os() == Os::Windows && is_remote_or_device(path);
    same_spelling(path, effective, scene.style())
        || (!remote && scene.view.same_file(path, effective))
}
