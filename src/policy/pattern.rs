//! Which paths a part of a policy is for.

use std::fmt;
use std::path::Path;

use crate::artifact::{Candidate, Glob, GlobError};
use crate::bytes::Escaped;

/// A pattern for paths in the syntax of ripgrep: `*` and `?` do not stand for a slash, `**` does. One
/// without a slash is for names; one that ends in a slash is for all that lies below. Displayed so that
/// it is safe to show.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    glob: Glob,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// [`GlobError`] for a text that is no pattern.
    pub fn parse(text: &str) -> Result<Self, GlobError> {
        let glob = match text {
            "." | "./" => "**".parse()?,
            _ if text.ends_with('/') => format!("{text}**").parse()?,
            _ => text.parse()?,
        };
        Ok(Self { text: text.to_owned(), glob })
    }

    /// Whether the pattern stands for `path`.
    pub fn matches(&self, path: &Path) -> bool {
        // What is absolute lies outside of the policy's folder, and a pattern with a slash is for one
        // side of it.
        let is_of_any = !self.text.contains('/') || self.text.starts_with("**");
        let is_on_that_side = is_of_any || Path::new(&self.text).has_root() == path.has_root();
        is_on_that_side
            && self.glob.matches(&Candidate { path, root: Path::new(""), is_directory: false })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Escaped(&self.text).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for (pattern, path, want) in [
            ("agent", "dist/agent", true),
            ("agent", "dist/agent/x", false),
            ("*.exe", "a/b/c.exe", true),
            ("dist/*", "dist/agent", true),
            ("dist/*", "dist/linux/agent", false),
            ("./dist/*", "dist/agent", true),
            ("dist/**", "dist/linux/agent", true),
            ("dist/", "dist/linux/agent", true),
            ("dist/", "dist", false),
            ("**/agent", "agent", true),
            ("**/agent", "a/b/agent", true),
            ("dist/app.tar.gz!/bin/*", "dist/app.tar.gz!/bin/agent", true),
            ("dist/app.tar.gz!/bin/*", "dist/app.tar.gz!/sbin/agent", false),
            ("dist/*.{tar.gz,zip}!/**", "dist/app.zip!/bin/agent", true),
            ("dist/**", "dist/app.zip!/bin/agent", true),
            ("agent", "dist/app.zip!/bin/agent", true),
            ("/opt/*", "/opt/x", true),
            ("/opt/*", "opt/x", false),
            ("opt/*", "/opt/x", false),
            ("opt/", "/opt/x", false),
            ("**/x", "/opt/x", true),
            ("x", "/opt/x", true),
            ("-", "-", true),
            ("**", "a/b", true),
            (".", "a/b", true),
        ] {
            let got = Pattern::parse(pattern).unwrap().matches(Path::new(path));
            assert_eq!(got, want, "{pattern} {path}");
        }
        assert!(Pattern::parse("a[b").is_err());
    }
}
