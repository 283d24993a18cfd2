//! Facts that only PE headers hold.

use crate::bytes::PartOffset;

/// The header fields that differ between linkers and that tools rewrite.
///
/// Go's linker writes the time and the checksum as 0, counts only `.data` as initialised data, and
/// reserves room for 15 section headers, or for as many as there are, rounded up to 0x200.
///
/// Source: `cmd/link/internal/ld/pe.go` (`writeOptionalHeader`), Go 1.22.10 and 1.27.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeHeader {
    /// `TimeDateStamp` of the file header, in seconds since 1970.
    pub time: u32,
    /// `SizeOfInitializedData`, in bytes.
    pub initialized_data: u32,
    /// `SizeOfHeaders`, in bytes.
    pub headers: u32,
    /// `PointerToSymbolTable`; `None` where it is 0.
    pub symbols_at: Option<PartOffset>,
    /// `CheckSum`, a sum of all 16-bit words and the size of the file.
    pub checksum: u32,
    /// Where `CheckSum` is.
    pub checksum_at: PartOffset,
    /// Where the address and size of the certificates are (data directory 4), if there are any.
    pub certificates_at: Option<PartOffset>,
}
