//! Paths that must never be moved: those of the system, homes, caches and mount points.

use crate::diagnosis::facts::{Scene, build_cache, mod_cache, mounts};
use crate::go::path::{PathStyle, clean, is_absolute, join, same_spelling};
use crate::host::Os;

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

/// Whether a path is, or holds, something that must never be moved. `own` is a cache that may.
pub(super) fn is_protected(scene: &Scene<'_>, path: &str, own: Option<&str>) -> bool {
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

pub(super) fn mount_points(scene: &Scene<'_>) -> Vec<String> {
    mounts(scene).unwrap_or_default().into_iter().map(|mount| mount.point).collect()
}

/// Whether one of `kept` is `path` or lies below it, by name or through links.
pub(super) fn holds(scene: &Scene<'_>, path: &str, kept: &[String]) -> bool {
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
