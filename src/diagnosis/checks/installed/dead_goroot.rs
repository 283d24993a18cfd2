//! Installed programs that look for the GOROOT they were built with.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, gobin};
use crate::diagnosis::remedy::Remedy;
use crate::go::path::is_absolute;
use crate::host::{BuiltInGoroot, Program, ViewError};
use crate::rule::{Rule, Severity};

/// The largest number of commands in GOBIN that are read.
const MAX_COMMANDS: usize = 512;

/// The Go programs in GOBIN.
fn installed(scene: &Scene<'_>) -> Result<Vec<(String, Program)>, Outcome> {
    let Some(bin) = gobin(scene) else { return Err(Outcome::NotHere) };
    let names = match scene.view.read_dir(&bin, MAX_COMMANDS) {
        Ok(names) => names,
        Err(ViewError::NotFound) => return Err(Outcome::NotHere),
        Err(error) => return Err(Outcome::unknown(format!("{bin}: {error}"))),
    };
    let read = |name: &String| {
        let path = scene.join(&bin, name);
        let program = scene.view.program(&path)?;
        Some((path, program))
    };
    Ok(names.iter().filter_map(read).collect())
}

pub(in crate::diagnosis) static EMBEDDED_GOROOT_DEAD: Check = Check::new(
    Theme::Installed,
    dead_goroot,
    Rule::new("embedded-goroot-dead", Severity::Warning)
        .means(
            "An installed program carries a GOROOT that is none of this host's Go installations.",
        )
        .because("It fails where it calls runtime.GOROOT().")
        .mend("Set GOROOT for that program, or build it again."),
);

/// Installed programs call `runtime.GOROOT` and carry a GOROOT that is not here. Their paths are
/// compared as text: a path from a file is never looked up.
fn dead_goroot(scene: &Scene<'_>) -> Outcome {
    let commands = match installed(scene) {
        Ok(commands) => commands,
        Err(outcome) => return outcome,
    };
    let mut seen = Vec::new();
    let mut not_known = None;
    for (path, program) in commands {
        if let BuiltInGoroot::Path(goroot) = &program.built_in
            && is_absolute(goroot, scene.style())
            && !scene.layout.at(goroot).any(|it| it.goroot_resolved.is_some())
        {
            match program.calls_goroot {
                Some(true) => seen.push(format!(
                    "{path}: calls runtime.GOROOT, and was built under {goroot}, which is none of \
                     the Go installations here"
                )),
                Some(false) => {}
                None => not_known = Some(path),
            }
        }
    }
    match (seen.is_empty(), not_known) {
        (true, Some(path)) => {
            return Outcome::unknown(format!("whether {path} calls runtime.GOROOT is not known"));
        }
        (true, None) => return Outcome::Clear,
        (false, _) => {}
    }
    Outcome::found(Complaint {
        message: format!("{} installed programs look for a GOROOT that is not here", seen.len()),
        seen,
        cause: "programs that call runtime.GOROOT() look for the Go they were built with: \
            `cannot find GOROOT`"
            .to_owned(),
        fix: Remedy::decide(
            "build them again with this Go, or set GOROOT for the one program that needs it",
        ),
    })
}
