//! Two programs compared.

use std::collections::BTreeSet;

use super::look::in_program;
use super::{Options, inspect};
use crate::bytes::{ByteSource, Text};
use crate::evidence::SourceNames;
use crate::origin::Origin;
use crate::report::{DiffRecord, Outcome, Record, SectionsDiffRecord};

/// Compares two Go programs: one record, or one for each processor that two fat files have both.
///
/// # Errors
/// The record of the input that is no Go program or could not be read; `false` where it is the
/// first, `true` where it is the second.
pub fn diff(
    [a, b]: [(&str, &dyn ByteSource); 2],
    options: &Options<'_>,
) -> Result<Vec<DiffRecord>, (bool, Box<Record>)> {
    let read = |(path, source): (&str, &dyn ByteSource), is_second: bool| {
        let mut records = inspect(source, options);
        for record in &mut records {
            path.clone_into(&mut record.path);
            if record.outcome != Outcome::Go {
                return Err((is_second, Box::new(record.clone())));
            }
        }
        Ok(records)
    };
    let (records_a, records_b) = (read(a, false)?, read(b, true)?);
    let one_each = records_a.len() == 1 && records_b.len() == 1;
    let mut diffs = Vec::new();
    for one in &records_a {
        for other in records_b.iter().filter(|it| one_each || it.slice == one.slice) {
            let looked = [(a.1, one), (b.1, other)]
                .map(|(source, record)| Look::at(source, record.slice.as_deref()));
            let [mut looked_a, mut looked_b] = looked.map(Option::unwrap_or_default);
            let files = looked_a.files.take().zip(looked_b.files.take());
            let sections = looked_a.sections.as_ref().zip(looked_b.sections.as_ref());
            let sections = sections.map(|(a, b)| SectionsDiffRecord::of([a, b]));
            let diff = DiffRecord::of(one, other, files.map(|(a, b)| [a, b]));
            diffs.push(diff.with_sections(sections));
        }
    }
    Ok(diffs)
}

/// What is compared besides the records.
#[derive(Default)]
struct Look {
    /// The source files that the program lists, each as what it is.
    files: Option<BTreeSet<String>>,
    /// Its sections and their sizes.
    sections: Option<Vec<(String, u64)>>,
}

impl Look {
    fn at(source: &dyn ByteSource, slice: Option<&str>) -> Option<Self> {
        in_program(source, slice, |evidence, _| Self::of(&evidence))
    }

    fn of(evidence: &Origin) -> Self {
        let names = SourceNames::of(evidence);
        let table = evidence.file_table.as_ref().ok().and_then(Option::as_ref);
        let files = table.map(|table| {
            let files: Vec<String> =
                table.names().map(|(_, name)| Text::from(name).to_lossy()).collect();
            names.canonical(files.iter().map(String::as_str))
        });
        let sections = evidence.image.sections.iter();
        let sections = sections.filter(|it| !it.name.is_empty());
        let sections: Vec<_> = sections.map(|it| (it.name.to_lossy(), it.size)).collect();
        Self { files, sections: (!sections.is_empty()).then_some(sections) }
    }
}
