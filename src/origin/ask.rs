//! What is asked of a program.

use crate::evidence::Depth;

/// What is asked of a program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// How deep to look.
    pub depth: Depth,
    /// Whether what the loader must find is asked for, however shallow the look.
    pub libraries: bool,
    /// Whether the level of the processor is, likewise.
    pub level: bool,
}

impl From<Depth> for Ask {
    fn from(depth: Depth) -> Self {
        Self { depth, ..Self::default() }
    }
}
