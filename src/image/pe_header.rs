//! What only a PE file's headers say.

use crate::bytes::PartOffset;

/// What linkers fill in differently, and tools anew.
///
/// Go's linker writes the time and the checksum as 0, counts `.data` alone as initialised data, and
/// makes room for the headers of 15 sections or of as many as there are, rounded up to 0x200.
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
    /// Where `CheckSum` stands.
    pub checksum_at: PartOffset,
    /// Where the address and size of the certificates stand (data directory 4), if there is one.
    pub certificates_at: Option<PartOffset>,
}
