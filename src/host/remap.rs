//! Where the source files that a binary names are on this host: for debuggers, which look for them
//! under the builder's paths.
//!
//! Each debugger has a direction of its own:
//!
//! | debugger | rule | source |
//! | --- | --- | --- |
//! | Delve | `config substitute-path IN-BINARY LOCAL` | `Documentation/cli` of go-delve/delve |
//! | VS Code | `substitutePath`: `from` is local, `to` is in the binary | `docs/debugging.md` of golang/vscode-go |
//! | GDB | `set substitute-path IN-BINARY LOCAL` | GDB manual, Specifying Source Directories |
//! | LLDB | `settings set target.source-map IN-BINARY LOCAL` | its own `settings list target.source-map` |

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{HostLayout, HostView, Links};
use crate::evidence::path::{PathStyle, is_absolute, is_remote_or_device, join};
use crate::evidence::plain_version;

/// How many files of one prefix are looked for.
const MAX_LOOKED_FOR: usize = 20_000;

/// One rule: a directory in the binary, and the same one on this host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The directory as the binary spells it.
    pub in_binary: String,
    /// The directory here.
    pub local: String,
    /// What it is: `GOROOT`, `module cache` or `main module`.
    pub what: String,
    /// How many of the binary's files below it were looked for.
    pub looked_for: usize,
    /// How many of them are not there.
    pub missing: usize,
}

/// The source files of a binary's standard library on this host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourcesHere {
    /// The GOROOT in which they were looked for: one of the binary's Go version, else the one in
    /// effect.
    pub goroot: String,
    /// Its version, as far as it says.
    pub version: Option<String>,
    /// How many were looked for.
    pub looked_for: usize,
    /// How many of them are not there.
    pub missing: usize,
}

/// What a binary says of its sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceFiles {
    /// The GOROOT it was built under.
    pub goroot: Option<String>,
    /// Its Go version.
    pub go_version: Option<String>,
    /// The files it was compiled from, as it spells them.
    pub files: Vec<String>,
}

/// Looks for the sources of a binary's standard library; `None` where it names no GOROOT, or the
/// host has none.
pub fn sources_here(
    view: &dyn HostView,
    layout: &HostLayout,
    sources: &SourceFiles,
) -> Option<SourcesHere> {
    let goroot = sources.goroot.as_deref()?;
    let mapping = goroot_mapping(view, layout, sources, goroot)?;
    let version = layout.at(&mapping.local).find_map(|it| it.version_file.clone());
    let Mapping { local, looked_for, missing, .. } = mapping;
    Some(SourcesHere { goroot: local, version, looked_for, missing })
}

/// The rules that lead from a binary's paths to this host's; each with how many of its files are
/// really there. `mod_cache` is the host's module cache.
pub fn mappings(
    view: &dyn HostView,
    layout: &HostLayout,
    sources: &SourceFiles,
    mod_cache: Option<&str>,
) -> Vec<Mapping> {
    let mut found = Vec::new();
    let goroot = sources.goroot.as_deref();
    found.extend(goroot.and_then(|it| goroot_mapping(view, layout, sources, it)));
    let mut caches = BTreeSet::new();
    let mut rest = Vec::new();
    for file in sources.files.iter().filter(|file| is_anywhere_absolute(file)) {
        if goroot.is_some_and(|goroot| below(file, goroot).is_some()) {
            continue;
        }
        match file.find("/pkg/mod/").and_then(|at| file.get(..at.saturating_add("/pkg/mod".len())))
        {
            Some(prefix) => {
                caches.insert(prefix);
            }
            None => rest.push(file.as_str()),
        }
    }
    if let Some(cache) = mod_cache {
        let one = |prefix: &&str| checked(view, sources, prefix, cache, "module cache");
        found.extend(caches.iter().map(one));
    }
    found.extend(main_module(view, sources, &rest));
    found
}

fn goroot_mapping(
    view: &dyn HostView,
    layout: &HostLayout,
    sources: &SourceFiles,
    goroot: &str,
) -> Option<Mapping> {
    let wanted = sources.go_version.as_deref().map(plain_version);
    let same = layout
        .toolchains
        .iter()
        .filter(|toolchain| wanted.is_some() && toolchain.version().map(plain_version) == wanted);
    let effective = layout.goroot.value.as_deref();
    // The same path may well hold the same files here, if it is one of the host's own roots: a path
    // out of a file is compared as text, and never looked up.
    let itself = layout.at(goroot).find(|it| it.goroot_resolved.is_some()).map(|_| goroot);
    let same = same.filter_map(|toolchain| toolchain.goroot.as_deref());
    let candidates = itself.into_iter().chain(same).chain(effective);
    let checked = candidates.map(|local| checked(view, sources, goroot, local, "GOROOT"));
    // The first of the best: the same version goes before the one in effect.
    checked.reduce(|best, next| if next.missing < best.missing { next } else { best })
}

/// The main module, if this directory or one above it has the files.
fn main_module(view: &dyn HostView, sources: &SourceFiles, files: &[&str]) -> Option<Mapping> {
    let first = files.iter().find(|file| !file.contains("/_cgo_") && file.ends_with(".go"))?;
    let here = view.current_dir()?;
    let style = view.os().path_style();
    // The longest directory above the file whose rest exists below this one.
    let cuts = first.match_indices(['/', '\\']).map(|(at, _)| at);
    let fits = |at: &usize| {
        let rest = first.get(at.saturating_add(1)..).unwrap_or_default().replace('\\', "/");
        !rest.is_empty() && view.kind(&join(&here, &rest, style), Links::Follow).is_ok()
    };
    let at = cuts.into_iter().find(fits)?;
    let prefix = first.get(..at).filter(|prefix| !prefix.is_empty())?;
    Some(checked(view, sources, prefix, &here, "main module"))
}

/// A mapping whose files have been looked for.
fn checked(
    view: &dyn HostView,
    sources: &SourceFiles,
    in_binary: &str,
    local: &str,
    what: &str,
) -> Mapping {
    let style = view.os().path_style();
    let known = style == PathStyle::Slash || !is_remote_or_device(local);
    let files = sources.files.iter().filter_map(|file| below(file, in_binary));
    let (mut looked_for, mut missing) = (0_usize, 0_usize);
    for file in files.filter(|_| known).take(MAX_LOOKED_FOR) {
        looked_for = looked_for.saturating_add(1);
        // A name that climbs is not followed.
        let climbs = file.split(['/', '\\']).any(|name| name == "..");
        let path = join(local, &file.replace('\\', "/"), style);
        if climbs || view.kind(&path, Links::Follow).is_err() {
            missing = missing.saturating_add(1);
        }
    }
    Mapping {
        in_binary: in_binary.to_owned(),
        local: local.to_owned(),
        what: what.to_owned(),
        looked_for,
        missing,
    }
}

/// What follows a directory in a path below it.
fn below<'p>(path: &'p str, directory: &str) -> Option<&'p str> {
    let directory = directory.trim_end_matches(['/', '\\']);
    path.strip_prefix(directory)?.strip_prefix(['/', '\\'])
}

fn is_anywhere_absolute(path: &str) -> bool {
    is_absolute(path, PathStyle::Slash) || is_absolute(path, PathStyle::Windows)
}
