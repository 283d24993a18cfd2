//! Fat Mach-O files: one part per slice, even where the fat header is damaged or missing.

use super::thin::thin;
use super::{Around, Found, Opening, Part, Taken, Visitor, upx};
use crate::bytes::{Budget, Input, PartOffset, PartSource, ReadError};
use crate::image::{ImageError, Slice, Table, are_apart, salvage_slices, slices, starts_as_slice};

/// Shows the slices of a file that starts like a fat Mach-O file.
pub(super) fn visit(input: &Input<'_>, opening: &Opening<'_>, visitor: &mut dyn Visitor) {
    let error = match slices(input) {
        Ok(slices) if !are_apart(&slices) => malformed("slices overlap"),
        Ok(slices)
            if slices.iter().all(|slice| starts_as_slice(input, *slice)) && !slices.is_empty() =>
        {
            let around = Around::default();
            for slice in &slices {
                visit_slice(input, slice, &around, opening, visitor);
            }
            return;
        }
        Ok(_) => malformed("a slice is neither a Mach-O file nor an archive"),
        Err(error) => error,
    };
    let (slices, unfinished) = salvage_slices(input);
    let around = Around::default().unfinished_by(unfinished);
    if slices.is_empty() {
        visitor.see(&Part::whole(input, &around, Found::Sliceless(&error)));
    }
    let around = around.salvaged(error);
    for slice in &slices {
        visit_slice(input, slice, &around, opening, visitor);
    }
}

/// Searches a file without any known header for whole Mach-O files and shows them: the file may
/// have been a fat one.
pub(super) fn visit_headless(input: &Input<'_>, opening: &Opening<'_>, visitor: &mut dyn Visitor) {
    let error = malformed("of no known format, but there are Mach-O files in the file");
    let (slices, unfinished) = salvage_slices(input);
    let around = Around::default().salvaged(error).guess();
    let mut taken = Taken::No;
    for slice in &slices {
        if visit_slice(input, slice, &around, opening, visitor) == Taken::Yes {
            taken = Taken::Yes;
        }
    }
    if taken == Taken::No {
        upx::visit(input, &Around::default().unfinished_by(unfinished), opening, visitor);
    }
}

fn malformed(defect: &'static str) -> ImageError {
    ImageError::Malformed { table: Table::FatHeader, at: PartOffset(0), defect }
}

fn visit_slice(
    whole: &Input<'_>,
    slice: &Slice,
    around: &Around,
    opening: &Opening<'_>,
    visitor: &mut dyn Visitor,
) -> Taken {
    let around = around.slice_of(slice.goarch, slice.span);
    if slice.span.start().0 >= whole.size() {
        let outside = ReadError::Outside { span: slice.span, size: whole.size() };
        visitor.see_unreadable(&around, &outside);
        return Taken::No;
    }
    let part = PartSource::new(whole.source(), slice.span);
    let budget = Budget::new(opening.limits);
    match Input::open(&part, &budget) {
        Ok(input) => thin(&input, &around, opening, visitor),
        Err(error) => {
            visitor.see_unreadable(&around, &around.error(&error));
            Taken::No
        }
    }
}
