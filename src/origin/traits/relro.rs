//! How much of a program's data the loader makes read-only.

use crate::bytes::Named;

/// How much of its data is read-only once a program is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relro {
    /// Nothing.
    None,
    /// What the loader has to change before the program starts, but not the table of functions.
    Partial,
    /// That table too: every function is looked up at the start.
    Full,
}

impl Named for Relro {
    const ALL: &'static [Self] = &[Self::None, Self::Partial, Self::Full];

    fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Partial => "partial",
            Self::Full => "full",
        }
    }
}
