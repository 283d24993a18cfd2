//! Whether a machine agrees with a program: its GOROOT, its toolchain, its source files. The one
//! place where what is known of a file and what is known of a machine meet.

mod compare;
mod remap;
mod sources;

pub use compare::{BinaryGoroot, GorootMatch, HostVerdict, ToolchainMatch, compare};
pub use remap::{Given, Mapping, Mappings, Part, SourceFiles, SourcesHere, mappings, sources_here};
