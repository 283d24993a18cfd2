//! What the unpacking of one format gives.

use super::restored::Restored;

/// What the unpacking of one format gives.
pub(super) struct Work {
    pub(super) restored: Restored,
    pub(super) methods: Vec<u8>,
    pub(super) filters: Vec<u8>,
    pub(super) is_exact: bool,
}
