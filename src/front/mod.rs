//! The front door: a file, a folder or a machine by its name, and what is known about it. Containers are
//! opened here; [`crate::inspect()`] reads the bytes of one file.

mod diff;
mod file;
mod folder;
mod host;
mod inspector;
mod pairs;
mod vulndb;

pub use diff::{Compared, Incomparable, diff_files};
pub use file::{File, open};
pub use folder::scan;
pub use host::{HostError, program};
pub use inspector::{Files, under};
pub use vulndb::{NoDatabase, ReadDatabase, read_database};
