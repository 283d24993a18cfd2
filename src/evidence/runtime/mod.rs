//! What the runtime of a Go program needs to run, and what no stripping takes away: the pclntab with its
//! names of functions and files, the module data that points to it, and string variables.

pub(crate) mod file_table;
pub(crate) mod find;
pub(crate) mod functions;
pub(crate) mod header;
pub(crate) mod module_words;
pub(crate) mod moduledata;
pub(crate) mod names;
pub(crate) mod other_version;
pub(crate) mod pclntab;
pub(crate) mod strings;

pub use file_table::FileTable;
pub use functions::Functions;
pub use module_words::ModuleWords;
pub use pclntab::{FoundBy, Layout, Pclntab};
pub use strings::{RuntimeString, RuntimeStrings};
