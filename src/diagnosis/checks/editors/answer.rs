//! What the settings of all editors say together.

use crate::diagnosis::check::{Complaint, Outcome};
use crate::diagnosis::facts::Scene;
use crate::go::path::{is_absolute, is_remote_or_device, same_spelling};
use crate::host::{Links, Os, ViewError};

/// The largest file of settings that is read.
const MAX_FILE: u64 = 4 << 20;

/// What was found in the settings of editors so far.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) complaints: Vec<Complaint>,
    /// Why something is not known; the last reason of several.
    unknown: Option<String>,
    /// Whether there is any file of settings.
    found_any: bool,
}

impl Answer {
    /// The text of a file of settings; `None` where there is none or it cannot be read.
    pub(super) fn read(&mut self, scene: &Scene<'_>, file: &str) -> Option<String> {
        match scene.view.read(file, MAX_FILE) {
            Ok(text) => {
                self.found_any = true;
                Some(String::from_utf8_lossy(&text).into_owned())
            }
            Err(error) => {
                let is_there =
                    error != ViewError::NotFound && scene.view.kind(file, Links::Follow).is_ok();
                if is_there {
                    self.not_known(format!("{file}: {error}"));
                }
                None
            }
        }
    }

    /// Keeps the reason why something is not known.
    pub(super) fn not_known(&mut self, why: String) {
        self.unknown = Some(why);
    }

    /// The answer of the check.
    pub(super) fn outcome(self) -> Outcome {
        match self.unknown {
            Some(why) if self.complaints.is_empty() => Outcome::unknown(why),
            None if !self.found_any => Outcome::NotHere,
            _ => Outcome::of(self.complaints),
        }
    }
}

/// Whether a path from the settings is the GOROOT in effect. A relative path counts as the same, since
/// nothing follows from it; a path on another machine is not looked up.
pub(super) fn is_same(scene: &Scene<'_>, path: &str, effective: &str) -> bool {
    if !is_absolute(path, scene.style()) {
        return true;
    }
    let remote = scene.os() == Os::Windows && is_remote_or_device(path);
    same_spelling(path, effective, scene.style())
        || (!remote && scene.view.same_file(path, effective))
}
