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

/// Git refuses the repository here, so that go cannot read its state.
fn vcs_stamp(scene: &Scene<'_>) -> Outcome {
    let Some((directory, git)) = repository(scene) else { return Outcome::NotHere };
    if scene.setting("GOFLAGS").is_some_and(|(flags, _)| flags.contains("-buildvcs=false")) {
        return Outcome::Clear;
    }
    let (Some(user), Some(status)) = (scene.user, scene.status(&git)) else {
        return Outcome::unknown(
            "the user who looks and the owner of the repository are not known",
        );
    };
    let Some(owner) = status.owner else { return Outcome::unknown("the repository has no owner") };
    // Git lets root work in what sudo's user owns.
    let by_sudo = user == 0
        && scene.view.env("SUDO_UID").and_then(|uid| uid.to_str()?.parse().ok()) == Some(owner);
    if owner == user || by_sudo || is_trusted(scene, &directory) {
        return Outcome::Clear;
    }
    let trust = scene.home().map(|home| {
        let config = scene.join(&home, ".gitconfig");
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

/// The root of the repository around the current directory, and its `.git`.
fn repository(scene: &Scene<'_>) -> Option<(String, String)> {
    scene.upwards().into_iter().find_map(|directory| {
        let git = scene.join(&directory, ".git");
        scene.view.kind(&git, Links::Follow).is_ok().then_some((directory, git))
    })
}

/// Whether a `safe.directory` in git's configuration names the repository.
fn is_trusted(scene: &Scene<'_>, directory: &str) -> bool {
    let mut configs = vec!["/etc/gitconfig".to_owned()];
    if let Some(home) = scene.home() {
        configs.push(scene.join(&home, ".gitconfig"));
        configs.push(scene.join(&home, ".config/git/config"));
    }
    configs.iter().any(|path| {
        let text = scene.view.read(path, 1 << 20).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        text.lines().filter_map(|line| line.trim().strip_prefix("directory")).any(|rest| {
            let value = rest.trim_start().trim_start_matches('=').trim();
            value == "*" || value == directory
        })
    })
}
