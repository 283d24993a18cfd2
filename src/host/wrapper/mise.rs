//! mise: each shim is a link to `mise` itself (on Windows `go.exe` or `go.cmd` in `mise\shims`). It
//! looks for the tool `go` in files from the current directory upwards, then in the user's and the
//! system's; the nearest file that names it decides. Without any, and with `system`, the next `go` on
//! `PATH` runs.
//!
//! In one directory the files count in the order of [`FILES`]; `.go-version` counts behind them, and
//! only where `idiomatic_version_file_enable_tools` names go. `GOROOT` is set unless
//! `go.set_goroot` is off, and `GOBIN` unless that is set already.
//!
//! Source: the answers of mise 2026.9.15, run with all of these files side by side and taken away
//! one by one; `mise link` of Go 1.21.13 to 1.27.3.

use super::config::{string, toml, tool_versions};
use super::found::Found;
use super::resolution::{Resolution, Resolved};
use crate::host::Os;

const MANAGER: &str = "mise";
/// The files of one directory, in the order of precedence. `ENV` stands for each name in
/// `MISE_ENV`.
const FILES: [&str; 17] = [
    "mise.ENV.local.toml",
    "mise.ENV.toml",
    ".config/mise/config.ENV.toml",
    ".mise.local.toml",
    "mise.local.toml",
    "mise/config.local.toml",
    ".mise/config.local.toml",
    ".config/mise.local.toml",
    ".mise.toml",
    "mise.toml",
    "mise/config.toml",
    ".mise/config.toml",
    ".config/mise.toml",
    ".config/mise/mise.toml",
    ".config/mise/config.toml",
    ".tool-versions",
    ".go-version",
];
/// The names of the tool in those files.
const KEYS: [&str; 6] = [
    "tools.go",
    "tools.golang",
    "tools.core:go",
    "tools.go.version",
    "tools.golang.version",
    "tools.core:go.version",
];

pub(super) fn follow(found: &Found<'_>) -> Option<Resolved> {
    let text = found.text.as_deref().unwrap_or_default();
    let by_path = found.slashed().contains("/mise/shims/");
    let by_text = text.contains("mise x ") || text.contains("mise exec ");
    if !by_path && !by_text && found.name_of(&found.resolved) != MANAGER {
        return None;
    }
    let settings = Settings::read(found);
    if settings.disables_go {
        return Some(Resolved::new(
            MANAGER,
            Resolution::Next("go is among its disabled tools".to_owned()),
        ));
    }
    let Some((version, place)) = asked(found, &settings) else {
        return Some(Resolved::new(
            MANAGER,
            Resolution::Next("no file of mise names go".to_owned()),
        ));
    };
    Some(answer(found, &settings, &version, &place).said(Some(&version), &place))
}

fn answer(found: &Found<'_>, settings: &Settings, version: &str, place: &str) -> Resolved {
    if version == "system" {
        return Resolved::new(MANAGER, Resolution::Next(format!("{place} asks for system")));
    }
    if version.contains("{{") {
        return Resolved::unknown(MANAGER, format!("{place} holds a template"));
    }
    let goroot = match version.strip_prefix("path:") {
        Some(path) => Some(path.to_owned()),
        None => {
            let wanted = version.strip_prefix("prefix:").unwrap_or(version);
            installs(found).into_iter().find_map(|directory| {
                let name = found.newest(&directory, wanted)?;
                Some(found.join(&directory, &name))
            })
        }
    };
    let Some(goroot) = goroot else {
        let why = format!("{place} asks for {version}, which mise would install first");
        return Resolved::unknown(MANAGER, why);
    };
    let mut sets = Vec::new();
    if settings.sets_goroot {
        sets.push(("GOROOT".to_owned(), goroot.clone()));
    }
    if settings.sets_gobin && found.variable("GOBIN").is_none() {
        sets.push(("GOBIN".to_owned(), found.join(&goroot, "bin")));
    }
    Resolved::new(MANAGER, Resolution::To(found.go_in(&goroot), sets))
}

/// The directories in which mise installs versions of Go.
fn installs(found: &Found<'_>) -> Vec<String> {
    let mut list = Vec::new();
    match found.variable("MISE_DATA_DIR") {
        Some(data) => list.push(data),
        None => {
            let data = match (found.os(), found.variable("XDG_DATA_HOME")) {
                (_, Some(data)) => Some(data),
                (Os::Windows, None) => found.variable("LocalAppData"),
                (_, None) => found.home().map(|home| found.join(&home, ".local/share")),
            };
            list.extend(data.map(|data| found.join(&data, MANAGER)));
        }
    }
    if found.slashed().contains("/shims/") {
        list.push(found.join(found.path, "../.."));
    }
    list.iter().map(|data| found.join(data, "installs/go")).collect()
}

/// The version asked for, and the variable or the line that asks.
fn asked(found: &Found<'_>, settings: &Settings) -> Option<(String, String)> {
    if let Some(version) = found.variable("MISE_GO_VERSION") {
        return Some((version, "MISE_GO_VERSION in the environment".to_owned()));
    }
    for directory in found.upwards() {
        for name in FILES {
            if name == ".go-version" && !settings.reads_go_version {
                continue;
            }
            let names = match name.contains("ENV") {
                true => settings.environments.iter().map(|it| name.replace("ENV", it)).collect(),
                false => vec![name.to_owned()],
            };
            let files = names.iter().map(|name| found.join(&directory, name));
            if let Some(version) = files.into_iter().find_map(|file| version_in(found, &file)) {
                return Some(version);
            }
        }
    }
    settings.global.iter().find_map(|file| version_in(found, file))
}

fn version_in(found: &Found<'_>, file: &str) -> Option<(String, String)> {
    let text = found.read(file)?;
    let (line, version) = if file.ends_with(".toml") {
        toml(&text).into_iter().find_map(|entry| {
            let version = string(&entry.value).filter(|_| KEYS.contains(&entry.key.as_str()))?;
            Some((entry.line, version))
        })?
    } else if file.ends_with(".go-version") {
        (1, text.lines().next()?.trim().trim_start_matches("go").to_owned())
    } else {
        let (line, versions) = tool_versions(&text, &["go", "golang"])?;
        (line, versions.into_iter().next()?)
    };
    (!version.is_empty()).then(|| (version, format!("{file}:{line}")))
}

/// The settings of mise that decide which go runs.
struct Settings {
    disables_go: bool,
    sets_goroot: bool,
    sets_gobin: bool,
    reads_go_version: bool,
    environments: Vec<String>,
    /// The files of the user and of the system.
    global: Vec<String>,
}

impl Settings {
    fn read(found: &Found<'_>) -> Self {
        let global = global_files(found);
        let mut texts: Vec<String> = Vec::new();
        for directory in found.upwards() {
            texts.extend(
                ["mise.toml", ".mise.toml"]
                    .iter()
                    .filter_map(|name| found.read(&found.join(&directory, name))),
            );
        }
        texts.extend(global.iter().filter_map(|file| found.read(file)));
        let entries: Vec<_> = texts.iter().flat_map(|text| toml(text)).collect();
        let setting = |variable: &str, keys: [&str; 2]| {
            let in_files = || {
                let entry = entries.iter().find(|entry| keys.contains(&entry.key.as_str()));
                entry.map(|entry| entry.value.clone())
            };
            found.variable(variable).or_else(in_files)
        };
        let is_off = |value: Option<String>| {
            value.is_some_and(|it| matches!(it.to_lowercase().as_str(), "0" | "false" | "no"))
        };
        let names_go = |value: Option<String>| {
            let words = value.unwrap_or_default();
            words.split([',', '[', ']', '"', '\'', ' ']).any(|word| matches!(word, "go" | "golang"))
        };
        let environments = found.variable("MISE_ENV").unwrap_or_default();
        let environments = environments.split(',').filter(|it| !it.is_empty());
        Self {
            disables_go: names_go(setting("MISE_DISABLE_TOOLS", ["settings.disable_tools", ""])),
            sets_goroot: !is_off(setting(
                "MISE_GO_SET_GOROOT",
                ["settings.go.set_goroot", "settings.go_set_goroot"],
            )),
            sets_gobin: !is_off(setting(
                "MISE_GO_SET_GOBIN",
                ["settings.go.set_gobin", "settings.go_set_gobin"],
            )),
            reads_go_version: names_go(setting(
                "MISE_IDIOMATIC_VERSION_FILE_ENABLE_TOOLS",
                ["settings.idiomatic_version_file_enable_tools", ""],
            )),
            environments: environments.map(str::to_owned).collect(),
            global,
        }
    }
}

fn global_files(found: &Found<'_>) -> Vec<String> {
    let mut list = Vec::new();
    let directory = found.variable("MISE_CONFIG_DIR").or_else(|| {
        let config = match found.variable("XDG_CONFIG_HOME") {
            Some(config) => config,
            None => found.join(&found.home()?, ".config"),
        };
        Some(found.join(&config, MANAGER))
    });
    match (found.variable("MISE_GLOBAL_CONFIG_FILE"), &directory) {
        (Some(file), _) => list.push(file),
        (None, Some(directory)) => list.push(found.join(directory, "config.toml")),
        (None, None) => {}
    }
    if let Some(home) = found.home() {
        list.push(found.join(&home, ".tool-versions"));
    }
    let system = found.variable("MISE_SYSTEM_CONFIG_DIR").unwrap_or_else(|| "/etc/mise".to_owned());
    list.push(found.join(&system, "config.toml"));
    list
}
