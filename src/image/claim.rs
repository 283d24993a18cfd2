//! Counts and sizes in headers that cannot be true, for the file is too small for what they count.
//!
//! | format | what is counted |
//! | --- | --- |
//! | ELF | section headers, where no place of them is said |
//! | PE | symbols, bytes of their names, data directories |
//! | Mach-O | symbols, bytes of their names, indirect symbols, contents and relocations of `LC_DYSYMTAB`; local, defined and undefined symbols, each a part of all |
//! | XCOFF | symbols, bytes of their names |
//!
//! Other tables are read whole, and are damaged where they end behind the file. A table of nothing may
//! lie anywhere: programs that were stripped say so in several ways.
//!
//! Source: Microsoft's PE format; Apple's `mach-o/loader.h`; the System V ABI.

use super::{ImageError, Table};
use crate::bytes::{PartOffset, Span};

/// What one field of a header says lies in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    /// What the field counts.
    pub(super) table: Table,
    /// Where the field stands.
    pub(super) at: PartOffset,
    /// The bytes that all of it takes.
    pub(super) span: Span,
    /// What is wrong where they are not in the file.
    pub(super) defect: &'static str,
}

impl Claim {
    /// What is wrong with it in a file of `size` bytes; `None` where all of it fits.
    pub(super) fn check(&self, size: u64) -> Option<ImageError> {
        let fits = self.span.is_empty() || self.span.end().0 <= size;
        let Self { table, at, defect, .. } = *self;
        (!fits).then_some(ImageError::Malformed { table, at, defect })
    }
}

/// What no file holds: for a count that is wrong by another than the size of the file.
pub(super) fn nowhere() -> Span {
    Span::new(PartOffset(0), u64::MAX)
}

/// More symbols than there is room for behind where they start.
pub(super) const SYMBOLS: &str = "more symbols are announced than the file can hold";
/// More bytes of names than there are behind where they start.
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
