//! Commands installed with `go install`.

mod dead_goroot;
mod gobin;
mod tools;

pub(in crate::diagnosis) use dead_goroot::EMBEDDED_GOROOT_DEAD;
pub(in crate::diagnosis) use gobin::{GOBIN_INVALID, GOBIN_NOT_ON_PATH};
pub(in crate::diagnosis) use tools::TOOL_BUILT_WITH_OLDER_GO;
