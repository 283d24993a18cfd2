//! One input, through every layer: its parts, the facts of each, what follows from them, and the
//! results of the hashes, the machine and the rules. Nothing changes afterwards: a record is a view
//! of it.

mod agreement;
mod analyse;
mod archive;
mod file;
mod go;
mod not_go;
mod options;
mod packed;
mod packing;
mod program;
mod search;
mod subject;
mod trouble;
mod unopened;

pub use agreement::Agreement;
pub use analyse::analyse;
pub use not_go::{NotGo, Searched, WhyNot};
pub use options::{Hashing, Options};
pub use packing::{Inside, Packing};
pub use program::{GoProgram, NoDigest, NoLink};
pub use subject::{Analysis, Subject, Unreadable};
pub use trouble::Trouble;
