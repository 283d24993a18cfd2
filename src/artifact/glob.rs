//! Patterns for the files of a walk, as ripgrep understands them. The only file that uses globset.

use std::ffi::OsStr;
use std::path::Path;
use std::str::FromStr;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use thiserror::Error;

/// A pattern in the syntax of ripgrep and git: `*`, `?`, `[a-z]`, `{one,two}`, `**` for any number of
/// folders, and `\` before a character that stands for itself. One without a slash is about names,
/// one with a slash about paths from where the walk starts; with a slash at its end, about directories.
#[derive(Clone, Debug)]
pub struct Glob {
    set: GlobSet,
    is_exclusion: bool,
    is_of_path: bool,
    is_of_directories: bool,
}

/// Why a text is not a pattern. Holds untrusted text.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{0}")]
pub struct GlobError(String);

impl FromStr for Glob {
    type Err = GlobError;

    /// Parses `text`; a leading `!` makes it an exclusion.
    fn from_str(text: &str) -> Result<Self, GlobError> {
        let (pattern, is_exclusion) = match text.strip_prefix('!') {
            Some(pattern) => (pattern, true),
            None => (text, false),
        };
        let (pattern, is_of_directories) = match pattern.strip_suffix('/') {
            Some(pattern) => (pattern, true),
            None => (pattern, false),
        };
        let is_of_path = pattern.contains('/');
        let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
        let pattern = pattern.strip_prefix('/').unwrap_or(pattern);
        let glob = GlobBuilder::new(pattern).literal_separator(true).backslash_escape(true).build();
        let glob = glob.map_err(|error| GlobError(error.kind().to_string()))?;
        let set = GlobSetBuilder::new().add(glob).build();
        let set = set.map_err(|error| GlobError(error.kind().to_string()))?;
        Ok(Self { set, is_exclusion, is_of_path, is_of_directories })
    }
}

/// An entry of a walk, as patterns see it.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'p> {
    /// The path, as it is shown.
    pub path: &'p Path,
    /// The directory in which the walk has started.
    pub root: &'p Path,
    /// Whether it is a directory.
    pub is_directory: bool,
}

impl Candidate<'_> {
    fn name(&self) -> &OsStr {
        self.path.file_name().unwrap_or_default()
    }
}

impl Glob {
    /// Whether the pattern matches: all of the name, or all of the path from the root of the walk or
    /// as it is shown.
    pub fn matches(&self, candidate: &Candidate<'_>) -> bool {
        let Candidate { path, root, is_directory } = *candidate;
        if self.is_of_directories && !is_directory {
            return false;
        }
        if !self.is_of_path {
            return self.set.is_match(candidate.name());
        }
        let below = path.strip_prefix(root).ok();
        let shown = path.strip_prefix("./").or_else(|_| path.strip_prefix("/")).unwrap_or(path);
        below.is_some_and(|below| self.set.is_match(below)) || self.set.is_match(shown)
    }
}

/// Which entries a walk includes.
#[derive(Clone, Debug, Default)]
pub struct Globs {
    /// In the order of the command line.
    all: Vec<Glob>,
    has_inclusions: bool,
}

impl FromIterator<Glob> for Globs {
    fn from_iter<I: IntoIterator<Item = Glob>>(globs: I) -> Self {
        let all: Vec<Glob> = globs.into_iter().collect();
        let has_inclusions = all.iter().any(|glob| !glob.is_exclusion);
        Self { all, has_inclusions }
    }
}

impl Globs {
    /// Whether an entry is included. The last pattern that matches decides. Where none does, it is,
    /// unless there are patterns for what to include; those are about files, and keep no directory
    /// from being entered.
    pub fn want(&self, candidate: &Candidate<'_>) -> bool {
        let last = self.all.iter().rev().find(|glob| glob.matches(candidate));
        match last {
            Some(glob) => !glob.is_exclusion,
            None => candidate.is_directory || !self.has_inclusions,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glob(pattern: &str) -> Glob {
        pattern.parse().unwrap()
    }

    fn file<P: AsRef<Path> + ?Sized>(path: &P) -> Candidate<'_> {
        Candidate { path: path.as_ref(), root: Path::new("top"), is_directory: false }
    }

    fn directory(path: &str) -> Candidate<'_> {
        Candidate { is_directory: true, ..file(path) }
    }

    #[test]
    fn matches_paths_as_ripgrep_does() {
        for (pattern, path, want) in [
            ("**/*.exe", "top/a.exe", true),
            ("**/*.exe", "top/b/c/a.exe", true),
            ("*.exe", "top/b/c/a.exe", true),
            ("*.{exe,dll}", "top/b/a.dll", true),
            ("[ab].dll", "top/b/a.dll", true),
            ("b/*.exe", "top/b/a.exe", true),
            ("/b/*.exe", "top/b/a.exe", true),
            ("./b/*.exe", "top/b/a.exe", true),
            ("b/*.exe", "top/x/b/a.exe", false),
            ("**/b/*.exe", "top/x/b/a.exe", true),
            ("b/*.exe", "top/b/c/a.exe", false),
            ("b/**", "top/b/c/a.exe", true),
            ("top/b/*.exe", "top/b/a.exe", true),
            ("top/b/*.exe", "./top/b/a.exe", true),
            ("b/", "top/b", false),
        ] {
            assert_eq!(glob(pattern).matches(&file(path)), want, "{pattern} {path}");
        }
        assert!(glob("b/").matches(&directory("top/b")));
        assert!(glob("c/b/").matches(&directory("top/c/b")));
        assert!(!glob("c/b/").matches(&directory("top/b")));
    }

    #[test]
    fn matches_whole_names() {
        for (pattern, name, want) in [
            ("agent", "agent", true),
            ("agent", "agent2", false),
            ("*.exe", "a.exe", true),
            ("*.exe", ".exe", true),
            ("*.exe", "a.exe.sig", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("?.so", "a.so", true),
            ("?.so", ".so", false),
            ("*", "x", true),
            ("**", "x", true),
            ("*.{so,dll}", "a.dll", true),
            ("*.{so,dll}", "a.exe", false),
            ("lib[a-c].so", "libb.so", true),
            ("lib[!a-c].so", "libb.so", false),
            (r"\*", "*", true),
            (r"\*", "x", false),
            ("", "x", false),
        ] {
            assert_eq!(glob(pattern).matches(&file(name)), want, "{pattern} {name}");
        }
        assert!(!glob(&"*a".repeat(60)).matches(&file(&"a".repeat(59))));
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_not_utf8() {
        use std::os::unix::ffi::OsStrExt;
        let name = OsStr::from_bytes(b"a\xff.so");
        assert!(glob("*.so").matches(&file(name)) && glob("a?.so").matches(&file(name)));
        assert!(!glob("a.so").matches(&file(name)));
    }

    #[test]
    fn what_is_no_pattern_says_why() {
        for (pattern, why) in
            [("a[b", "unclosed"), ("!{a,b", "unclosed"), ("[z-a]", "invalid range")]
        {
            let error = pattern.parse::<Glob>().unwrap_err().to_string();
            assert!(error.contains(why), "{pattern}: {error}");
        }
        // A pattern too large to compile is an error too.
        assert!("[a-z]{8}*".repeat(1 << 16).parse::<Glob>().is_err());
    }

    #[test]
    fn the_last_pattern_decides() {
        for (globs, file_name, want) in [
            (&["*.so", "!lib*"][..], "a.so", true),
            (&["*.so", "!lib*"], "libc.so", false),
            (&["!lib*", "*.so"], "libc.so", true),
            (&["*.so", "!lib*"], "a.out", false),
            (&["!lib*"], "a.out", true),
            (&[], "a.out", true),
        ] {
            let globs: Globs = globs.iter().map(|it| glob(it)).collect();
            assert_eq!(globs.want(&file(file_name)), want, "{globs:?} {file_name}");
        }
        let globs: Globs = ["*.so", "!lib*"].into_iter().map(glob).collect();
        assert!(globs.want(&directory("src")));
        assert!(!globs.want(&directory("lib64")));
    }
}
