//! A refusal.

/// A variable that go refuses, and the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    /// The variable.
    pub(crate) name: &'static str,
    /// The message that go prints.
    pub(crate) says: String,
}

impl Refused {
    pub(super) fn new(name: &'static str, says: String) -> Self {
        Self { name, says }
    }
}
