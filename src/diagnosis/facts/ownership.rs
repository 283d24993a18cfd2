//! What the user who looks at a host may write to.

use crate::diagnosis::facts::Scene;
use crate::go::path::upwards;
use crate::host::{FileStatus, Links};

impl<'h> Scene<'h> {
    pub(in crate::diagnosis) fn status(&self, path: &str) -> Option<FileStatus> {
        self.view.status(path, Links::Follow).ok()
    }

    /// `sudo `, where another user owns `path`; else nothing.
    pub(in crate::diagnosis) fn sudo(&self, path: &str) -> &'static str {
        let owner = self.status(path).and_then(|status| status.owner);
        match (self.user, owner) {
            (Some(0), _) | (None, _) | (_, None) => "",
            (Some(user), Some(owner)) if user == owner => "",
            _ => "sudo ",
        }
    }

    /// The nearest directory at or above `path` that exists.
    pub(in crate::diagnosis) fn existing(&self, path: &str) -> Option<String> {
        upwards(path, self.style()).find(|it| self.view.kind(it, Links::Follow).is_ok())
    }

    /// Whether this user may write to an existing path, by its mode alone; `None` where that is not
    /// known.
    pub(in crate::diagnosis) fn may_write(&self, path: &str) -> Option<bool> {
        let status = self.status(path)?;
        let (user, owner, mode) = (self.user?, status.owner?, status.mode?);
        Some(match (user, owner) {
            (0, _) => true,
            (user, owner) if user == owner => mode & 0o200 != 0,
            // The groups of the user are not read, so a group's permission counts as the user's.
            _ => mode & 0o022 != 0,
        })
    }

    /// A path with its owner and mode.
    pub(in crate::diagnosis) fn described(&self, path: &str) -> String {
        match self.status(path) {
            Some(FileStatus { owner: Some(owner), mode: Some(mode), .. }) => {
                format!("{path}: owner {owner}, mode {mode:04o}")
            }
            Some(_) => path.to_owned(),
            None => format!("{path}: not there"),
        }
    }
}
