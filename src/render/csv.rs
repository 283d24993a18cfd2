//! One line of comma-separated values for each record: what fits into a table, not the whole record.
//!
//! RFC 4180: a header, CRLF, quotes where they are needed. In UTF-8, with a byte order mark, by which
//! Excel knows it and which duckdb, polars and pandas drop. What programs that guess types would
//! spoil is written so that it stays text: Go versions keep their `go`, IDs and hashes say of what
//! kind they are, and a relative path that would be taken for a formula, a number or for nothing
//! starts with `./`. Nothing else is changed: of other texts, what starts with `=` may be taken for a
//! formula by a spreadsheet. Characters that no terminal should see are escaped; where that changes
//! the path, `path_b64` has its bytes, as it has those of a path that is not UTF-8.

use std::io::{self, Write};

use super::form::{Renderer, Writer};
use super::told::{count, safe, sha256};
use crate::bytes::base64;
use crate::finding::Severity;
use crate::report::{ModuleRecord, Record, Summary, VulnerabilityRecord};
use crate::vuln::Verdict;

/// One line for each record, under a header.
#[derive(Clone, Copy, Debug, Default)]
pub struct Csv;

/// A column and what stands in it; empty where the fact is not known or there is none.
type Column = (&'static str, fn(&Record) -> String);

const COLUMNS: &[Column] = &[
    ("path", |it| path(&it.path)),
    ("path_b64", path_b64),
    ("container", |it| it.container.first().map(|outer| path(outer)).unwrap_or_default()),
    ("slice", |it| it.slice.clone().unwrap_or_default()),
    ("outcome", |it| outcome(it).to_owned()),
    ("error", |it| it.error.as_ref().map(|it| it.kind.to_string()).unwrap_or_default()),
    ("message", |it| it.error.as_ref().map(|it| it.message.clone()).unwrap_or_default()),
    ("partial", |it| it.partial.to_string()),
    ("size", |it| shown(it.size)),
    ("sha256", |it| sha256(it).map(|it| format!("sha256:{it}")).unwrap_or_default()),
    ("format", |it| shown(it.format.known())),
    ("os", |it| it.os.as_deref().unwrap_or_default().to_owned()),
    ("arch", |it| it.arch.as_deref().unwrap_or_default().to_owned()),
    ("go_version", |it| of(&it.go_version, |version| version.value.to_string())),
    ("go_version_exact", |it| of(&it.go_version, |version| version.exact.to_string())),
    ("goroot_verdict", |it| of(&it.goroot, |goroot| goroot.verdict.to_string())),
    ("goroot", |it| {
        of(&it.goroot, |goroot| goroot.value.as_deref().unwrap_or_default().to_owned())
    }),
    ("main_package", |it| {
        of(&it.build, |it| it.main_package.as_deref().unwrap_or_default().to_owned())
    }),
    ("module", |it| module(it, |module| &module.path)),
    ("module_version", |it| module(it, |module| &module.version)),
    ("deps", |it| of(&it.build, |build| build.deps.len().to_string())),
    ("vcs_revision", |it| {
        setting(it, "vcs.revision").map(|it| format!("vcs:{it}")).unwrap_or_default()
    }),
    ("vcs_time", |it| setting(it, "vcs.time").unwrap_or_default()),
    ("vcs_modified", |it| setting(it, "vcs.modified").unwrap_or_default()),
    ("build_id", |it| of(&it.build_id, |id| format!("go:{}", id.value))),
    ("host_id", |it| of(&it.host_id, |id| format!("{}:{}", id.kind, id.value))),
    ("content_id", |it| of(&it.verification, |it| it.content_id.verdict.to_string())),
    ("trimpath", |it| shown(it.traits.trimpath.known())),
    ("cgo", |it| shown(it.traits.cgo.known())),
    ("stripped", |it| shown(it.traits.stripped.known())),
    ("errors", |it| count(it, Severity::Error).to_string()),
    ("warnings", |it| count(it, Severity::Warning).to_string()),
    ("notes", |it| count(it, Severity::Note).to_string()),
    ("findings", findings),
    ("advisories", advisories),
    ("advisories_complete", |it| shown(it.vulnerability_check.as_ref().map(|it| it.complete))),
];

/// The bytes of a path that `path` does not show as they are.
fn path_b64(record: &Record) -> String {
    match &record.path_b64 {
        Some(bytes) => bytes.clone(),
        None if safe(&record.path) != record.path => base64(record.path.as_bytes()),
        None => String::new(),
    }
}

fn outcome(record: &Record) -> &'static str {
    use crate::report::Outcome;
    match record.outcome {
        Outcome::Go => "go",
        Outcome::NotGo => "not-go",
        Outcome::Unreadable => "unreadable",
    }
}

fn shown(value: Option<impl ToString>) -> String {
    value.map(|it| it.to_string()).unwrap_or_default()
}

fn of<T>(block: &Option<T>, text: impl Fn(&T) -> String) -> String {
    block.as_ref().map(text).unwrap_or_default()
}

fn module(record: &Record, text: impl Fn(&ModuleRecord) -> &str) -> String {
    let module = record.build.as_ref().and_then(|build| build.module.as_ref());
    module.map(|module| text(module).to_owned()).unwrap_or_default()
}

fn setting(record: &Record, name: &str) -> Option<String> {
    record.build.as_ref().and_then(|build| build.settings.get(name)).map(str::to_owned)
}

/// The rules of the findings, each once, separated by semicolons.
fn findings(record: &Record) -> String {
    let mut names: Vec<&str> = record.findings.iter().map(|it| &*it.rule).collect();
    names.dedup();
    names.join(";")
}

/// The advisories whose code is in the program, or of which that cannot be told, separated by semicolons.
fn advisories(record: &Record) -> String {
    let is_open = |it: &&VulnerabilityRecord| it.verdict.known().is_none_or(Verdict::is_open);
    let all = record.vulnerabilities.iter().flatten().filter(is_open);
    let mut names: Vec<&str> = all.map(|it| it.id.as_str()).collect();
    // One that is about several modules is there for each.
    names.sort_unstable();
    names.dedup();
    names.join(";")
}

/// Words that readers take for nothing, in lower case.
const NOTHINGS: [&str; 13] =
    ["", "#n/a", "#na", "<na>", "n/a", "na", "nan", "-nan", "none", "null", "nil", "true", "false"];

/// A path that stays text in whatever reads it.
fn path(path: &str) -> String {
    let is_formula = path.starts_with(['=', '+', '-', '@', '\t', '\r', '#']);
    let is_number = path.parse::<f64>().is_ok();
    let is_nothing = NOTHINGS.contains(&path.to_ascii_lowercase().as_str());
    // The lone dash is standard input.
    if path != "-" && !path.is_empty() && (is_formula || is_number || is_nothing) {
        format!("./{path}")
    } else {
        path.to_owned()
    }
}

/// A field, in quotes where it needs them.
fn field(text: &str) -> String {
    let text = safe(text);
    let is_plain = !text.contains(['"', ',', '\r', '\n']) && text.trim() == text;
    if is_plain { text } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}

fn line(fields: impl Iterator<Item = String>) -> Vec<u8> {
    let mut line = fields.collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line.into_bytes()
}

impl Renderer for Csv {
    type Row = Vec<u8>;

    fn row(&self, record: &Record) -> io::Result<Vec<u8>> {
        Ok(line(COLUMNS.iter().map(|(_, text)| field(&text(record)))))
    }
}

impl Writer<Vec<u8>> for Csv {
    fn start(&mut self, to: &mut dyn Write) -> io::Result<()> {
        to.write_all("\u{feff}".as_bytes())?;
        to.write_all(&line(COLUMNS.iter().map(|(name, _)| (*name).to_owned())))
    }

    fn write(&mut self, row: Vec<u8>, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(&row)
    }

    fn finish(&mut self, _: &Summary, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::records::{check, records};
    use crate::render::samples::rendered;

    #[test]
    fn one_line_a_record() {
        let text = rendered(&Csv, &mut Csv, &records());
        let columns = COLUMNS.len();
        let mut lines: Vec<_> = text.split("\r\n").collect();
        let count = |line: &str| {
            let mut is_quoted = false;
            let commas = line.chars().filter(|&c| {
                is_quoted ^= c == '"';
                c == ',' && !is_quoted
            });
            commas.count() + 1
        };
        assert_eq!(lines.pop(), Some(""));
        assert!(lines.iter().all(|line| count(line) == columns), "{text}");
        check("report.csv", &text);
    }

    #[test]
    fn every_path_can_be_had_as_it_is() {
        for (path, bytes) in
            [("a\\nb", ""), ("a\nb", "YQpi"), ("\u{202e}", "4oCu"), ("=a", ""), ("a\u{fffd}", "")]
        {
            let record = Record { path: path.to_owned(), ..records().remove(0) };
            assert_eq!(path_b64(&record), bytes, "{path:?}");
        }
    }

    #[test]
    fn fields_stay_text() {
        for (text, want) in [
            ("dist/agent", "dist/agent"),
            ("=cmd", "./=cmd"),
            ("1.10", "./1.10"),
            ("12345678e90", "./12345678e90"),
            ("None", "./None"),
            ("N/A", "./N/A"),
            ("-", "-"),
            ("/abs", "/abs"),
        ] {
            assert_eq!(path(text), want, "{text}");
        }
        for (text, want) in [
            ("a,b", "\"a,b\""),
            ("a\"b", "\"a\"\"b\""),
            (" a", "\" a\""),
            ("a\0b", "a\\x00b"),
            ("a\nb", "a\\nb"),
            ("é", "é"),
        ] {
            assert_eq!(field(text), want, "{text:?}");
        }
    }
}
