//! What was done to a program with a different hash, judged by the marks that tools leave: one file
//! for the marks of each format.

mod elf;
mod judge;
mod linked;
mod macho;
mod missing;
mod pe;
mod wasm;

pub(super) use elf::LINKS;
pub(super) use judge::suspect;
pub(super) use missing::missing_id;
