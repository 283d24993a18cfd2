//! Hashes recomputed. The only home of the SHA-256 library.

mod path_hash;

pub use path_hash::{Embedded, PathHash, embedded};
