//! Faults of one system only: Rosetta, two installations on Windows, `paths.d` on macOS.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, visible};
use crate::diagnosis::remedy::{Act, Remedy};
use crate::host::{Links, Os};
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static ROSETTA_GO: Check = Check::new(
    Theme::Command,
    rosetta,
    Rule::new("rosetta-go", Severity::Warning)
        .means("An Intel go on Apple silicon. Not run on macOS yet, only on made trees.")
        .because("It is slow, and debuggers refuse its programs.")
        .mend("Install the arm64 package."),
);

/// The go command on Apple silicon is for Intel processors.
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
    // Only Apple silicon has Rosetta's runtime, and Homebrew in this directory.
    let signs = ["/Library/Apple/usr/share/rosetta", "/opt/homebrew"];
    let seen: Vec<_> = signs.iter().filter(|it| scene.view.is_directory(it)).collect();
    if seen.is_empty() {
        return Outcome::unknown("files do not show whether this is Apple silicon");
    }
    Outcome::found(Complaint {
        message: format!("{command} is for amd64, and this looks like Apple silicon"),
        seen: seen.iter().map(|it| format!("{it} is there")).collect(),
        cause: "an Intel Go runs under Rosetta: slow, and debuggers refuse its programs".to_owned(),
        fix: Remedy::decide("install the darwin-arm64 package: https://go.dev/dl"),
    })
}

pub(in crate::diagnosis) static WINDOWS_DOUBLE_INSTALL: Check = Check::new(
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

/// Windows has Go in two places.
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

pub(in crate::diagnosis) static MACOS_PATHS_D: Check = Check::new(
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

/// paths.d puts a Go on everyone's PATH that is gone or hides another.
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
