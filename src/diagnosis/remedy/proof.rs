//! Paths that may be moved or changed as a whole: each was proven to be what it is taken for, and
//! not to be a home, a cache or a part of the system.

use crate::diagnosis::facts::{Scene, build_cache, mod_cache, mounts};
use crate::go::path::{PathStyle, clean, is_absolute, join, same_spelling};
use crate::host::{FileKind, Links, Os};

/// Directories of systems. These and the directories that hold them are never touched.
const SYSTEM: &[&str] = &[
    "/Applications",
    "/Library",
    "/Network",
    "/System",
    "/Users",
    "/Volumes",
    "/bin",
    "/boot",
    "/cygdrive",
    "/dev",
    "/etc",
    "/home",
    "/lib",
    "/lib32",
    "/lib64",
    "/libexec",
    "/media",
    "/mnt",
    "/net",
    "/opt",
    "/opt/homebrew",
    "/opt/local",
    "/private",
    "/proc",
    "/root",
    "/run",
    "/sbin",
    "/srv",
    "/sys",
    "/tmp",
    "/usr",
    "/usr/local",
    "/usr/local/bin",
    "/usr/local/lib",
    "/usr/local/libexec",
    "/usr/local/share",
    "/usr/local/src",
    "/var",
    r"C:\Program Files",
    r"C:\Program Files (x86)",
    r"C:\ProgramData",
    r"C:\Users",
    r"C:\Windows",
];
/// Everything below these belongs to a package manager or to the system.
const MANAGED: &[&str] = &[
    "/System",
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/gnu",
    "/home/linuxbrew",
    "/lib",
    "/lib64",
    "/nix",
    "/opt/homebrew",
    "/opt/local",
    "/proc",
    "/run",
    "/sbin",
    "/snap",
    "/sys",
    "/usr/bin",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/libexec",
    "/usr/sbin",
    "/usr/share",
    "/var/lib",
    r"C:\Windows",
    r"C:\ProgramData\chocolatey",
];
/// Every directory directly in these is somebody's home, or a whole file system.
const HOMES: &[&str] = &["/Users", "/Volumes", "/home", "/media", "/mnt", r"C:\Users"];

/// How a build cache describes itself.
///
/// Source: `cmd/go/internal/cache/default.go` (`cacheREADME`), Go 1.19.8 to 1.27.3.
const CACHE_README: &[u8] =
    b"This directory holds cached build artifacts from the Go build system.";

/// A whole Go tree: it holds `VERSION`, `src/runtime` and a go command, no link leads to it, and it
/// is not, and does not hold, a directory of the system, a home, a GOPATH, a cache or a mount
/// point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::diagnosis) struct GoTree {
    path: String,
    beside: Option<String>,
    sudo: &'static str,
    inner_sudo: &'static str,
}

/// A toolchain in the module cache, proven by its place and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::diagnosis) struct PartialToolchain {
    path: String,
    beside: String,
}

/// A build cache, proven by the file that go puts in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::diagnosis) struct BuildCache {
    path: String,
    beside: Option<String>,
}

/// The env file at its usual place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::diagnosis) struct OwnFile {
    path: String,
    beside: String,
}

impl GoTree {
    pub(in crate::diagnosis) fn prove(scene: &Scene<'_>, path: &str) -> Option<Self> {
        let path = plain_directory(scene, path)?;
        let is_whole = scene.version_file(&path).is_some()
            && scene.view.is_directory(&scene.join(&path, "src/runtime"))
            && scene.view.is_file(&scene.go_in(&path));
        // A tree that holds modules is a GOPATH too.
        let is_gopath = scene.view.is_directory(&scene.join(&path, "pkg/mod"));
        if !is_whole || is_gopath || is_protected(scene, &path, None) {
            return None;
        }
        let beside = free_name(scene, &path);
        let sudo = scene.sudo(&scene.join(&path, ".."));
        let inner_sudo = scene.sudo(&path);
        Some(Self { path, beside, sudo, inner_sudo })
    }

    pub(in crate::diagnosis) fn path(&self) -> &str {
        &self.path
    }

    /// The path it is moved aside to; `None` where no name is free.
    pub(in crate::diagnosis) fn beside(&self) -> Option<&str> {
        self.beside.as_deref()
    }

    /// The prefix of a command that moves it: `sudo ` or nothing.
    pub(super) fn sudo(&self) -> &'static str {
        self.sudo
    }

    /// The prefix of a command that changes it: `sudo ` or nothing.
    pub(super) fn inner_sudo(&self) -> &'static str {
        self.inner_sudo
    }
}

impl PartialToolchain {
    /// A toolchain of that name, such as `v0.0.1-go1.24.0.linux-amd64`, in a module cache.
    pub(in crate::diagnosis) fn prove(
        scene: &Scene<'_>,
        cache: &str,
        version: &str,
    ) -> Option<Self> {
        if !is_toolchain_version(version) || !is_absolute(cache, scene.style()) {
            return None;
        }
        let path = scene.join(cache, &format!("golang.org/toolchain@{version}"));
        let path = plain_directory(scene, &path)?;
        if !scene.view.is_directory(&scene.join(cache, "cache/download"))
            || holds(scene, &path, &mount_points(scene))
        {
            return None;
        }
        let beside = free_name(scene, &path)?;
        Some(Self { path, beside })
    }

    pub(in crate::diagnosis) fn path(&self) -> &str {
        &self.path
    }

    pub(in crate::diagnosis) fn beside(&self) -> &str {
        &self.beside
    }
}

impl BuildCache {
    pub(in crate::diagnosis) fn prove(scene: &Scene<'_>, path: &str) -> Option<Self> {
        let path = plain_directory(scene, path)?;
        let size = u64::try_from(CACHE_README.len()).ok()?;
        let head = scene.view.head(&scene.join(&path, "README"), size).ok()?;
        if head != CACHE_README || is_protected(scene, &path, Some(&path)) {
            return None;
        }
        // Moving needs permission to write into the directory around it.
        let may_move = scene.may_write(&scene.join(&path, "..")) == Some(true);
        let beside = free_name(scene, &path).filter(|_| may_move);
        Some(Self { path, beside })
    }

    pub(in crate::diagnosis) fn path(&self) -> &str {
        &self.path
    }

    pub(in crate::diagnosis) fn beside(&self) -> Option<&str> {
        self.beside.as_deref()
    }
}

impl OwnFile {
    /// The env file, unless a variable decides where it is.
    pub(in crate::diagnosis) fn env_file(scene: &Scene<'_>) -> Option<Self> {
        let path = scene.settings.env_file()?.to_owned();
        let is_usual = scene.settings.from_environment("GOENV").is_none()
            && is_absolute(&path, scene.style())
            && clean(&path, scene.style()) == path;
        let kind = scene.view.kind(&path, Links::Keep);
        if !is_usual || !matches!(kind, Ok(FileKind::File { .. })) {
            return None;
        }
        let beside = free_name(scene, &path)?;
        Some(Self { path, beside })
    }

    pub(in crate::diagnosis) fn path(&self) -> &str {
        &self.path
    }

    pub(in crate::diagnosis) fn beside(&self) -> &str {
        &self.beside
    }
}

/// Whether a version of `golang.org/toolchain` has the form that go writes.
pub(in crate::diagnosis) fn is_toolchain_version(version: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    version.strip_prefix("v0.0.1-go1.").is_some_and(|rest| rest.contains('-'))
        && version.chars().all(plain)
        && !version.contains(".old")
}

/// The cleaned path of a directory, if no link leads to it.
fn plain_directory(scene: &Scene<'_>, path: &str) -> Option<String> {
    let path = clean(path, scene.style());
    if !is_absolute(&path, scene.style()) {
        return None;
    }
    let is_plain = scene.view.kind(&path, Links::Keep) == Ok(FileKind::Directory)
        && scene.view.canonicalize(&path).is_ok_and(|it| it == path);
    is_plain.then_some(path)
}

/// A free name beside a path: `X.old`, `X.old2` and so on.
fn free_name(scene: &Scene<'_>, path: &str) -> Option<String> {
    let names = std::iter::once(String::new()).chain((2..10).map(|n| n.to_string()));
    let mut names = names.map(|number| format!("{path}.old{number}"));
    names.find(|name| scene.view.kind(name, Links::Keep).is_err())
}

/// Whether a path is, or holds, something that must never be moved. `own` is a cache that may.
fn is_protected(scene: &Scene<'_>, path: &str, own: Option<&str>) -> bool {
    let style = scene.style();
    let system = SYSTEM.iter().map(|it| (*it).to_owned());
    let mut kept: Vec<String> = system.chain(mount_points(scene)).chain(scene.home()).collect();
    let cache = build_cache(scene);
    kept.extend(cache.filter(|it| own != Some(it.as_str())));
    kept.extend(mod_cache(scene));
    kept.extend(gopaths(scene));
    let parent = join(path, "..", style);
    let is_root = parent == path;
    let is_managed = own.is_none() && MANAGED.iter().any(|it| is_in(path, it, style));
    let is_home = HOMES.iter().any(|it| same_spelling(&parent, it, style))
        || (scene.os() == Os::Windows && same_spelling(&parent, r"C:\Users", style));
    is_root || is_managed || is_home || holds(scene, path, &kept)
}

/// Every directory of `GOPATH`: those that are set, and the default.
fn gopaths(scene: &Scene<'_>) -> Vec<String> {
    let set = scene.setting("GOPATH").map(|(value, _)| value).unwrap_or_default();
    let set = set.split(scene.os().list_separator()).map(str::to_owned);
    let default = scene.home().map(|home| scene.join(&home, "go"));
    set.chain(default).filter(|it| is_absolute(it, scene.style())).collect()
}

fn mount_points(scene: &Scene<'_>) -> Vec<String> {
    mounts(scene).unwrap_or_default().into_iter().map(|mount| mount.point).collect()
}

/// Whether one of `kept` is `path` or lies below it, by name or through links.
fn holds(scene: &Scene<'_>, path: &str, kept: &[String]) -> bool {
    let style = scene.style();
    kept.iter().any(|it| {
        is_in(it, path, style)
            || scene.view.canonicalize(it).is_ok_and(|real| is_in(&real, path, style))
    })
}

/// Whether `path` is `directory` or lies below it.
fn is_in(path: &str, directory: &str, style: PathStyle) -> bool {
    let folded = |text: &str| match style {
        PathStyle::Windows => clean(text, style).to_lowercase(),
        PathStyle::Slash => clean(text, style),
    };
    let (path, directory) = (folded(path), folded(directory));
    let base = directory.trim_end_matches(|c| style.is_separator(c));
    path.strip_prefix(base)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(|c| style.is_separator(c)))
}

#[cfg(test)]
pub(super) mod unproven {
    //! Proofs that the program itself never makes: proofs of anything, to see how they are written.

    use super::*;

    pub(in super::super) fn tree(path: &str) -> GoTree {
        let beside = Some(format!("{path}.old"));
        GoTree { path: path.to_owned(), beside, sudo: "sudo ", inner_sudo: "sudo " }
    }

    pub(in super::super) fn toolchain(path: &str) -> PartialToolchain {
        PartialToolchain { path: path.to_owned(), beside: format!("{path}.old") }
    }

    pub(in super::super) fn cache(path: &str) -> BuildCache {
        BuildCache { path: path.to_owned(), beside: Some(format!("{path}.old")) }
    }

    pub(in super::super) fn file(path: &str) -> OwnFile {
        OwnFile { path: path.to_owned(), beside: format!("{path}.old") }
    }
}
