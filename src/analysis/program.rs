//! Everything known about one Go program.

use super::agreement::Agreement;
use crate::bytes::{Digest, ReadError};
use crate::evidence::Depth;
use crate::finding::Finding;
use crate::leak::{Paths, Texts};
use crate::origin::{NeededLevel, Origin};
use crate::verify::{ContentCheck, HostIdCheck, LinkCheck};
use crate::vuln::Checked;

/// Everything known about one Go program; [`analyse`](super::analyse()) makes it in one go.
#[derive(Clone, Debug)]
pub struct GoProgram {
    /// How much of it was read.
    pub depth: Depth,
    /// The facts found in it.
    pub origin: Box<Origin>,
    /// The processor level that it needs; `None` where it was not determined.
    pub level: Option<NeededLevel>,
    /// The SHA-256 of the file, or of the slice of a fat file.
    pub sha256: Result<Digest, NoDigest>,
    /// Whether the bytes are those that `go build` wrote.
    pub content: ContentCheck,
    /// Whether the host ID follows from the Go build ID.
    pub host_id: HostIdCheck,
    /// The ID of the link, recomputed from a trace of the build.
    pub link: Result<LinkCheck, NoLink>,
    /// The comparison with a machine; `None` where no machine was compared.
    pub agreement: Option<Agreement>,
    /// What the paths show about the machine that built it; `None` after a quick look.
    pub paths: Option<Paths>,
    /// The result of a search of every byte; `None` where there was none.
    pub texts: Option<Texts>,
    /// What a database of known vulnerabilities says of it; `None` where none was asked, and for a
    /// file that is not linked or only for debuggers.
    pub vulnerabilities: Option<Checked>,
    /// The findings of the rules, in the order of the rules.
    pub findings: Vec<Finding>,
}

/// Why the SHA-256 of the file is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoDigest {
    /// No hash was asked for.
    NotAsked,
    /// The file could not be read, or is larger than the limit; the place is one in the file.
    Unread(ReadError),
}

/// Why the ID of the link was not recomputed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoLink {
    /// There is no trace of the build.
    NoTrace,
    /// The build ID holds no hash of the link to compare with.
    NoHash,
}
