//! SPDX 2.3 in JSON: what programs are made of.
//!
//! | SPDX | from |
//! | --- | --- |
//! | package, `APPLICATION` | a program; a file would need a SHA-1 |
//! | package, `LIBRARY` | a module, `stdlib` |
//! | package, `ARCHIVE` or `CONTAINER` | the container of programs, which it `CONTAINS` |
//! | `DEPENDS_ON` | from programs alone, on all that is in them |
//! | `externalRefs` | purl, CPE, and `go-h1`, the module's sum |
//! | `comment` | `gorigin:…`, one a line: GOROOT, build ID, build settings and the rest |
//!
//! `downloadLocation` is `NOASSERTION`, since a program does not say where its modules came from, and
//! no supplier is named, since it does not say that either.
//!
//! Source: SPDX 2.3 (ISO/IEC 5962), chapters 6, 7 and 11.

mod document;
mod package;

pub use document::{Spdx, SpdxDocument, SpdxRow};
