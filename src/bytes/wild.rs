//! Texts in which a star stands for anything.

use std::fmt;

use super::needle;
use super::text::Escaped;

/// A text in which `*` stands for any text, also for none; everything else stands for itself.
/// Displayed so that it is safe to show.
///
/// ```
/// use gorigin::bytes::Wild;
///
/// let tools = Wild::new("/opt/hostedtoolcache/go/*");
/// assert!(tools.matches(b"/opt/hostedtoolcache/go/1.22.10/x64"));
/// assert!(!tools.matches(b"/usr/local/go"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wild(String);

impl Wild {
    /// The pattern with that text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text of the pattern.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether the pattern stands for all of `value`. Takes time linear in both.
    pub fn matches(&self, value: &[u8]) -> bool {
        let mut parts = self.0.as_bytes().split(|byte| *byte == b'*');
        let first = parts.next().unwrap_or_default();
        let Some(mut rest) = value.strip_prefix(first) else { return false };
        let mut last: Option<&[u8]> = None;
        for part in parts {
            if let Some(middle) = last.filter(|middle| !middle.is_empty()) {
                let Some(at) = needle::find(rest, middle) else { return false };
                rest = rest.get(at.saturating_add(middle.len())..).unwrap_or_default();
            }
            last = Some(part);
        }
        last.map_or(rest.is_empty(), |last| rest.ends_with(last))
    }
}

impl fmt::Display for Wild {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Escaped(&self.0).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars() {
        for (pattern, value, want) in [
            ("", "", true),
            ("", "a", false),
            ("a", "a", true),
            ("a", "ab", false),
            ("*", "", true),
            ("*", "a/b", true),
            ("**", "ab", true),
            ("a*", "a", true),
            ("*a", "ba", true),
            ("*a", "ab", false),
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("*-X*", "-s -X main.v=1", true),
            ("*-X*", "-s -w", false),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(Wild::new(pattern).matches(value.as_bytes()), want, "{pattern} {value}");
        }
        let many = Wild::new("*a".repeat(10_000));
        assert!(!many.matches(&[b'a'; 9_999]) && many.matches(&[b'a'; 10_000]));
    }
}
