//! Two programs compared.

use std::collections::BTreeSet;

use super::packed::unpacked;
use super::{Depth, Options, inspect};
use crate::bytes::{Budget, ByteSource, Input, Limits, PartSource, Text};
use crate::evidence::Evidence;
use crate::image::slices;
use crate::report::{DiffRecord, GorootRecord, Outcome, Record};

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
            let files = [(a.1, one), (b.1, other)].map(|(source, record)| {
                source_files(source, record.slice.as_deref(), record.goroot.as_ref())
            });
            let files = match files {
                [Some(a), Some(b)] => Some([a, b]),
                _ => None,
            };
            diffs.push(DiffRecord::of(one, other, files));
        }
    }
    Ok(diffs)
}

/// The source files that a program lists, with `$GOROOT` for its builder's GOROOT.
fn source_files(
    source: &dyn ByteSource,
    slice: Option<&str>,
    goroot: Option<&GorootRecord>,
) -> Option<BTreeSet<String>> {
    let budget = Budget::new(&Limits::default());
    let input = Input::open(source, &budget).ok()?;
    let list = |input: &Input<'_>| {
        let evidence = Evidence::collect(input, Depth::Quick).ok()??;
        let table = evidence.file_table.ok()??;
        let root = goroot.and_then(|it| it.cleaned.clone()).map(|root| format!("{root}/"));
        let name = |name: &[u8]| {
            let name = Text::from(name).to_lossy();
            let rest = root.as_deref().and_then(|root| name.strip_prefix(root));
            rest.map(|rest| format!("$GOROOT/{rest}")).unwrap_or(name)
        };
        Some(table.names().map(|(_, text)| name(text)).collect())
    };
    let list = |input: &Input<'_>| match unpacked(input) {
        Some(program) => list(&Input::open(&program, &Budget::new(&Limits::default())).ok()?),
        None => list(input),
    };
    let Some(slice) = slice else { return list(&input) };
    let slices = slices(&input).ok()?;
    let found = slices.into_iter().find(|it| it.goarch == Some(slice))?;
    let part = PartSource::new(source, found.span);
    list(&Input::open(&part, &budget).ok()?)
}
