//! The form of a result about programs that a name stands for.

use gorigin::render::{
    Csv, Github, Html, HtmlPage, Json, JsonDocument, Junit, JunitDocument, Markdown, MarkdownPage,
    Ndjson, Plain,
};
use gorigin::report::Redactor;

use crate::plan::Inspection;
use crate::render::{AnyForm, Form, Look, RecordFormat};

/// The form called `format`, for a place with that look. `for_reading` makes the one for people.
pub(crate) fn form(
    format: RecordFormat,
    look: Look,
    inspection: &Inspection,
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
            let renderer = Junit::new(inspection.policy.clone());
            Form { renderer, writer: JunitDocument }.boxed()
        }
        RecordFormat::Html => Form { renderer: Html, writer: HtmlPage::new() }.boxed(),
        RecordFormat::Github => Form { renderer: Github, writer: Github }.boxed(),
    }
}
