//! The fields of the runtime's module data, which nearly every release has moved.
//!
//! Two of them can be told from their neighbours: the text sections, a slice of as many elements as
//! it has room for, and the tasks that initialise packages, another. In words:
//!
//! | Go | text sections | initialisation tasks |
//! | --- | --- | --- |
//! | 1.16–1.17 | 37 | – |
//! | 1.18–1.19 | 39 | – |
//! | 1.20 | 41 | – |
//! | 1.21–1.25 | 41 | 58 |
//! | 1.26 | 42 | 59 |
//! | 1.27 | 45 | 56 |
//!
//! Source: `runtime/symtab.go` (`moduledata`), Go 1.19–1.27; 1.16–1.18 and 1.20 by the words of
//! programs.

use super::{FactKind, VersionFact, fact};
use crate::bytes::{Input, Span, words};
use crate::evidence::moduledata;
use crate::evidence::{Layout, Pclntab};
use crate::image::Image;

/// Words looked at.
const WORDS: u64 = 64;
/// The most text sections and tasks that are believed.
const MOST: u64 = 1 << 20;

/// What the module data that points to `pclntab` says; `None` where it is not found, or its words
/// fit no release.
pub(super) fn find(image: &Image, input: &Input<'_>, pclntab: &Pclntab) -> Option<VersionFact> {
    if pclntab.layout == Layout::Go1_2 {
        return None;
    }
    let at = moduledata::place(image, input, pclntab).ok()??;
    let size = u64::from(image.pointer_size).checked_mul(WORDS)?;
    let bytes = input.read(Span::new(at, size)).ok()?;
    let mut words = words(&bytes, image.pointer_size, image.endian);
    if let Some(start) = image.address_of(at).filter(|_| image.is_relocated()) {
        image.relocations(input, start, size).ok()?.apply(image, start, &mut words);
    }
    let is_slice = |index: usize| {
        let slice = words.get(index..).and_then(|it| it.first_chunk::<3>());
        let Some(&[start, len, room]) = slice else { return false };
        let lies_in_file = || image.locate(image.pointer(start)?, 1);
        len == room && (1..MOST).contains(&len) && lies_in_file().is_some()
    };
    let at_index =
        |sections: usize, tasks: Option<usize>| is_slice(sections) && tasks.is_none_or(is_slice);
    // In a plugin by Go 1.26 two other slices stand where Go 1.27 has these.
    let (range, seen) = if at_index(42, Some(59)) {
        ((26, Some(26)), "module data with text sections at word 42")
    } else if at_index(45, Some(56)) {
        ((27, None), "module data with text sections at word 45")
    } else if at_index(41, Some(58)) {
        ((21, Some(25)), "module data with text sections at word 41 and tasks at word 58")
    } else if at_index(41, None) {
        ((20, Some(25)), "module data with text sections at word 41")
    } else if at_index(39, None) {
        ((18, Some(19)), "module data with text sections at word 39")
    } else if at_index(37, None) {
        ((16, Some(17)), "module data with text sections at word 37")
    } else {
        return None;
    };
    Some(fact(FactKind::Moduledata, seen, range, Some(at)))
}
