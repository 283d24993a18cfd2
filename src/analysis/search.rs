//! A search of every byte.

use super::options::Options;
use crate::bytes::Input;
use crate::container::Around;
use crate::image::{Format, Image};
use crate::leak::{DeepSearch, Known, Texts};
use crate::origin::Origin;

/// Searches every byte of what lies in `around` for what [`Options::search`] asks. `image` is
/// `None` where the file is not an image, `evidence` where it is not a Go program.
pub(super) fn search(
    image: Option<&Image>,
    origin: Option<&Origin>,
    (input, around): (&Input<'_>, Around),
    options: &Options<'_>,
) -> Texts {
    let table = origin.and_then(|it| it.file_table.as_ref().ok()?.as_ref());
    let format = image.map_or(Format::Unknown, |image| image.format);
    let known = Known {
        is_windows: matches!(format, Format::Pe | Format::Unknown),
        file_table: origin.zip(table).map(|(origin, table)| {
            origin.place(table.span().start())..origin.place(table.span().end())
        }),
        around,
    };
    let limits = &options.limits;
    match options.search {
        Some(search) => search.search(input.source(), &known, limits),
        None => DeepSearch::new(&[], None).search(input.source(), &known, limits),
    }
}
