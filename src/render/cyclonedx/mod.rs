//! CycloneDX 1.6, and 1.7 on request: what programs are made of.
//!
//! | CycloneDX | from |
//! | --- | --- |
//! | `metadata.component` | the program, or the container of programs, where there is one only |
//! | `components` | other programs and containers, modules, `stdlib` |
//! | `dependencies` | of each program alone, on all that is in it |
//! | `compositions` | those edges are incomplete; unknown where a program names no modules |
//! | `pedigree.ancestors` | the module in whose place another was compiled |
//! | `properties` | `gorigin:…`: GOROOT, build ID, build settings, `h1:` sums and the rest |
//! | `vulnerabilities` | where a database was asked: what it says of the programs |
//! | `evidence.occurrences` | where the Go version and the build ID lie |
//!
//! Both versions have the same content. `hashes` holds SHA-256 of files alone: an `h1:` sum is of
//! another kind. What stands in `compositions` is a property too, since readers lose it.
//!
//! Source: CycloneDX 1.6 and 1.7 (ECMA-424), bom-1.6.schema.json.

mod component;
mod document;
mod vulnerability;

pub use document::{CycloneDx, CycloneDxDocument, CycloneDxRow, CycloneDxVersion};
