//! Counts and sizes in headers that must be wrong, because the file is too small for them.
//!
//! | format | what is counted |
//! | --- | --- |
//! | ELF | section headers, where the header gives no place for them |
//! | PE | symbols, bytes of their names, data directories |
//! | Mach-O | symbols, bytes of their names, indirect symbols, contents and relocations of `LC_DYSYMTAB`; local, defined and undefined symbols, each a part of all |
//! | XCOFF | symbols, bytes of their names |
//!
//! Other tables are read whole, and are damaged where they extend past the end of the file. An
//! empty table may lie anywhere: stripped programs have empty tables in several forms.
//!
//! Source: Microsoft's PE format; Apple's `mach-o/loader.h`; the System V ABI.

use super::{ImageError, Table};
use crate::bytes::{PartOffset, Span};

/// The bytes of the file that one header field claims.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    /// What the field counts.
    pub(super) table: Table,
    /// Where the field is.
    pub(super) at: PartOffset,
    /// The bytes of everything counted.
    pub(super) span: Span,
    /// The defect to report where the file does not contain them.
    pub(super) defect: &'static str,
}

impl Claim {
    /// The defect in a file of `size` bytes; `None` where all of it fits.
    pub(super) fn check(&self, size: u64) -> Option<ImageError> {
        let fits = self.span.is_empty() || self.span.end().0 <= size;
        let Self { table, at, defect, .. } = *self;
        (!fits).then_some(ImageError::Malformed { table, at, defect })
    }
}

/// A span that no file contains: for a count that is wrong for another reason than the size of the
/// file.
pub(super) fn nowhere() -> Span {
    Span::new(PartOffset(0), u64::MAX)
}

/// Defect: more symbols than fit between their start and the end of the file.
pub(super) const SYMBOLS: &str = "more symbols are announced than the file can hold";
/// Defect: more bytes of names than there are between their start and the end of the file.
pub(super) const NAMES: &str = "the names of the symbols are said to end behind the file";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits() {
        for (start, len, fits) in [
            (0, 100, true),
            (0, 101, false),
            (90, 10, true),
            (90, 11, false),
            (1000, 0, true),
            (1, u64::MAX, false),
        ] {
            let span = Span::new(PartOffset(start), len);
            let claim = Claim { table: Table::Symbols, at: PartOffset(7), span, defect: SYMBOLS };
            let found = claim.check(100);
            assert_eq!(found.is_none(), fits, "{start} {len}");
            assert!(found.is_none_or(|it| it.place() == Some(PartOffset(7))));
        }
    }
}
