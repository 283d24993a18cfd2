//! The build info: the Go version, and with which modules and settings a program was built.

pub(crate) mod blob;
pub(crate) mod modules;

pub use blob::{Anchor, BuildInfo, Strings};
pub use modules::{Module, ModuleInfo};
