//! The repository around the current directory, whose state go writes into programs.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::Scene;
use crate::diagnosis::remedy::{Act, Remedy};
use crate::host::Links;
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static VCS_STAMP_WILL_FAIL: Check = Check::new(
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
