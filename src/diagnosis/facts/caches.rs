//! The build cache and the module cache.

use crate::diagnosis::facts::Scene;
use crate::go::path::is_absolute;
use crate::host::{Os, places};

/// The build cache, even where go refuses to run.
pub(in crate::diagnosis) fn build_cache(scene: &Scene<'_>) -> Option<String> {
    if let Some(cache) = scene.value("GOCACHE") {
        return Some(cache.to_owned()).filter(|cache| cache != "off");
    }
    if let Some((set, _)) = scene.setting("GOCACHE") {
        return Some(set).filter(|cache| is_absolute(cache, scene.style()));
    }
    let home = scene.home()?;
    Some(match scene.os() {
        Os::Darwin | Os::Ios => scene.join(&home, "Library/Caches/go-build"),
        Os::Windows => scene.join(&scene.settings.of_environment("LocalAppData")?.text, "go-build"),
        _ => match scene.settings.of_environment("XDG_CACHE_HOME") {
            Some(xdg) => scene.join(&xdg.text, "go-build"),
            None => scene.join(&home, ".cache/go-build"),
        },
    })
}

/// The module cache, even where go refuses to run.
pub(in crate::diagnosis) fn mod_cache(scene: &Scene<'_>) -> Option<String> {
    let known = scene.value("GOMODCACHE").map(str::to_owned);
    known.or_else(|| places::mod_cache(scene.view, &scene.settings))
}
