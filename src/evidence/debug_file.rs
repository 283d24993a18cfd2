//! Debug files: what `objcopy --only-keep-debug`, `eu-strip -f` or `dsymutil` split off a program, so
//! that the program itself may go without.
//!
//! | format | what is left | whose it is |
//! | --- | --- | --- |
//! | ELF | headers of every section, symbols, DWARF, notes | Go build ID, GNU build-id |
//! | PE | headers of every section, symbols, DWARF | nothing: the build ID was in the code |
//! | Mach-O | load commands, symbols, DWARF | `LC_UUID` |
//!
//! Seen with GNU objcopy 2.40, llvm-objcopy 14 and 19, and elfutils 0.188.

use std::fmt;

use super::{BuildId, Evidence, HostId};
use crate::bytes::Input;
use crate::image::Image;

/// Symbols that every program of gc's has: one is enough.
const OF_GO: [&str; 3] = ["runtime.text", "runtime.main", "runtime.buildVersion"];

/// Whether symbols show a debug file without notes to be that of a Go program.
pub(super) fn is_go(image: &Image, input: &Input<'_>) -> bool {
    image.is_debug_file
        && image.find_symbols(input, &OF_GO).is_ok_and(|symbols| !symbols.is_empty())
}

/// By what a debug file says which program it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BelongsTo<'e> {
    /// The program with this Go build ID.
    BuildId(&'e BuildId),
    /// The program with this GNU build-id or `LC_UUID`.
    HostId(&'e HostId),
    /// It does not say.
    Unknown,
}

impl BelongsTo<'_> {
    /// The name used in records; `None` where nothing says it.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::BuildId(_) => Some("go-build-id"),
            Self::HostId(id) => Some(id.kind()),
            Self::Unknown => None,
        }
    }
}

impl fmt::Display for BelongsTo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuildId(id) => write!(f, "the program with Go build ID {id}"),
            Self::HostId(id) => write!(f, "the program with {} {id}", id.kind()),
            Self::Unknown => write!(
                f,
                "a program that it does not name: its build ID was in the code, which is not here"
            ),
        }
    }
}

impl Evidence {
    /// Which program this debug file belongs to; `None` where it is a program itself.
    pub fn belongs_to(&self) -> Option<BelongsTo<'_>> {
        if !self.image.is_debug_file {
            return None;
        }
        Some(match (&self.build_id, &self.host_id) {
            (Ok(Some(id)), _) => BelongsTo::BuildId(id),
            (_, Some(id)) => BelongsTo::HostId(id),
            _ => BelongsTo::Unknown,
        })
    }
}
