//! Evidence: what Go's linker wrote into an image, each fact with its place. What follows from these
//! facts is in [`origin`](crate::origin).
//!
//! The cheap and certain facts are read first; one broken structure never hides another. Where headers
//! are damaged, or lead nowhere, the bytes of the file are searched once.

mod address_map;
pub(crate) mod build_info;
mod debug_file;
mod depth;
pub(crate) mod disguise;
mod dwarf;
mod error;
pub(crate) mod file_table;
pub(crate) mod functions;
pub(crate) mod identity;
pub(crate) mod ids;
mod inside;
mod module;
pub(crate) mod moduledata;
mod other_version;
pub(crate) mod pclntab;
mod program;
mod recover;
pub(crate) mod roots;
pub(crate) mod runtime_strings;
mod source_file;
pub(crate) mod toolchain;
pub(crate) mod translate;

pub use build_info::{Anchor, BuildInfo};
pub use debug_file::BelongsTo;
pub use depth::Depth;
pub use dwarf::{Dwarf, DwarfText, Name, NoDwarf, Producer};
pub use error::{Damage, Defect, Reading, Structure};
pub use file_table::FileTable;
pub use ids::{BuildId, BuildIdKind, HostId, HostIdRule, Segments, Storage, find_marker};
pub use module::{Module, ModuleInfo};
pub use pclntab::{FoundBy, Layout, Pclntab, has_function};
pub use program::Evidence;
pub use roots::{GorootEvidence, RootSource};
pub use runtime_strings::{RuntimeString, RuntimeStrings};
pub use source_file::{Owner, SourceFile, SourceNames, escaped, unescaped};
pub use toolchain::Toolchain;
