//! The C compiler that cgo runs.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, on_path, visible};
use crate::diagnosis::remedy::{Act, Gives, Package, Remedy};
use crate::go::Release;
use crate::host::{Links, Os};
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static CC_MISSING: Check = Check::new(
    Theme::Settings,
    cc_missing,
    Rule::new("cc-missing", Severity::Warning)
        .means("cgo is on and there is no C compiler.")
        .because("Packages with C code do not build.")
        .mend("Install one, or set CGO_ENABLED=0."),
);

/// cgo has no C compiler.
fn cc_missing(scene: &Scene<'_>) -> Outcome {
    let enabled = scene.setting("CGO_ENABLED").map(|(value, _)| value);
    if enabled.as_deref() == Some("0") {
        return Outcome::Clear;
    }
    let set = scene.setting("CC").map(|(value, _)| value);
    // Since 1.20 go turns cgo off by itself where neither is set.
    let old = scene.release().is_some_and(|it| it < Release::new(1, 20, 0));
    if enabled.is_none() && set.is_none() && !old {
        return Outcome::NotHere;
    }
    let default =
        if matches!(scene.os(), Os::Darwin | Os::Freebsd | Os::Openbsd) { "clang" } else { "gcc" };
    let line = set.unwrap_or_else(|| default.to_owned());
    let compiler = line.split_whitespace().next().unwrap_or_default().to_owned();
    if compiler.is_empty() {
        return Outcome::Clear;
    }
    let found = if compiler.contains(|c| scene.style().is_separator(c)) {
        scene.view.is_file(&compiler)
    } else {
        on_path(scene, &compiler).is_some()
    };
    if found {
        return Outcome::Clear;
    }
    let mut seen = scene.places_of("CC");
    seen.extend(scene.places_of("CGO_ENABLED"));
    seen.push(format!("{compiler} is not on PATH"));
    // The setting itself may be wrong.
    let fix = install(scene, &compiler).or(scene.undo("CC")).note("or set CGO_ENABLED=0");
    Outcome::found(Complaint {
        message: format!("cgo is on, but there is no C compiler {compiler}"),
        seen,
        cause:
            "small images have none: builds with cgo end with `cgo: C compiler \"gcc\" not found`"
                .to_owned(),
        fix: fix
            .or(scene.set("CGO_ENABLED", "0"))
            .or_decide(format!("install {}, or set CGO_ENABLED=0", visible(&compiler))),
    })
}

/// How to install a C compiler with the system's package manager.
fn install(scene: &Scene<'_>, compiler: &str) -> Remedy {
    let sudo = if scene.user == Some(0) { "" } else { "sudo " };
    let has = |path: &str| scene.view.kind(path, Links::Follow).is_ok();
    let names = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect();
    let package = match compiler {
        "gcc" | "cc" | "clang" if has("/lib/apk/db/installed") => {
            Package::ApkAdd(names(&["build-base"]))
        }
        "clang" if has("/var/lib/dpkg/status") => Package::Apt(names(&["clang", "libc6-dev"])),
        "gcc" | "cc" if has("/var/lib/dpkg/status") => Package::Apt(names(&["gcc", "libc6-dev"])),
        "gcc" | "cc" | "clang" if scene.os() == Os::Darwin => Package::Xcode,
        _ => return Remedy::default(),
    };
    let gives = Gives::Command(format!("/usr/bin/{compiler}"));
    Remedy::of(Act::Install { package, sudo, gives })
}
