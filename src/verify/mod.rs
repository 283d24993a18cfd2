//! Hashes recomputed: what the file says of itself against what its bytes give.

mod digest;
mod path_hash;
mod stream;

pub use digest::{Digest, Hasher};
pub use path_hash::{Embedded, PathHash, embedded};
