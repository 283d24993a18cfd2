//! Windows drives under Linux.

use super::directories::working_directories;
use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::Scene;
use crate::diagnosis::remedy::Remedy;
use crate::host::Os;
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static WSL_CROSSING: Check = Check::new(
    Theme::Files,
    wsl,
    Rule::new("wsl-crossing", Severity::Warning)
        .means(
            "Linux under Windows uses Go or its caches on a Windows drive. Tested on made trees.",
        )
        .because("It is slow, and locks and permissions fail.")
        .mend("Keep Go and its caches on the Linux side."),
);

/// Linux works on a Windows drive.
fn wsl(scene: &Scene<'_>) -> Outcome {
    if !matches!(scene.os(), Os::Linux) {
        return Outcome::NotHere;
    }
    let version = scene.view.head("/proc/version", 512).unwrap_or_default();
    let version = String::from_utf8_lossy(&version).to_lowercase();
    if version.is_empty() {
        return Outcome::unknown("/proc/version cannot be read");
    }
    if !version.contains("microsoft") {
        return Outcome::NotHere;
    }
    let drive = |path: &str| {
        let rest = path.strip_prefix("/mnt/")?;
        let name = rest.split('/').next()?;
        (name.len() == 1).then_some(())
    };
    let mut seen = Vec::new();
    for (name, path) in working_directories(scene) {
        if drive(&path).is_some() {
            seen.push(format!("{name} is {path}, on a Windows drive"));
        }
    }
    let first = scene.command().and_then(|it| it.go_path.as_deref());
    if let Some(path) = first.filter(|path| drive(path).is_some()) {
        seen.push(format!("go is {path}, on a Windows drive"));
    }
    if first.is_none() {
        let list = scene.view.env("PATH").unwrap_or_default().to_string_lossy().into_owned();
        for directory in list.split(':').filter(|it| drive(it).is_some()) {
            let path = scene.join(directory, "go.exe");
            if scene.view.is_file(&path) {
                seen.push(format!("{path}: Windows' go, which is all there is on PATH"));
            }
        }
    }
    if seen.is_empty() {
        return Outcome::Clear;
    }
    Outcome::found(Complaint {
        message: "Go works across the border of Windows and Linux".to_owned(),
        seen,
        cause: "Windows drives are slow from Linux, have no permission bits and weak locks"
            .to_owned(),
        fix: Remedy::decide(
            "install Linux' own Go, and keep caches in the Linux home directory: https://go.dev/dl",
        ),
    })
}
