//! Go's settings: the environment first, then the user's env file, which `go env -w` writes.
//!
//! The file is `$GOENV`, or `go/env` in the user's configuration directory; `GOENV=off` means none.
//! A line is `KEY=VALUE` up to the line feed: nothing is trimmed, unquoted or expanded, so quotes,
//! spaces and a carriage return belong to the value. Lines whose first byte is not `A` to `Z`, or
//! that have no `=`, are skipped; the last of several wins.
//!
//! Source: `cmd/go/internal/cfg/cfg.go` (`EnvFile`, `readEnvFile`, `Getenv`), the same in Go 1.19.8
//! and 1.21.13 to 1.27.3; `os/file.go` (`UserConfigDir`), which refuses a relative
//! `$XDG_CONFIG_HOME` since Go 1.24.

use std::collections::BTreeMap;
use std::ffi::OsString;

use super::{HostView, Os, ViewError};
use crate::evidence::Release;
use crate::evidence::path::{is_absolute, join};

/// The largest env file that is read. Go has no limit; what `go env -w` writes is a few lines.
const MAX_ENV_FILE: u64 = 1 << 20;

/// The settings of a machine, as one Go release reads them.
pub struct GoSettings<'view> {
    view: &'view dyn HostView,
    path: Option<String>,
    state: EnvFileState,
    lines: BTreeMap<Vec<u8>, Vec<u8>>,
}

/// What became of the user's env file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnvFileState {
    /// It was read.
    Read,
    /// There is none to be read, for this reason: `GOENV=off`, or no configuration directory.
    Without(String),
    /// It could not be read, so Go takes it for empty.
    Ignored(ViewError),
    /// It is too large to be read here. Go would read it.
    TooLarge(ViewError),
}

/// A value as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The value; what is not UTF-8 is replaced by U+FFFD.
    pub text: String,
    /// Whether the text is the value, nothing replaced.
    pub exact: bool,
}

impl<'view> GoSettings<'view> {
    /// Reads the env file of a machine as `release` would find it; `None` stands for the newest.
    pub fn read(view: &'view dyn HostView, release: Option<Release>) -> Self {
        let path = match env_file(view, release) {
            Ok(path) => path,
            Err(reason) => {
                let state = EnvFileState::Without(reason);
                return Self { view, path: None, state, lines: BTreeMap::new() };
            }
        };
        let (state, lines) = match view.read(&path, MAX_ENV_FILE) {
            Ok(bytes) => (EnvFileState::Read, parse(&bytes)),
            Err(error @ ViewError::TooLarge { .. }) => {
                (EnvFileState::TooLarge(error), BTreeMap::new())
            }
            Err(error) => (EnvFileState::Ignored(error), BTreeMap::new()),
        };
        Self { view, path: Some(path), state, lines }
    }

    /// The env file's path; `None` where there is none to be read.
    pub fn env_file(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// What became of the env file.
    pub fn state(&self) -> &EnvFileState {
        &self.state
    }

    /// A variable of the environment; an empty one counts as not set.
    pub fn from_environment(&self, key: &str) -> Option<Setting> {
        non_empty(self.view, key)
    }

    /// A setting of the env file; an empty one counts as not set.
    pub fn from_file(&self, key: &str) -> Option<Setting> {
        let value = self.lines.get(key.as_bytes()).filter(|value| !value.is_empty())?;
        Some(setting(std::str::from_utf8(value).ok(), || String::from_utf8_lossy(value).into()))
    }

    /// The setting in effect, defaults aside.
    pub fn get(&self, key: &str) -> Option<Setting> {
        self.from_environment(key).or_else(|| self.from_file(key))
    }
}

/// A variable that is set and not empty.
pub(super) fn non_empty(view: &dyn HostView, key: &str) -> Option<Setting> {
    let value: OsString = view.env(key).filter(|value| !value.is_empty())?;
    Some(setting(value.to_str(), || value.to_string_lossy().into()))
}

/// The user's home directory.
pub(super) fn home(view: &dyn HostView) -> Option<String> {
    non_empty(view, view.os().home_variable()).map(|home| home.text)
}

fn setting(exact: Option<&str>, lossy: impl FnOnce() -> String) -> Setting {
    match exact {
        Some(text) => Setting { text: text.to_owned(), exact: true },
        None => Setting { text: lossy(), exact: false },
    }
}

/// The path of the env file, or why there is none.
fn env_file(view: &dyn HostView, release: Option<Release>) -> Result<String, String> {
    if let Some(file) = non_empty(view, "GOENV") {
        return if file.text == "off" { Err("GOENV=off".to_owned()) } else { Ok(file.text) };
    }
    let directory = config_dir(view, release)?;
    Ok(join(&directory, "go/env", view.os().path_style()))
}

fn config_dir(view: &dyn HostView, release: Option<Release>) -> Result<String, String> {
    let variable = |name: &str, missing: &str| {
        non_empty(view, name).map(|value| value.text).ok_or_else(|| missing.to_owned())
    };
    match view.os() {
        Os::Windows => variable("AppData", "%AppData% is not defined"),
        Os::Darwin | Os::Ios => {
            Ok(variable("HOME", "$HOME is not defined")? + "/Library/Application Support")
        }
        Os::Plan9 => Ok(variable("home", "$home is not defined")? + "/lib"),
        os => match non_empty(view, "XDG_CONFIG_HOME") {
            Some(xdg) if is_absolute(&xdg.text, os.path_style()) => Ok(xdg.text),
            Some(xdg) if release.is_some_and(|release| release < Release::new(1, 24, 0)) => {
                Ok(xdg.text)
            }
            Some(_) => Err("path in $XDG_CONFIG_HOME is relative".to_owned()),
            None => {
                Ok(variable("HOME", "neither $XDG_CONFIG_HOME nor $HOME are defined")? + "/.config")
            }
        },
    }
}

fn parse(file: &[u8]) -> BTreeMap<Vec<u8>, Vec<u8>> {
    file.split(|&byte| byte == b'\n')
        .filter(|line| line.first().is_some_and(u8::is_ascii_uppercase))
        .filter_map(|line| {
            let equals = line.iter().position(|&byte| byte == b'=')?;
            let (key, value) = line.split_at_checked(equals)?;
            Some((key.to_vec(), value.split_first()?.1.to_vec()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        for (file, want) in [
            (&b"GOROOT=/x\n"[..], Some(&b"/x"[..])),
            (b"GOROOT=/x", Some(b"/x")),
            (b"GOROOT=/x\r\n", Some(b"/x\r")),
            (b"GOROOT=\"/x\"\n", Some(b"\"/x\"")),
            (b"GOROOT= /x \n", Some(b" /x ")),
            (b"GOROOT=/x=y\n", Some(b"/x=y")),
            (b"GOROOT=/x\nGOROOT=/y\n", Some(b"/y")),
            (b"GOROOT=/x\nGOROOT=\n", Some(b"")),
            (b"GOROOT=\xff\n", Some(b"\xff")),
            (b"GOROOT =/x\n", None),
            (b" GOROOT=/x\n", None),
            (b"#GOROOT=/x\n", None),
            (b"goroot=/x\n", None),
            (b"\xef\xbb\xbfGOROOT=/x\n", None),
            (b"export GOROOT=/x\n", None),
            (b"GOROOT\n", None),
            (b"=\n==\n\n", None),
            (b"", None),
        ] {
            assert_eq!(parse(file).get(&b"GOROOT"[..]).map(Vec::as_slice), want, "{file:?}");
        }
    }
}
