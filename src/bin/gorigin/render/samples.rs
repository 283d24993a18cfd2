//! The output of a form for made-up records.

use gorigin::render::{Renderer, Writer};
use gorigin::report::{Record, Summary};

use super::form::Form;

/// The output of both halves of a form for `records`.
pub(super) fn rendered<R: Renderer, W: Writer<R::Row>>(
    form: Form<R, W>,
    records: &[Record],
) -> String {
    let Form { renderer, mut writer } = form;
    let files = u64::try_from(records.len()).unwrap();
    let mut summary = Summary { files, ..Summary::default() };
    let mut out = Vec::new();
    writer.start(&mut out).unwrap();
    for record in records {
        summary.add(record);
        writer.write(renderer.row(record).unwrap(), &mut out).unwrap();
    }
    writer.finish(&summary, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}
