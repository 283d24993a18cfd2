//! Origin: what follows from the facts of a program. Where it comes from, in Go's words: the release, the
//! GOROOT, the target, how it was built, and what it asks of the system it runs on.
//!
//! Nothing here reads a file or knows a format: a [`Program`](crate::evidence::Program) is asked for its
//! facts by name. Conclusions steer what is asked for, so that a quick look stays quick.

mod ask;
mod conclude;
mod dating;
mod go_object;
mod goroot;
mod modules;
mod needs;
mod obfuscation;
mod symbol_name;
mod target;
mod toolchain_release;
mod traits;
mod version;

pub use ask::Ask;
pub use conclude::Origin;
pub use dating::{Dating, FactKind, VersionFact};
pub use goroot::{Goroot, Verdict};
pub use modules::{DepsSource, FoundModule, ModuleDifference, ModuleTrust, ModulesOfFiles};
pub(crate) use needs::MACOS_NEEDS_UUID;
pub use needs::{CpuLevel, NeededLevel};
pub(crate) use needs::{MacosNeeds, MacosVersion};
pub use obfuscation::{Confidence, Mark, MarkKind, Obfuscation};
pub use symbol_name::{DatabaseName, Symbol, database_name, database_symbol, symbol_start};
pub use target::Target;
pub use toolchain_release::{ReleaseSource, ToolchainRelease};
pub use traits::{CLibrary, Conflict, DllFlags, GlibcVersion, Libraries, LinkMode, Relro, Traits};
pub use version::{KnownVersion, VersionConflict};
