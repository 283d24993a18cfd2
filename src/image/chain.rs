//! How pointers are written in a Mach-O file with chained fixups.

/// The origin of the low bits of a chained pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chain {
    /// From zero: `DYLD_CHAINED_PTR_64`, for systems before macOS 12 and iOS 15.
    Zero,
    /// From the image base: `DYLD_CHAINED_PTR_64_OFFSET`.
    Base,
}
