//! Unpacking: restores a program that UPX packed, in memory and within the limits.
//!
//! No Go structure in a packed file can be read in place: only fragments of build info and build ID
//! show between the compressed bytes. So a packed file is recognised first, by UPX's own headers.
//!
//! The file is trusted only as far as its checksums match. Bytes that fail a checksum are not
//! returned at all, because it is unknown which of them are right.

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

pub(crate) use entropy::looks_packed;
pub use error::{Summed, UnpackError};
pub use packed::{Packed, Unpacked, may_be_packed, recognise};
pub use restored::Restored;
