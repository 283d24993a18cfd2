//! Toolchains in the module cache.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, mod_cache};
use crate::diagnosis::remedy::{Act, PartialToolchain, Remedy, is_toolchain_version};
use crate::go::path::join;
use crate::host::Links;
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static MODCACHE_TOOLCHAIN_BROKEN: Check = Check::new(
    Theme::Caches,
    broken_cache,
    Rule::new("modcache-toolchain-broken", Severity::Warning)
        .means("The module cache holds toolchains that are not whole.")
        .because("Switching to them fails, or downloads them again.")
        .mend("Move their directories aside; go downloads them again."),
);

/// Toolchains in the module cache are not whole.
fn broken_cache(scene: &Scene<'_>) -> Outcome {
    let Some(cache) = mod_cache(scene) else { return Outcome::NotHere };
    let directory = scene.join(&cache, "golang.org");
    let Ok(names) = scene.view.read_dir(&directory, 4096) else { return Outcome::NotHere };
    let named = names.iter().filter_map(|it| it.strip_prefix("toolchain@"));
    let toolchains: Vec<_> = named.filter(|it| is_toolchain_version(it)).collect();
    if toolchains.is_empty() {
        return Outcome::NotHere;
    }
    let mut seen = Vec::new();
    let mut aside: Option<Remedy> = None;
    for version in toolchains {
        let goroot = scene.join(&directory, &format!("toolchain@{version}"));
        let beside =
            scene.join(&cache, &format!("cache/download/golang.org/toolchain/@v/{version}"));
        let has = |path: &str| scene.view.kind(path, Links::Follow).is_ok();
        let known = seen.len();
        let go = if version.contains(".windows-") { "bin/go.exe" } else { "bin/go" };
        if !has(&join(&goroot, go, scene.style())) {
            seen.push(format!("{goroot}: has no {go}"));
        } else if has(&format!("{beside}.partial")) {
            seen.push(format!("{beside}.partial: not completely extracted"));
        } else if !has(&format!("{beside}.ziphash")) {
            seen.push(format!("{beside}.ziphash: not there"));
        }
        if seen.len() > known {
            // The remedy must move all of them, or the complaint stays.
            let act = PartialToolchain::prove(scene, &cache, version).map(Act::MoveToolchain);
            aside = match (aside, act) {
                (None, Some(act)) if known == 0 => Some(Remedy::of(act)),
                (Some(before), Some(act)) => Some(before.and(&act)),
                _ => None,
            };
        }
    }
    if seen.is_empty() {
        return Outcome::Clear;
    }
    Outcome::found(Complaint {
        message: format!("{cache} holds toolchains that are not whole"),
        cause: "an interrupted download, or a CI cache unpacked over the module cache: go fails \
            with `Cannot open: File exists` or loads them again and again"
            .to_owned(),
        fix: aside
            .unwrap_or_default()
            .note("go downloads them again")
            .or_decide("move these toolchains out of the module cache; go downloads them again"),
        seen,
    })
}
