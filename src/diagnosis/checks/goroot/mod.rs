//! GOROOT: its value and where that comes from.

mod another;
mod mismatch;
mod place;
mod value;

pub(in crate::diagnosis) use another::other_command;
pub(in crate::diagnosis) use mismatch::GOROOT_ENV_MISMATCH;
pub(in crate::diagnosis) use place::{
    DECOY_PKG_TOOL, GOROOT_MISSING, GOROOT_NOT_A_TREE, GOROOT_OFF_BY_ONE, SNAP_GO,
};
pub(in crate::diagnosis) use value::{GOROOT_LITERAL, GOROOT_NONCANONICAL};
