//! How a program was linked, as far as its build info shows, and the verdict where missing tables
//! are the only mark.

use std::borrow::Cow;

use crate::origin::Origin;
use crate::verify::cause::{Cause, Suspicion};
use crate::verify::flags;

/// How a program was linked, as far as its build info shows, and which tables are left.
pub(super) struct Linked {
    /// It has a symbol table.
    pub(super) symbols: bool,
    /// It has DWARF.
    pub(super) debug: bool,
    /// It has no symbol table, though the linker was not asked to leave it out; `None` where the
    /// file does not show what the linker was asked.
    pub(super) lost_symbols: Option<bool>,
    /// It has no DWARF, though the linker was not asked to leave it out; `None` as above.
    pub(super) lost_debug: Option<bool>,
    /// The linker was asked not to compress DWARF (`-compressdwarf=false`).
    pub(super) plain_debug: Option<bool>,
}

impl Linked {
    pub(super) fn of(origin: &Origin) -> Self {
        let left_out = flags::left_out(origin);
        let (symbols, debug) = (origin.image.has_symbols(), origin.traits.dwarf == Some(true));
        Self {
            symbols,
            debug,
            lost_symbols: left_out.map(|(left_out, _)| !symbols && !left_out),
            lost_debug: left_out.map(|(_, left_out)| !debug && !left_out),
            plain_debug: flags::plain_debug(origin),
        }
    }

    /// Whether it may have lost a symbol table: the file does not show whether it had one when it
    /// was linked.
    pub(super) fn may_have_lost_symbols(&self) -> bool {
        !self.symbols && self.lost_symbols.is_none()
    }
}

/// The suspicion where missing tables are the only mark.
pub(super) fn other(linked: &Linked) -> Suspicion {
    if linked.lost_symbols == Some(true) {
        said(Cause::Stripped, "stripped after linking").mark(NO_SYMBOLS)
    } else if linked.lost_debug == Some(true) {
        said(Cause::DebugRewritten, "the debug sections were removed after linking").mark(NO_DEBUG)
    } else if linked.may_have_lost_symbols() {
        said(
            Cause::Undecided,
            "bytes changed: it may have been stripped after linking, or linked without a symbol \
             table and changed otherwise; the file does not tell which",
        )
    } else {
        said(Cause::Changed, "bytes changed")
    }
}

pub(super) const NO_SYMBOLS: &str =
    "there is no symbol table, and the linker was not asked to leave it out";
pub(super) const NO_DEBUG: &str = "there is no DWARF, and the linker was not asked to leave it out";

/// A suspicion without marks.
pub(super) fn said(cause: Cause, reason: impl Into<Cow<'static, str>>) -> Suspicion {
    Suspicion::new(cause, reason)
}
