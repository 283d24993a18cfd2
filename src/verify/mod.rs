//! Hashes recomputed: the IDs in a file compared with what its bytes give.

mod archive;
mod aside_elf;
mod aside_pe;
mod attempts;
mod c_archive;
mod cause;
mod content_check;
mod content_id;
mod file_hash;
mod flags;
mod host_id;
mod link_action;
mod set_aside;
mod stream;
mod suspect;
mod verdict;
mod writer;

pub use cause::Cause;
pub use content_check::{ContentCheck, ContentRule, ContentStatus, is_as_built};
pub(crate) use content_check::{packed, skipped};
pub(crate) use content_id::check_content;
pub(crate) use file_hash::Hashed;
pub(crate) use host_id::check_host_id;
pub use host_id::{HostIdCheck, HostIdStatus};
pub(crate) use link_action::check_link;
pub use link_action::{
    Candidate, CandidateOrigin, Link, LinkCheck, LinkStatus, Trace, TraceError, Tried,
};
pub use verdict::ContentVerdict;
