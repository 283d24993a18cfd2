//! Words of Go: how it spells versions, paths and quoted text. Nothing here knows a file or a
//! machine.

pub(crate) mod gover;
pub mod path;
mod path_hash;
mod quote;
mod release;
mod std_files;
pub mod target;
mod version;

pub use path_hash::{Embedded, PathHash, embedded};
pub use quote::unquote;
pub use release::{Release, plain_version};
pub use std_files::{ENOUGH_RUNTIME_FILES, RUNTIME_FILES};
pub use version::{GoVersion, ReleaseRange};
