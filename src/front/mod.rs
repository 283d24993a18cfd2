//! The front door: a file, a folder or a machine by its name, and what is known about it.

mod file;
mod folder;
mod host;
mod inspector;

pub use file::{File, open};
pub use folder::scan;
pub use host::{HostError, program};
pub use inspector::Files;
