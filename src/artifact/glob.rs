//! Patterns for file names. The only file that uses globset.

use std::ffi::OsStr;
use std::str::FromStr;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use thiserror::Error;

/// A pattern for a file name without its directory, in the syntax of ripgrep and git: `*`, `?`,
/// `[a-z]`, `{one,two}`, and `\` before a character that stands for itself.
#[derive(Clone, Debug)]
pub struct Glob {
    set: GlobSet,
    is_exclusion: bool,
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
        let glob = GlobBuilder::new(pattern).literal_separator(true).backslash_escape(true).build();
        let glob = glob.map_err(|error| GlobError(error.kind().to_string()))?;
        let set = GlobSetBuilder::new().add(glob).build();
        let set = set.map_err(|error| GlobError(error.kind().to_string()))?;
        Ok(Self { set, is_exclusion })
    }
}

impl Glob {
    /// Whether the pattern matches all of `name`.
    pub fn matches(&self, name: &OsStr) -> bool {
        self.set.is_match(name)
    }
}

/// Which names a walk includes.
#[derive(Clone, Debug, Default)]
pub struct Globs {
    include: Vec<Glob>,
    exclude: Vec<Glob>,
}

impl FromIterator<Glob> for Globs {
    fn from_iter<I: IntoIterator<Item = Glob>>(globs: I) -> Self {
        let (exclude, include) = globs.into_iter().partition(|glob| glob.is_exclusion);
        Self { include, exclude }
    }
}

impl Globs {
    /// Whether a file of that name is included: it matches no exclusion, and one of the other
    /// patterns if there are any.
    pub fn want_file(&self, name: &OsStr) -> bool {
        (self.include.is_empty() || self.include.iter().any(|glob| glob.matches(name)))
            && self.want_directory(name)
    }

    /// Whether a directory of that name is entered: it matches no exclusion.
    pub fn want_directory(&self, name: &OsStr) -> bool {
        !self.exclude.iter().any(|glob| glob.matches(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glob(pattern: &str) -> Glob {
        pattern.parse().unwrap()
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
            assert_eq!(glob(pattern).matches(OsStr::new(name)), want, "{pattern} {name}");
        }
        assert!(!glob(&"*a".repeat(60)).matches(OsStr::new(&"a".repeat(59))));
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_not_utf8() {
        use std::os::unix::ffi::OsStrExt;
        let name = OsStr::from_bytes(b"a\xff.so");
        assert!(glob("*.so").matches(name) && glob("a?.so").matches(name));
        assert!(!glob("a.so").matches(name));
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
    fn exclusion_wins() {
        let globs: Globs = ["*.so", "!lib*"].into_iter().map(glob).collect();
        for (name, want) in [("a.so", true), ("libc.so", false), ("a.out", false)] {
            assert_eq!(globs.want_file(OsStr::new(name)), want, "{name}");
        }
        assert!(globs.want_directory(OsStr::new("src")));
        assert!(!globs.want_directory(OsStr::new("lib64")));
    }
}
