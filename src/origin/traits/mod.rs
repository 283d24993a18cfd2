//! How a program was built, and what it asks of the system it runs on: each trait from the build
//! settings and, independently, from the program itself. Where those two disagree, that is kept.

pub(super) mod built;
mod code;
mod compare;
mod libc;
mod link_mode;
mod relro;
mod settings;

pub use built::{DllFlags, Libraries, Traits};
pub use compare::Conflict;
pub use libc::{CLibrary, GlibcVersion};
pub use link_mode::LinkMode;
pub use relro::Relro;
