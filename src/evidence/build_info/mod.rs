//! The build info: the Go version, and with which modules and settings a program was built.

pub(crate) mod blob;
pub(crate) mod modules;
pub(crate) mod text;
pub(crate) mod told;

pub use blob::{Anchor, BuildInfo, Strings};
pub use modules::{Module, ModuleInfo};
pub use text::ModuleText;
pub use told::ToldBuild;
