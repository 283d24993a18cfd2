//! How to get a whole Go tree in the place of a broken one.

use crate::diagnosis::checks::goroot::other_command;
use crate::diagnosis::facts::Scene;
use crate::diagnosis::remedy::{Act, Gives, GoTree, Package, Remedy};
use crate::go::{Release, plain_version};
use crate::host::Links;

/// How to get a whole tree of a version: from the package manager that installed this one, by
/// moving this one aside and unpacking a release in its place, or by starting another whole
/// installation.
pub(super) fn anew(scene: &Scene<'_>, goroot: &str, version: &str) -> Remedy {
    let release = plain_version(version);
    let unpack = |tree: GoTree| {
        let unpacked = Act::Unpack { goroot: goroot.to_owned(), version: release.to_owned() };
        Remedy::of(Act::MoveTree(tree)).and(&unpacked)
    };
    let unpacked = match Release::parse(version) {
        // Without a version it is not known which release to unpack.
        Some(_) => GoTree::prove(scene, goroot).map(unpack).unwrap_or_default(),
        None => Remedy::default(),
    };
    let undone = if scene.goroot_is_set() { scene.undo("GOROOT") } else { Remedy::default() };
    by_package(scene, goroot, version).or(undone).or(unpacked).or(other_command(scene)).or_decide(
        "install a whole Go release in a directory of its own and put its bin first on PATH: \
            https://go.dev/dl",
    )
}

/// How to get a whole tree from the package manager that owns this one.
fn by_package(scene: &Scene<'_>, goroot: &str, version: &str) -> Remedy {
    let sudo = if scene.user == Some(0) { "" } else { "sudo " };
    let has = |file: &str| scene.view.kind(file, Links::Follow).is_ok();
    let names = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect();
    let real = scene.view.canonicalize(goroot).unwrap_or_else(|_| goroot.to_owned());
    let name = real.rsplit('/').next().unwrap_or_default().to_owned();
    let directory = scene.join(&real, "..");
    let package = match (directory.as_str(), name.as_str()) {
        ("/usr/lib", "golang") if has("/usr/lib/sysimage/rpm") || has("/var/lib/rpm") => {
            Package::DnfAgain(names(&["golang", "golang-bin", "golang-src"]))
        }
        ("/usr/lib", "go") if has("/lib/apk/db/installed") => Package::ApkFix(names(&["go"])),
        ("/usr/lib", name) if has("/var/lib/dpkg/status") => {
            let Some(number) = name.strip_prefix("go-") else { return Remedy::default() };
            Package::AptAgain(vec![format!("golang-{number}-go"), format!("golang-{number}-src")])
        }
        _ if goroot.contains("/Cellar/go/") || goroot.ends_with("/opt/go/libexec") => {
            Package::BrewAgain(names(&["go"]))
        }
        _ => return Remedy::default(),
    };
    let sudo = if matches!(package, Package::BrewAgain(_)) { "" } else { sudo };
    let gives =
        Gives::Tree { goroot: goroot.to_owned(), version: plain_version(version).to_owned() };
    Remedy::of(Act::Install { package, sudo, gives })
}
