//! The result of unpacking one format.

use super::restored::Restored;

/// The result of unpacking one format.
pub(super) struct Work {
    pub(super) restored: Restored,
    pub(super) methods: Vec<u8>,
    pub(super) filters: Vec<u8>,
    pub(super) is_exact: bool,
}
