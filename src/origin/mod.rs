//! Origin: what follows from the facts of a program. Where it comes from, in Go's words: the release, the
//! GOROOT, the target, how it was built, and what it asks of the system it runs on.

mod conclude;
mod dating;
mod goroot;
mod obfuscation;
mod object;
mod target;
mod toolchain_release;
mod traits;
mod translate;
mod version;
mod version_conflict;
mod wasm;

pub use conclude::Origin;
pub use dating::{Dating, FactKind, VersionFact};
pub use goroot::{Goroot, Verdict};
pub use obfuscation::{Confidence, Mark, MarkKind, Obfuscation};
pub use target::Target;
pub use toolchain_release::ToolchainRelease;
pub use traits::{
    CodeSignature, Conflict, CpuLevel, DllFlags, GlibcVersion, Libraries, MACOS_NEEDS_UUID,
    MacosNeeds, MacosVersion, NeededLevel, Traits,
};
pub use version::KnownVersion;
pub use version_conflict::VersionConflict;
