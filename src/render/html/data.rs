//! What the script reads: every text and every group of rows once, and the records by their numbers.
//!
//! ```text
//! {"texts":  ["", "File", "path", "dist/agent", …],
//!  "groups": [[title, label, value, place, label, value, place, …], …],
//!  "records": [[scan, change, kind, is partial, release, GOROOT, folder, errors, warnings, notes, [rule, …], [group, …]], …]}
//! ```

use std::fmt::Write as _;

use super::change::Change;
use super::escape::json;
use super::heat::Heat;
use super::kept::Kept;
use super::lists::{UNKNOWN, release_name};
use super::pool::{Id, Pool};
use super::row::Kind;
use crate::finding::Severity;

/// One record of the data.
pub(super) struct Entry(String);

impl Entry {
    /// The record, with its texts in the pool.
    pub(super) fn of(
        row: &Kept,
        change: Option<Change>,
        heat: &Heat,
        texts: &mut Pool<String>,
    ) -> Self {
        let is_go = row.shown.kind == Kind::Go;
        let release = release_name(row.shown.version.as_deref());
        let (release, goroot) = match is_go {
            true => (texts.of(&release), texts.of(row.shown.goroot.as_deref().unwrap_or(UNKNOWN))),
            false => (0, 0),
        };
        let folder = texts.of(&heat.folder(row));
        let count = |severity| row.findings.iter().filter(|it| it.0 == severity).count();
        let [errors, warnings, notes] = Severity::ALL.map(count);
        let (change, kind) = (change.map_or("", Change::name), row.shown.kind.name());
        let (scan, is_partial) = (row.scan, u8::from(row.shown.is_partial));
        let rules: Vec<Id> = row.findings.iter().map(|it| it.1).collect();
        Self(format!(
            "[{scan},\"{change}\",\"{kind}\",{is_partial},{release},{goroot},{folder},{errors},{warnings},{notes},{},{}]",
            list(&rules),
            list(&row.groups)
        ))
    }
}

fn list(ids: &[Id]) -> String {
    let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
    format!("[{}]", ids.join(","))
}

/// All of it as JSON that may stand in a script element.
pub(super) fn data(texts: &Pool<String>, groups: &Pool<Vec<Id>>, entries: &[Entry]) -> String {
    let mut out = String::from("{\"texts\":[");
    for (at, text) in texts.list().into_iter().enumerate() {
        separate(&mut out, at);
        json(&mut out, text);
    }
    out.push_str("],\n\"groups\":[");
    for (at, group) in groups.list().into_iter().enumerate() {
        separate(&mut out, at);
        out.push_str(&list(group));
    }
    out.push_str("],\n\"records\":[");
    for (at, entry) in entries.iter().enumerate() {
        separate(&mut out, at);
        // Writing to a text cannot fail.
        let _ = out.write_str(&entry.0);
    }
    out.push_str("]}");
    out
}

fn separate(out: &mut String, at: usize) {
    if at > 0 {
        out.push_str(",\n");
    }
}
