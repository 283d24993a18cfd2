//! What `go.mod`, `go.work` and the repository around them ask of this Go.

use super::check::{Check, Complaint, Outcome, Theme};
use super::remedy::{Act, Remedy};
use super::scene::{Scene, visible};
use crate::go::Release;
use crate::go::gover::compare;
use crate::go::path::is_absolute;
use crate::host::goenv::build_config::{by_godebug_line, is_removed_somewhere};
use crate::host::goenv::gomod::{GodebugLine, ModFile, ModFileError, find_go_work, temp_dir};
use crate::host::{FileKind, Layer, Links, Source};
use crate::rule::{Rule, Severity};

/// The file here, or the answer where there is none.
fn file(scene: &Scene<'_>) -> Result<ModFile, Outcome> {
    match scene.mod_file() {
        Ok(Some(file)) => Ok(file),
        Ok(None) => Err(Outcome::NotHere),
        Err(ModFileError::RelativeGowork) => Err(Outcome::unknown("GOWORK is a relative path")),
        Err(ModFileError::Unreadable(path, error)) => {
            Err(Outcome::unknown(format!("{path}: {error}")))
        }
    }
}

pub(super) static GOMOD_NEEDS_NEWER_LOCAL: Check = Check::new(
    Theme::Toolchain,
    needs_newer,
    Rule::new("gomod-needs-newer-local", Severity::Error)
        .means("The go.mod here asks for a newer Go than GOTOOLCHAIN lets run.")
        .because("Every command in this module ends with `go.mod requires go >= …`.")
        .mend("Let GOTOOLCHAIN be auto, or install the Go that is asked for."),
);

/// Rank 3: `go.mod` asks for a newer Go than may run.
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
        // What go.env says is not known while GOROOT is wrong, and go ends for that first.
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

pub(super) static GO_TOO_OLD_FOR_GOMOD_SYNTAX: Check = Check::new(
    Theme::Toolchain,
    too_old_for_syntax,
    Rule::new("go-too-old-for-gomod-syntax", Severity::Error)
        .means("This Go is older than 1.21 and the go.mod here uses what came with 1.21.")
        .because("The file cannot be read: `invalid go version` or `unknown directive: toolchain`.")
        .mend("Install Go 1.21 or later; do not edit go.mod."),
);

/// Rank 4: a Go before 1.21 cannot read a `go.mod` of later times.
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

pub(super) static GODEBUG_REFUSED: Check = Check::new(
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

/// Not one of the ranked checks: `godebug` lines that this release ends at. `go env`, `go version`
/// and `go mod edit` still work, what loads packages does not (1.21.13 to 1.27.3).
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
    let (verb, name) = match path.ends_with("go.mod") {
        true => ("mod", "go.mod"),
        false => ("work", "go.work"),
    };
    let (cause, fix) = match release < Release::new(1, 23, 0) {
        true => (
            "the godebug directive came with Go 1.23; before, it is an error",
            format!("install Go 1.23 or later, or take the godebug lines out of {name}"),
        ),
        false => (
            "a release removes settings that had brought old behaviour back, and ends where a file \
             still asks for one; `go env` and `go version` still work, what loads packages does not",
            format!(
                "take the line out: `go {verb} edit -dropgodebug={}` still works",
                visible(key)
            ),
        ),
    };
    Outcome::found(Complaint {
        message: format!("go refuses {path}:{line}: godebug {}={}", visible(key), visible(value)),
        seen,
        cause: cause.to_owned(),
        fix: Remedy::decide(fix),
    })
}

pub(super) static VCS_STAMP_WILL_FAIL: Check = Check::new(
    Theme::Files,
    vcs_stamp,
    Rule::new("vcs-stamp-will-fail", Severity::Warning)
        .means("The repository here belongs to another user.")
        .because("git refuses it, and go build ends with `error obtaining VCS status`.")
        .mend("Add it to git's safe.directory."),
);

/// Rank 34: the version control stamp will fail.
fn vcs_stamp(scene: &Scene<'_>) -> Outcome {
    let Some(mut directory) = scene.view.current_dir() else { return Outcome::NotHere };
    let mut git = None;
    for _ in 0..256 {
        let candidate = scene.join(&directory, ".git");
        if scene.view.kind(&candidate, Links::Follow).is_ok() {
            git = Some(candidate);
            break;
        }
        let parent = scene.join(&directory, "..");
        if parent == directory {
            break;
        }
        directory = parent;
    }
    let Some(git) = git else { return Outcome::NotHere };
    if scene.setting("GOFLAGS").is_some_and(|(flags, _)| flags.contains("-buildvcs=false")) {
        return Outcome::Clear;
    }
    let (Some(user), Some(status)) = (scene.user, scene.status(&git)) else {
        return Outcome::unknown("who looks and who owns the repository cannot be told");
    };
    let Some(owner) = status.owner else { return Outcome::unknown("the repository has no owner") };
    if owner == user {
        return Outcome::Clear;
    }
    let mut configs = vec!["/etc/gitconfig".to_owned()];
    if let Some(home) = scene.home() {
        configs.push(scene.join(&home, ".gitconfig"));
        configs.push(scene.join(&home, ".config/git/config"));
    }
    let is_safe = configs.iter().any(|path| {
        let text = scene.view.read(path, 1 << 20).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        text.lines().filter_map(|line| line.trim().strip_prefix("directory")).any(|rest| {
            let value = rest.trim_start().trim_start_matches('=').trim();
            value == "*" || value == directory
        })
    });
    // git lets root work in what sudo's user owns.
    let by_sudo = user == 0
        && scene.view.env("SUDO_UID").and_then(|uid| uid.to_str()?.parse().ok()) == Some(owner);
    if is_safe || by_sudo {
        return Outcome::Clear;
    }
    let config = scene.home().map(|home| scene.join(&home, ".gitconfig"));
    let trust = config.map(|config| {
        Remedy::of(Act::TrustRepository { path: directory.clone(), config })
            .note("if you trust what its owner put there")
    });
    let trust = trust.unwrap_or_default();
    Outcome::found(Complaint {
        message: format!("go build will not get the state of the repository {directory}"),
        seen: vec![scene.described(&git), format!("this user is {user}")],
        cause: "git refuses repositories of other users: go build ends with `error obtaining VCS \
            status: exit status 128`"
            .to_owned(),
        fix: trust.or_decide("build with -buildvcs=false, or as the user who owns the repository"),
    })
}

pub(super) static STRAY_GOMOD: Check = Check::new(
    Theme::Toolchain,
    stray_gomod,
    Rule::new("stray-gomod", Severity::Warning)
        .means(
            "A go.mod lies in the home directory, the directory for temporary files, or above \
             GOROOT.",
        )
        .because("Everything below counts as that module.")
        .mend("Rename it if no module is meant there."),
);

/// Rank 35: a `go.mod` where none belongs.
fn stray_gomod(scene: &Scene<'_>) -> Outcome {
    let mut seen = Vec::new();
    let mut places = vec![temp_dir(scene.view)];
    places.extend(scene.home());
    if scene.style() == crate::go::path::PathStyle::Slash {
        places.push("/".to_owned());
    }
    if let Some(goroot) = scene.goroot() {
        let mut above = goroot.to_owned();
        for _ in 0..64 {
            let parent = scene.join(&above, "..");
            if parent == above {
                break;
            }
            places.push(parent.clone());
            above = parent;
        }
    }
    for place in places {
        let file = scene.join(&place, "go.mod");
        if scene.view.is_file(&file) && !seen.contains(&file) {
            seen.push(file);
        }
    }
    let Some(first) = seen.first().cloned() else { return Outcome::Clear };
    Outcome::found(Complaint {
        message: format!("{first} makes a module of all that lies below"),
        seen,
        cause: "a `go mod init` in the wrong directory; programs below get an unexpected main \
            module, and a GOROOT below fails with `$GOROOT must not be inside a module`"
            .to_owned(),
        fix: Remedy::decide(format!(
            "rename {} if no module is meant there",
            visible(&scene.outer(&first))
        )),
    })
}

pub(super) static GOWORK_BAD: Check = Check::new(
    Theme::Toolchain,
    gowork_bad,
    Rule::new("gowork-bad", Severity::Error)
        .means("GOWORK, or a workspace file, names what is not there.")
        .because("Every command in the workspace fails.")
        .mend("Set GOWORK=off, or mend the file."),
);

/// Rank 52: `GOWORK` or a workspace above is broken.
fn gowork_bad(scene: &Scene<'_>) -> Outcome {
    let set = scene.setting("GOWORK").map(|(value, _)| value);
    if let Some(value) = set.as_deref().filter(|value| !matches!(*value, "off" | "auto")) {
        let what = if !is_absolute(value, scene.style()) {
            Some("is no absolute path")
        } else if scene.view.kind(value, Links::Follow).is_err() {
            Some("names a file that does not exist")
        } else {
            None
        };
        if let Some(what) = what {
            return Outcome::found(Complaint {
                message: format!("GOWORK {what}: {value}"),
                seen: scene.places_of("GOWORK"),
                cause: "GOWORK must be off, auto, or the absolute path of a go.work".to_owned(),
                fix: scene.undo("GOWORK"),
            });
        }
    }
    let work = match find_go_work(scene.view, &scene.settings, scene.goroot().unwrap_or_default()) {
        Ok(Some(work)) => work,
        Ok(None) => return Outcome::NotHere,
        Err(_) => return Outcome::unknown("GOWORK is a relative path"),
    };
    let text = match scene.view.read(&work, 8 << 20) {
        Ok(text) => String::from_utf8_lossy(&text).into_owned(),
        Err(error) => return Outcome::unknown(format!("{work}: {error}")),
    };
    let base = scene.join(&work, "..");
    let mut seen = Vec::new();
    for (number, used) in uses(&text) {
        let directory =
            if is_absolute(&used, scene.style()) { used.clone() } else { scene.join(&base, &used) };
        if scene.view.kind(&scene.join(&directory, "go.mod"), Links::Follow)
            != Ok(FileKind::File { executable: false })
            && !scene.view.is_file(&scene.join(&directory, "go.mod"))
        {
            seen.push(format!("{work}:{number}: use {used}: no go.mod there"));
        }
    }
    if seen.is_empty() {
        return Outcome::Clear;
    }
    Outcome::found(Complaint {
        message: format!("{work} uses modules that are not there"),
        seen,
        cause: "a module of the workspace was moved or is not checked out; every command below \
            fails on it"
            .to_owned(),
        fix: scene
            .set("GOWORK", "off")
            .note(format!("or check out what {} names", visible(&scene.outer(&work)))),
    })
}

/// The directories that a workspace uses, with their lines.
fn uses(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut inside = false;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.split("//").next().unwrap_or_default().trim();
        if inside {
            if line == ")" {
                inside = false;
            } else if !line.is_empty() {
                found.push((number, line.trim_matches('"').to_owned()));
            }
        } else if let Some(rest) = line.strip_prefix("use") {
            let rest = rest.trim();
            if rest == "(" {
                inside = true;
            } else if !rest.is_empty() {
                found.push((number, rest.trim_matches('"').to_owned()));
            }
        }
    }
    found
}
