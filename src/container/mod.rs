//! Containers: one input becomes its parts, each read as a file of its own.
//!
//! | container | parts | bytes of a part |
//! | --- | --- | --- |
//! | fat Mach-O file | its slices, which may be archives or packed | a run of the file |
//! | archive of object files | the package that it is, or the program in its member `go.o` | a run of the file |
//! | program that UPX packed | the program as it was | unpacked into memory, within the limits |
//! | anything else | itself | the file |
//!
//! A part exists only while the visitor looks at it. Unpacked bytes are freed before the next part
//! comes, so a container needs no more memory than its largest part.

mod ar;
mod around;
mod fat;
mod part;
mod thin;
mod upx;
mod visit;

pub use around::{Around, FileOffset};
pub use part::{Found, Opening, Part, Taken, Visitor};
pub use visit::visit;
