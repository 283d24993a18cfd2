//! What is special to one system: Rosetta, snaps, two installations on Windows, macOS' paths.d, and
//! the C compiler.

use super::check::{Check, Complaint, Outcome, Theme};
use super::remedy::{Act, Gives, Package, Remedy};
use super::scene::{Scene, visible};
use crate::host::{Links, Os};
use crate::rule::{Rule, Severity};

pub(super) static ROSETTA_GO: Check = Check::new(
    Theme::Command,
    rosetta,
    Rule::new("rosetta-go", Severity::Warning)
        .means("An Intel go on Apple silicon. Not run on macOS yet, only on made trees.")
        .because("It is slow, and debuggers refuse its programs.")
        .mend("Install the arm64 package."),
);

/// Rank 39: a go for the wrong processor on Apple silicon.
fn rosetta(scene: &Scene<'_>) -> Outcome {
    if scene.os() != Os::Darwin {
        return Outcome::NotHere;
    }
    let Some(command) = scene.command().and_then(|it| it.go_path.as_deref()) else {
        return Outcome::NotHere;
    };
    let Some((_, arch)) = scene.view.program(command).and_then(|it| it.target) else {
        return Outcome::unknown("which processor the go command is for cannot be read");
    };
    if arch != "amd64" {
        return Outcome::Clear;
    }
    // Rosetta's runtime and Homebrew's second home are only there on Apple silicon.
    let signs = ["/Library/Apple/usr/share/rosetta", "/opt/homebrew"];
    let seen: Vec<_> = signs.iter().filter(|it| scene.view.is_directory(it)).collect();
    if seen.is_empty() {
        return Outcome::unknown("whether this is Apple silicon cannot be told from files");
    }
    Outcome::found(Complaint {
        message: format!("{command} is for amd64, and this looks like Apple silicon"),
        seen: seen.iter().map(|it| format!("{it} is there")).collect(),
        cause: "an Intel Go runs under Rosetta: slow, and debuggers refuse its programs".to_owned(),
        fix: Remedy::decide("install the darwin-arm64 package: https://go.dev/dl"),
    })
}

pub(super) static SNAP_GO: Check = Check::new(
    Theme::Goroot,
    snap,
    Rule::new("snap-go", Severity::Warning)
        .means("GOROOT is inside one revision of a snap.")
        .because("The next refresh removes it.")
        .mend("Use /snap/go/current."),
);

/// Rank 41: a GOROOT inside one revision of a snap.
fn snap(scene: &Scene<'_>) -> Outcome {
    let Some(goroot) = scene.goroot() else { return Outcome::NotHere };
    let Some(rest) = goroot.strip_prefix("/snap/go/") else { return Outcome::NotHere };
    let revision = rest.split('/').next().unwrap_or_default();
    if revision.parse::<u64>().is_err() {
        return Outcome::Clear;
    }
    let mut seen = vec![format!("GOROOT is {goroot}")];
    seen.extend(scene.places_of("GOROOT"));
    let fix = if scene.goroot_is_set() { scene.undo("GOROOT") } else { Remedy::default() };
    let fix = fix.or_decide("nothing now; write /snap/go/current wherever a path is kept");
    Outcome::found(Complaint {
        message: format!(
            "GOROOT is revision {revision} of a snap, which goes with the next refresh"
        ),
        seen,
        cause: "snaps live in a directory for each revision; only /snap/go/current stays"
            .to_owned(),
        fix,
    })
}

pub(super) static WINDOWS_DOUBLE_INSTALL: Check = Check::new(
    Theme::Command,
    windows_double,
    Rule::new("windows-double-install", Severity::Warning)
        .means(
            "Go is installed twice on Windows. Not run on Windows yet, only on made trees; the \
             registry is not read.",
        )
        .because("The old GOROOT variable breaks the new Go.")
        .mend("Uninstall one of them, and leave GOROOT unset."),
);

/// Rank 42: two installations on Windows.
fn windows_double(scene: &Scene<'_>) -> Outcome {
    if scene.os() != Os::Windows {
        return Outcome::NotHere;
    }
    let roots = [r"C:\Go", r"C:\Program Files\Go", r"C:\Program Files (x86)\Go"];
    let found: Vec<_> = roots
        .iter()
        .filter(|it| scene.view.kind(&scene.join(it, "bin/go.exe"), Links::Follow).is_ok())
        .collect();
    if found.len() < 2 {
        return Outcome::Clear;
    }
    let mut seen: Vec<String> = found
        .iter()
        .map(|it| {
            format!("{it}: {}", scene.version_file(it).unwrap_or_else(|| "no VERSION".to_owned()))
        })
        .collect();
    seen.extend(scene.places_of("GOROOT"));
    Outcome::found(Complaint {
        message: "Go is installed twice".to_owned(),
        seen,
        cause: "the installer's directory moved from C:\\Go to C:\\Program Files\\Go; the old \
            one, and the GOROOT variable it set, stay"
            .to_owned(),
        fix: Remedy::decide(
            "decide which one to keep, uninstall the other in Settings, Apps, and leave GOROOT unset",
        ),
    })
}

pub(super) static MACOS_PATHS_D: Check = Check::new(
    Theme::Command,
    macos_paths,
    Rule::new("macos-paths-d", Severity::Warning)
        .means(
            "macOS' paths.d names a Go that is gone or shadows another. Not run on macOS yet, only \
             on made trees.",
        )
        .because("Every login shell has it on PATH.")
        .mend("Delete the line from the file."),
);

/// Rank 43: paths.d puts /usr/local/go on everyone's PATH.
fn macos_paths(scene: &Scene<'_>) -> Outcome {
    if scene.os() != Os::Darwin {
        return Outcome::NotHere;
    }
    let file = "/etc/paths.d/go";
    let Ok(text) = scene.view.read(file, 1 << 16) else { return Outcome::NotHere };
    let text = String::from_utf8_lossy(&text).into_owned();
    let directory = text.lines().next().unwrap_or_default().trim().to_owned();
    if directory.is_empty() {
        return Outcome::Clear;
    }
    let go = scene.join(&directory, "go");
    let first = scene.command().and_then(|it| it.go_path.as_deref());
    let others = scene
        .layout
        .toolchains
        .iter()
        .any(|it| it.found_by == "Homebrew" || it.found_by == "MacPorts");
    if scene.view.is_file(&go) && (!others || first != Some(go.as_str())) {
        return Outcome::Clear;
    }
    let what = if scene.view.is_file(&go) {
        "comes before the other Go on PATH"
    } else {
        "names a Go that is not there"
    };
    Outcome::found(Complaint {
        message: format!("{file} {what}"),
        seen: vec![format!("{file}:1: {directory}")],
        cause: "the package installer left it behind; path_helper puts it on the PATH of every \
            login shell"
            .to_owned(),
        fix: Remedy::of(Act::DropLine { file: file.to_owned(), line: 1, text: directory.clone() })
            .or_decide(format!(
                "delete line 1 of {}, if that Go is not meant",
                visible(&scene.outer(file))
            )),
    })
}

pub(super) static CC_MISSING: Check = Check::new(
    Theme::Settings,
    cc_missing,
    Rule::new("cc-missing", Severity::Warning)
        .means("cgo is on and there is no C compiler.")
        .because("Packages with C code do not build.")
        .mend("Install one, or set CGO_ENABLED=0."),
);

/// Rank 48: cgo has no C compiler.
fn cc_missing(scene: &Scene<'_>) -> Outcome {
    let enabled = scene.setting("CGO_ENABLED").map(|(value, _)| value);
    if enabled.as_deref() == Some("0") {
        return Outcome::Clear;
    }
    let set = scene.setting("CC").map(|(value, _)| value);
    // Without either setting, go turns cgo off by itself since 1.20.
    let old = scene.release().is_some_and(|it| it < crate::go::Release::new(1, 20, 0));
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
        super::path::on_path(scene, &compiler).is_some()
    };
    if found {
        return Outcome::Clear;
    }
    let mut seen = scene.places_of("CC");
    seen.extend(scene.places_of("CGO_ENABLED"));
    seen.push(format!("{compiler} is not on PATH"));
    let sudo = if scene.user == Some(0) { "" } else { "sudo " };
    let has = |path: &str| scene.view.kind(path, Links::Follow).is_ok();
    let names = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect();
    let is_usual = matches!(compiler.as_str(), "gcc" | "cc" | "clang");
    let package = if !is_usual {
        None
    } else if has("/lib/apk/db/installed") {
        Some(Package::ApkAdd(names(&["build-base"])))
    } else if has("/var/lib/dpkg/status") && compiler == "clang" {
        Some(Package::Apt(names(&["clang", "libc6-dev"])))
    } else if has("/var/lib/dpkg/status") {
        Some(Package::Apt(names(&["gcc", "libc6-dev"])))
    } else if scene.os() == Os::Darwin {
        Some(Package::Xcode)
    } else {
        None
    };
    let install = package.map(|package| {
        let gives = Gives::Command(format!("/usr/bin/{compiler}"));
        Remedy::of(Act::Install { package, sudo, gives })
    });
    // Where a compiler is set, the setting may be what is wrong.
    let fix = install.unwrap_or_default().or(scene.undo("CC")).note("or set CGO_ENABLED=0");
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
