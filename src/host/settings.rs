//! Go's settings: the environment first, then the user's env file, which `go env -w` writes, then
//! since Go 1.21 the file `go.env` in GOROOT, for keys that the env file does not name.
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
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{HostView, Os, ViewError};
use crate::go::Release;
use crate::go::path::{is_absolute, join};

/// The largest env file that is read. Go has no limit; what `go env -w` writes is a few lines.
const MAX_ENV_FILE: u64 = 1 << 20;

/// The settings of a machine, as one Go release reads them.
pub(crate) struct GoSettings<'view> {
    view: &'view dyn HostView,
    path: Option<String>,
    state: EnvFileState,
    lines: Lines,
    goroot_path: Option<String>,
    goroot_lines: Lines,
}

/// The settings of a file by their keys, each with its line, counted from 1.
type Lines = BTreeMap<Vec<u8>, (usize, Vec<u8>)>;

/// What decided a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Layer {
    /// A variable of the environment.
    Environment,
    /// The user's env file.
    EnvFile,
    /// The file `go.env` in GOROOT.
    GorootFile,
    /// Nothing: the value that go uses where it is set nowhere.
    Default,
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Environment => "environment",
            Self::EnvFile => "env file",
            Self::GorootFile => "GOROOT/go.env",
            Self::Default => "default",
        })
    }
}

/// The state of the user's env file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EnvFileState {
    /// It was read.
    Read,
    /// There is none to read, for this reason: `GOENV=off`, or no configuration directory.
    Without(String),
    /// It could not be read, so Go treats it as empty.
    Ignored(ViewError),
    /// It is too large to read here. Go would read it.
    TooLarge(ViewError),
}

/// A value as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    /// The value, with U+FFFD in place of bytes that are not UTF-8.
    pub text: String,
    /// Whether the text is the exact value, with nothing replaced.
    pub exact: bool,
}

impl<'view> GoSettings<'view> {
    /// Reads the env file of a machine, as `release` would find it; `None` stands for the newest.
    pub(crate) fn read(view: &'view dyn HostView, release: Option<Release>) -> Self {
        let path = match env_file(view, release) {
            Ok(path) => path,
            Err(reason) => {
                let state = EnvFileState::Without(reason);
                return Self::bare(view, None, state, Lines::new());
            }
        };
        let (state, lines) = match view.read(&path, MAX_ENV_FILE) {
            Ok(bytes) => (EnvFileState::Read, parse(&bytes)),
            Err(error @ ViewError::TooLarge { .. }) => {
                (EnvFileState::TooLarge(error), Lines::new())
            }
            Err(error) => (EnvFileState::Ignored(error), Lines::new()),
        };
        Self::bare(view, Some(path), state, lines)
    }

    fn bare(
        view: &'view dyn HostView,
        path: Option<String>,
        state: EnvFileState,
        lines: Lines,
    ) -> Self {
        Self { view, path, state, lines, goroot_path: None, goroot_lines: Lines::new() }
    }

    /// The same settings with the file `go.env` of a GOROOT behind them, if that can be read.
    #[must_use]
    pub(crate) fn with_goroot(mut self, goroot: &str) -> Self {
        let path = join(goroot, "go.env", self.view.os().path_style());
        if let Ok(bytes) = self.view.read(&path, MAX_ENV_FILE) {
            self.goroot_lines = parse(&bytes);
            self.goroot_path = Some(path);
        }
        self
    }

    /// The path of the file `go.env` in GOROOT, if it was read.
    pub(crate) fn goroot_file(&self) -> Option<&str> {
        self.goroot_path.as_deref()
    }

    /// The path of the env file; `None` where there is none to read.
    pub(crate) fn env_file(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// The state of the env file.
    pub(crate) fn state(&self) -> &EnvFileState {
        &self.state
    }

    /// A variable of the environment; an empty one counts as not set.
    pub(crate) fn of_environment(&self, key: &str) -> Option<Setting> {
        non_empty(self.view, key)
    }

    /// A setting of the env file; an empty one counts as not set.
    pub(crate) fn of_file(&self, key: &str) -> Option<Setting> {
        value(&self.lines, key)
    }

    /// The line of the env file that sets `key`, counted from 1; the last of several. A line that
    /// sets an empty value counts too.
    pub(crate) fn line(&self, key: &str) -> Option<usize> {
        self.lines.get(key.as_bytes()).map(|(line, _)| *line)
    }

    /// Every setting of the env file with its line, ordered by key.
    pub(crate) fn file_settings(&self) -> impl Iterator<Item = (usize, String, Setting)> {
        self.lines.iter().map(|(key, (line, value))| {
            let key = String::from_utf8_lossy(key).into_owned();
            (*line, key, setting_of(value))
        })
    }

    /// A setting of `go.env` in GOROOT, even where another layer hides it; an empty one counts as
    /// not set.
    pub(crate) fn of_goroot(&self, key: &str) -> Option<Setting> {
        value(&self.goroot_lines, key)
    }

    /// The setting in effect; `None` leaves it to the default.
    pub(crate) fn get(&self, key: &str) -> Option<Setting> {
        self.decide(key).map(|(setting, _)| setting)
    }

    /// The setting in effect, and what decided it; `None` leaves it to the default.
    pub(crate) fn decide(&self, key: &str) -> Option<(Setting, Layer)> {
        if let Some(set) = self.of_environment(key) {
            return Some((set, Layer::Environment));
        }
        // A line that sets an empty value still hides GOROOT's.
        if self.lines.contains_key(key.as_bytes()) {
            return self.of_file(key).map(|set| (set, Layer::EnvFile));
        }
        self.of_goroot(key).map(|set| (set, Layer::GorootFile))
    }
}

/// A variable that is set and not empty.
pub(crate) fn non_empty(view: &dyn HostView, key: &str) -> Option<Setting> {
    let value: OsString = view.env(key).filter(|value| !value.is_empty())?;
    Some(setting(value.to_str(), || value.to_string_lossy().into()))
}

/// The user's home directory.
pub(crate) fn home(view: &dyn HostView) -> Option<String> {
    non_empty(view, view.os().home_variable()).map(|home| home.text)
}

fn value(lines: &Lines, key: &str) -> Option<Setting> {
    let (_, value) = lines.get(key.as_bytes()).filter(|(_, value)| !value.is_empty())?;
    Some(setting_of(value))
}

fn setting_of(value: &[u8]) -> Setting {
    setting(std::str::from_utf8(value).ok(), || String::from_utf8_lossy(value).into())
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

fn parse(file: &[u8]) -> Lines {
    (1..)
        .zip(file.split(|&byte| byte == b'\n'))
        .filter(|(_, line)| line.first().is_some_and(u8::is_ascii_uppercase))
        .filter_map(|(number, line)| {
            let equals = line.iter().position(|&byte| byte == b'=')?;
            let (key, value) = line.split_at_checked(equals)?;
            Some((key.to_vec(), (number, value.split_first()?.1.to_vec())))
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
            let got = parse(file).remove(&b"GOROOT"[..]).map(|(_, value)| value);
            assert_eq!(got.as_deref(), want, "{file:?}");
        }
    }
}
