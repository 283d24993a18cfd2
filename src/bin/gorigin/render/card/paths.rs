//! The lines of a card about paths and texts.

use gorigin::leak::{LeakKind, Trimpath};
use gorigin::report::{LeakRecord, PathsRecord, Record, TextRecord};

use super::lines::{Fact, Lines};
use crate::render::look::Meaning;
use crate::render::words::{counted, joined, place, safe, words};

/// The most rows of each kind on a card; the record has all.
const SHOWN: usize = 8;

/// The folders of the build machine that the program names, and what a search of every byte found.
pub(super) fn lines(lines: &mut Lines, record: &Record) {
    if let Some(paths) = record.paths.as_ref() {
        if let Some(folder) = paths.main_dir.as_ref() {
            lines.fact("main folder", Fact::new(safe(folder)));
        }
        path_lines(lines, record, paths);
    }
    let texts = record.text.as_deref().unwrap_or_default();
    // Texts that are counted among the paths are shown there already.
    let is_new = |text: &&TextRecord| text.needle.is_some() || !is_path(text, record);
    let new: Vec<&TextRecord> = texts.iter().filter(is_new).collect();
    let mut label = "text";
    for text in new.iter().take(shown(lines)) {
        let found_by = match (&text.needle, &text.kind) {
            (Some(needle), _) => format!("holds {}", safe(needle)),
            (None, kind) => kind.as_deref().map(words).unwrap_or_default(),
        };
        let encoding = text.encoding.as_deref().map(safe).unwrap_or_default();
        let place = place(text.section.as_deref(), Some(text.offset));
        let aside = joined(&[found_by, times(text.count), encoding, place]);
        lines.fact(label, Fact::new(safe(&text.value)).aside(aside));
        label = "";
    }
    more(lines, new.len());
    if record.text.is_some() && texts.is_empty() {
        lines.fact("text", Fact::new("no paths in any byte").meaning(Meaning::Good));
    }
}

fn is_path(text: &TextRecord, record: &Record) -> bool {
    let leaks = record.paths.iter().flat_map(|paths| &paths.leaks);
    leaks.into_iter().any(|leak| Some(&leak.prefix) == text.prefix.as_ref())
}

fn path_lines(lines: &mut Lines, record: &Record, paths: &PathsRecord) {
    // GOROOT has lines of its own.
    let goroot = record.goroot.as_ref().and_then(|goroot| goroot.value.as_deref());
    let is_new = |leak: &&LeakRecord| {
        leak.kind != LeakKind::Placeholder
            && (leak.kind != LeakKind::Goroot || Some(leak.prefix.as_str()) != goroot)
    };
    let new: Vec<&LeakRecord> = paths.leaks.iter().filter(is_new).collect();
    let mut label = "paths";
    for leak in new.iter().take(shown(lines)) {
        let owner =
            leak.user.as_ref().or(leak.owner.as_ref()).map(|it| format!(" of {}", safe(it)));
        let what = format!("{}{}", kind(&leak.kind), owner.unwrap_or_default());
        let origin = leak.setting.as_deref().map_or_else(|| words(&leak.origin), safe);
        let kept = if leak.trimpath == Trimpath::Keeps { "also with -trimpath" } else { "" };
        let place = place(leak.section.as_deref(), leak.offset);
        let aside = joined(&[what, times(leak.count), origin, place, kept.to_owned()]);
        lines.fact(label, Fact::new(safe(&leak.prefix)).aside(aside));
        label = "";
    }
    more(lines, new.len());
}

/// The most rows of each kind.
fn shown(lines: &Lines) -> usize {
    if lines.shows_all() { usize::MAX } else { SHOWN }
}

fn more(lines: &mut Lines, all: usize) {
    let left = all.saturating_sub(shown(lines));
    if left > 0 {
        let left = counted(u64::try_from(left).unwrap_or(u64::MAX), "more row");
        lines.fact("", Fact::words(format!("and {left} (-v)")).meaning(Meaning::Aside));
    }
}

/// A kind of folder as people call it.
fn kind(name: &str) -> String {
    match name {
        "distribution" => "build folder".to_owned(),
        "ci" => "CI folder".to_owned(),
        "temp" => "temporary folder".to_owned(),
        "home" => "home folder".to_owned(),
        "gopath" => "GOPATH".to_owned(),
        "goroot" => "GOROOT".to_owned(),
        "nix" | "guix" => format!("{name} store"),
        "other" => "folder".to_owned(),
        other => words(other),
    }
}

fn times(count: u64) -> String {
    if count == 1 { String::new() } else { counted(count, "time") }
}
