//! The project settings of GoLand.

use super::answer::{Answer, is_same};
use super::variables::expand;
use crate::diagnosis::check::Complaint;
use crate::diagnosis::facts::{Scene, visible};
use crate::diagnosis::remedy::Remedy;

/// Compares the GOROOT of each project around the current directory with the GOROOT in effect.
pub(super) fn check(scene: &Scene<'_>, effective: &str, answer: &mut Answer) {
    for directory in scene.upwards() {
        let file = scene.join(&directory, ".idea/workspace.xml");
        let Some(text) = answer.read(scene, &file) else { continue };
        let Some(url) = goroot_url(&text) else { continue };
        let Some(path) = expand(scene, url, &directory) else {
            answer.not_known(format!("{file}: GOROOT is {url}, which only the editor knows"));
            continue;
        };
        if !is_same(scene, &path, effective) {
            answer.complaints.push(Complaint {
                message: format!("the editor uses {path} for GOROOT, go uses {effective}"),
                seen: vec![format!("{file}: GOROOT {url}")],
                cause: "GoLand keeps a GOROOT for each project".to_owned(),
                fix: Remedy::decide(format!(
                    "choose {} in Settings, Go, GOROOT",
                    visible(effective)
                )),
            });
        }
    }
}

/// The path of GOROOT in a project's `workspace.xml`.
fn goroot_url(text: &str) -> Option<&str> {
    let rest = text.split("name=\"GOROOT\" url=\"file://").nth(1)?;
    rest.split('"').next().filter(|url| !url.is_empty())
}
