//! A command as it was found, and what wrappers ask about it and around it.

use crate::go::gover::compare;
use crate::go::path::{join, upwards};
use crate::host::places::MAX_NAMES;
use crate::host::settings::{home, non_empty};
use crate::host::{HostView, Os, Program};

/// The command as it was found.
pub(super) struct Found<'f> {
    pub(super) view: &'f dyn HostView,
    pub(super) path: &'f str,
    /// The path free of symbolic links; the path itself where that fails.
    pub(super) resolved: String,
    pub(super) program: Option<&'f Program>,
    /// Its text, if it is a script.
    pub(super) text: Option<String>,
}

/// The longest script that is read.
const MAX_SCRIPT: u64 = 64 << 10;

impl<'f> Found<'f> {
    pub(super) fn new(view: &'f dyn HostView, path: &'f str, program: Option<&'f Program>) -> Self {
        let resolved = view.canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let head = view.head(path, MAX_SCRIPT).unwrap_or_default();
        let is_text = head.starts_with(b"#!") || !head.iter().take(512).any(|&byte| byte == 0);
        let text = is_text.then(|| String::from_utf8_lossy(&head).into_owned());
        Self { view, path, resolved, program, text }
    }

    pub(super) fn os(&self) -> Os {
        self.view.os()
    }

    pub(super) fn join(&self, base: &str, rest: &str) -> String {
        join(base, rest, self.os().path_style())
    }

    /// The file name at the end of a path, without `.exe`.
    pub(super) fn name_of<'p>(&self, path: &'p str) -> &'p str {
        let name = path.rsplit(|c| self.os().path_style().is_separator(c)).next();
        let name = name.unwrap_or_default();
        match self.os() {
            Os::Windows => name.strip_suffix(".exe").unwrap_or(name),
            _ => name,
        }
    }

    /// The path with slashes; in small letters where the system ignores case.
    pub(super) fn slashed(&self) -> String {
        match self.os() {
            Os::Windows => self.path.replace('\\', "/").to_lowercase(),
            _ => self.path.to_owned(),
        }
    }

    /// The path of the main package, if it is a Go program.
    pub(super) fn main_package(&self) -> Option<&str> {
        self.program?.path.as_deref()
    }

    /// The `go` in a GOROOT.
    pub(super) fn go_in(&self, goroot: &str) -> String {
        self.os().go_in(goroot)
    }

    pub(super) fn variable(&self, name: &str) -> Option<String> {
        non_empty(self.view, name).map(|set| set.text)
    }

    pub(super) fn home(&self) -> Option<String> {
        home(self.view)
    }

    /// The content of a small file.
    pub(super) fn read(&self, path: &str) -> Option<String> {
        let bytes = self.view.read(path, 1 << 20).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The directories from the current one upwards.
    pub(super) fn upwards(&self) -> Vec<String> {
        let here = self.view.current_dir();
        here.map(|here| upwards(&here, self.os().path_style()).collect()).unwrap_or_default()
    }

    /// The newest installed version that `wanted` names or begins: 1.22.10 for 1.22, but not for
    /// 1.2. Links beside the versions, such as `latest`, do not count.
    pub(super) fn newest(&self, directory: &str, wanted: &str) -> Option<String> {
        let names = self.view.read_dir(directory, MAX_NAMES).ok()?;
        if names.iter().any(|name| name == wanted) && !self.is_alias(directory, wanted) {
            return Some(wanted.to_owned());
        }
        let fits = |name: &&String| {
            let rest = match wanted {
                "latest" => return name.starts_with(|c: char| c.is_ascii_digit()),
                _ => name.strip_prefix(wanted),
            };
            rest.is_some_and(|rest| rest.starts_with('.'))
        };
        let versions = names.iter().filter(fits).filter(|name| !self.is_alias(directory, name));
        versions.max_by(|one, other| compare(one, other)).cloned()
    }

    /// Whether a name in a directory is a link to a sibling.
    pub(super) fn is_alias(&self, directory: &str, name: &str) -> bool {
        let target = self.view.read_link(&self.join(directory, name)).unwrap_or_default();
        target.strip_prefix("./").is_some_and(|rest| !rest.contains('/'))
    }
}
