//! Paths and hosts in a program that show who built it.

use super::about::About;
use super::check::{BuiltIn, Needs};
use super::remark::{Place, Remark};
use crate::bytes::{Named, Text, counted};
use crate::leak::{Leak, LeakKind, LeakOrigin, Trimpath};
use crate::rule::{Rule, Severity};

/// The most places that a finding lists.
const LISTED: usize = 16;

pub(super) static PATH_LEAK_USER: BuiltIn = BuiltIn::one(
    path_leak_user,
    Rule::new("path-leak-user", Severity::Warning)
        .with_places()
        .means("Paths in the binary name a person: the owner of a home folder.")
        .because(
            "Everyone who has the binary, and every stack trace it prints, shows who built it.",
        )
        .mend(
            "Build releases with -trimpath and not from a home folder; what is marked as kept also \
             with -trimpath comes from C code, flags or strings.",
        ),
)
.needing(Needs::Paths);

fn path_leak_user(about: &About<'_>) -> Option<Remark> {
    // What is required is told by the rule of the requirement.
    user_paths(about).filter(|_| !about.demands.no_user_paths)
}

/// The remark on paths that name a person.
pub(super) fn user_paths(about: &About<'_>) -> Option<Remark> {
    let paths = about.paths.filter(|paths| !paths.users.is_empty())?;
    let leaks = paths.leaks.iter().filter(|leak| leak.user.is_some());
    let users: Vec<String> = paths.users.iter().map(Text::to_string).collect();
    let count = sum(leaks.clone());
    let owner = if users.len() == 1 { "the user" } else { "the users" };
    let message =
        format!("{} {} {owner} {}", counted(count, "path"), name(count), users.join(", "));
    Some(Remark::new(message).at_all(places(leaks.clone())).with_advice(kept_advice(leaks)))
}

pub(super) static PATH_LEAK_BUILD: BuiltIn = BuiltIn::many(
    path_leak_build,
    Rule::new("path-leak-build", Severity::Note)
        .with_places()
        .means("Paths in the binary name folders of the machine that built it.")
        .because(
            "They show how builds are laid out, and make the binary differ from machine to \
             machine. Those that -trimpath removes are told by `not-trimmed` or `trimpath-required` where that rule counts.",
        )
        .mend("Build releases with -trimpath."),
)
.needing(Needs::Paths);

/// Where a build was not trimmed, what trimming removes is one remark and what it keeps another: the
/// first says no more than that it was not trimmed.
fn path_leak_build(about: &About<'_>) -> Vec<Remark> {
    let Some(paths) = about.paths else { return Vec::new() };
    let leaks = paths.leaks.iter().filter(|leak| is_of_build(leak));
    if about.program.traits.trimpath != Some(false) {
        return of_build(leaks).into_iter().collect();
    }
    let is_removed = |leak: &&Leak| leak.trimpath == Trimpath::Removes;
    let removed = of_build(leaks.clone().filter(is_removed));
    let rule = if about.demands.trimpath { "trimpath-required" } else { "not-trimmed" };
    let removed = removed.map(|it| it.unless_told_by(rule));
    let kept = of_build(leaks.filter(move |leak| !is_removed(leak)));
    removed.into_iter().chain(kept).collect()
}

fn of_build<'l>(leaks: impl Iterator<Item = &'l Leak> + Clone) -> Option<Remark> {
    let count = sum(leaks.clone());
    let what = "folders of the machine that built it";
    let message = format!("{} {} {what}", counted(count, "path"), name(count));
    let found = || Remark::new(message).at_all(places(leaks.clone()));
    (count > 0).then(|| found().with_advice(kept_advice(leaks.clone())))
}

/// The folders of the machine that built the program, of which `-trimpath` would have removed the
/// paths.
pub(super) fn removable_places(about: &About<'_>) -> Vec<Place> {
    let leaks = about.paths.into_iter().flat_map(|paths| &paths.leaks);
    places(leaks.filter(|it| is_of_build(it) && it.trimpath == Trimpath::Removes))
}

/// Whether a path names the builder's machine, and no person on it.
fn is_of_build(leak: &Leak) -> bool {
    let says_nothing = match leak.kind {
        LeakKind::Goroot | LeakKind::Placeholder | LeakKind::Host | LeakKind::Network => true,
        // Go's rules for Bazel make names relative; relative names show nothing about the machine.
        LeakKind::Bazel => !is_absolute(leak),
        _ => false,
    };
    leak.user.is_none() && !says_nothing
}

fn is_absolute(leak: &Leak) -> bool {
    leak.prefix.as_bytes().starts_with(b"/") || leak.prefix.as_bytes().get(1) == Some(&b':')
}

pub(super) static PATH_LEAK_HOST: BuiltIn = BuiltIn::one(
    path_leak_host,
    Rule::new("path-leak-host", Severity::Warning)
        .with_places()
        .means("Build flags, modules or paths in the binary name hosts of an internal network.")
        .because("They show strangers how the network behind the build is laid out.")
        .mend(
            "Take the addresses out of the flags; -trimpath removes -ldflags and the flags of cgo \
             from the build info, but not what modules are called.",
        ),
)
.needing(Needs::Paths);

fn path_leak_host(about: &About<'_>) -> Option<Remark> {
    let is_host = |leak: &&Leak| matches!(leak.kind, LeakKind::Host | LeakKind::Network);
    let leaks = about.paths?.leaks.iter().filter(is_host);
    let count = sum(leaks.clone());
    let message =
        format!("{} {} hosts of an internal network", counted(count, "text"), name(count));
    (count > 0).then(|| Remark::new(message).at_all(places(leaks)))
}

/// The advice where `-trimpath` would remove none of the paths; `None` where it removes some.
fn kept_advice<'l>(leaks: impl Iterator<Item = &'l Leak> + Clone) -> Option<&'static str> {
    if leaks.clone().any(|leak| leak.trimpath == Trimpath::Removes) {
        return None;
    }
    let is_dwarf = |leak: &Leak| leak.origin == LeakOrigin::Dwarf;
    Some(match (leaks.clone().all(is_dwarf), leaks.clone().any(is_dwarf)) {
        (true, _) => {
            "-trimpath keeps them: they are of C code, or of Go's own C parts. Link with \
             -ldflags=-w, which leaves out the debugging information, or compile the C code with \
             -ffile-prefix-map=FOLDER=."
        }
        (false, true) => {
            "-trimpath keeps them: they are of C code, flags, modules or strings. Take them out of \
             there; link with -ldflags=-w, which leaves out the debugging information, or compile \
             the C code with -ffile-prefix-map=FOLDER=."
        }
        (false, false) => {
            "-trimpath keeps them: they are of flags, modules, //line comments or strings, such as \
             __FILE__ of C code and embedded files. Take them out of there."
        }
    })
}

/// How often the texts occur in the program.
fn sum<'l>(leaks: impl Iterator<Item = &'l Leak>) -> u64 {
    leaks.fold(0, |sum, leak| sum.saturating_add(leak.count))
}

/// The first of the places, and the number of the others.
fn places<'l>(leaks: impl Iterator<Item = &'l Leak> + Clone) -> Vec<Place> {
    let mut places: Vec<Place> = leaks.clone().take(LISTED).map(place).collect();
    let all = leaks.count();
    if all > places.len() {
        let more = format!("and {} more places", all.saturating_sub(places.len()));
        places.push(Place::new(more));
    }
    places
}

fn place(leak: &Leak) -> Place {
    let part = match (&leak.setting, leak.origin) {
        (Some(setting), LeakOrigin::BuildInfo) => format!("{setting} of the build info"),
        (_, origin) => origin.name().to_owned(),
    };
    let kept = match leak.trimpath {
        Trimpath::Removes => "",
        Trimpath::Keeps => ", also with -trimpath",
    };
    let place = Place::new(format!("{} in {part}", leak.prefix)).at(leak.at);
    place.then(&format!(", {}{kept}", counted(leak.count, "time")))
}

/// The verb for one thing or several.
fn name(count: u64) -> &'static str {
    if count == 1 { "names" } else { "name" }
}
