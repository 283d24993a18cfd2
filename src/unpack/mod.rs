//! Unpacking: a program that UPX packed, as it was before, in memory and within the limits.
//!
//! Nothing in a packed file is Go's as it stands there: fragments of build info and build ID show
//! between the compressed bytes. So a packed file is recognised first, by headers of UPX's own.
//!
//! The file is trusted as far as its checksums hold: what does not have them is not given at all,
//! for no one can say which of its bytes are right.

mod blocks;
mod elf;
mod entropy;
mod error;
mod extent;
mod filter;
mod lzma;
mod macho;
mod method;
mod nrv;
mod output;
mod pack_header;
mod packed;
mod pe;
mod pe_image;
mod pe_import;
mod restored;
mod sums;
mod work;

pub use entropy::looks_packed;
pub use error::{Summed, UnpackError};
pub use packed::{Packed, Unpacked, recognise};
pub use restored::Restored;
