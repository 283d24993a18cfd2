//! The forms of a result about programs, by name.

use gorigin::render::CycloneDxVersion;

/// The form of a result about programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecordFormat {
    Table,
    Plain,
    Json,
    Ndjson,
    Csv,
    Markdown,
    Junit,
    Github,
    Html,
    Sarif,
    CycloneDx(CycloneDxVersion),
    Spdx,
    OpenVex,
}

/// A form: its name, other names that are understood, and what it is.
type Row = (RecordFormat, &'static str, &'static [&'static str], &'static str);

const FORMATS: &[Row] = &[
    (RecordFormat::Table, "table", &[], "For reading: a table, or a card for each program"),
    (RecordFormat::Plain, "plain", &["text"], "One line for each finding, for grep"),
    (RecordFormat::Json, "json", &[], "One JSON document"),
    (RecordFormat::Ndjson, "ndjson", &["jsonl"], "One JSON record a line"),
    (
        RecordFormat::Csv,
        "csv",
        &[],
        "One line of CSV for each record, for spreadsheets and databases",
    ),
    (
        RecordFormat::Markdown,
        "markdown",
        &["md"],
        "A table and the findings, for a comment or a report",
    ),
    (
        RecordFormat::Sarif,
        "sarif",
        &["sarif@2.1.0"],
        "SARIF 2.1.0: the findings, for code scanning",
    ),
    (
        RecordFormat::CycloneDx(CycloneDxVersion::V1_6),
        "cyclonedx",
        &["cyclonedx@1.6", "cyclonedx-json", "cyclonedx-json@1.6"],
        "CycloneDX 1.6: what each program is made of",
    ),
    (
        RecordFormat::CycloneDx(CycloneDxVersion::V1_7),
        "cyclonedx@1.7",
        &["cyclonedx-json@1.7"],
        "CycloneDX 1.7: the same",
    ),
    (
        RecordFormat::Spdx,
        "spdx",
        &["spdx@2.3", "spdx-json", "spdx-json@2.3"],
        "SPDX 2.3 in JSON: what each program is made of",
    ),
    (
        RecordFormat::OpenVex,
        "openvex",
        &["vex", "openvex@0.2.0"],
        "OpenVEX 0.2.0: what known vulnerabilities are to each program; with --vulndb",
    ),
    (
        RecordFormat::Junit,
        "junit",
        &["junit-xml"],
        "JUnit XML: a suite for each program, a case for each finding",
    ),
    (RecordFormat::Github, "github", &[], "Annotations of a GitHub workflow, one for each finding"),
    (
        RecordFormat::Html,
        "html",
        &[],
        "One page for a browser that filters, sorts and opens; it needs no network",
    ),
];

impl RecordFormat {
    /// All of them, each with what it is.
    pub(crate) fn all() -> impl Iterator<Item = (Self, &'static str)> {
        FORMATS.iter().map(|(format, _, _, what)| (*format, *what))
    }

    /// The form that is called so.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        let is_it = |row: &&Row| row.1 == name || row.2.contains(&name);
        FORMATS.iter().find(is_it).map(|row| row.0)
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        self.row().map_or("", |row| row.1)
    }

    /// Other names that are understood.
    pub(crate) fn other_names(self) -> &'static [&'static str] {
        self.row().map_or(&[], |row| row.2)
    }

    /// Whether it shows the SHA-256 of files.
    pub(crate) fn shows_digests(self) -> bool {
        !matches!(self, Self::Table | Self::Plain | Self::Markdown | Self::Junit | Self::Github)
    }

    fn row(self) -> Option<&'static Row> {
        FORMATS.iter().find(|row| row.0 == self)
    }
}
