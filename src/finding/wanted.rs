//! What users write to say what they demand: revisions, hosts of modules, build settings.

use std::fmt;

use crate::bytes::{Escaped, Wild};

/// The fewest digits that name a revision.
const FEWEST_DIGITS: usize = 7;

/// A revision of a repository, as a user names it. Displayed so that it is safe to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision(String);

impl Revision {
    /// Reads a revision: at least seven hexadecimal digits, which may be the start of it, or the whole
    /// name of a revision that is no number.
    ///
    /// # Errors
    /// A phrase that says what is needed.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let revision = Self(text.to_owned());
        match text {
            "" => Err("a revision is needed"),
            _ if text.chars().any(|c| c.is_whitespace() || c.is_control()) => {
                Err("a revision has no blanks")
            }
            _ if revision.is_hex() && text.len() < FEWEST_DIGITS => {
                Err("at least 7 digits of a revision are needed")
            }
            _ => Ok(revision),
        }
    }

    fn is_hex(&self) -> bool {
        self.0.bytes().all(|byte| byte.is_ascii_hexdigit())
    }

    /// Whether this names the revision `found`.
    pub(super) fn is(&self, found: &[u8]) -> bool {
        let start = found.get(..self.0.len());
        match self.is_hex() {
            true => start.is_some_and(|it| it.eq_ignore_ascii_case(self.0.as_bytes())),
            false => found == self.0.as_bytes(),
        }
    }

    /// Whether this may be the revision that starts with the digits `found`.
    pub(super) fn starts_as(&self, found: &[u8]) -> bool {
        let length = found.len().min(self.0.len());
        let starts = self.0.as_bytes().get(..length).zip(found.get(..length));
        self.is_hex() && starts.is_some_and(|(a, b)| a.eq_ignore_ascii_case(b))
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Escaped(&self.0).fmt(f)
    }
}

/// A host that modules may come from, or a part of one: `golang.org`, `*.example.com`,
/// `github.com/acme`. Displayed so that it is safe to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleHost {
    text: String,
    /// The first part of a module's path. A star does not leave it.
    host: Wild,
    /// What follows it in the path: whole parts.
    below: String,
}

impl ModuleHost {
    /// Reads a host.
    ///
    /// # Errors
    /// A phrase that says what is needed.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let plain = text.strip_suffix("/*").unwrap_or(text).trim_end_matches('/');
        let (host, below) = plain.split_once('/').unwrap_or((plain, ""));
        if text.contains("://") {
            return Err("a host is written without https://");
        }
        if host.is_empty() || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err("a host is needed, such as github.com, *.example.com or github.com/acme");
        }
        if below.contains('*') {
            return Err("a star stands for a part of the host only");
        }
        Ok(Self { text: text.to_owned(), host: Wild::new(host), below: below.to_owned() })
    }

    /// Whether a module of that path may be used.
    pub(super) fn allows(&self, path: &[u8]) -> bool {
        let end = path.iter().position(|byte| *byte == b'/').unwrap_or(path.len());
        let (host, below) = path.split_at_checked(end).unwrap_or_default();
        let below = below.strip_prefix(b"/").unwrap_or(below);
        let is_below = below
            .strip_prefix(self.below.as_bytes())
            .is_some_and(|rest| self.below.is_empty() || rest.is_empty() || rest.starts_with(b"/"));
        // `./x`, `../x` and `/x` are folders, not hosts.
        let is_host = !host.is_empty() && host.iter().any(|byte| *byte != b'.');
        is_host && is_below && self.host.matches(host)
    }
}

impl fmt::Display for ModuleHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Escaped(&self.text).fmt(f)
    }
}

/// The settings that hold flags: values that may hold secrets.
const FLAGS: [&str; 8] = [
    "-asmflags",
    "-gcflags",
    "-ldflags",
    "-gccgoflags",
    "CGO_CFLAGS",
    "CGO_CPPFLAGS",
    "CGO_CXXFLAGS",
    "CGO_LDFLAGS",
];

/// The settings that the go command leaves out with `-trimpath`, since they may hold paths. Source:
/// `cmd/go/internal/load/pkg.go` (`setBuildInfo`), Go 1.22.10 and 1.27.3.
const LEFT_OUT: [&str; 5] =
    ["-ldflags", "CGO_CFLAGS", "CGO_CPPFLAGS", "CGO_CXXFLAGS", "CGO_LDFLAGS"];

/// A build setting that must not be: `-race`, or with a value, in which a star stands for anything:
/// `CGO_ENABLED=1`, `-ldflags=*-X*`. Displayed so that it is safe to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForbiddenSetting {
    key: String,
    /// The value that is forbidden; `None` forbids every one.
    value: Option<Wild>,
}

impl ForbiddenSetting {
    /// Reads `KEY` or `KEY=VALUE`.
    ///
    /// # Errors
    /// A phrase that says what is needed.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let (key, value) = match text.split_once('=') {
            Some((key, value)) => (key, Some(Wild::new(value))),
            None => (text, None),
        };
        if key.is_empty() || key.chars().any(|c| c.is_whitespace() || c == '*') {
            return Err("a setting is needed, such as -race, CGO_ENABLED=1 or -ldflags=*-X*");
        }
        Ok(Self { key: key.to_owned(), value })
    }

    /// The name of the setting, which may be unsafe to show.
    pub(super) fn key(&self) -> Escaped<'_> {
        Escaped(&self.key)
    }

    /// Whether a program may not be built so.
    pub(super) fn forbids(&self, key: &[u8], value: &[u8]) -> bool {
        key == self.key.as_bytes() && self.value.as_ref().is_none_or(|it| it.matches(value))
    }

    /// Whether the value is flags.
    pub(super) fn is_of_flags(&self) -> bool {
        FLAGS.contains(&self.key.as_str())
    }

    /// Whether the go command leaves the setting out with `-trimpath`.
    pub(super) fn is_left_out_when_trimmed(&self) -> bool {
        LEFT_OUT.contains(&self.key.as_str())
    }
}

impl fmt::Display for ForbiddenSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => write!(f, "{}={value}", self.key()),
            None => self.key().fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revisions() {
        let full = b"0123456789abcdef0123456789abcdef01234567";
        for (text, found, want) in [
            ("0123456789abcdef0123456789abcdef01234567", &full[..], true),
            ("0123456", full, true),
            ("0123456789ABCDEF", full, true),
            ("0123457", full, false),
            ("0123456789abcdef0123456789abcdef012345678", full, false),
            ("me@example.com-20260101", b"me@example.com-20260101", true),
            ("me@example.com-2026", b"me@example.com-20260101", false),
        ] {
            assert_eq!(Revision::parse(text).unwrap().is(found), want, "{text}");
        }
        for text in ["", "abc", "a b", "main\n"] {
            assert!(Revision::parse(text).is_err(), "{text:?}");
        }
        // A name that is no number is not cut.
        assert!(Revision::parse("main").is_ok());
        let starts = |text: &str| Revision::parse(text).unwrap().starts_as(b"daa7c04131f5");
        assert!(starts("daa7c04") && starts("daa7c04131f5aabb") && !starts("daa7c05"));
        assert!(!starts("other"));
    }

    #[test]
    fn hosts_of_modules() {
        for (text, path, want) in [
            ("github.com", "github.com/a/b", true),
            ("github.com", "github.com.evil.org/a", false),
            ("github.com", "evil.org/github.com", false),
            ("github.com/acme", "github.com/acme/x", true),
            ("github.com/acme", "github.com/acme", true),
            ("github.com/acme/*", "github.com/acme/x/v2", true),
            ("github.com/acme", "github.com/acmes/x", false),
            ("*.example.com", "git.example.com/x", true),
            ("*.example.com", "example.com/x", false),
            // A star does not leave the host.
            ("*.example.com", "evil.org/x.example.com", false),
            ("*", "./local", false),
            ("*", "../local", false),
            ("*", "/home/me/x", false),
            ("*", "gopkg.in/yaml.v3", true),
        ] {
            assert_eq!(
                ModuleHost::parse(text).unwrap().allows(path.as_bytes()),
                want,
                "{text} {path}"
            );
        }
        for text in ["", "/x", "https://github.com", "a b", "github.com/*/x"] {
            assert!(ModuleHost::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn forbidden_settings() {
        for (text, key, value, want) in [
            ("-race", "-race", "true", true),
            ("-race", "-racer", "true", false),
            ("CGO_ENABLED=1", "CGO_ENABLED", "1", true),
            ("CGO_ENABLED=1", "CGO_ENABLED", "0", false),
            ("-ldflags=*-X*", "-ldflags", "-s -X a.b=c", true),
            ("-tags=", "-tags", "", true),
            ("-tags=", "-tags", "x", false),
        ] {
            let it = ForbiddenSetting::parse(text).unwrap();
            assert_eq!(it.forbids(key.as_bytes(), value.as_bytes()), want, "{text} {key}={value}");
            assert_eq!(it.to_string(), text);
        }
        for text in ["", "=x", "a b", "CGO_*"] {
            assert!(ForbiddenSetting::parse(text).is_err(), "{text}");
        }
    }
}
