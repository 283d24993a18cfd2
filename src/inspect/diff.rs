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
            None => Ok(all.iter().map(Sketch::of).collect::<Vec<_>>()),
        }
    };
    Ok(compared(&read(a, false)?, &read(b, true)?))
}

/// Compares the slices of two files; a file that is not fat has one.
pub fn compared(all_a: &[Sketch], all_b: &[Sketch]) -> Vec<DiffRecord> {
    let one_each = all_a.len() == 1 && all_b.len() == 1;
    let is_pair = |a: &Sketch, b: &Sketch| one_each || a.record.slice == b.record.slice;
    let pairs = all_a.iter().flat_map(|a| all_b.iter().map(move |b| (a, b)));
    pairs.filter(|(a, b)| is_pair(a, b)).map(|(a, b)| a.compared(b)).collect()
}

/// What is kept of a program to compare it with another: no bytes of the file.
#[derive(Clone)]
pub struct Sketch {
    /// Its record.
    pub record: Record,
    look: Look,
}

impl Sketch {
    /// What is kept of the program.
    pub fn of(analysis: &Analysis) -> Self {
        let look = analysis.program().map(|it| Look::of(&it.origin)).unwrap_or_default();
        Self { record: analysis.record(), look }
    }

    /// The same program, with the record of another place.
    #[must_use]
    pub fn under(&self, record: &Record) -> Self {
        Self { record: record.clone(), ..self.clone() }
    }

    fn compared(&self, other: &Self) -> DiffRecord {
        let files = self.look.files.as_ref().zip(other.look.files.as_ref());
        let sections = self.look.sections.as_ref().zip(other.look.sections.as_ref());
        let sections = sections.map(|(a, b)| SectionsDiffRecord::of([a, b]));
        DiffRecord::of(&self.record, &other.record, files.map(|(a, b)| [a, b]))
            .with_sections(sections)
    }
}

/// What is compared besides the records.
#[derive(Clone, Default)]
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
