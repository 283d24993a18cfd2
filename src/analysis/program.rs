//! Everything known about one Go program.

use super::agreement::Agreement;
use crate::evidence::Depth;
use crate::finding::Finding;
use crate::leak::{Paths, Texts};
use crate::origin::{NeededLevel, Origin};
use crate::verify::{ContentCheck, HostIdCheck, LinkCheck};

/// Everything known about one Go program, made in one go by [`analyse`](super::analyse()).
#[derive(Clone, Debug)]
pub struct GoProgram {
    /// How deep it was looked into.
    pub depth: Depth,
    /// What was found in it.
    pub evidence: Origin,
    /// The level of the processor that it needs; `None` where that was not looked at.
    pub level: Option<NeededLevel>,
    /// Whether the bytes are those that `go build` wrote.
    pub content: ContentCheck,
    /// Whether the host ID follows from the Go build ID.
    pub host_id: HostIdCheck,
    /// The ID of the link, recomputed from a trace of the build.
    pub link: Result<LinkCheck, NoLink>,
    /// What a machine says; `None` where none was to be compared with.
    pub agreement: Option<Agreement>,
    /// What the paths tell of the machine that built it; `None` after a quick look.
    pub paths: Option<Paths>,
    /// What a search of every byte has found; `None` where there was none.
    pub texts: Option<Texts>,
    /// What the rules say, in their order.
    pub findings: Vec<Finding>,
}

/// Why the ID of the link was not recomputed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoLink {
    /// There is no trace of the build.
    NoTrace,
    /// The build ID holds no hash of the link to compare with.
    NoHash,
}
