//! DWARF: which compilers made a program, in which directories, from which sources.
//!
//! Only headers and root entries are read, of `.debug_info` and `.debug_line`, and strings that these
//! point to; line programs, addresses and entries below the roots never are. What is read counts
//! against `debug-…` in [`Limits`](crate::bytes::Limits). Of all layers only this one knows gimli.
//!
//! Go's linker writes DWARF 5 since Go 1.25, except for macOS and AIX, and DWARF 2 headers of line
//! tables with DWARF 4 units before; `-w` leaves it out, and so does `-s`.

mod absent;
mod facts;
mod head;
mod lines;
mod names;
mod producer;
mod section;
mod strings;
mod text;
mod units;
mod value;
mod words;

pub use absent::NoDwarf;
pub use facts::Dwarf;
pub use names::Name;
pub use producer::Producer;
pub use text::DwarfText;
