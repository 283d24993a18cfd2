//! What GOROOT holds: the tools, the standard library.

mod anew;
mod mixed;
mod parts;
mod releases;
mod writable;

pub(in crate::diagnosis) use mixed::{GOROOT_MODIFIED, GOROOT_STOMPED};
pub(in crate::diagnosis) use parts::{STD_SOURCES_MISSING, TOOL_BROKEN, TOOL_MISSING};
pub(in crate::diagnosis) use writable::GOROOT_WRITABLE_BY_OTHERS;
