//! Two programs compared.

use std::collections::BTreeSet;
use std::path::Path;

use crate::analysis::{Analysis, Options, analyse};
use crate::bytes::{ByteSource, Text};
use crate::evidence::SourceNames;
use crate::origin::Origin;
use crate::report::{DiffRecord, Record, SectionsDiffRecord};

/// Compares two Go programs: one record, or one for each processor that both of two fat files
/// support.
///
/// # Errors
/// The record of the input that is not a Go program or could not be read; `false` where it is the
/// first, `true` where it is the second.
pub fn diff(
    [a, b]: [(&str, &dyn ByteSource); 2],
    options: &Options<'_>,
) -> Result<Vec<DiffRecord>, (bool, Box<Record>)> {
    let read = |(path, source): (&str, &dyn ByteSource), is_second: bool| {
        let options = Options { path: Some(Path::new(path)), ..options.clone() };
        let all = analyse(source, &options);
        match all.iter().find(|it| it.program().is_none()) {
            Some(other) => Err((is_second, Box::new(other.record()))),
            None => Ok(all),
        }
    };
    let (all_a, all_b) = (read(a, false)?, read(b, true)?);
    let one_each = all_a.len() == 1 && all_b.len() == 1;
    let is_pair = |a: &Analysis, b: &Analysis| one_each || a.around.slice() == b.around.slice();
    let pairs = all_a.iter().flat_map(|a| all_b.iter().map(move |b| (a, b)));
    Ok(pairs.filter(|(a, b)| is_pair(a, b)).map(|(a, b)| compared(a, b)).collect())
}

fn compared(a: &Analysis, b: &Analysis) -> DiffRecord {
    let look = |it: &Analysis| it.program().map(|it| Look::of(&it.origin)).unwrap_or_default();
    let (look_a, look_b) = (look(a), look(b));
    let files = look_a.files.zip(look_b.files).map(|(a, b)| [a, b]);
    let sections = look_a.sections.zip(look_b.sections);
    let sections = sections.map(|(a, b)| SectionsDiffRecord::of([&a, &b]));
    DiffRecord::of(&a.record(), &b.record(), files).with_sections(sections)
}

/// What is compared besides the records.
#[derive(Default)]
struct Look {
    /// The source files that the program lists, each by its canonical name.
    files: Option<BTreeSet<String>>,
    /// Its sections and their sizes.
    sections: Option<Vec<(String, u64)>>,
}

impl Look {
    fn of(origin: &Origin) -> Self {
        let names = SourceNames::of(origin);
        let table = origin.file_table.as_ref().ok().and_then(Option::as_ref);
        let files = table.map(|table| {
            let files: Vec<String> =
                table.names().map(|(_, name)| Text::from(name).to_lossy()).collect();
            names.canonical(files.iter().map(String::as_str))
        });
        let sections = origin.image.sections.iter();
        let sections = sections.filter(|it| !it.name.is_empty());
        let sections: Vec<_> = sections.map(|it| (it.name.to_lossy(), it.size)).collect();
        Self { files, sections: (!sections.is_empty()).then_some(sections) }
    }
}
