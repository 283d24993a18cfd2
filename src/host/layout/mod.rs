//! The Go installations of a host and the GOROOT in effect.

mod command;
mod data;
mod found;
mod kind;
mod on_path;
mod read;

pub use data::{GoKind, HOST_SCHEMA, HostLayout, Toolchain};
pub(crate) use found::version_file;
pub(crate) use on_path::goroot_behind;
