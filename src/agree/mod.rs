//! Whether a machine agrees with a program: its GOROOT, its toolchain, its source files. The one
//! place where what is known about a file and what is known about a machine meet.
//!
//! | question | file |
//! | --- | --- |
//! | is the program's GOROOT one of the machine's, and is it in effect? | `goroot` |
//! | does that GOROOT still hold the program's Go version? | `toolchain` |
//! | both, with a sentence that says why | `verdict` |
//! | which source files does the program name? | `sources` |
//! | which files of its standard library are on the machine? | `sources_here` |
//! | which rules lead a debugger to the files here? | `remap` |

mod goroot;
mod remap;
mod sources;
mod sources_here;
mod toolchain;
mod verdict;

pub use goroot::GorootMatch;
pub use remap::{Given, Mapping, Mappings, Part, mappings};
pub use sources::SourceFiles;
pub use sources_here::{SourcesHere, sources_here};
pub use toolchain::ToolchainMatch;
pub use verdict::{HostVerdict, compare};
