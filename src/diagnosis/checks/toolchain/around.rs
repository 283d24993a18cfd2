//! Modules and workspaces around the current directory: a `go.mod` where none belongs, a `go.work` that is broken.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, visible};
use crate::diagnosis::remedy::Remedy;
use crate::go::path::{PathStyle, is_absolute, upwards};
use crate::host::Links;
use crate::host::goenv::gomod::{find_go_work, temp_dir};
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static STRAY_GOMOD: Check = Check::new(
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

/// A `go.mod` lies where none belongs.
fn stray_gomod(scene: &Scene<'_>) -> Outcome {
    let mut seen = Vec::new();
    let mut places = vec![temp_dir(scene.view)];
    places.extend(scene.home());
    if scene.style() == PathStyle::Slash {
        places.push("/".to_owned());
    }
    if let Some(goroot) = scene.goroot() {
        places.extend(upwards(goroot, scene.style()).skip(1));
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

pub(in crate::diagnosis) static GOWORK_BAD: Check = Check::new(
    Theme::Toolchain,
    gowork_bad,
    Rule::new("gowork-bad", Severity::Error)
        .means("GOWORK, or a workspace file, names what is not there.")
        .because("Every command in the workspace fails.")
        .mend("Set GOWORK=off, or mend the file."),
);

/// GOWORK or the workspace around the current directory is broken.
fn gowork_bad(scene: &Scene<'_>) -> Outcome {
    if let Some(complaint) = bad_setting(scene) {
        return Outcome::found(complaint);
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
        if !scene.view.is_file(&scene.join(&directory, "go.mod")) {
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

/// What is wrong with the value of GOWORK.
fn bad_setting(scene: &Scene<'_>) -> Option<Complaint> {
    let (value, _) = scene.setting("GOWORK")?;
    let what = match value.as_str() {
        "off" | "auto" => return None,
        value if !is_absolute(value, scene.style()) => "is not an absolute path",
        value if scene.view.kind(value, Links::Follow).is_err() => {
            "names a file that does not exist"
        }
        _ => return None,
    };
    Some(Complaint {
        message: format!("GOWORK {what}: {value}"),
        seen: scene.places_of("GOWORK"),
        cause: "GOWORK must be off, auto, or the absolute path of a go.work".to_owned(),
        fix: scene.undo("GOWORK"),
    })
}

/// The directories that a workspace uses, each with its line.
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
