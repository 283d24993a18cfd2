//! Room on the file systems that go writes to.

use super::directories::working_directories;
use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, visible};
use crate::diagnosis::remedy::Remedy;
use crate::rule::{Rule, Severity};

/// What a build of a middle-sized program takes in the caches and for temporary files.
const ENOUGH: u64 = 256 << 20;

pub(in crate::diagnosis) static DISK_FULL: Check = Check::new(
    Theme::Files,
    full,
    Rule::new("disk-full", Severity::Warning)
        .means("Less than 256 MiB is left for a cache or for temporary files.")
        .because("Builds end with `no space left on device`.")
        .mend("Make room, or set the variable to a directory on another file system."),
);

/// The file system has no room left where go must write.
fn full(scene: &Scene<'_>) -> Outcome {
    let mut known = false;
    let mut seen = Vec::new();
    let mut fullest: Option<(&str, String)> = None;
    for (name, path) in working_directories(scene).into_iter().filter(|(name, _)| *name != "GOROOT")
    {
        let Some(free) = scene.view.free_space(&path) else { continue };
        known = true;
        if free < ENOUGH {
            seen.push(format!("{name} {path}: {} MiB left", free >> 20));
            fullest = fullest.or(Some((name, path)));
        }
    }
    let Some((name, path)) = fullest else {
        return if known { Outcome::Clear } else { Outcome::unknown("free space cannot be read") };
    };
    let variable = if name == "TMPDIR" { "GOTMPDIR" } else { name };
    let fix = Remedy::decide(format!(
        "make room on the file system of {}, or set {variable} to a directory on another",
        visible(&scene.outer(&path))
    ));
    Outcome::found(Complaint {
        message: format!("little room is left in {path} ({name})"),
        seen,
        cause: "builds end with `no space left on device` when the file system is full".to_owned(),
        fix,
    })
}
