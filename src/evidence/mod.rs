//! Evidence: what Go's linker wrote into an image, each fact with its place. What follows from these
//! facts is in [`origin`](crate::origin).
//!
//! The cheap and certain facts are read first; one broken structure never hides another. Where headers
//! are damaged, or lead nowhere, the bytes of the file are searched once.

mod address_map;
mod belongs_to;
pub(crate) mod build_info;
mod debug_file;
mod depth;
mod disguise;
mod dwarf;
mod error;
mod facts;
mod functions;
mod go_object;
pub(crate) mod identity;
pub(crate) mod ids;
mod inside;
mod libgo;
mod libraries;
pub(crate) mod look;
mod marks;
mod open;
mod places;
mod program;
mod recover;
pub(crate) mod roots;
pub(crate) mod runtime;
mod signature;
mod source_file;
mod start_message;
pub(crate) mod toolchain;
mod view;

pub use belongs_to::{BelongsTo, IdKind};
pub use build_info::{Anchor, BuildInfo, Module, ModuleInfo, ModuleText, Strings, ToldBuild};
pub use depth::Depth;
pub use dwarf::{Dwarf, DwarfText, Name, NoDwarf, Producer};
pub use error::{Damage, Defect, Reading, Structure};
pub use facts::Evidence;
pub use functions::{FunctionNames, NameIn, NamesOf, NoNames, Packages};
pub use go_object::ObjectHead;
pub use ids::{
    BuildId, BuildIdKind, HostId, HostIdKind, HostIdRule, Segments, Storage, find_marker,
};
pub use libgo::Libgo;
pub use program::Program;
pub use roots::{GorootEvidence, RootSource, TableRoots};
pub use runtime::{
    FileTable, FoundBy, Functions, Layout, ModuleWords, Pclntab, RuntimeString, RuntimeStrings,
};
pub use signature::{CodeSignature, Signing};
pub use source_file::{Owner, SourceFile, SourceNames};
pub use start_message::{MessageLevel, StartMessage};
pub use toolchain::Toolchain;
