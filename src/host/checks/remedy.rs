//! What a user types to mend things, in the words of his shell.

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
    /// PowerShell, taken for granted on Windows.
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

    /// The command that removes a variable from the environment.
    pub(super) fn unset(self, name: &str) -> String {
        match self {
            Self::Posix => format!("unset {name}"),
            Self::Fish => format!("set -e {name}"),
            Self::Csh => format!("unsetenv {name}"),
            Self::Nu => format!("hide-env {name}"),
            Self::PowerShell => format!("Remove-Item Env:{name}"),
        }
    }

    /// The command that sets a variable for this and the following commands.
    pub(super) fn set(self, name: &str, value: &str) -> String {
        let value = self.quote(value);
        match self {
            Self::Posix => format!("export {name}={value}"),
            Self::Fish => format!("set -gx {name} {value}"),
            Self::Csh => format!("setenv {name} {value}"),
            Self::Nu => format!("$env.{name} = {value}"),
            Self::PowerShell => format!("$Env:{name} = {value}"),
        }
    }

    /// The command that puts a directory in front of `PATH`.
    pub(super) fn prepend_path(self, directory: &str) -> String {
        let quoted = self.quote(directory);
        match self {
            Self::Posix => format!("export PATH={quoted}:\"$PATH\""),
            Self::Fish => format!("fish_add_path -p {quoted}"),
            Self::Csh => format!("setenv PATH {quoted}:\"$PATH\""),
            Self::Nu => format!("$env.PATH = ($env.PATH | prepend {quoted})"),
            Self::PowerShell => {
                format!("$Env:Path = {} + $Env:Path", self.quote(&format!("{directory};")))
            }
        }
    }

    /// The command that adds a directory to the end of `PATH`.
    pub(super) fn append_path(self, directory: &str) -> String {
        let quoted = self.quote(directory);
        match self {
            Self::Posix => format!("export PATH=\"$PATH\":{quoted}"),
            Self::Fish => format!("fish_add_path -a {quoted}"),
            Self::Csh => format!("setenv PATH \"$PATH\":{quoted}"),
            Self::Nu => format!("$env.PATH = ($env.PATH | append {quoted})"),
            Self::PowerShell => format!("$Env:Path += {}", self.quote(&format!(";{directory}"))),
        }
    }

    /// One command with a variable set just for it.
    pub(super) fn with(self, name: &str, value: &str, command: &str) -> String {
        let value = self.quote(value);
        match self {
            Self::Posix | Self::Fish => format!("{name}={value} {command}"),
            Self::Csh => format!("env {name}={value} {command}"),
            Self::Nu => format!("with-env {{ {name}: {value} }} {{ {command} }}"),
            Self::PowerShell => format!("$Env:{name} = {value}; {command}"),
        }
    }

    /// A word that the shell takes as it is.
    pub(super) fn quote(self, text: &str) -> String {
        let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@%,".contains(c);
        if !text.is_empty() && text.chars().all(plain) && self != Self::PowerShell {
            return text.to_owned();
        }
        match self {
            Self::Posix | Self::Csh => format!("'{}'", text.replace('\'', r"'\''")),
            Self::Fish => format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'")),
            Self::Nu => format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\"")),
            Self::PowerShell => format!("'{}'", text.replace('\'', "''")),
        }
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
            (Shell::PowerShell, "Remove-Item Env:GOROOT", "$Env:GOROOT = '/x'", "'a b''c'"),
        ] {
            assert_eq!(shell.unset("GOROOT"), unset);
            assert_eq!(shell.set("GOROOT", "/x"), set);
            assert_eq!(shell.quote("a b'c"), quoted);
        }
    }
}
