//! Settings of `GODEBUG` that releases removed.

use super::refused::Refused;
use crate::go::Release;
use crate::host::HostView;
use crate::host::settings::non_empty;

/// Settings of `GODEBUG` that were removed: the name, the values that had brought old behaviour
/// back, and the minor release that removed it. Programs built with Go 1.27 or later end at such a
/// value.
const REMOVED: &[(&str, &[&str], u32)] = &[
    ("x509sha1", &["1"], 24),
    ("tlskyber", &["0"], 24),
    ("gotypesalias", &["0"], 27),
    ("tlsunsafeekm", &["1"], 27),
    ("tlsrsakex", &["1"], 27),
    ("tls3des", &["1"], 27),
    ("tls10server", &["1"], 27),
    ("x509keypairleaf", &["0"], 27),
    ("asynctimerchan", &["1", "2"], 27),
];

/// The variable that a release's own runtime refuses, before the go command has done anything.
pub(crate) fn by_runtime(view: &dyn HostView, release: Option<Release>) -> Option<Refused> {
    if release.is_some_and(|release| release < Release::new(1, 27, 0)) {
        return None;
    }
    let set = non_empty(view, "GODEBUG")?.text;
    let old = |entry: &str| {
        let (name, value) = entry.split_once('=')?;
        let (name, _, minor) =
            REMOVED.iter().find(|(it, old, _)| *it == name && old.contains(&value))?;
        Some((*name, value.to_owned(), *minor))
    };
    let (name, value, minor) = set.split(',').find_map(old)?;
    let says = format!(
        "fatal error: removed GODEBUG \"{name}\" set to old value \"{value}\" in environment \
         (https://go.dev/doc/godebug#go-1{minor})"
    );
    Some(Refused::new("GODEBUG", says))
}

/// The message of the go command where it refuses a `godebug` line of `go.mod` or `go.work`.
/// Settings that were never removed are not looked at.
///
/// ```text
/// before 1.23   every line: the directive came with Go 1.23
/// 1.24 to 1.26  x509sha1 and tlskyber, whatever their value
/// since 1.27    what was removed, set to the old value
/// ```
///
/// Source: `CheckGodebug` in `cmd/go/internal/modload/init.go`; each of [`REMOVED`] set to 0, 1 and
/// 2 for the go commands 1.23.9, 1.24.11, 1.25.5, 1.26.6 and 1.27.3.
pub(crate) fn by_godebug_line(key: &str, value: &str, release: Release) -> Option<String> {
    if release < Release::new(1, 23, 0) {
        return Some("unknown directive: godebug".to_owned());
    }
    let (_, old, removed) = REMOVED.iter().find(|(it, _, _)| *it == key)?;
    let place = format!("https://go.dev/doc/godebug#go-1{removed}");
    if release >= Release::new(1, 27, 0) {
        return old
            .contains(&value)
            .then(|| format!("removed GODEBUG {key:?} set to old value {value:?} ({place})"));
    }
    match (release.minor >= *removed, key) {
        (false, _) => None,
        (true, "x509sha1") if release.minor == 26 => {
            Some(format!("use of removed godebug {key:?}, see {place}"))
        }
        (true, _) => Some(format!("unknown godebug {key:?}")),
    }
}

/// Whether a setting of `GODEBUG` is among those that some release removed.
pub(crate) fn is_removed_somewhere(key: &str) -> bool {
    REMOVED.iter().any(|(it, _, _)| *it == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn godebug_lines() {
        for (key, value, refused) in [
            ("x509sha1", "1", &[22, 24, 25, 26, 27, 28][..]),
            ("x509sha1", "0", &[22, 24, 25, 26]),
            ("tlskyber", "0", &[22, 24, 25, 26, 27, 28]),
            ("tls10server", "1", &[22, 27, 28]),
            ("tls10server", "0", &[22]),
            ("gotypesalias", "0", &[22, 27, 28]),
            ("asynctimerchan", "2", &[22, 27, 28]),
            ("panicnil", "1", &[22]),
        ] {
            let ends =
                |minor: &u32| by_godebug_line(key, value, Release::new(1, *minor, 3)).is_some();
            let found: Vec<u32> = (22..=28).filter(ends).collect();
            assert_eq!(found, refused, "{key}={value}");
        }
    }
}
