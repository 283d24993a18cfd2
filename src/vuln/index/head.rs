//! The head of an index.

pub(super) const MAGIC: [u8; 8] = *b"gorivuln";
pub(super) const VERSION: u32 = 1;
pub(super) const HEAD: usize = 32;
pub(super) const DIGEST: usize = 32;

/// The largest index that is read, in bytes: thirty times that of the Go database.
pub const LARGEST_INDEX: u64 = 32 << 20;

/// Whether a file that starts so is an index, of whatever version.
pub fn is_index(head: &[u8]) -> bool {
    head.starts_with(&MAGIC)
}
