//! asdf: a shim is a script that ends in `asdf exec "go" "$@"`. The version is that of
//! `ASDF_GOLANG_VERSION`, else of the nearest `.tool-versions` from the current directory upwards,
//! else of the one in the home directory. Of several versions on a line the first that is installed
//! runs. The plugin sets `GOROOT`, `GOPATH` and `GOBIN` where they are empty.
//!
//! Source: asdf 0.15.0 with asdf-golang, run; `internal/resolve/resolve.go` of asdf (2026-07), read;
//! `bin/exec-env` and `bin/parse-legacy-file` of asdf-golang.

use super::config::tool_versions;
use super::found::Found;
use super::resolution::{Resolution, Resolved};

const MANAGER: &str = "asdf";

pub(super) fn follow(found: &Found<'_>) -> Option<Resolved> {
    let text = found.text.as_deref()?;
    let is_shim = text.contains("# asdf-plugin:") || text.contains("asdf exec ");
    if !is_shim {
        return None;
    }
    let Some((versions, place)) = asked(found) else {
        return Some(Resolved::new(
            MANAGER,
            Resolution::Refuses("No version is set for command go".to_owned()),
        ));
    };
    let wanted = versions.join(" ");
    let resolution = versions.iter().find_map(|version| installed(found, version, &place));
    let resolution = resolution.unwrap_or_else(|| {
        Resolution::Refuses(format!(
            "No preset version installed for command go: {place} asks for {wanted}"
        ))
    });
    Some(Resolved::new(MANAGER, resolution).said(Some(&wanted), &place))
}

/// What one version leads to, if it is installed.
fn installed(found: &Found<'_>, version: &str, place: &str) -> Option<Resolution> {
    if version == "system" {
        return Some(Resolution::Next(format!("{place} asks for system")));
    }
    let (install, go) = match version.strip_prefix("path:") {
        Some(path) => (path.to_owned(), found.go_in(path)),
        None => {
            let name = version.replacen("ref:", "ref-", 1);
            let install = found.join(&data(found)?, &format!("installs/golang/{name}"));
            let go = found.go_in(&found.join(&install, "go"));
            (install, go)
        }
    };
    if !found.view.is_file(&go) {
        return None;
    }
    let mut sets = Vec::new();
    for (name, below) in [("GOROOT", "go"), ("GOPATH", "packages"), ("GOBIN", "bin")] {
        if found.variable(name).is_none() {
            sets.push((name.to_owned(), found.join(&install, below)));
        }
    }
    Some(Resolution::To(go, sets))
}

/// asdf's own directory: the one that its variables name, else the one that holds the shim.
fn data(found: &Found<'_>) -> Option<String> {
    if let Some(data) = found.variable("ASDF_DATA_DIR") {
        return Some(data);
    }
    let usual = found.join(&found.home()?, ".asdf");
    let around = found.join(found.path, "../..");
    let has = |it: &String| found.view.is_directory(&found.join(it, "installs/golang"));
    [usual, around].into_iter().find(has)
}

/// The versions asked for, and the place that asks.
fn asked(found: &Found<'_>) -> Option<(Vec<String>, String)> {
    if let Some(versions) = found.variable("ASDF_GOLANG_VERSION") {
        let versions = versions.split_whitespace().map(str::to_owned).collect();
        return Some((versions, "ASDF_GOLANG_VERSION in the environment".to_owned()));
    }
    let name = found.variable("ASDF_DEFAULT_TOOL_VERSIONS_FILENAME");
    let name = name.unwrap_or_else(|| ".tool-versions".to_owned());
    let legacy = reads_legacy_files(found);
    let mut directories = found.upwards();
    directories.extend(found.home());
    directories.iter().find_map(|directory| {
        let file = found.join(directory, &name);
        if let Some((line, versions)) =
            found.read(&file).and_then(|text| tool_versions(&text, &["golang"]))
        {
            return Some((versions, format!("{file}:{line}")));
        }
        let file = found.join(directory, ".go-version");
        let version = found.read(&file).filter(|_| legacy)?;
        let version = version.trim().to_owned();
        let installs = found.join(&data(found)?, "installs/golang");
        let newest = found.newest(&installs, &version).unwrap_or(version);
        Some((vec![newest], file))
    })
}

fn reads_legacy_files(found: &Found<'_>) -> bool {
    let file = found.variable("ASDF_CONFIG_FILE");
    let file = file.or_else(|| Some(found.join(&found.home()?, ".asdfrc")));
    let text = file.and_then(|file| found.read(&file)).unwrap_or_default();
    text.lines()
        .filter_map(|line| line.split_once('='))
        .any(|(key, value)| key.trim() == "legacy_version_file" && value.trim() == "yes")
}
