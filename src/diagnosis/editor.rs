//! Editors and version managers, which have ideas of their own about GOROOT.

use super::check::{Check, Complaint, Outcome, Theme};
use super::editor_settings::expand;
use super::json_escape::unescaped;
use super::remedy::Remedy;
use super::scene::{Scene, visible};
use crate::go::path::{is_absolute, is_remote_or_device, same_spelling};
use crate::go::plain_version;
use crate::host::ViewError;
use crate::host::layout::goroot_behind;
use crate::rule::{Rule, Severity};

/// The largest file of settings that is read.
const MAX_FILE: u64 = 4 << 20;

/// The directories from the current one upwards.
fn upwards(scene: &Scene<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let Some(mut directory) = scene.view.current_dir() else { return found };
    for _ in 0..64 {
        found.push(directory.clone());
        let parent = scene.join(&directory, "..");
        if parent == directory {
            break;
        }
        directory = parent;
    }
    found
}

pub(super) static EDITOR_GOROOT: Check = Check::new(
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
    let is_there =
        error != ViewError::NotFound && scene.view.kind(file, crate::host::Links::Follow).is_ok();
    is_there.then(|| format!("{file}: {error}"))
}

/// A file of settings, and the folder that is open when it counts.
struct Settings {
    file: String,
    folder: String,
}

/// The files of Visual Studio Code and its relatives: of this folder and those above, of workspaces
/// there, and of the user.
fn settings_files(scene: &Scene<'_>) -> Vec<Settings> {
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
            .any(|name| scene.view.kind(&scene.join(it, name), crate::host::Links::Follow).is_ok())
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

/// The GOROOT that a command in the settings leads to; `None` where it names none, or the one in
/// effect.
///
/// # Errors
/// Why that is not known.
fn command(scene: &Scene<'_>, path: &str) -> Result<Option<String>, String> {
    if is_absolute(path, scene.style()) {
        let remote = scene.os() == crate::host::Os::Windows && is_remote_or_device(path);
        return match !remote && scene.view.is_file(path) {
            true => goroot_behind(scene.view, path),
            // Nothing is there; its place tells what was meant.
            false => Ok(Some(scene.join(path, "../.."))),
        };
    }
    match super::path::on_path(scene, path) {
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
    let remote = scene.os() == crate::host::Os::Windows && is_remote_or_device(path);
    same_spelling(path, effective, scene.style())
        || (!remote && scene.view.same_file(path, effective))
}

/// JSON text without its comments, which editors allow.
fn without_comments(text: &str) -> String {
    let mut kept = String::new();
    let (mut quoted, mut escaped) = (false, false);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if !quoted && rest.starts_with("//") {
            rest = rest.find('\n').and_then(|at| rest.get(at..)).unwrap_or_default();
            continue;
        }
        if !quoted && rest.starts_with("/*") {
            rest = rest.split_once("*/").map_or("", |(_, after)| after);
            continue;
        }
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
        kept.push(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    kept
}

/// What follows a key of an object.
fn json_value<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let after = text.split_once(&format!("\"{key}\""))?.1.trim_start();
    let value = after.strip_prefix(':')?.trim_start();
    // A value ends before the next one of its own object; for an object that is its brace.
    match value.strip_prefix('{') {
        Some(inner) => inner.split_once('}').map(|(inner, _)| inner),
        None => Some(value),
    }
}

/// The string that text starts with.
fn json_string(text: &str) -> Option<String> {
    let rest = text.strip_prefix('"')?;
    let mut value = String::new();
    let mut chars = rest.chars();
    loop {
        match chars.next()? {
            '"' => return Some(value),
            '\\' => value.push(unescaped(&mut chars)?),
            c => value.push(c),
        }
    }
}

/// What a version manager's file asks for in the current directory: the file, the line, and the
/// version.
pub(super) fn pinned(scene: &Scene<'_>) -> Option<(String, usize, String)> {
    for directory in upwards(scene) {
        for (name, key) in [
            (".go-version", ""),
            (".tool-versions", "golang"),
            ("mise.toml", "go"),
            (".mise.toml", "go"),
        ] {
            let file = scene.join(&directory, name);
            let Ok(text) = scene.view.read(&file, MAX_FILE) else { continue };
            let text = String::from_utf8_lossy(&text).into_owned();
            let version = match name {
                ".go-version" => text.lines().next().map(|line| (1, line.trim().to_owned())),
                ".tool-versions" => line_value(&text, key, ' '),
                _ => line_value(&text, key, '='),
            };
            if let Some((line, version)) =
                version.filter(|(_, it)| it.starts_with(|c: char| c.is_ascii_digit()))
            {
                return Some((file, line, version));
            }
        }
    }
    None
}

pub(super) static VERSION_MANAGER_STALE: Check = Check::new(
    Theme::Editors,
    version_manager,
    Rule::new("version-manager-stale", Severity::Warning)
        .means("A version manager's file here asks for another Go than runs.")
        .because("The shell still has the GOROOT and PATH of the version before.")
        .mend("Open a new shell; let the version manager not set GOROOT."),
);

/// Rank 21: a version manager asks for another version than runs.
fn version_manager(scene: &Scene<'_>) -> Outcome {
    let Some((file, line, wanted)) = pinned(scene) else { return Outcome::NotHere };
    let manager = scene.layout.toolchains.iter().find_map(|it| it.wrapper.as_ref());
    if manager.is_some_and(|it| it.runs.is_some() && it.said_by.is_some()) {
        // It read its own files just now, by its own order.
        return Outcome::Clear;
    }
    let Some(version) = scene.version() else {
        return Outcome::unknown(format!(
            "{file} asks for {wanted}; which version runs cannot be read"
        ));
    };
    let runs = plain_version(&version).trim_start_matches("go");
    let fits =
        runs == wanted || runs.strip_prefix(&wanted).is_some_and(|rest| rest.starts_with('.'));
    if fits {
        return Outcome::Clear;
    }
    let mut seen = vec![format!("{file}:{line}: {wanted}"), format!("go command: {version}")];
    seen.extend(scene.places_of("GOROOT"));
    if let Some(path) = scene.command().and_then(|it| it.go_path.as_deref()) {
        seen.push(format!("go: {path}"));
    }
    Outcome::found(Complaint {
        message: format!("{file} asks for Go {wanted}, but {runs} runs"),
        seen,
        cause: "the version manager is not in charge of this shell, or its shell hook has \
            exported GOROOT and PATH before the version changed"
            .to_owned(),
        fix: scene.undo("GOROOT").or_decide(format!(
            "install Go {wanted} with the version manager and open a new shell, or change {}",
            visible(&scene.outer(&file))
        )),
    })
}

/// The value of a key on a line of its own.
fn line_value(text: &str, key: &str, separator: char) -> Option<(usize, String)> {
    (1..).zip(text.lines()).find_map(|(number, line)| {
        let rest = line.trim().strip_prefix(key)?.trim_start();
        let rest = match separator {
            '=' => rest.strip_prefix('=')?,
            _ if rest.len() == line.trim().len() => return None,
            _ => rest,
        };
        let value = rest.split_whitespace().next()?.trim_matches(['"', '\'']);
        Some((number, value.to_owned()))
    })
}

pub(super) static DEBUG_PATH_MAP: Check = Check::new(
    Theme::Editors,
    debug_path_map,
    Rule::new("debug-path-map", Severity::Note)
        .means("GOROOT has another real name than the one programs carry.")
        .because("Debuggers compare paths as text.")
        .mend("Map one to the other in the debugger; `gorigin remap` does it for a program."),
);

/// Rank 56: programs carry a GOROOT in another spelling than editors open.
fn debug_path_map(scene: &Scene<'_>) -> Outcome {
    let Some(goroot) = scene.tree() else { return Outcome::NotHere };
    let Ok(real) = scene.view.canonicalize(goroot) else {
        return Outcome::unknown(format!("{goroot} cannot be resolved"));
    };
    if real == goroot.trim_end_matches(|c| scene.style().is_separator(c)) {
        // One name: there is nothing to map, whichever editor there may be.
        return Outcome::NotHere;
    }
    Outcome::found(Complaint {
        message: format!("GOROOT {goroot} is {real} by its real name"),
        seen: vec![format!("programs built here carry {goroot}; editors may open {real}")],
        cause: "debuggers compare paths as text: a breakpoint in the standard library set under \
            one name is not found under the other"
            .to_owned(),
        fix: Remedy::decide(format!(
            "in launch.json: \"substitutePath\": [{{ \"from\": \"{}\", \"to\": \"{}\" }}]; from is \
            the local side",
            visible(&real),
            visible(goroot)
        )),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_with_comments() {
        let text = r#"{ // "go.goroot": "/no"
            /* "go.goroot": "/no" */ "url": "http://x", "go.goroot": "C:\\Go",
            "go.alternateTools": { "dlv": "/d", "go": "/opt/go/bin/go" } }"#;
        let text = without_comments(text);
        assert_eq!(json_value(&text, "go.goroot").and_then(json_string).as_deref(), Some(r"C:\Go"));
        let tools = json_value(&text, "go.alternateTools").unwrap();
        assert_eq!(
            json_value(tools, "go").and_then(json_string).as_deref(),
            Some("/opt/go/bin/go")
        );
        assert_eq!(json_value(&text, "go.other"), None);
    }
}
