//! Judges what a program's paths and flags tell of those who built it.

use super::check::finding;
use super::{Finding, in_order};
use crate::bytes::{Text, needle};
use crate::leak::{
    Account, Leak, LeakKind, LeakOrigin, Paths, Sought, Texts, Trimpath, home, mask_setting,
};
use crate::origin::Origin;

/// Places that a finding lists.
const LISTED: usize = 16;

/// Every finding about paths and flags, in the order of the rules. `paths` is `None` where they were
/// not collected: then only the rules about GOROOT and secrets speak.
pub fn check_paths(evidence: &Origin, paths: Option<&Paths>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = [
        secret_in_flags(evidence),
        goroot_in_module_cache(evidence),
        goroot_in_home(evidence),
        paths.and_then(leak_user),
        paths.and_then(leak_build),
        paths.and_then(leak_host),
    ]
    .into_iter()
    .flatten()
    .collect();
    in_order(&mut findings);
    findings
}

/// The finding about texts that the user named.
pub fn check_texts(texts: &Texts) -> Option<Finding> {
    let of = |sought: &Sought| match sought {
        Sought::Needle(needle) => Some(needle.clone()),
        _ => None,
    };
    let found = texts.found.iter().filter(|it| of(&it.sought).is_some());
    let place = |it: &crate::leak::Found| {
        let encoding = if it.is_wide { " (UTF-16)" } else { "" };
        format!("{}{encoding} at {}, {} in all", it.value, it.at, counted(it.count, "place"))
    };
    let evidence: Vec<String> = found.clone().take(LISTED).map(place).collect();
    let mut needles: Vec<Text> = found.filter_map(|it| of(&it.sought)).collect();
    needles.sort();
    needles.dedup();
    let needles: Vec<String> = needles.iter().map(Text::to_string).collect();
    let count = texts.needles();
    let message = format!("{} in {}", needles.join(", "), counted(count, "place"));
    (count > 0).then(|| finding("needle-found", message, evidence))?
}

/// How many paths `-trimpath` would have removed; `None` where they were not collected.
pub(super) fn removable(paths: Option<&Paths>) -> Option<u64> {
    let leaks = paths?.leaks.iter().filter(|leak| leak.trimpath == Trimpath::Removes);
    Some(sum(leaks.filter(|leak| leak.kind != LeakKind::Placeholder)))
}

fn secret_in_flags(evidence: &Origin) -> Option<Finding> {
    let info = evidence.build_info.as_ref().ok()?.as_ref()?;
    let masked = |setting: &(Text, Text)| Some((setting.0.clone(), mask_setting(setting)?));
    let found: Vec<_> = evidence.modules()?.settings.iter().filter_map(masked).collect();
    let names: Vec<String> = found
        .iter()
        .flat_map(|(_, masked)| &masked.names)
        .map(|name| Text::from(name.as_str()).to_string())
        .collect();
    let row = |(key, masked): &(Text, crate::leak::Masked)| {
        let at = evidence.place(info.at);
        format!("{key}={} in build info at {at}", Text::from(masked.text.as_str()))
    };
    let rows = found.iter().map(row).collect();
    let message = format!("the build flags set {}", names.join(", "));
    (!names.is_empty()).then(|| finding("secret-in-flags", message, rows))?
}

fn goroot_in_module_cache(evidence: &Origin) -> Option<Finding> {
    let root = evidence.goroot.value.as_ref()?;
    let downloads: [&[u8]; 2] = [b"/golang.org/toolchain@v", br"\golang.org\toolchain@v"];
    downloads.iter().find_map(|it| needle::find(root.as_bytes(), it))?;
    let message = format!("{root} was downloaded by the go command, not installed");
    finding("goroot-in-module-cache", message, super::check::places(evidence))
}

fn goroot_in_home(evidence: &Origin) -> Option<Finding> {
    let root = evidence.goroot.value.as_ref()?;
    let home = home(root.as_bytes()).filter(|home| !matches!(home.account, Account::Ci(_)))?;
    let message = format!("{root} lies in the home folder {}", Text::from(home.folder));
    finding("goroot-in-home", message, super::check::places(evidence))
}

fn leak_user(paths: &Paths) -> Option<Finding> {
    let leaks = paths.leaks.iter().filter(|leak| leak.user.is_some());
    let users: Vec<String> = paths.users.iter().map(Text::to_string).collect();
    let count = sum(leaks.clone());
    let who = if users.len() == 1 { "the user" } else { "the users" };
    let verb = if count == 1 { "names" } else { "name" };
    let message = format!("{} {verb} {who} {}", counted(count, "path"), users.join(", "));
    let advice = kept_advice(leaks.clone());
    let found = (!users.is_empty()).then(|| finding("path-leak-user", message, rows(leaks)))??;
    Some(Finding { advice, ..found })
}

fn leak_build(paths: &Paths) -> Option<Finding> {
    let of_build = |leak: &&Leak| {
        leak.user.is_none()
            && !matches!(
                leak.kind,
                LeakKind::Goroot
                    | LeakKind::Placeholder
                    | LeakKind::Host
                    | LeakKind::Network
                    // Go's rules for Bazel make names relative, which say nothing of the machine.
                    | LeakKind::Bazel
            )
            || leak.kind == LeakKind::Bazel && leak.user.is_none() && is_absolute(leak)
    };
    let leaks = paths.leaks.iter().filter(of_build);
    let count = sum(leaks.clone());
    let verb = if count == 1 { "names" } else { "name" };
    let message = format!("{} {verb} folders of the machine that built it", counted(count, "path"));
    let advice = kept_advice(leaks.clone());
    let found = (count > 0).then(|| finding("path-leak-build", message, rows(leaks)))??;
    Some(Finding { advice, ..found })
}

/// What to do where `-trimpath` would remove none of the paths; `None` where it removes some.
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

fn is_absolute(leak: &Leak) -> bool {
    leak.prefix.as_bytes().starts_with(b"/") || leak.prefix.as_bytes().get(1) == Some(&b':')
}

fn leak_host(paths: &Paths) -> Option<Finding> {
    let is_host = |leak: &&Leak| matches!(leak.kind, LeakKind::Host | LeakKind::Network);
    let leaks = paths.leaks.iter().filter(is_host);
    let count = sum(leaks.clone());
    let verb = if count == 1 { "names" } else { "name" };
    let what = format!("{} {verb} hosts of an internal network", counted(count, "text"));
    (count > 0).then(|| finding("path-leak-host", what, rows(leaks)))?
}

fn sum<'l>(leaks: impl Iterator<Item = &'l Leak>) -> u64 {
    leaks.fold(0, |sum, leak| sum.saturating_add(leak.count))
}

fn rows<'l>(leaks: impl Iterator<Item = &'l Leak> + Clone) -> Vec<String> {
    let row = |leak: &Leak| {
        let place = match (&leak.setting, leak.origin) {
            (Some(setting), LeakOrigin::BuildInfo) => format!("{setting} of the build info"),
            (_, origin) => origin.name().to_owned(),
        };
        let kept = match leak.trimpath {
            Trimpath::Removes => "",
            Trimpath::Keeps => ", also with -trimpath",
        };
        format!("{} in {place} at {}, {}{kept}", leak.prefix, leak.at, counted(leak.count, "time"))
    };
    let mut rows: Vec<String> = leaks.clone().take(LISTED).map(row).collect();
    let all = leaks.count();
    if all > rows.len() {
        rows.push(format!("and {} more places", all.saturating_sub(rows.len())));
    }
    rows
}

fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
