//! The `go` command that a shell starts.

mod start;
mod system;
mod tree;

pub(in crate::diagnosis) use start::{
    GCCGO_FIRST, GO_IS_WRAPPER, GO_NOT_ON_PATH, PATH_MULTIPLE_GO,
};
pub(in crate::diagnosis) use system::{MACOS_PATHS_D, ROSETTA_GO, WINDOWS_DOUBLE_INSTALL};
pub(in crate::diagnosis) use tree::{SOURCE_ONLY_TREE, TRIMMED_GO_MOVED};
