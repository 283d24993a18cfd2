//! aqua: each command is a link to `aqua-proxy`, which looks for `aqua.yaml` from the current
//! directory upwards, then in `AQUA_GLOBAL_CONFIG`, and runs the version of `golang/go` named there
//! from aqua's own directory.
//!
//! Source: `pkg/config-finder`, `pkg/config/root_dir.go`, `pkg/config/package.go` of
//! aquaproj/aqua (2026-11), and `pkgs/golang/go` of its standard registry, whose packages are the
//! archives of go.dev. Not run here.

use super::found::Found;
use super::resolution::{Resolution, Resolved};

const MANAGER: &str = "aqua";
const NAMES: [&str; 8] = [
    "aqua.yaml",
    "aqua.yml",
    ".aqua.yaml",
    ".aqua.yml",
    "aqua/aqua.yaml",
    "aqua/aqua.yml",
    ".aqua/aqua.yaml",
    ".aqua/aqua.yml",
];

pub(super) fn follow(found: &Found<'_>) -> Option<Resolved> {
    let is_proxy = found.main_package().is_some_and(|it| it.starts_with("github.com/aquaproj/"))
        || found.name_of(&found.resolved) == "aqua-proxy";
    if !is_proxy {
        return None;
    }
    let mut files: Vec<String> = Vec::new();
    match found.variable("AQUA_CONFIG") {
        Some(file) => files.push(file),
        None => {
            for directory in found.upwards() {
                files.extend(NAMES.iter().map(|name| found.join(&directory, name)));
            }
        }
    }
    let global = found.variable("AQUA_GLOBAL_CONFIG").unwrap_or_default();
    files.extend(global.split(found.os().list_separator()).map(str::to_owned));
    for file in files.iter().filter(|file| !file.is_empty()) {
        let Some(text) = found.read(file) else { continue };
        let Some((line, version)) = version(&text) else { continue };
        let place = format!("{file}:{line}");
        return Some(
            match installed(found, &version) {
                Some(go) => Resolved::new(MANAGER, Resolution::To(go, Vec::new())),
                None => Resolved::unknown(
                    MANAGER,
                    format!("{place} asks for {version}, which aqua would install first"),
                ),
            }
            .said(Some(&version), &place),
        );
    }
    Some(Resolved::unknown(MANAGER, "no aqua.yaml here names a version of golang/go"))
}

/// The version of `golang/go` in a list of packages: `- name: golang/go@go1.22.3`, or `version:` on
/// a line of its own behind the name.
fn version(text: &str) -> Option<(usize, String)> {
    let mut named = false;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.split(" #").next().unwrap_or_default().trim();
        let begins = line.starts_with('-');
        let line = line.trim_start_matches(['-', ' ']);
        if begins {
            named = false;
        }
        let value = |key: &str| {
            let rest = line.strip_prefix(key)?.trim();
            Some(rest.trim_matches(['"', '\'']).to_owned())
        };
        if let Some(name) = value("name:") {
            match name.split_once('@') {
                Some(("golang/go", version)) => return Some((number, version.to_owned())),
                None if name == "golang/go" => named = true,
                _ => {}
            }
        } else if named && let Some(version) = value("version:") {
            return Some((number, version));
        }
    }
    None
}

/// The go of a version in aqua's directory.
fn installed(found: &Found<'_>, version: &str) -> Option<String> {
    let root = found.variable("AQUA_ROOT_DIR").or_else(|| {
        let data = match found.variable("XDG_DATA_HOME") {
            Some(data) => data,
            None => found.join(&found.home()?, ".local/share"),
        };
        Some(found.join(&data, "aquaproj-aqua"))
    })?;
    let directory = found.join(&root, "pkgs/http/golang.org/dl");
    let alternative = found.join(&root, "pkgs/http/go.dev/dl");
    for directory in [directory, alternative] {
        let names = found.view.read_dir(&directory, 4096).unwrap_or_default();
        let start = format!("{version}.");
        if let Some(name) = names.iter().find(|name| name.starts_with(&start)) {
            let go = found.go_in(&found.join(&directory, &format!("{name}/go")));
            return found.view.is_file(&go).then_some(go);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages() {
        for (text, want) in [
            ("packages:\n  - name: golang/go@go1.22.3\n", Some((2, "go1.22.3"))),
            ("packages:\n- name: golang/go\n  version: go1.22.3 # x\n", Some((3, "go1.22.3"))),
            ("packages:\n- name: cli/cli@v2\n- name: 'golang/go@go1.1'\n", Some((3, "go1.1"))),
            ("packages:\n- name: golang/go\n- name: x/y\n  version: v1\n", None),
            ("packages:\n- name: golang/gofumpt@v1\n", None),
        ] {
            let got = version(text);
            assert_eq!(got.as_ref().map(|(line, it)| (*line, it.as_str())), want, "{text:?}");
        }
    }
}
