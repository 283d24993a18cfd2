//! Which versions an entry of an advisory is about.

use super::texts::TextId;

/// A bound of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) kind: EventKind,
    /// The version; `None` for the `0` that lies below all versions.
    pub(super) version: Option<TextId>,
}

/// What begins at a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EventKind {
    Introduced,
    Fixed,
}

/// The events of a range, in the order of their versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Range(pub(super) Box<[Event]>);

impl Range {
    /// The versions of all events.
    pub(super) fn versions(&self) -> impl Iterator<Item = TextId> {
        self.0.iter().filter_map(|event| event.version)
    }
}
