//! goenv: a shim is a script that ends in `goenv exec`. The version is that of `GOENV_VERSION`, else
//! of the nearest `.go-version` (with `GOENV_GOMOD_VERSION_ENABLE=1` also `go.mod`) from the current
//! directory upwards, else of `version` in goenv's root; a version without a patch number stands for
//! the newest of it. `GOROOT` is set unless `GOENV_DISABLE_GOROOT=1`, `GOPATH` unless
//! `GOENV_DISABLE_GOPATH=1`.
//!
//! Source: goenv 2.2.44, run; `libexec/goenv-exec`, `goenv-version-file`, `goenv-version-name`.

use super::found::Found;
use super::resolution::{Resolution, Resolved};

const MANAGER: &str = "goenv";

pub(super) fn follow(found: &Found<'_>) -> Option<Resolved> {
    let text = found.text.as_deref()?;
    if !text.contains("GOENV_ROOT")
        && !text.contains("goenv exec")
        && !text.contains("goenv\" exec")
    {
        return None;
    }
    // The shim names its own root, whatever the environment says.
    let in_shim = text.lines().find_map(|line| {
        let value = line.trim().strip_prefix("export GOENV_ROOT=")?;
        Some(value.trim_matches(['"', '\'']).to_owned())
    });
    let in_shim = in_shim.filter(|root| !root.contains('$'));
    let root = in_shim.or_else(|| found.variable("GOENV_ROOT"));
    let Some(root) = root.or_else(|| Some(found.join(&found.home()?, ".goenv"))) else {
        return Some(Resolved::unknown(MANAGER, "its root is not known: HOME is not set"));
    };
    let Some((version, place)) = asked(found, &root) else {
        return Some(Resolved::new(
            MANAGER,
            Resolution::Next("no file of goenv names a version".to_owned()),
        ));
    };
    Some(
        Resolved::new(MANAGER, resolution(found, &root, &version, &place))
            .said(Some(&version), &place),
    )
}

fn resolution(found: &Found<'_>, root: &str, version: &str, place: &str) -> Resolution {
    if version == "system" {
        return Resolution::Next(format!("{place} asks for system"));
    }
    let versions = found.join(root, "versions");
    let Some(name) = found.newest(&versions, version.trim_start_matches("go-")) else {
        let by = place.rsplit_once(':').map_or(place, |(file, _)| file);
        return Resolution::Refuses(format!(
            "goenv: version '{version}' is not installed (set by {by})"
        ));
    };
    let goroot = found.join(&versions, &name);
    let mut sets = Vec::new();
    let is_on = |name: &str| found.variable(name).is_some_and(|it| it == "1");
    if !is_on("GOENV_DISABLE_GOROOT") {
        sets.push(("GOROOT".to_owned(), goroot.clone()));
    }
    let base = found.variable("GOENV_GOPATH_PREFIX");
    let base = base.or_else(|| Some(found.join(&found.home()?, "go")));
    if let Some(base) = base.filter(|_| !is_on("GOENV_DISABLE_GOPATH")) {
        let own = found.join(&base, &name);
        let gopath = match found.variable("GOPATH") {
            Some(set) if is_on("GOENV_APPEND_GOPATH") => format!("{own}:{set}"),
            Some(set) if is_on("GOENV_PREPEND_GOPATH") => format!("{set}:{own}"),
            _ => own,
        };
        sets.push(("GOPATH".to_owned(), gopath));
    }
    Resolution::To(found.go_in(&goroot), sets)
}

/// The version asked for, and the place that asks.
fn asked(found: &Found<'_>, root: &str) -> Option<(String, String)> {
    if let Some(version) = found.variable("GOENV_VERSION") {
        return Some((version, "GOENV_VERSION in the environment".to_owned()));
    }
    let reads_go_mod = found.variable("GOENV_GOMOD_VERSION_ENABLE").is_some_and(|it| it == "1");
    for directory in found.upwards() {
        let file = found.join(&directory, ".go-version");
        if let Some(text) = found.read(&file) {
            return first_word(&text).map(|(line, version)| (version, format!("{file}:{line}")));
        }
        let file = found.join(&directory, "go.mod");
        if let Some(text) = found.read(&file).filter(|_| reads_go_mod) {
            return of_go_mod(&text).map(|(line, version)| (version, format!("{file}:{line}")));
        }
    }
    let file = found.join(root, "version");
    let (line, version) = first_word(&found.read(&file)?)?;
    Some((version, format!("{file}:{line}")))
}

/// The first word outside comments. It must not be a path.
fn first_word(text: &str) -> Option<(usize, String)> {
    (1..).zip(text.lines()).find_map(|(number, line)| {
        let word = line.split_whitespace().next()?;
        let fits = !word.starts_with('#') && word != ".." && !word.contains('/');
        fits.then(|| (number, word.to_owned()))
    })
}

/// The version of the toolchain line, else of the go line.
fn of_go_mod(text: &str) -> Option<(usize, String)> {
    let of = |key: &str| {
        (1..).zip(text.lines()).find_map(|(number, line)| {
            let rest = line.strip_prefix(key)?;
            let version = rest.trim().trim_start_matches("go").split_whitespace().next()?;
            rest.starts_with([' ', '\t']).then(|| (number, version.to_owned()))
        })
    };
    of("toolchain").or_else(|| of("go"))
}
