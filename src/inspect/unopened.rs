//! Files that may hold programs and are not opened: what they are, so that nobody takes them for clean.

use super::{Options, search_other};
use crate::container::Part;
use crate::image::{Container, Image, Sniff, appended, container, elf_end, is_app_image, sniff};
use crate::report::Record;

/// The record of a file of no executable format; `None` where it holds no other files.
pub(super) fn of_other(part: &Part<'_>, options: &Options<'_>) -> Option<Record> {
    container(part.input).map(|found| record(&found, part, options))
}

/// The record of a program that is not Go's, but unpacks others; `None` where it is none.
pub(super) fn of_program(part: &Part<'_>, options: &Options<'_>) -> Option<Record> {
    let input = part.input;
    let found = match sniff(input.head()) {
        Sniff::Elf if is_app_image(input.head()) => {
            Some(Container { kind: "appimage", holds: None })
        }
        Sniff::Elf => appended(input, elf_end(input.head())?),
        Sniff::Pe => {
            let image = Image::read(input).ok()?;
            let ends = image.sections.iter().filter_map(|section| section.span);
            appended(input, ends.map(|span| span.end()).max()?)
        }
        _ => None,
    };
    found.map(|found| record(&found, part, options))
}

/// The record of a container.
pub(super) fn record(found: &Container, part: &Part<'_>, options: &Options<'_>) -> Record {
    let inside = found.holds.map(|it| format!(", {it} inside")).unwrap_or_default();
    let mut record =
        Record::not_go(part.input.size(), &format!("unopened: {}{inside}", found.kind));
    record.unopened = Some(found.kind.to_owned());
    search_other(record, part, options)
}
