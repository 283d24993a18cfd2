//! What an inventory of software (SBOM) lists of a Go program, whatever its form: the program, its
//! modules and the standard library, as build info has them.
//!
//! Nothing is invented. A main module that says `(devel)` has no version; a module replaced by a
//! folder has no purl, since its code is not that of any release; a version that is a range names no
//! release of the standard library. Which module needs which is not in a program, so only the program
//! has edges, and they are said to be incomplete.

mod go_version;
mod ids;
mod module;
mod part;
mod program;
pub(super) mod purl;
mod stamp;

pub(super) use ids::Ids;
pub(super) use part::{Ancestor, Occurrence, Part, Purpose};
pub(super) use program::{Bom, Unit};
pub use stamp::Stamp;
pub(super) use stamp::urn;
