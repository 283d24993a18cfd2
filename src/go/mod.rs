//! Words of Go: how it spells versions, paths and quoted text. Nothing here knows a file or a
//! machine.

pub(crate) mod gover;
pub(crate) mod module_file;
pub(crate) mod path;
mod path_hash;
mod quote;
mod release;
mod std_files;
mod support;
pub(crate) mod target;
mod version;

pub(crate) use path_hash::embedded;
pub use path_hash::{Embedded, PathHash};
pub use quote::unquote;
pub use release::Release;
pub(crate) use release::plain_version;
pub(crate) use std_files::{ENOUGH_RUNTIME_FILES, RUNTIME_FILES};
pub use support::{AS_OF, NEWEST, Support};
pub use version::{GoVersion, ReleaseRange};
