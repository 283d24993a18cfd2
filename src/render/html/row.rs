//! One record for the page: the cells of its row, what lists and filters go by, and its details.

use std::io;

use super::details::{Group, groups};
use super::escape::{html, marked};
use crate::finding::Severity;
use crate::go::{Release, Support};
use crate::render::form::Renderer;
use crate::render::told::{no_program, target};
use crate::report::{Outcome, Record};

/// Words one record for the page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Html;

/// One record, worded for the page.
#[derive(Clone, Debug)]
pub struct HtmlRow {
    pub(super) shown: Shown,
    pub(super) findings: Vec<(Severity, String)>,
    pub(super) groups: Vec<Group>,
}

/// What the page shows of a record, but for its findings and details.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    /// The path, as the first cell.
    pub(super) file: String,
    /// The cells after it.
    pub(super) cells: String,
    /// What tells the record from others of a scan.
    pub(super) key: String,
    /// What is another where the program changed.
    pub(super) state: String,
    pub(super) kind: Kind,
    pub(super) is_partial: bool,
    /// The version, `None` where it is not known or there is no program.
    pub(super) version: Option<String>,
    pub(super) goroot: Option<String>,
    /// The folder, with a slash at the end; empty for none.
    pub(super) folder: String,
}

/// What a record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Go,
    Other,
    Unopened,
    Unreadable,
}

impl Kind {
    fn of(record: &Record) -> Self {
        match record.outcome {
            Outcome::Go => Self::Go,
            Outcome::NotGo if record.unopened.is_some() => Self::Unopened,
            Outcome::NotGo => Self::Other,
            Outcome::Unreadable => Self::Unreadable,
        }
    }

    /// Its name in the data.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::Other => "other",
            Self::Unopened => "unopened",
            Self::Unreadable => "unreadable",
        }
    }
}

impl Renderer for Html {
    type Row = HtmlRow;

    fn row(&self, record: &Record) -> io::Result<HtmlRow> {
        let name = match &record.slice {
            Some(slice) => format!("{} ({slice})", record.path),
            None => record.path.clone(),
        };
        let kind = Kind::of(record);
        let is_go = kind == Kind::Go;
        let version = record.go_version.as_ref().map(|it| it.value.to_string());
        let folder = record.path.rfind('/').and_then(|at| record.path.get(..=at));
        let shown = Shown {
            file: format!("<td>{}", html(&name)),
            cells: cells(record),
            key: format!("{}\0{}", record.path_b64.as_deref().unwrap_or(&record.path), name),
            state: state(record),
            kind,
            is_partial: record.partial,
            version: version.filter(|_| is_go),
            goroot: goroot(record).map(|it| marked(&it.text())).filter(|_| is_go),
            folder: marked(folder.unwrap_or_default()),
        };
        Ok(HtmlRow {
            shown,
            findings: record.findings.iter().map(|it| (it.severity, marked(&it.rule))).collect(),
            groups: groups(record)?,
        })
    }
}

/// A GOROOT, or in words why there is none.
pub(super) enum Goroot {
    Path(String),
    Words(String),
}

impl Goroot {
    /// In lists: words stand in brackets.
    fn text(&self) -> String {
        match self {
            Self::Path(path) => path.clone(),
            Self::Words(words) => format!("({words})"),
        }
    }
}

fn goroot(record: &Record) -> Option<Goroot> {
    let goroot = record.goroot.as_ref()?;
    let verdict = goroot.verdict.to_string();
    Some(match &goroot.value {
        Some(path) if verdict == "found" => Goroot::Path(path.to_string()),
        _ => Goroot::Words(verdict),
    })
}

/// The cells after the path: Go, GOROOT, target, module, findings.
fn cells(record: &Record) -> String {
    let goroot = goroot(record).map(|it| match it {
        Goroot::Path(path) => html(&path),
        Goroot::Words(words) => format!("<i>{}</i>", html(&words)),
    });
    let module = record.build.as_ref().and_then(|build| build.module.as_ref());
    let module = module.map(|it| format!("{} {}", it.path, it.version));
    format!(
        "<td>{}<td>{}<td>{}<td>{}<td>{}\n",
        version(record),
        goroot.unwrap_or_default(),
        html(&target(record)),
        html(module.unwrap_or_default().trim()),
        what(record)
    )
}

fn version(record: &Record) -> String {
    let Some(version) = record.go_version.as_ref() else { return String::new() };
    let text = html(&version.value);
    match Release::parse(&version.value).map(Release::support) {
        Some(Support::Ended) => format!("{text} <small>unsupported</small>"),
        _ => text,
    }
}

/// The rules of the findings by severity, or what an input is that is no Go program.
fn what(record: &Record) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(no_program(record).map(|it| format!("<i>{}</i>", html(&it))));
    if record.partial {
        parts.push("<i>read in part</i>".to_owned());
    }
    for severity in Severity::ALL {
        let of = record.findings.iter().filter(|it| it.severity == severity);
        let rules: Vec<_> = of.map(|it| html(&it.rule)).collect();
        if !rules.is_empty() {
            let class = class(severity);
            parts.push(format!("<b class={class}>{severity}</b> {}", rules.join(", ")));
        }
    }
    parts.join("<br>")
}

/// The class of a severity.
pub(super) fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "e",
        Severity::Warning => "w",
        Severity::Note => "n",
    }
}

/// What is another where a program changed: its build ID, Go version, size, or what is found.
fn state(record: &Record) -> String {
    let id = record.build_id.as_ref().map(|it| it.value.as_str());
    let version = record.go_version.as_ref().map(|it| it.value.as_str());
    let found: Vec<_> = record.findings.iter().map(|it| (&it.rule, &it.message)).collect();
    format!("{:?} {id:?} {version:?} {:?} {found:?}", record.outcome, record.size)
}
