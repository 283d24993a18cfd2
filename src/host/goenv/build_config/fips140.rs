//! `GOFIPS140`: its form, and the versions of the cryptographic module in GOROOT.

use super::refused::Refused;
use crate::go::path::join;
use crate::host::settings::non_empty;
use crate::host::{GoSettings, HostView, Links};

/// The refusal of a value that is neither a word that Go knows nor a version.
pub(super) fn form(view: &dyn HostView, minor: u32) -> Option<Refused> {
    if minor < 24 {
        return None;
    }
    let set = non_empty(view, "GOFIPS140")?.text;
    let is_word = matches!(set.as_str(), "off" | "latest" | "inprocess" | "certified");
    if is_word || is_version(&set, minor) {
        return None;
    }
    let form = if minor < 26 { "vX.Y.Z" } else { "v1.Y.Z" };
    let says =
        format!("go: invalid GOFIPS140: must be off, latest, inprocess, certified, or {form}");
    Some(Refused::new("GOFIPS140", says))
}

/// Whether a text is a version: `v1.0.0`, `v1.0.0-c2097c7c`, and since 1.26 `v1.0.0-rc1`. Since
/// 1.26 the first number must be 1.
fn is_version(text: &str, minor: u32) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some(rest) = text.strip_prefix('v') else { return false };
    let mut parts = rest.splitn(3, '.');
    let (Some(major), Some(middle), Some(last)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let digits = last.find(|c: char| !c.is_ascii_digit()).unwrap_or(last.len());
    let (patch, suffix) = last.split_at_checked(digits).unwrap_or((last, ""));
    let candidate = minor >= 26 && suffix.strip_prefix("-rc").is_some_and(number);
    let hashed = suffix.strip_prefix('-').is_some_and(|it| it.len() == 8);
    number(major)
        && (minor < 26 || major == "1")
        && number(middle)
        && number(patch)
        && (suffix.is_empty() || candidate || hashed)
}

/// The refusal of a version that is not in `lib/fips140` of GOROOT.
pub(super) fn version(
    view: &dyn HostView,
    settings: &GoSettings<'_>,
    minor: u32,
    goroot: &str,
) -> Option<Refused> {
    if minor < 24 {
        return None;
    }
    let set = settings.get("GOFIPS140")?.text;
    if matches!(set.as_str(), "off" | "latest") {
        return None;
    }
    let refused = |says: String| Some(Refused::new("GOFIPS140", says));
    if set.contains(['/', '\\']) || set.contains("..") {
        return refused(format!("go: malformed GOFIPS140 version {set:?}"));
    }
    let style = view.os().path_style();
    let file = |name: &str| join(goroot, &format!("lib/fips140/{name}"), style);
    let is_there = |path: &str| view.kind(path, Links::Follow).is_ok();
    if let Ok(text) = view.read(&file(&format!("{set}.txt")), 4096) {
        let found = String::from_utf8_lossy(&text).trim().to_owned();
        if !is_there(&file(&format!("{found}.zip"))) {
            return refused(format!("go: unknown GOFIPS140 version {found:?} (from {set:?})"));
        }
        return None;
    }
    if is_there(&file(&format!("{set}.zip"))) {
        return None;
    }
    refused(format!("go: unknown GOFIPS140 version {set:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fips_versions() {
        for (text, old, new) in [
            ("v1.0.0", true, true),
            ("v2.0.0", true, false),
            ("v1.0.0-c2097c7c", true, true),
            ("v1.26.0-rc1", false, true),
            ("v1.0", false, false),
            ("v1..0", false, false),
            ("1.0.0", false, false),
            ("v1.0.0-x", false, false),
        ] {
            assert_eq!((is_version(text, 25), is_version(text, 26)), (old, new), "{text}");
        }
    }
}
