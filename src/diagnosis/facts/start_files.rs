//! The files that shells and logins start with, and the lines in them that set a variable.

use crate::diagnosis::facts::Scene;
use crate::go::path::join;
use crate::host::settings::home;
use crate::host::{Os, places};

/// The largest file that is searched.
const MAX_FILE: u64 = 1 << 20;

/// The files below the home directory.
const OF_USER: &[&str] = &[
    ".bashrc",
    ".bash_profile",
    ".bash_login",
    ".profile",
    ".zshrc",
    ".zshenv",
    ".zprofile",
    ".zlogin",
    ".kshrc",
    ".cshrc",
    ".tcshrc",
    ".login",
    ".config/fish/config.fish",
    ".config/fish/conf.d/*.fish",
    ".config/fish/fish_variables",
    ".config/nushell/env.nu",
    ".config/nushell/config.nu",
    ".config/environment.d/*.conf",
    ".pam_environment",
    ".xprofile",
    ".xsessionrc",
];

/// The files below the root.
const OF_SYSTEM: &[&str] = &[
    "etc/environment",
    "etc/profile",
    "etc/profile.d/*.sh",
    "etc/bash.bashrc",
    "etc/bashrc",
    "etc/zshenv",
    "etc/zsh/zshenv",
    "etc/zsh/zshrc",
    "etc/zprofile",
    "etc/zshrc",
    "etc/security/pam_env.conf",
    "etc/launchd.conf",
];

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::diagnosis) struct Line {
    pub(in crate::diagnosis) path: String,
    pub(in crate::diagnosis) number: usize,
    pub(in crate::diagnosis) text: String,
}

impl Line {
    /// The line with its place.
    pub(in crate::diagnosis) fn shown(&self) -> String {
        format!("{}:{}: {}", self.path, self.number, self.text)
    }
}

/// Every line of a start file that sets `variable`.
pub(in crate::diagnosis) fn lines_that_set(scene: &Scene<'_>, variable: &str) -> Vec<Line> {
    if scene.os() == Os::Windows {
        return Vec::new();
    }
    let style = scene.style();
    let files = |base: Option<String>, patterns: &[&str]| -> Vec<String> {
        let Some(base) = base else { return Vec::new() };
        let one = |pattern: &&str| match pattern.rsplit_once('/') {
            Some((directory, name)) if name.contains('*') => {
                let directory = join(&base, directory, style);
                let end = name.trim_start_matches('*');
                let names = scene.view.read_dir(&directory, places::MAX_NAMES).unwrap_or_default();
                let fits = names.into_iter().filter(|name| name.ends_with(end));
                fits.map(|name| join(&directory, &name, style)).collect()
            }
            _ => vec![join(&base, pattern, style)],
        };
        patterns.iter().flat_map(one).collect()
    };
    let mut found = Vec::new();
    for path in
        files(home(scene.view), OF_USER).into_iter().chain(files(Some("/".into()), OF_SYSTEM))
    {
        let Ok(bytes) = scene.view.read(&path, MAX_FILE) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        for (number, line) in (1..).zip(text.lines()) {
            if sets(line, variable) {
                let text = line.trim().chars().take(200).collect();
                found.push(Line { path: path.clone(), number, text });
            }
        }
    }
    found
}

/// Whether a line of any shell sets a variable.
fn sets(line: &str, variable: &str) -> bool {
    let line = line.trim_start();
    if line.starts_with('#') {
        return false;
    }
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(variable).any(|(at, _)| {
        let before = line.get(..at).unwrap_or_default();
        let after = line.get(at.saturating_add(variable.len())..).unwrap_or_default();
        if before.ends_with(|c: char| is_part(c) || c == '$' || c == '{')
            || after.starts_with(is_part)
        {
            // Only Nushell's `$env.GOROOT =` has a sign in front of the name.
            return false;
        }
        let word = before.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
        let words: Vec<&str> = before.split_whitespace().collect();
        after.starts_with('=')
            || after.trim_start().starts_with("= ") && word.ends_with("$env.")
            || words.first().is_some_and(|first| matches!(*first, "set" | "setenv" | "SETUVAR"))
                && !words.contains(&"-e")
                && after.starts_with([' ', ':', '\t'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        for (line, want) in [
            ("export GOROOT=/usr/local/go", true),
            ("  GOROOT=/x; export GOROOT", true),
            ("GOROOT=\"/x\"", true),
            ("set -gx GOROOT /x", true),
            ("setenv GOROOT /x", true),
            ("SETUVAR --export GOROOT:/x", true),
            ("$env.GOROOT = \"/x\"", true),
            ("# export GOROOT=/x", false),
            ("export PATH=$GOROOT/bin:$PATH", false),
            ("export PATH=${GOROOT}/bin", false),
            ("MYGOROOT=/x", false),
            ("GOROOT_FINAL=/x", false),
            ("unset GOROOT", false),
            ("set -e GOROOT", false),
            ("echo GOROOT", false),
        ] {
            assert_eq!(sets(line, "GOROOT"), want, "{line}");
        }
    }
}
