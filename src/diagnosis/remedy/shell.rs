//! How a command is written in the shell of a machine's user. The one place where text becomes a
//! word of a command line.

use crate::bytes::{is_unsafe, posix_quoted, powershell_quoted};
use crate::host::settings::non_empty;
use crate::host::{HostView, Os};

/// A family of shells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shell {
    /// sh, bash, zsh, ksh.
    Posix,
    /// fish.
    Fish,
    /// csh, tcsh.
    Csh,
    /// Nushell.
    Nu,
    /// PowerShell; assumed on Windows.
    PowerShell,
}

impl Shell {
    /// The shell of a machine's user.
    pub fn of(view: &dyn HostView) -> Self {
        let shell = non_empty(view, "SHELL").map(|set| set.text).unwrap_or_default();
        let name = shell.rsplit(['/', '\\']).next().unwrap_or_default().trim_end_matches(".exe");
        match name {
            "fish" => Self::Fish,
            "csh" | "tcsh" => Self::Csh,
            "nu" => Self::Nu,
            "pwsh" | "powershell" => Self::PowerShell,
            "" if view.os() == Os::Windows => Self::PowerShell,
            _ => Self::Posix,
        }
    }

    /// Every family.
    pub const ALL: [Self; 5] = [Self::Posix, Self::Fish, Self::Csh, Self::Nu, Self::PowerShell];

    /// The command that removes a variable from the environment.
    pub(super) fn unset(self, name: &str) -> String {
        match self {
            Self::Posix => format!("unset {name}"),
            Self::Fish => format!("set -e {name}"),
            Self::Csh => format!("unsetenv {name}"),
            Self::Nu => format!("hide-env {name}"),
            // An empty value removes it.
            Self::PowerShell => format!("$Env:{name} = ''"),
        }
    }

    /// The command that sets a variable for this and the following commands.
    pub(super) fn set(self, name: &str, value: &str) -> Option<String> {
        if value.starts_with('-') {
            // fish and csh would read it as a flag.
            return None;
        }
        let value = self.quote(value)?;
        Some(match self {
            Self::Posix => format!("export {name}={value}"),
            Self::Fish => format!("set -gx {name} {value}"),
            Self::Csh => format!("setenv {name} {value}"),
            Self::Nu => format!("$env.{name} = {value}"),
            Self::PowerShell => format!("$Env:{name} = {value}"),
        })
    }

    /// The command that puts a directory in front of `PATH`. The name must not hold the separator
    /// of lists.
    pub(super) fn prepend_path(self, directory: &str) -> Option<String> {
        let quoted = self.quote(directory)?;
        Some(match self {
            Self::Posix => format!("export PATH={quoted}:\"$PATH\""),
            Self::Fish => format!("fish_add_path -pm {quoted}"),
            Self::Csh => format!("setenv PATH {quoted}:\"$PATH\""),
            Self::Nu => format!("$env.PATH = ($env.PATH | prepend {quoted})"),
            Self::PowerShell => {
                format!("$Env:Path = {} + $Env:Path", self.quote(&format!("{directory};"))?)
            }
        })
    }

    /// The command that adds a directory to the end of `PATH`.
    pub(super) fn append_path(self, directory: &str) -> Option<String> {
        let quoted = self.quote(directory)?;
        Some(match self {
            Self::Posix => format!("export PATH=\"$PATH\":{quoted}"),
            Self::Fish => format!("fish_add_path -a {quoted}"),
            Self::Csh => format!("setenv PATH \"$PATH\":{quoted}"),
            Self::Nu => format!("$env.PATH = ($env.PATH | append {quoted})"),
            Self::PowerShell => format!("$Env:Path += {}", self.quote(&format!(";{directory}"))?),
        })
    }

    /// A command with a variable set for that command only.
    pub(super) fn with(self, name: &str, value: &str, command: &str) -> Option<String> {
        let value = self.quote(value)?;
        Some(match self {
            Self::Posix | Self::Fish => format!("{name}={value} {command}"),
            Self::Csh => format!("env {name}={value} {command}"),
            Self::Nu => format!("with-env {{ {name}: {value} }} {{ {command} }}"),
            Self::PowerShell => format!("$Env:{name} = {value}; {command}; $Env:{name} = ''"),
        })
    }

    /// The command that renames a file or directory in its own directory. `to` must be a free name.
    pub(super) fn rename(self, sudo: &str, from: &str, to: &str) -> Option<String> {
        let (from, to) = (self.quote(from)?, self.quote(to)?);
        Some(match self {
            Self::PowerShell => format!("Move-Item -LiteralPath {from} -Destination {to}"),
            Self::Nu if sudo.is_empty() => format!("mv {from} {to}"),
            _ => format!("{sudo}mv -- {from} {to}"),
        })
    }

    /// Several commands, each run only if those before it succeeded, as far as the shell can
    /// express that.
    pub(super) fn one_after_another(self, commands: &[String]) -> String {
        commands.join(match self {
            Self::Nu | Self::PowerShell => "; ",
            _ => " && ",
        })
    }

    /// A text as one word of a command. `None` where the text cannot be shown as such: it holds
    /// line breaks, other control characters, or bytes that were not UTF-8.
    pub(super) fn quote(self, text: &str) -> Option<String> {
        if text.chars().any(|c| is_unsafe(c) || c.is_control() || c == char::REPLACEMENT_CHARACTER)
        {
            return None;
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
        let is_plain = !text.is_empty() && text.chars().all(plain);
        Some(match self {
            Self::Posix => posix_quoted(text),
            Self::PowerShell => powershell_quoted(text),
            _ if is_plain => text.to_owned(),
            // csh looks up its history in single quotes too.
            Self::Csh => format!("'{}'", text.replace('\'', r"'\''").replace('!', r"\!")),
            Self::Fish => format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'")),
            Self::Nu => format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\"")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_shells() {
        for (shell, unset, set, quoted) in [
            (Shell::Posix, "unset GOROOT", "export GOROOT=/x", r"'a b'\''c'"),
            (Shell::Fish, "set -e GOROOT", "set -gx GOROOT /x", r"'a b\'c'"),
            (Shell::Csh, "unsetenv GOROOT", "setenv GOROOT /x", r"'a b'\''c'"),
            (Shell::Nu, "hide-env GOROOT", "$env.GOROOT = /x", "\"a b'c\""),
            (Shell::PowerShell, "$Env:GOROOT = ''", "$Env:GOROOT = '/x'", "'a b''c'"),
        ] {
            assert_eq!(shell.unset("GOROOT"), unset);
            assert_eq!(shell.set("GOROOT", "/x").as_deref(), Some(set));
            assert_eq!(shell.quote("a b'c").as_deref(), Some(quoted));
            assert_eq!(shell.set("GOROOT", "-x"), None);
        }
    }

    #[test]
    fn what_cannot_be_shown_is_no_word() {
        for text in ["a\nb", "a\rb", "\u{1b}[2J", "\u{202e}x", "a\u{fffd}b", "\0"] {
            for shell in Shell::ALL {
                assert_eq!(shell.quote(text), None, "{text:?}");
            }
        }
        assert_eq!(Shell::PowerShell.quote("a\u{2019}b").as_deref(), Some("'a\u{2019}\u{2019}b'"));
        assert_eq!(Shell::Csh.quote("a!b").as_deref(), Some(r"'a\!b'"));
        assert_eq!(Shell::Posix.quote("").as_deref(), Some("''"));
    }
}
