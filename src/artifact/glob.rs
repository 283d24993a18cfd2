//! Patterns for file names.

use std::ffi::OsStr;

/// A pattern for a file name without its directory: `*` is any run of bytes, `?` any one byte,
/// everything else itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob(Vec<u8>);

impl Glob {
    /// The pattern that `pattern` spells.
    pub fn new(pattern: &str) -> Self {
        Self(pattern.as_bytes().to_vec())
    }

    /// Whether all of `name` is matched.
    pub fn matches(&self, name: &OsStr) -> bool {
        matches(&self.0, name.as_encoded_bytes())
    }
}

/// Which names of a walk are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Globs {
    /// Files must match one of these, if there are any.
    pub include: Vec<Glob>,
    /// Files must match none of these; directories that do are not entered.
    pub exclude: Vec<Glob>,
}

impl Globs {
    /// Whether a file of that name is wanted.
    pub fn want_file(&self, name: &OsStr) -> bool {
        (self.include.is_empty() || self.include.iter().any(|glob| glob.matches(name)))
            && self.want_directory(name)
    }

    /// Whether a directory of that name is to be entered.
    pub fn want_directory(&self, name: &OsStr) -> bool {
        !self.exclude.iter().any(|glob| glob.matches(name))
    }
}

/// Matches with one place to return to, the last star: linear in both for each star, and earlier
/// stars need never take more than they first did.
fn matches(mut pattern: &[u8], mut name: &[u8]) -> bool {
    let mut star: Option<(&[u8], &[u8])> = None;
    loop {
        match (pattern.split_first(), name.split_first()) {
            (Some((b'*', rest)), _) => {
                star = Some((rest, name));
                pattern = rest;
            }
            (Some((&want, rest)), Some((&byte, tail))) if want == b'?' || want == byte => {
                (pattern, name) = (rest, tail);
            }
            (None, None) => return true,
            _ => {
                let Some((after, from)) = star else { return false };
                let Some((_, tail)) = from.split_first() else { return false };
                star = Some((after, tail));
                (pattern, name) = (after, tail);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("*", "", true),
            ("**", "x", true),
            ("", "", true),
            ("", "x", false),
        ] {
            assert_eq!(Glob::new(pattern).matches(OsStr::new(name)), want, "{pattern} {name}");
        }
        assert!(!Glob::new(&"*a".repeat(60)).matches(OsStr::new(&"a".repeat(59))));
    }

    #[test]
    fn exclusion_wins() {
        let globs = Globs { include: vec![Glob::new("*.so")], exclude: vec![Glob::new("lib*")] };
        for (name, want) in [("a.so", true), ("libc.so", false), ("a.out", false)] {
            assert_eq!(globs.want_file(OsStr::new(name)), want, "{name}");
        }
        assert!(globs.want_directory(OsStr::new("src")));
        assert!(!globs.want_directory(OsStr::new("lib64")));
    }
}
