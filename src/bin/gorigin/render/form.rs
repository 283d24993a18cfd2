//! The two halves of a form of the result.

/// What words each record by itself, and what writes the words in order.
pub(crate) struct Form<R, W> {
    pub(crate) renderer: R,
    pub(crate) writer: W,
}
