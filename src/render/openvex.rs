//! OpenVEX 0.2.0: what known vulnerabilities are to each program.
//!
//! | verdict | status |
//! | --- | --- |
//! | `present`, `package-present` | `affected` |
//! | `cannot-tell`, `no-listed-function` | `under_investigation` |
//! | `package-absent`, `other-platform` | `not_affected`, `vulnerable_code_not_present` |
//!
//! The product is the program, by its hash. A program has one statement for each advisory: where an
//! advisory is about several of its modules, the gravest counts, and the others are not affected only
//! where all of them are not.
//!
//! A program that is there twice under one name has its statements once. A document without statements, of
//! programs that no advisory is about, is written all the same, though the specification speaks of one or more.
//!
//! Source: the OpenVEX specification, 0.2.0.

use std::collections::HashSet;
use std::io::{self, Write};

use serde::Serialize;

use super::bom::{Stamp, urn};
use super::form::{Renderer, Writer};
use super::nested::{List, write_nested};
use super::percent::percent_encoded;
use super::told::{name, safe};
use crate::bytes::Hasher;
use crate::report::{Record, Summary, VulnerabilityRecord};
use crate::vuln::Verdict;

/// Words statements.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenVex;

/// The statements about one program, each as JSON, indented but for its first line.
#[derive(Clone, Debug, Default)]
pub struct OpenVexRow(Vec<Vec<u8>>);

#[derive(Serialize)]
struct Statement<'r> {
    vulnerability: Advisory<'r>,
    products: [Product; 1],
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    justification: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_notes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action_statement: Option<String>,
}

#[derive(Serialize)]
struct Advisory<'r> {
    name: &'r str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'r str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    aliases: &'r [String],
}

#[derive(Clone, Serialize)]
struct Product {
    #[serde(rename = "@id")]
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hashes: Option<Hashes>,
    subcomponents: Vec<Subcomponent>,
}

#[derive(Clone, Serialize)]
struct Hashes {
    #[serde(rename = "sha-256")]
    sha256: String,
}

#[derive(Clone, Serialize)]
struct Subcomponent {
    #[serde(rename = "@id")]
    id: String,
}

/// The program, by its name and its hash; a slice of a fat file has none.
fn product(record: &Record, of: &[&VulnerabilityRecord]) -> Product {
    let escaped = |text: &str| percent_encoded(text.as_bytes(), b".-_~");
    let path = name(record);
    let file = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let file = if file.is_empty() { "program" } else { file };
    let hash = record.sha256.as_ref();
    let checksum = hash.map(|it| format!("?checksum=sha256:{it}")).unwrap_or_default();
    let subcomponent = |it: &&VulnerabilityRecord| {
        let path: Vec<String> = it.module.split('/').map(escaped).collect();
        let version = match it.module.as_str() {
            "stdlib" | "toolchain" => it.version.trim_start_matches('v'),
            _ => it.version.as_str(),
        };
        Subcomponent { id: format!("pkg:golang/{}@{}", path.join("/"), escaped(version)) }
    };
    Product {
        id: format!("pkg:generic/{}{checksum}", escaped(file)),
        hashes: hash.map(|it| Hashes { sha256: it.clone() }),
        subcomponents: of.iter().map(subcomponent).collect(),
    }
}

fn status(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Present | Verdict::PackagePresent) => "affected",
        Some(Verdict::PackageAbsent | Verdict::OtherPlatform) => "not_affected",
        Some(Verdict::CannotTell | Verdict::NoListedFunction) | None => "under_investigation",
    }
}

/// The statement about one advisory, which is about those modules.
fn statement(record: &Record, all: &[&VulnerabilityRecord]) -> Option<io::Result<Vec<u8>>> {
    let gravest = all.iter().max_by_key(|it| it.verdict.known().unwrap_or(Verdict::CannotTell))?;
    let status = status(gravest.verdict.known());
    let of_it = |it: &&VulnerabilityRecord| it.verdict == gravest.verdict;
    let same: Vec<_> = all.iter().copied().filter(of_it).collect();
    let verdict = gravest.verdict.name();
    let reason = gravest.reason.as_deref().map(|it| format!(": {}", safe(it)));
    let notes = match gravest.verdict.known() {
        Some(Verdict::Present) => {
            format!("{verdict}: {} of {} listed functions", gravest.matched, gravest.listed)
        }
        _ => format!("{verdict}{}", reason.unwrap_or_default()),
    };
    let action = match &gravest.fixed {
        Some(fixed) => format!("Build it with {} {} or newer.", safe(&gravest.module), safe(fixed)),
        None => "No mended version is known.".to_owned(),
    };
    let statement = Statement {
        vulnerability: Advisory {
            name: &gravest.id,
            description: &gravest.summary,
            aliases: &gravest.aliases,
        },
        products: [product(record, &same)],
        status,
        justification: (status == "not_affected").then_some("vulnerable_code_not_present"),
        status_notes: Some(notes),
        action_statement: (status == "affected").then_some(action),
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
        let statements = groups.filter_map(|group| statement(record, group));
        Ok(OpenVexRow(statements.collect::<io::Result<_>>()?))
    }
}

/// One document.
#[derive(Clone)]
pub struct OpenVexDocument {
    stamp: Stamp,
    list: List,
    content: Hasher,
    /// The statements about a program that were written, by their hash.
    written: HashSet<[u8; 32]>,
}

impl OpenVexDocument {
    /// A document made at that time.
    pub fn new(stamp: Stamp) -> Self {
        let (list, content) = (List::new("    "), Hasher::default());
        Self { stamp, list, content, written: HashSet::new() }
    }
}

impl Writer<OpenVexRow> for OpenVexDocument {
    fn start(&mut self, to: &mut dyn Write) -> io::Result<()> {
        write!(
            to,
            "{{\n  \"@context\": \"https://openvex.dev/ns/v0.2.0\",\n  \"author\": \"gorigin\",\n  \
             \"tooling\": \"gorigin {}\",\n  \"timestamp\": \"{}\",\n  \"version\": 1,\n  \
             \"statements\": [",
            env!("CARGO_PKG_VERSION"),
            self.stamp.text()
        )
    }

    fn write(&mut self, row: OpenVexRow, to: &mut dyn Write) -> io::Result<()> {
        let mut hasher = Hasher::default();
        row.0.iter().for_each(|json| hasher.update(json));
        if row.0.is_empty() || !self.written.insert(*hasher.digest().bytes()) {
            return Ok(());
        }
        for json in &row.0 {
            self.content.update(json);
            self.list.write_json(to, json)?;
        }
        Ok(())
    }

    fn finish(&mut self, _summary: &Summary, to: &mut dyn Write) -> io::Result<()> {
        self.list.end(to)?;
        write!(to, "],\n  \"@id\": \"{}\"\n}}\n", urn(&self.content, self.stamp))
    }
}
