//! Operating systems, as data: how they differ in where Go finds its files.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::go::path::{PathStyle, join};

/// An operating system, by its `GOOS`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Os {
    /// Linux.
    Linux,
    /// Android.
    Android,
    /// macOS.
    Darwin,
    /// iOS.
    Ios,
    /// FreeBSD.
    Freebsd,
    /// NetBSD.
    Netbsd,
    /// OpenBSD.
    Openbsd,
    /// DragonFly BSD.
    Dragonfly,
    /// Solaris.
    Solaris,
    /// illumos.
    Illumos,
    /// AIX.
    Aix,
    /// Plan 9.
    Plan9,
    /// Windows.
    Windows,
    /// Any other; treated as a Unix.
    #[default]
    #[serde(other)]
    Unix,
}

impl Os {
    /// Its `GOOS`; `unix` for any other.
    pub fn name(self) -> &'static str {
        match self {
            Self::Linux => "linux",
            Self::Android => "android",
            Self::Darwin => "darwin",
            Self::Ios => "ios",
            Self::Freebsd => "freebsd",
            Self::Netbsd => "netbsd",
            Self::Openbsd => "openbsd",
            Self::Dragonfly => "dragonfly",
            Self::Solaris => "solaris",
            Self::Illumos => "illumos",
            Self::Aix => "aix",
            Self::Plan9 => "plan9",
            Self::Windows => "windows",
            Self::Unix => "unix",
        }
    }

    /// The system this program was compiled for.
    pub fn current() -> Self {
        match std::env::consts::OS {
            "linux" => Self::Linux,
            "android" => Self::Android,
            "macos" => Self::Darwin,
            "ios" => Self::Ios,
            "freebsd" => Self::Freebsd,
            "netbsd" => Self::Netbsd,
            "openbsd" => Self::Openbsd,
            "dragonfly" => Self::Dragonfly,
            "solaris" => Self::Solaris,
            "illumos" => Self::Illumos,
            "aix" => Self::Aix,
            "windows" => Self::Windows,
            _ => Self::Unix,
        }
    }

    /// How paths are spelled.
    pub fn path_style(self) -> PathStyle {
        match self {
            Self::Windows => PathStyle::Windows,
            _ => PathStyle::Slash,
        }
    }

    /// Whether Go's `os.Executable` gives a path free of symbolic links, because it asks the kernel
    /// for the running file and not for the name it was started by.
    ///
    /// Source: `os/executable_*.go`, Go 1.27.3.
    pub fn executable_is_resolved(self) -> bool {
        matches!(self, Self::Linux | Self::Android | Self::Freebsd | Self::Netbsd | Self::Dragonfly)
    }

    /// The environment variable that names the user's home directory.
    pub fn home_variable(self) -> &'static str {
        match self {
            Self::Windows => "USERPROFILE",
            Self::Plan9 => "home",
            _ => "HOME",
        }
    }

    /// The environment variable that lists the directories with commands.
    pub fn path_variable(self) -> &'static str {
        match self {
            Self::Plan9 => "path",
            _ => "PATH",
        }
    }

    /// The separator of the directories in that list.
    pub fn list_separator(self) -> char {
        match self {
            Self::Windows => ';',
            Self::Plan9 => '\0',
            _ => ':',
        }
    }

    /// The go command in a GOROOT.
    pub(crate) fn go_in(self, goroot: &str) -> String {
        let name = if self == Self::Windows { "bin/go.exe" } else { "bin/go" };
        join(goroot, name, self.path_style())
    }

    /// The file names under which a shell finds the `go` command, in the order it tries them.
    pub fn go_names(self) -> &'static [&'static str] {
        match self {
            Self::Windows => &["go.exe", "go.bat", "go.cmd"],
            _ => &["go"],
        }
    }
}

impl fmt::Display for Os {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
