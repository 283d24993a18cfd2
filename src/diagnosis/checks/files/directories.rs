//! The directories that go works in, and the file systems they lie on.

use crate::diagnosis::check::Outcome;
use crate::diagnosis::facts::{Mount, Scene, gobin, mod_cache, mount_of, mounts};
use crate::host::Os;
use crate::host::goenv::gomod::temp_dir;

/// The directories that go uses, each with the name of its variable.
pub(super) fn working_directories(scene: &Scene<'_>) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let work = scene.setting("GOTMPDIR").map(|(value, _)| value);
    found.push(match work {
        Some(work) => ("GOTMPDIR", work),
        None => ("TMPDIR", temp_dir(scene.view)),
    });
    if let Some(goroot) = scene.goroot() {
        found.push(("GOROOT", goroot.to_owned()));
    }
    if let Some(cache) = scene.value("GOCACHE").filter(|cache| *cache != "off") {
        found.push(("GOCACHE", cache.to_owned()));
    }
    if let Some(cache) = mod_cache(scene) {
        found.push(("GOMODCACHE", cache));
    }
    if let Some(directory) = gobin(scene) {
        found.push(("GOBIN", directory));
    }
    found
}

/// Every directory with its mount, or the answer where mounts are not known.
pub(super) fn mounted(scene: &Scene<'_>) -> Result<Vec<(&'static str, String, Mount)>, Outcome> {
    if !matches!(scene.os(), Os::Linux | Os::Android) {
        return Err(Outcome::unknown("mounts are read on Linux only"));
    }
    let Some(mounts) = mounts(scene) else {
        return Err(Outcome::unknown("/proc/self/mountinfo cannot be read"));
    };
    let with = |(name, path): (&'static str, String)| {
        let mount = mount_of(scene, &mounts, &path)?.clone();
        Some((name, path, mount))
    };
    Ok(working_directories(scene).into_iter().filter_map(with).collect())
}
