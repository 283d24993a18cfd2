//! What a form writes about made-up records.

use gorigin::report::{Record, Summary};

use super::renderer::Render;

/// What `renderer` writes about `records`.
pub(super) fn rendered(renderer: &mut dyn Render, records: &[Record]) -> String {
    let files = u64::try_from(records.len()).unwrap();
    let mut summary = Summary { files, ..Summary::default() };
    let mut out = Vec::new();
    renderer.start(&mut out).unwrap();
    for record in records {
        summary.add(record);
        renderer.record(&mut out, record).unwrap();
    }
    renderer.finish(&mut out, &summary).unwrap();
    String::from_utf8(out).unwrap()
}
