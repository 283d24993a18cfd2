//! The two halves of a form of the result.

/// One half words each record by itself, the other writes the words in order.
pub(crate) struct Form<R, W> {
    pub(crate) renderer: R,
    pub(crate) writer: W,
}
