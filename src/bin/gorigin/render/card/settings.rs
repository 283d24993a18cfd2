//! The build settings, less those that other lines of the card say.

use gorigin::report::{BuildRecord, Record, Traits};

use super::lines::{Fact, Lines};
use crate::render::words::{grouped, safe};

/// How many defaults of GODEBUG are shown: most programs have dozens, by the Go version in go.mod.
const SHOWN: usize = 3;

pub(super) fn setting_lines(lines: &mut Lines, build: &BuildRecord, record: &Record) {
    let is_new = |name: &str, value: &str| {
        !name.starts_with("vcs") && name != "DefaultGODEBUG" && !is_told(name, value, record)
    };
    let settings: Vec<_> = build
        .settings
        .iter()
        .filter(|(name, value)| lines.shows_all() || is_new(name, value))
        .map(|(name, value)| setting(name, value))
        .collect();
    if !settings.is_empty() {
        lines.fact("settings", Fact::words(settings.join(" ")));
    }
    let Some(defaults) = build.settings.get("DefaultGODEBUG").filter(|_| !lines.shows_all()) else {
        return;
    };
    let defaults: Vec<_> = defaults.split(',').map(safe).collect();
    let mut text = defaults.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    let left = defaults.len().saturating_sub(SHOWN);
    if left > 0 {
        let left = grouped(u64::try_from(left).unwrap_or(u64::MAX));
        text.push_str(&format!(" and {left} more (-v)"));
    }
    lines.fact("godebug", Fact::words(format!("by default {text}")));
}

/// Whether another line of the card says it.
fn is_told(name: &str, value: &str, record: &Record) -> bool {
    let Traits { trimpath, cgo, build_mode, arch_level, .. } = &record.traits;
    let yes_or_no = |yes: &str, no: &str| match value {
        _ if value == yes => Some(true),
        _ if value == no => Some(false),
        _ => None,
    };
    match name {
        "GOOS" => record.os.as_deref() == Some(value),
        "GOARCH" => record.arch.as_deref() == Some(value),
        "-compiler" => value == "gc",
        "-buildmode" => build_mode.as_deref() == Some(value),
        "-trimpath" => **trimpath == yes_or_no("true", "false"),
        "CGO_ENABLED" => **cgo == yes_or_no("1", "0"),
        name => arch_level.as_deref() == Some(format!("{name}={value}").as_str()),
    }
}

/// One setting, so that it can be told where it ends.
fn setting(name: &str, value: &str) -> String {
    let (name, value) = (safe(name), safe(value));
    if value.contains(' ') { format!("{name}=\"{value}\"") } else { format!("{name}={value}") }
}
