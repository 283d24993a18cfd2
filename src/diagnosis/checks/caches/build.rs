//! The build cache: whether it is there, can be written, and belongs to this user alone.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, build_cache, visible};
use crate::diagnosis::remedy::{Act, BuildCache, Remedy};
use crate::go::path::is_absolute;
use crate::host::{FileKind, Links};
use crate::rule::{Rule, Severity};

/// How to get a cache that only this user has.
fn private(scene: &Scene<'_>, cache: &str) -> Remedy {
    if scene.setting("GOCACHE").is_some() {
        // Someone else may need the directory that is set.
        let own = scene.home().map(|home| scene.join(&home, ".cache/go-build"));
        let own = own.filter(|own| own != cache).map(|own| scene.set("GOCACHE", &own));
        return scene.undo("GOCACHE").or(own.unwrap_or_default());
    }
    let aside = BuildCache::prove(scene, cache).map(Act::MoveCache).map(Remedy::of);
    aside.unwrap_or_default().note("go makes a new one")
}

pub(in crate::diagnosis) static GOCACHE_PERMISSION: Check = Check::new(
    Theme::Caches,
    permission,
    Rule::new("gocache-permission", Severity::Error)
        .means("This user may not write to the build cache.")
        .because("Builds end with `failed to initialize build cache`.")
        .mend("Give the directory back to its user, or set GOCACHE elsewhere."),
);

/// Another user owns the cache or a part of it.
fn permission(scene: &Scene<'_>) -> Outcome {
    let Some(cache) = build_cache(scene) else { return Outcome::NotHere };
    let Some(user) = scene.user else {
        return Outcome::unknown("the user who looks is not known");
    };
    let Some(existing) = scene.existing(&cache) else { return Outcome::NotHere };
    let mut seen = Vec::new();
    match scene.may_write(&existing) {
        None => return Outcome::unknown(format!("{existing} has no owner or mode")),
        Some(false) => {
            seen.push(format!("{}, and this user is {user}", scene.described(&existing)))
        }
        Some(true) => {}
    }
    if existing == cache {
        let names = scene.view.read_dir(&cache, 4096).unwrap_or_default();
        let parts = names.iter().filter(|name| name.len() == 2);
        let parts: Vec<_> = parts.map(|name| scene.join(&cache, name)).collect();
        let closed: Vec<_> = parts.iter().filter(|it| scene.may_write(it) == Some(false)).collect();
        if let Some(first) = closed.first() {
            seen.push(format!(
                "{} ({} of {} such directories)",
                scene.described(first),
                closed.len(),
                parts.len()
            ));
        }
        let foreign = parts.iter().filter(|it| {
            scene.status(it).and_then(|status| status.owner).is_some_and(|owner| owner == 0)
        });
        if user != 0 && seen.is_empty() && foreign.count() > 0 {
            seen.push(format!("{cache} holds directories of root"));
        }
    }
    if seen.is_empty() {
        return Outcome::Clear;
    }
    let fix = private(scene, &cache).or_decide(format!(
        "give {} back to its user, or set GOCACHE to a directory of your own",
        visible(&existing)
    ));
    Outcome::found(Complaint {
        message: format!("the build cache cannot be written: {cache}"),
        seen,
        cause: "a build under sudo or in a container made it another user's: `failed to \
            initialize build cache at …: permission denied`"
            .to_owned(),
        fix,
    })
}

pub(in crate::diagnosis) static GOCACHE_INVALID: Check = Check::new(
    Theme::Caches,
    invalid,
    Rule::new("gocache-invalid", Severity::Error)
        .means("The build cache is off, relative, or nowhere.")
        .because("go needs it since 1.12 and refuses to build.")
        .mend("Set HOME, or GOCACHE to an absolute path."),
);

/// There is no build cache, or go refuses its setting.
fn invalid(scene: &Scene<'_>) -> Outcome {
    let set = scene.setting("GOCACHE").map(|(value, _)| value);
    let (message, cause) = match set.as_deref() {
        Some("off") => (
            "GOCACHE=off, but go needs its build cache since 1.12".to_owned(),
            "the build cache cannot be turned off any more: `build cache is disabled by \
                GOCACHE=off, but required as of Go 1.12`",
        ),
        Some(value) if !is_absolute(value, scene.style()) => (
            format!("GOCACHE is not an absolute path: {}", visible(value)),
            "go takes only an absolute path: `GOCACHE is not an absolute path`",
        ),
        Some(value) => match scene.existing(value).map(|it| scene.view.kind(&it, Links::Follow)) {
            Some(Ok(FileKind::Directory)) | None => return Outcome::Clear,
            Some(_) => (
                format!("GOCACHE cannot be a directory: {value}"),
                "a file is in its place: `mkdir …: not a directory`",
            ),
        },
        None if !scene.home_is_known() => {
            return Outcome::unknown("the home directory is not known; --env HOME=… tells it");
        }
        None if scene.command().is_none() => return Outcome::NotHere,
        None if scene.layout.env.is_empty() => {
            return Outcome::unknown("go refuses to run for another reason");
        }
        None if scene.value("GOCACHE") == Some("off") => (
            "there is no build cache: no home directory and no XDG_CACHE_HOME that can be used"
                .to_owned(),
            "service accounts and bare containers have no HOME: `GOCACHE is not defined and \
                neither $XDG_CACHE_HOME nor $HOME are defined`",
        ),
        None => return Outcome::Clear,
    };
    let fix = scene
        .undo("GOCACHE")
        .or_decide("set HOME, or GOCACHE to the absolute path of a directory of your own");
    Outcome::found(Complaint {
        message,
        seen: scene.places_of("GOCACHE"),
        cause: cause.to_owned(),
        fix,
    })
}

pub(in crate::diagnosis) static SHARED_GOCACHE: Check = Check::new(
    Theme::Caches,
    shared,
    Rule::new("shared-gocache", Severity::Warning)
        .means("Several users write to one build cache.")
        .because("What one user puts in, another links without looking.")
        .mend("Give each user a separate cache."),
);

/// Other users can write into the cache.
fn shared(scene: &Scene<'_>) -> Outcome {
    let Some(cache) = build_cache(scene) else { return Outcome::NotHere };
    let Some(status) = scene.status(&cache) else { return Outcome::NotHere };
    let (Some(mode), Some(owner)) = (status.mode, status.owner) else {
        return Outcome::unknown(format!("{cache} has no owner or mode"));
    };
    let names = scene.view.read_dir(&cache, 4096).unwrap_or_default();
    let mut owners: Vec<u32> = names
        .iter()
        .filter(|name| name.len() == 2)
        .filter_map(|name| scene.status(&scene.join(&cache, name))?.owner)
        .chain([owner])
        .collect();
    owners.sort_unstable();
    owners.dedup();
    let mut seen = Vec::new();
    if mode & 0o002 != 0 {
        seen.push(format!("{}: anyone may write", scene.described(&cache)));
    }
    if owners.len() > 1 {
        let owners: Vec<_> = owners.iter().map(u32::to_string).collect();
        seen.push(format!("{cache}: parts belong to users {}", owners.join(", ")));
    }
    if seen.is_empty() {
        return Outcome::Clear;
    }
    let closed = match BuildCache::prove(scene, &cache) {
        Some(proven) if owners.len() == 1 => Remedy::of(Act::CloseCache(proven)),
        _ => Remedy::default(),
    };
    let fix = closed.or(private(scene, &cache)).or_decide("set GOCACHE to a directory of your own");
    Outcome::found(Complaint {
        message: format!("several users write to the build cache {cache}"),
        seen,
        cause: "what one user puts into a build cache, another links into programs without looking"
            .to_owned(),
        fix,
    })
}
