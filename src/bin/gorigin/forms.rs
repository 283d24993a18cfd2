//! The form of a result about programs that a name stands for.

use std::time::SystemTime;

use gorigin::finding::Policy;
use gorigin::render::{
    Csv, CycloneDx, CycloneDxDocument, Github, Html, HtmlPage, Json, JsonDocument, Junit,
    JunitDocument, Markdown, MarkdownPage, Ndjson, OpenVex, OpenVexDocument, Plain, Sarif,
    SarifDocument, Spdx, SpdxDocument, Stamp,
};
use gorigin::report::Redactor;

use crate::plan::Inspection;
use crate::render::{AnyForm, Form, Look, RecordFormat};

/// The time that documents of this run bear: that of `SOURCE_DATE_EPOCH`, or now.
pub(crate) fn stamp() -> Stamp {
    let given = std::env::var("SOURCE_DATE_EPOCH").ok();
    let seconds = given.and_then(|text| text.parse().ok());
    seconds.map_or_else(|| Stamp::at(SystemTime::now()), Stamp::of_seconds)
}

/// The form called `format`, for a place with that look. `for_reading` makes the one for people.
pub(crate) fn form(
    format: RecordFormat,
    look: Look,
    inspection: &Inspection,
    policy: &Policy,
    redactor: &mut Option<Redactor>,
    for_reading: &dyn Fn(Look) -> AnyForm,
) -> AnyForm {
    match format {
        RecordFormat::Table => for_reading(look),
        RecordFormat::Json => {
            let host = inspection.host.as_ref().map(|host| host.layout().clone());
            let host = match redactor {
                Some(redactor) => host.map(|host| redactor.redact(host)),
                None => host,
            };
            Form { renderer: Json, writer: JsonDocument::new(host) }.boxed()
        }
        RecordFormat::Plain => Form { renderer: Plain, writer: Plain }.boxed(),
        RecordFormat::Ndjson => Form { renderer: Ndjson, writer: Ndjson }.boxed(),
        RecordFormat::Csv => Form { renderer: Csv, writer: Csv }.boxed(),
        RecordFormat::Markdown => {
            Form { renderer: Markdown, writer: MarkdownPage::default() }.boxed()
        }
        RecordFormat::Junit => {
            let renderer = Junit::new(policy.clone());
            Form { renderer, writer: JunitDocument }.boxed()
        }
        RecordFormat::Html => {
            let mut writer = HtmlPage::new(stamp());
            // What is redacted in the records would be read in the names of the inputs.
            writer.begin_scan(redactor.as_ref().map_or(&inspection.inputs, |_| ""));
            Form { renderer: Html, writer }.boxed()
        }
        RecordFormat::Sarif => Form { renderer: Sarif, writer: SarifDocument::default() }.boxed(),
        RecordFormat::CycloneDx(version) => {
            let writer = CycloneDxDocument::new(version, stamp());
            Form { renderer: CycloneDx, writer }.boxed()
        }
        RecordFormat::Spdx => Form { renderer: Spdx, writer: SpdxDocument::new(stamp()) }.boxed(),
        RecordFormat::OpenVex => {
            let renderer = OpenVex::new(inspection.lists);
            Form { renderer, writer: OpenVexDocument::new(stamp()) }.boxed()
        }
        RecordFormat::Github => Form { renderer: Github, writer: Github }.boxed(),
    }
}
