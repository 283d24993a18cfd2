//! How to read an input.

use std::path::Path;

use crate::bytes::Limits;
use crate::evidence::Depth;
use crate::finding::{Check, Demands, Policy};
use crate::host::Host;
use crate::leak::DeepSearch;
use crate::origin::Ask;
use crate::verify::Trace;

/// How to read an input.
#[derive(Clone, Default)]
pub struct Options<'h> {
    /// How deep to look.
    pub depth: Depth,
    /// What one input may cost.
    pub limits: Limits,
    /// Whether the file is hashed.
    pub hashing: Hashing,
    /// A trace of the build, from which the ID of the link is recomputed.
    pub trace: Option<&'h Trace>,
    /// Paths that are tried in the trace as GOROOT.
    pub goroots: &'h [String],
    /// The host to compare with; `None` compares with none.
    pub host: Option<&'h Host>,
    /// Search a file of no known format for what Go's linker writes: its header may be all that is
    /// damaged. Reads every byte, so it is meant for files that the user names, not for those met
    /// in a directory. Archives and the like are not searched: they may simply hold a Go program.
    pub recover_unrecognised: bool,
    /// What [`Depth::Deep`] searches for; `None` for places alone.
    pub search: Option<&'h DeepSearch>,
    /// Whether [`Depth::Deep`] also searches what is no Go program.
    pub search_others: bool,
    /// What every program must be.
    pub demands: Demands,
    /// The path under which the file was met; its name must fit what is in it. `None` for bytes that
    /// have no path.
    pub path: Option<&'h Path>,
    /// Which rules count; the findings of others are not made.
    pub policy: Policy,
    /// Checks of the user's own; what they find comes behind what ours do.
    pub checks: &'h [&'h dyn Check],
    /// Whether a second reader reads the headers too; a finding where it reads something else.
    pub cross_check: bool,
}

impl Options<'_> {
    /// What is asked of each program.
    pub fn ask(&self) -> Ask {
        Ask {
            depth: self.depth,
            libraries: self.demands.ask_for_libraries(),
            level: self.demands.ask_for_level(),
        }
    }
}

/// Whether the whole file is read to check its content ID.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hashing {
    /// It is not: what can be checked without is checked.
    #[default]
    Skip,
    /// It is.
    Check,
}
