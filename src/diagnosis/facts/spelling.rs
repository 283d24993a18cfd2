//! The text of paths and values: what is wrong with it, and how it is shown.

use crate::bytes::is_unsafe;
use crate::diagnosis::facts::Scene;
use crate::go::path::is_absolute;
use crate::host::Os;

/// What is wrong with the text of a path, and the path that was probably meant.
pub(in crate::diagnosis) fn literal_fault(
    scene: &Scene<'_>,
    value: &str,
) -> Option<(&'static str, Option<String>)> {
    let home = scene.home();
    let trimmed = value.trim();
    if value.ends_with(['\r', '\n']) {
        return Some(("ends in a line break", Some(trimmed.to_owned())));
    }
    if trimmed != value {
        return Some(("starts or ends with a space", Some(trimmed.to_owned())));
    }
    let unquoted = value.trim_matches(['"', '\'']);
    if unquoted != value {
        return Some(("holds the quotes around it", Some(unquoted.to_owned())));
    }
    if let Some(rest) = value.strip_prefix('~') {
        return Some((
            "holds a `~` that nothing expands",
            home.map(|home| format!("{home}{rest}")),
        ));
    }
    if value.contains('$') || (scene.os() == Os::Windows && value.contains('%')) {
        let better = home.map(|home| {
            value.replace("${HOME}", &home).replace("$HOME", &home).replace("%USERPROFILE%", &home)
        });
        return Some(("holds a variable that nothing expands", better));
    }
    if !is_absolute(value, scene.style()) {
        return Some(("is a relative path", scene.view.canonicalize(value).ok()));
    }
    None
}

/// A value with invisible characters escaped.
pub(in crate::diagnosis) fn visible(text: &str) -> String {
    let mut shown = if text.chars().any(is_unsafe) {
        text.escape_debug().to_string().replace("\\\"", "\"").replace("\\'", "'")
    } else {
        text.to_owned()
    };
    if text.ends_with(' ') || text.starts_with(' ') {
        shown = format!("\u{2039}{shown}\u{203a}");
    }
    shown
}
