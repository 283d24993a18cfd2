//! How to read an input.

use std::path::Path;

use crate::archive::{Images, Place};
use crate::bytes::Limits;
use crate::evidence::Depth;
use crate::finding::{Check, Demands, Policy};
use crate::host::Host;
use crate::leak::DeepSearch;
use crate::origin::Ask;
use crate::verify::Trace;
use crate::vuln::Database;

/// How to read an input.
#[derive(Clone, Default)]
pub struct Options<'h> {
    /// How much of an input is read.
    pub depth: Depth,
    /// The limits on one input.
    pub limits: Limits,
    /// Whether the file is hashed.
    pub hashing: Hashing,
    /// A trace of the build; the ID of the link is recomputed from it.
    pub trace: Option<&'h Trace>,
    /// Paths to try as GOROOT in the trace.
    pub goroots: &'h [String],
    /// The database that is asked for known vulnerabilities; `None` asks none.
    pub vulndb: Option<&'h Database>,
    /// The host to compare with; `None` compares with none.
    pub host: Option<&'h Host>,
    /// Whether to search a file of no known format for structures of Go's linker: perhaps only its
    /// header is damaged. The search reads every byte, so it is meant for files that the user names
    /// and not for those met in a directory. Archives and the like are not searched: they may
    /// simply hold a Go program.
    pub recover_unrecognised: bool,
    /// The needles of [`Depth::Deep`]; `None` searches for places alone.
    pub search: Option<&'h DeepSearch>,
    /// Whether [`Depth::Deep`] also searches files that are not Go programs.
    pub search_others: bool,
    /// What the user demands of every program.
    pub demands: Demands,
    /// The path under which the file was met; its name is checked against the content. `None` for
    /// bytes without a path.
    pub path: Option<&'h Path>,
    /// The place of a file in a container, whose path `path` is; `None` for other files.
    pub place: Option<&'h Place>,
    /// What is read of container images.
    pub images: Images<'h>,
    /// Whether what is behind a program or script is opened by who asks, so that it is not reported
    /// as unopened.
    pub opens: bool,
    /// Which rules count; findings of other rules are not made.
    pub policy: Policy,
    /// The user's own checks; their findings follow ours.
    pub checks: &'h [&'h dyn Check],
    /// Whether a second reader reads the headers too; a difference is a finding.
    pub cross_check: bool,
}

impl Options<'_> {
    /// What to read from each program.
    pub fn ask(&self) -> Ask {
        Ask {
            depth: self.depth,
            libraries: self.demands.ask_for_libraries(),
            level: self.demands.ask_for_level(),
        }
    }
}

impl<'h> Options<'h> {
    /// The same options for the file that was met under `path`.
    #[must_use]
    pub fn at(&self, path: &'h Path) -> Self {
        Self { path: Some(path), ..self.clone() }
    }
}

/// Whether the whole file is read to check its content ID.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hashing {
    /// The file is not hashed; only checks that need no hash are made.
    #[default]
    Skip,
    /// The content ID is checked. That is one hash of the file, without the ID in it.
    Content,
    /// The content ID is checked, and the SHA-256 of the file is taken too: two hashes in one pass.
    Check,
}
