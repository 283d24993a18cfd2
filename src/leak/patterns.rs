//! The first pattern of a place that fits a path.
//!
//! Compiling all patterns costs more than reading a small program. So each is compiled by itself, once
//! a path holds one of its keys.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::{Captures, Regex};

use super::kind::LeakKind;
use table::PATTERNS;

mod table;
#[cfg(test)]
mod tests;

/// Each pattern, compiled when a path first holds one of its keys.
static COMPILED: [OnceLock<Option<Regex>>; PATTERNS.len()] =
    [const { OnceLock::new() }; PATTERNS.len()];

fn expanded(pattern: &str) -> String {
    format!("(?s-u){}", pattern.replace("{N}", "[^/]+"))
}

/// What a pattern says of a path: the kind and owner, and where the groups are.
pub(super) struct Fit {
    pub(super) kind: LeakKind,
    pub(super) owner: &'static str,
    pub(super) prefix: Option<Range<usize>>,
    pub(super) user: Option<Range<usize>>,
}

/// The first pattern that fits `path`.
pub(super) fn first_fit(path: &[u8]) -> Option<Fit> {
    let slashes = with_slashes(path);
    let (row, found) = first_row(&slashes)?;
    let &(kind, owner, _, _) = PATTERNS.get(row)?;
    let prefix = found.name("p").or_else(|| found.get(0)).map(|it| it.range());
    Some(Fit { kind, owner, prefix, user: found.name("u").map(|it| it.range()) })
}

/// The first row whose pattern fits a path with slashes, and its groups.
fn first_row(path: &[u8]) -> Option<(usize, Captures<'_>)> {
    let text = Keyed::of(path);
    let rows = PATTERNS.iter().zip(&COMPILED).enumerate();
    let mut rows = rows.filter(|(_, ((_, _, keys, _), _))| text.holds(keys));
    rows.find_map(|(row, ((_, _, _, pattern), compiled))| {
        let regex = compiled.get_or_init(|| Regex::new(&expanded(pattern)).ok());
        Some((row, regex.as_ref()?.captures(path)?))
    })
}

/// `path` with each backslash as a slash.
fn with_slashes(path: &[u8]) -> Cow<'_, [u8]> {
    if !path.contains(&b'\\') {
        return Cow::Borrowed(path);
    }
    let slash = |byte: &u8| if *byte == b'\\' { b'/' } else { *byte };
    Cow::Owned(path.iter().map(slash).collect())
}

/// A path in lower case, and where keys may begin in it: the byte that follows, and the text from there.
struct Keyed {
    lower: Vec<u8>,
    begins: Vec<(u8, usize)>,
    /// Whether each byte follows one of them.
    follows: [bool; 256],
}

impl Keyed {
    fn of(path: &[u8]) -> Self {
        let lower = path.to_ascii_lowercase();
        let pairs = lower.iter().zip(lower.iter().skip(1)).enumerate();
        let pairs = pairs.filter(|(_, (byte, _))| matches!(byte, b'/' | b':' | b'@'));
        let begins: Vec<_> = pairs.map(|(at, (_, next))| (*next, at)).collect();
        let mut follows = [false; 256];
        for (next, _) in &begins {
            if let Some(it) = follows.get_mut(usize::from(*next)) {
                *it = true;
            }
        }
        Self { lower, begins, follows }
    }

    fn holds(&self, keys: &[&str]) -> bool {
        keys.iter().map(|key| key.as_bytes()).any(|key| match key {
            // The last byte tells most starts apart.
            [b'^', start @ ..] => {
                start
                    .last()
                    .is_none_or(|last| self.lower.get(start.len().saturating_sub(1)) == Some(last))
                    && self.lower.starts_with(start)
            }
            [_, second, ..] if self.follows.get(usize::from(*second)) != Some(&true) => false,
            [_, second, ..] => self.begins.iter().any(|(next, at)| {
                next == second && self.lower.get(*at..).is_some_and(|rest| rest.starts_with(key))
            }),
            _ => true,
        })
    }
}
