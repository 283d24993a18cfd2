//! What identifies a program: the Go build ID, and the ID that the system's own tools use, which
//! newer linkers derive from it.

pub(crate) mod build_id;
pub(crate) mod derivation;
pub(crate) mod host_id;
pub(crate) mod note;
pub(crate) mod other_build_ids;

pub use build_id::{BuildId, BuildIdKind, Segments, Storage, find_marker};
pub use derivation::HostIdRule;
pub use host_id::{HostId, HostIdKind};
