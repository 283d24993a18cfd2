//! Small executables that start another one: the shims of Scoop and Chocolatey, and the commands of
//! golang.org/dl.
//!
//! | launcher | where it leads |
//! | --- | --- |
//! | Scoop's `go.exe` | the line `path = "…"` of `go.shim` beside it |
//! | Chocolatey's `go.exe` | compiled into it as a resource; `--shimgen-noop` would print it |
//! | golang.org/dl | the directory of its name in the user's `sdk`, if `.unpacked-success` is there |
//!
//! Source: `supporting/shims` of ScoopInstaller/Scoop and the manual of Chocolatey, read, not run;
//! `internal/version/version.go` of golang.org/dl.

use super::found::Found;
use super::resolution::{Resolution, Resolved};
use crate::host::Os;

pub(super) fn follow(found: &Found<'_>) -> Option<Resolved> {
    if let Some(name) = found.main_package().and_then(|it| it.strip_prefix("golang.org/dl/")) {
        return Some(download(found, name));
    }
    if found.os() != Os::Windows {
        return None;
    }
    let stem = found.path.strip_suffix(".exe")?;
    if let Some(text) = found.read(&format!("{stem}.shim")) {
        let path = text.lines().find_map(|line| {
            let (key, value) = line.split_once('=')?;
            (key.trim() == "path").then(|| value.trim().trim_matches('"').to_owned())
        });
        let file = format!("{stem}.shim");
        let resolved = match path {
            Some(path) => Resolved::new("Scoop", Resolution::To(path, Vec::new())),
            None => Resolved::unknown("Scoop", format!("{file} names no path")),
        };
        return Some(resolved.said(None, &file));
    }
    found
        .slashed()
        .contains("/chocolatey/bin/")
        .then(|| Resolved::unknown("Chocolatey", "what its shim runs is compiled into it"))
}

fn download(found: &Found<'_>, name: &str) -> Resolved {
    let manager = "golang.org/dl";
    let Some(home) = found.home() else {
        return Resolved::unknown(manager, "there is no home directory that its sdk could be in");
    };
    let goroot = found.join(&home, &format!("sdk/{name}"));
    let go = found.go_in(&goroot);
    if !found.view.is_file(&go) {
        let said = format!("{name}: not downloaded. Run '{name} download' to install to {goroot}");
        return Resolved::new(manager, Resolution::Refuses(said)).said(Some(name), &goroot);
    }
    let sets = vec![("GOROOT".to_owned(), goroot.clone())];
    Resolved::new(manager, Resolution::To(go, sets)).said(Some(name), &goroot)
}
