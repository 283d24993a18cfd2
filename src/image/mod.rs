//! Images: ELF, PE, Mach-O, XCOFF and Plan 9 files and WebAssembly modules as one model of sections,
//! segments and tables; and the members of archives.
//!
//! Headers are read one table at a time, so that one broken table never hides the others: it is
//! recorded in [`Image::damage`] and the rest is still read. Names of format structures come from
//! the `object` crate. Only this layer uses that crate, and goblin (for the sniff and the second
//! reader).

mod archive;
mod carried;
mod chain;
mod claim;
mod container;
mod dynamic;
mod elf;
mod error;
mod fat;
mod format;
mod loading;
mod macho;
mod memory;
mod model;
mod pe;
mod pe_header;
mod pieces;
mod plan9;
mod pointer;
mod read;
mod relocation;
mod relocation_table;
pub mod second;
mod section;
mod segments;
mod signature;
mod sniff;
mod symbol;
mod symbol_table;
mod wasm;
mod wasm_facts;
mod xcoff;

pub(crate) use archive::{Member, members};
pub(crate) use carried::{Carried, carried, carried_in, may_start_at, near_heads};
pub use container::{Container, is_worth_reading};
pub(crate) use container::{
    appended, ar_container, container, elf_end, is_app_image, is_container, is_inno,
};
pub use dynamic::{Dynamic, VersionNeed};
pub use error::{ImageError, Table};
pub use fat::{Slice, slices};
pub(crate) use fat::{are_apart, salvage_slices, starts_as_slice};
pub use format::{Format, Kind};
pub use loading::{Loading, Platform};
pub(crate) use memory::Memory;
pub use memory::MemorySource;
pub use model::Image;
pub use pe_header::PeHeader;
pub(crate) use pointer::Relocations;
pub use section::{Access, Section, Segment};
pub use signature::{LinkEdit, Signature};
pub use sniff::{Sniff, sniff};
pub use symbol::Symbol;
pub use wasm_facts::{Import, Producer, WasmFacts};
