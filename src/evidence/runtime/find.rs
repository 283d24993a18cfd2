//! Finding the pclntab: by its section, by the module data that points to it, or by a search.

use super::header::{header_offsets, read, read_unknown};
use super::moduledata;
use super::pclntab::{FoundBy, Pclntab};
use crate::bytes::{Input, Span, disjoint};
use crate::evidence::error::{Damage, Reading, Structure};
use crate::evidence::look::Look;
use crate::image::Image;

/// Bytes looked at in one step of a search.
const STEP: u64 = 128 << 10;

/// Finds the pclntab. Where nothing says that the file is Go's, one that nothing in the file points to
/// may belong to a program that this one carries, and does not count.
pub(crate) fn find(image: &Image, input: &Input<'_>, look: Look) -> Reading<Pclntab> {
    const SECTIONS: [&str; 3] = [".gopclntab", ".data.rel.ro.gopclntab", "__gopclntab"];
    let named = SECTIONS.iter().find_map(|name| image.section(name)).and_then(|it| it.span);
    let mut damage = None;
    if let Some(span) = named {
        match read(input, span, Some(image.pointer_size), FoundBy::Section) {
            Ok(Some(found)) => return Ok(Some(found)),
            Ok(None) => {
                if let Some(found) = read_unknown(image, input, span, FoundBy::Section) {
                    return Ok(Some(found));
                }
                let magic = "no pclntab header of a known layout";
                damage = Some(Damage::malformed(Structure::Pclntab, span.start(), magic));
            }
            Err(error) => damage = Some(error),
        }
    }
    // The program's own table is the one that its data points to; a program may carry another
    // program, with a table of its own, as a constant.
    match moduledata::find(image, input, look) {
        Ok(Some(found)) => return Ok(Some(found)),
        Ok(None) => {}
        Err(error) => damage = damage.or(Some(error)),
    }
    if look != Look::AsGo && !image.is_nameless() {
        return damage.map_or(Ok(None), Err);
    }
    for span in places(image) {
        match search(image, input, span) {
            Ok(None) => {}
            Ok(found) => return Ok(found),
            Err(error) => damage = damage.or(Some(error)),
        }
    }
    damage.map_or(Ok(None), Err)
}

/// Where a pclntab without a section of its own may lie, likeliest first.
fn places(image: &Image) -> Vec<Span> {
    let named = |name: &str| image.section(name).and_then(|section| section.span);
    let known = [".data.rel.ro", ".rdata", ".rodata", "__const", ".text", ".data"];
    let sections: Vec<_> = known.iter().filter_map(|name| named(name)).collect();
    if sections.is_empty() {
        disjoint(image.segments.iter().map(|segment| segment.span))
    } else {
        sections
    }
}

/// Searches a run of the file for a header.
fn search(image: &Image, input: &Input<'_>, span: Span) -> Reading<Pclntab> {
    let span = span.clamped(input.size());
    let mut candidates = 0_u64;
    let mut best: Option<Pclntab> = None;
    let mut windows = input.data_windows(span, STEP, 7);
    let failed = |error| Damage::new(Structure::Pclntab, span.start(), error);
    while let Some((start, bytes)) = windows.advance().map_err(failed)? {
        for at in header_offsets(bytes, image.endian) {
            let at = start.saturating_add(at);
            candidates = candidates.saturating_add(1);
            input
                .budget()
                .within("candidates", candidates, input.budget().limits().candidates)
                .map_err(|limit| Damage::new(Structure::Pclntab, at, limit))?;
            let rest = Span::between(at, span.end());
            let found = read(input, rest, Some(image.pointer_size), FoundBy::Search);
            if let Ok(Some(found)) = found {
                // A program may carry the tables of another; its own has more functions than any
                // stray header that happens to pass the tests.
                if best.as_ref().is_none_or(|best| best.functions < found.functions) {
                    best = Some(found);
                }
            }
        }
        if best.is_some() {
            break;
        }
    }
    Ok(best)
}
