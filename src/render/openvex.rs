//! OpenVEX 0.2.0: what known vulnerabilities are to each program.
//!
//! | verdict | status |
//! | --- | --- |
//! | `present`, `package-present` | `affected` |
//! | `cannot-tell`, `no-listed-function` | `under_investigation` |
//! | `package-absent`, `other-platform` | `not_affected`, `vulnerable_code_not_present` |
//!
//! Who asks for it ([`FunctionLists::Trusted`]) gets `not_affected` also for `no-listed-function`, where the list
//! of functions is one that somebody has looked at, nothing is known against the version, and the names of
//! inlined functions were read too.
//!
//! The product is the program, by its hash. A program has one statement for each advisory: where an
//! advisory is about several of its modules, the gravest status counts, and the statement names all the
//! modules of that status.
//!
//! A program that is there twice under one name has its statements once. Where no advisory is about any
//! program there is nothing to state, and no document: one has a statement or more. Where it is not known
//! whether one is, an older document is not taken for wrong.
//!
//! Source: the OpenVEX specification, 0.2.0, and its JSON schema.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::io::{self, Write};

use serde::Serialize;

use super::bom::{Stamp, purl, urn};
use super::form::{Renderer, Writer};
use super::mend::mend_or_not;
use super::nested::{List, write_nested};
use super::told::{safe, sha256};
use crate::bytes::{Hasher, counted, grouped};
use crate::report::{Record, Summary, VulnerabilityRecord};
use crate::vuln::{NamesRead, STDLIB, TOOLCHAIN, Verdict};

/// Words statements.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenVex {
    lists: FunctionLists,
}

/// Whether the functions that an advisory lists are taken for all that it is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FunctionLists {
    /// A list is made for one version, and may lack functions of another.
    #[default]
    MayLack,
    /// They are all, in any version.
    Trusted,
}

impl OpenVex {
    /// Statements of one who takes the lists for that.
    pub fn new(lists: FunctionLists) -> Self {
        Self { lists }
    }
}

/// The statements about one program, each as JSON, indented but for its first line.
#[derive(Debug, Default)]
pub struct OpenVexRow(Vec<Vec<u8>>);

#[derive(Serialize)]
struct Statement {
    vulnerability: Advisory,
    products: [Product; 1],
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    justification: Option<&'static str>,
    status_notes: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    impact_statement: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action_statement: Option<String>,
}

#[derive(Serialize)]
struct Advisory {
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<String>,
}

#[derive(Serialize)]
struct Product {
    #[serde(rename = "@id")]
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hashes: Option<Hashes>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subcomponents: Vec<Subcomponent>,
}

#[derive(Serialize)]
struct Hashes {
    #[serde(rename = "sha-256")]
    sha256: String,
}

#[derive(Serialize)]
struct Subcomponent {
    #[serde(rename = "@id")]
    id: String,
}

/// The program, by its name and its hash. That of a part of a universal file is of the part alone.
fn product(record: &Record, of: &[&VulnerabilityRecord]) -> Product {
    let path = safe(&record.path);
    let file = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let sha256 = sha256(record);
    Product {
        id: purl::program(file, record.slice.as_deref(), sha256.as_deref()),
        hashes: sha256.map(|sha256| Hashes { sha256 }),
        subcomponents: of.iter().filter_map(|it| subcomponent(it)).collect(),
    }
}

/// The module; `None` where no purl can name it.
fn subcomponent(of: &VulnerabilityRecord) -> Option<Subcomponent> {
    let version = match of.module.as_str() {
        STDLIB | TOOLCHAIN => of.version.trim_start_matches('v'),
        _ => of.version.as_str(),
    };
    let version = (!version.is_empty()).then_some(version);
    purl::module(&of.module, version).map(|id| Subcomponent { id })
}

/// What a program is to an advisory, the gravest last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    NotAffected,
    UnderInvestigation,
    Affected,
}

impl Status {
    fn of(verdict: Option<Verdict>) -> Self {
        match verdict {
            Some(Verdict::Present | Verdict::PackagePresent) => Self::Affected,
            Some(verdict) if verdict.is_absent() => Self::NotAffected,
            _ => Self::UnderInvestigation,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::NotAffected => "not_affected",
            Self::UnderInvestigation => "under_investigation",
            Self::Affected => "affected",
        }
    }
}

/// What mends it in each module.
fn action(of: &[&VulnerabilityRecord]) -> String {
    let mut all: Vec<String> = Vec::new();
    for action in of.iter().map(|it| mend_or_not(it)) {
        if !all.contains(&action) {
            all.push(action);
        }
    }
    all.join(" ")
}

/// Whether it is only the list of functions that leaves a doubt whether a module is affected.
fn is_absent_by_list(record: &Record, of: &VulnerabilityRecord) -> bool {
    let names = record.vulnerability_check.as_ref().and_then(|it| it.names.known());
    let is_listed = of.verdict == Verdict::NoListedFunction && of.reviewed;
    names == Some(NamesRead::All) && is_listed && of.doubt.is_none()
}

/// On what that rests.
fn impact(of: &[&VulnerabilityRecord]) -> String {
    let listed = of.iter().fold(0_u64, |sum, it| sum.saturating_add(it.listed));
    let listed = counted(listed, "listed function");
    format!("Of {listed} none is in the program, inlined or not. A list is made for one version.")
}

/// The verdicts, each with what it rests on.
fn notes(of: &[&VulnerabilityRecord]) -> String {
    let mut all: Vec<String> = Vec::new();
    for it in of {
        let (verdict, reason) = (it.verdict.name(), it.reason.as_deref());
        let note = match (it.verdict.known(), reason) {
            (Some(Verdict::Present), _) => {
                format!("{verdict}: {} of {} listed functions", it.matched, it.listed)
            }
            (_, Some(reason)) => format!("{verdict}: {}", safe(reason)),
            (_, None) => verdict.to_owned(),
        };
        if !all.contains(&note) {
            all.push(note);
        }
    }
    all.join("; ")
}

/// The statement about one advisory, which is about those modules.
fn statement(
    record: &Record,
    all: &[&VulnerabilityRecord],
    lists: FunctionLists,
) -> Option<io::Result<Vec<u8>>> {
    let is_by_list =
        |it: &VulnerabilityRecord| lists == FunctionLists::Trusted && is_absent_by_list(record, it);
    let status_of = |it: &VulnerabilityRecord| match is_by_list(it) {
        true => Status::NotAffected,
        false => Status::of(it.verdict.known()),
    };
    let status = all.iter().map(|it| status_of(it)).max()?;
    let mut same: Vec<_> = all.iter().copied().filter(|it| status_of(it) == status).collect();
    // The gravest first, which names the advisory.
    same.sort_by_key(|it| Reverse(it.verdict.known().unwrap_or(Verdict::CannotTell)));
    let gravest = same.first()?;
    let by_list: Vec<_> = same.iter().copied().filter(|it| is_by_list(it)).collect();
    let statement = Statement {
        vulnerability: Advisory {
            name: safe(&gravest.id),
            description: safe(&gravest.summary),
            aliases: gravest.aliases.iter().map(|alias| safe(alias)).collect(),
        },
        products: [product(record, &same)],
        status: status.name(),
        justification: (status == Status::NotAffected).then_some("vulnerable_code_not_present"),
        status_notes: notes(&same),
        impact_statement: (!by_list.is_empty()).then(|| impact(&by_list)),
        action_statement: (status == Status::Affected).then(|| action(&same)),
    };
    let mut json = Vec::new();
    Some(write_nested(&mut json, "    ", &statement).map(|()| json))
}

impl Renderer for OpenVex {
    type Row = OpenVexRow;

    fn row(&self, record: &Record) -> io::Result<OpenVexRow> {
        let mut all: Vec<_> = record.vulnerabilities.iter().flatten().collect();
        all.sort_by(|one, other| one.id.cmp(&other.id));
        let groups = all.chunk_by(|one, other| one.id == other.id);
        let statements = groups.filter_map(|group| statement(record, group, self.lists));
        Ok(OpenVexRow(statements.collect::<io::Result<_>>()?))
    }
}

/// One document.
pub struct OpenVexDocument {
    stamp: Stamp,
    list: List,
    content: Hasher,
    /// The statements about a program that were written, by their hash.
    written: HashSet<[u8; 32]>,
    /// Whether there is a statement, and before it the start of the document.
    is_begun: bool,
    /// Why it is not known whether there is nothing to state; empty where it is.
    unknown: Vec<String>,
}

impl OpenVexDocument {
    /// A document made at that time.
    pub fn new(stamp: Stamp) -> Self {
        let (list, content) = (List::new("    "), Hasher::default());
        Self { stamp, list, content, written: HashSet::new(), is_begun: false, unknown: Vec::new() }
    }

    fn begin(&mut self, to: &mut dyn Write) -> io::Result<()> {
        if self.is_begun {
            return Ok(());
        }
        self.is_begun = true;
        write!(
            to,
            "{{\n  \"@context\": \"https://openvex.dev/ns/v0.2.0\",\n  \"author\": \"gorigin\",\n  \
             \"tooling\": \"gorigin {}\",\n  \"timestamp\": \"{}\",\n  \"version\": 1,\n  \
             \"statements\": [",
            env!("CARGO_PKG_VERSION"),
            self.stamp.text()
        )
    }
}

impl Writer<OpenVexRow> for OpenVexDocument {
    fn write(&mut self, row: OpenVexRow, to: &mut dyn Write) -> io::Result<()> {
        let mut hasher = Hasher::default();
        row.0.iter().for_each(|json| hasher.update(json));
        if row.0.is_empty() || !self.written.insert(*hasher.digest().bytes()) {
            return Ok(());
        }
        self.begin(to)?;
        for json in &row.0 {
            self.content.update(json);
            self.list.write_json(to, json)?;
        }
        Ok(())
    }

    fn is_nothing(&self) -> bool {
        !self.is_begun
    }

    fn keeps_older(&self) -> bool {
        self.is_nothing() && !self.unknown.is_empty()
    }

    fn remark(&self) -> Option<String> {
        let text = match self.keeps_older() {
            true => format!(
                "openvex: nothing could be stated: {}; no document is written, and an older one is left as it is",
                self.unknown.join(", ")
            ),
            false => {
                "openvex: no document is written: no advisory is about any of the programs, so \
                      that there is nothing to state"
                    .to_owned()
            }
        };
        self.is_nothing().then_some(text)
    }

    fn finish(&mut self, summary: &Summary, to: &mut dyn Write) -> io::Result<()> {
        self.unknown = unknown(summary);
        if self.is_nothing() {
            return Ok(());
        }
        self.list.end(to)?;
        write!(to, "],\n  \"@id\": \"{}\"\n}}\n", urn(&self.content, self.stamp))
    }
}

/// Why a scan that has no statement may lack some.
fn unknown(summary: &Summary) -> Vec<String> {
    let counts = [
        (summary.untold, "of which not all can be told"),
        (summary.unreadable, "unreadable"),
        (summary.partial, "partial"),
        (summary.all_unopened(), "not opened"),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let counts = counts.map(|(count, what)| format!("{} {what}", grouped(count)));
    let none = (summary.go == 0).then(|| "no Go program was found".to_owned());
    let early = summary.interrupted.then(|| "the scan ended early".to_owned());
    none.into_iter().chain(early).chain(counts).collect()
}
