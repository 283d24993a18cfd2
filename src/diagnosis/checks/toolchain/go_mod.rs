//! What the `go.mod` or `go.work` here asks of the Go that runs.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, visible};
use crate::diagnosis::remedy::Remedy;
use crate::go::Release;
use crate::go::gover::compare;
use crate::host::goenv::build_config::{by_godebug_line, is_removed_somewhere};
use crate::host::goenv::gomod::{GodebugLine, ModFile, ModFileError};
use crate::host::{Layer, Source};
use crate::rule::{Rule, Severity};

/// The file in force here, or the answer of a check where there is none.
fn file<'s>(scene: &'s Scene<'_>) -> Result<&'s ModFile, Outcome> {
    match scene.mod_file() {
        Ok(Some(file)) => Ok(file),
        Ok(None) => Err(Outcome::NotHere),
        Err(ModFileError::RelativeGowork) => Err(Outcome::unknown("GOWORK is a relative path")),
        Err(ModFileError::Unreadable(path, error)) => {
            Err(Outcome::unknown(format!("{path}: {error}")))
        }
    }
}

pub(in crate::diagnosis) static GOMOD_NEEDS_NEWER_LOCAL: Check = Check::new(
    Theme::Toolchain,
    needs_newer,
    Rule::new("gomod-needs-newer-local", Severity::Error)
        .means("The go.mod here asks for a newer Go than GOTOOLCHAIN lets run.")
        .because("Every command in this module ends with `go.mod requires go >= …`.")
        .mend("Let GOTOOLCHAIN be auto, or install the Go that is asked for."),
);

/// `go.mod` asks for a newer Go than may run.
fn needs_newer(scene: &Scene<'_>) -> Outcome {
    let file = match file(scene) {
        Ok(file) => file,
        Err(outcome) => return outcome,
    };
    let selection = &scene.layout.toolchain;
    if matches!(selection.from, Source::Download | Source::Refused) {
        return Outcome::NotHere;
    }
    if scene.tree().is_none() {
        // While GOROOT is wrong, nobody knows what go.env says, and go ends at GOROOT first.
        return Outcome::NotHere;
    }
    let Some(number) = scene.number() else {
        return Outcome::unknown("the version of the go command cannot be read");
    };
    if compare(&number, "1.21").is_lt() || file.go.is_empty() {
        return Outcome::NotHere;
    }
    if compare(&file.go, &number).is_le() {
        return Outcome::Clear;
    }
    let setting = selection.setting.as_deref().unwrap_or("");
    let mut seen = vec![
        format!("{}: go {}", file.path, file.go),
        format!("go command: {}", scene.version().unwrap_or_default()),
    ];
    seen.extend(scene.places_of("GOTOOLCHAIN"));
    let by = match setting {
        "" => "GOTOOLCHAIN is empty".to_owned(),
        setting => format!("GOTOOLCHAIN={setting}"),
    };
    Outcome::found(Complaint {
        message: format!("{} needs Go {}, but go {number} runs", file.path, file.go),
        seen,
        cause: format!(
            "{by} keeps go from switching to a newer toolchain (set so by golang images, Fedora \
                and Homebrew)"
        ),
        fix: switching(scene)
            .note(format!("or install Go {} or later", visible(&file.go)))
            .or_decide(format!("install Go {} or later: https://go.dev/dl", visible(&file.go))),
    })
}

/// How to let go switch to newer toolchains.
fn switching(scene: &Scene<'_>) -> Remedy {
    let auto = match scene.layout.toolchain.set_by {
        Some(Layer::EnvFile) => scene.set_in_file("GOTOOLCHAIN", "auto"),
        _ => scene.set("GOTOOLCHAIN", "auto"),
    };
    scene.undo("GOTOOLCHAIN").or(auto)
}

pub(in crate::diagnosis) static GO_TOO_OLD_FOR_GOMOD_SYNTAX: Check = Check::new(
    Theme::Toolchain,
    too_old_for_syntax,
    Rule::new("go-too-old-for-gomod-syntax", Severity::Error)
        .means("This Go is older than 1.21 and the go.mod here uses what came with 1.21.")
        .because("Go cannot read the file: `invalid go version` or `unknown directive: toolchain`.")
        .mend("Install Go 1.21 or later; do not edit go.mod."),
);

/// A Go before 1.21 cannot read a newer `go.mod`.
fn too_old_for_syntax(scene: &Scene<'_>) -> Outcome {
    let file = match file(scene) {
        Ok(file) => file,
        Err(outcome) => return outcome,
    };
    let Some(release) = scene.release() else {
        return Outcome::unknown("the version of the go command cannot be read");
    };
    if release >= Release::new(1, 21, 0) {
        return Outcome::Clear;
    }
    let three = file.go.matches('.').count() > 1 || file.go.contains("rc");
    if !three && file.toolchain.is_empty() {
        return Outcome::Clear;
    }
    let mut seen = vec![format!("go command: {}", scene.version().unwrap_or_default())];
    if three {
        seen.push(format!("{}: go {}", file.path, file.go));
    }
    if !file.toolchain.is_empty() {
        seen.push(format!("{}: toolchain {}", file.path, file.toolchain));
    }
    Outcome::found(Complaint {
        message: format!("{release} cannot read {}", file.path),
        seen,
        cause: "patch numbers in the go line and the toolchain line came with Go 1.21; before, \
            they are errors: `invalid go version` and `unknown directive: toolchain`"
            .to_owned(),
        fix: Remedy::decide(format!(
            "install Go {} or later, and leave go.mod as it is: https://go.dev/dl",
            visible(&file.go)
        )),
    })
}

pub(in crate::diagnosis) static GODEBUG_REFUSED: Check = Check::new(
    Theme::Toolchain,
    godebug_refused,
    Rule::new("godebug-refused", Severity::Error)
        .means("A godebug line in go.mod or go.work asks for what this Go refuses.")
        .because(
            "Whatever loads packages ends, such as `go build` and `go list`: releases remove \
             settings, and before Go 1.23 the line itself is an error.",
        )
        .mend("Take the line out, or use the Go that it was written for."),
);

/// This release refuses a `godebug` line. `go env`, `go version` and `go mod edit` still work;
/// commands that load packages do not (1.21.13 to 1.27.3).
fn godebug_refused(scene: &Scene<'_>) -> Outcome {
    let file = match file(scene) {
        Ok(file) if !file.godebug.is_empty() => file,
        Ok(_) => return Outcome::NotHere,
        Err(outcome) => return outcome,
    };
    if scene.setting("GO111MODULE").is_some_and(|(value, _)| value == "off") {
        return Outcome::NotHere;
    }
    let Some(release) = scene.release() else {
        if !file.godebug.iter().any(|it| is_removed_somewhere(&it.key)) {
            return Outcome::NotHere;
        }
        return Outcome::unknown("the version of the go command cannot be read");
    };
    let path = &file.path;
    let mut seen = Vec::new();
    let mut first = None;
    for GodebugLine { line, key, value } in &file.godebug {
        let Some(says) = by_godebug_line(key, value, release) else { continue };
        seen.push(format!("{path}:{line}: {says}"));
        first.get_or_insert((line, key, value));
    }
    let Some((line, key, value)) = first else { return Outcome::Clear };
    if scene.setting("GOFLAGS").is_some_and(|(flags, _)| flags.contains("-modfile=")) {
        return Outcome::unknown(format!("GOFLAGS puts another file in the place of {path}"));
    }
    seen.push(format!("go command: {}", scene.version().unwrap_or_default()));
    let (cause, fix) = advice(release, path, key);
    Outcome::found(Complaint {
        message: format!("go refuses {path}:{line}: godebug {}={}", visible(key), visible(value)),
        seen,
        cause: cause.to_owned(),
        fix: Remedy::decide(fix),
    })
}

/// Why a release refuses a `godebug` line, and what to do about it.
fn advice(release: Release, path: &str, key: &str) -> (&'static str, String) {
    let (verb, name) = match path.ends_with("go.mod") {
        true => ("mod", "go.mod"),
        false => ("work", "go.work"),
    };
    if release < Release::new(1, 23, 0) {
        return (
            "the godebug directive came with Go 1.23; before, it is an error",
            format!("install Go 1.23 or later, or take the godebug lines out of {name}"),
        );
    }
    (
        "a release removes settings that had brought old behaviour back, and ends where a file \
         still asks for one; `go env` and `go version` still work, what loads packages does not",
        format!("take the line out: `go {verb} edit -dropgodebug={}` still works", visible(key)),
    )
}
