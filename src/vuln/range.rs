//! Which versions an entry of an advisory is about.

use super::semver::Semver;
use super::texts::{TextId, Texts};

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
    /// Whether the version is affected: whether the last event at or below it is an introduction.
    pub(super) fn covers(&self, version: &Semver<'_>, texts: &Texts) -> bool {
        let is_below = |event: &&Event| match event.version {
            None => true,
            Some(id) => Semver::parse(texts.get(id)).is_some_and(|it| it <= *version),
        };
        let last = self.0.iter().rev().find(is_below);
        last.is_some_and(|event| event.kind == EventKind::Introduced)
    }

    /// The versions that mend it.
    pub(super) fn fixes(&self) -> impl Iterator<Item = TextId> {
        let fixed = self.0.iter().filter(|event| event.kind == EventKind::Fixed);
        fixed.filter_map(|event| event.version)
    }

    /// The versions of all events.
    pub(super) fn versions(&self) -> impl Iterator<Item = TextId> {
        self.0.iter().filter_map(|event| event.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vuln::texts::Interner;

    #[test]
    fn covered_versions() {
        use EventKind::{Fixed, Introduced};
        // Events in the order of the database; `Interner::range` sorts them.
        let stdlib: &[(EventKind, &str)] =
            &[(Introduced, "0"), (Fixed, "1.19.10"), (Introduced, "1.20.0-0"), (Fixed, "1.20.5")];
        for (events, version, want) in [
            (stdlib, "1.19.9", true),
            (stdlib, "1.19.10", false),
            (stdlib, "1.19.11", false),
            (stdlib, "1.20.0-beta.1", true),
            (stdlib, "1.20.0-rc.1", true),
            (stdlib, "1.20.4", true),
            (stdlib, "1.20.5", false),
            (stdlib, "0.0.0-0", true),
            (&[(Introduced, "0")], "v99.0.0", true),
            (&[(Introduced, "1.0.0")], "v1.0.0-rc.1", false),
            (&[(Introduced, "1.0.0")], "v1.0.0", true),
            (&[(Fixed, "2.0.0+incompatible"), (Introduced, "0")], "v2.0.0+incompatible", false),
            (&[(Fixed, "2.0.0+incompatible"), (Introduced, "0")], "v1.9.0", true),
            (
                &[(Introduced, "0"), (Fixed, "0.0.0-20210428140749-89ef3d95e781")],
                "v0.0.0-20210428140748-aaaaaaaaaaaa",
                true,
            ),
            (
                &[(Introduced, "0"), (Fixed, "0.0.0-20210428140749-89ef3d95e781")],
                "v0.0.0-20210428140749-89ef3d95e781",
                false,
            ),
            (&[(Introduced, "0"), (Fixed, "0.0.0-20210428140749-89ef3d95e781")], "v0.1.0", false),
            (
                &[(Introduced, "1.1.0"), (Fixed, "1.2.0"), (Fixed, "1.0.5"), (Introduced, "0")],
                "v1.0.7",
                false,
            ),
            (&[], "v1.0.0", false),
        ] {
            let mut texts = Interner::default();
            let range = texts.range(events);
            let got = range.covers(&Semver::parse(version).unwrap(), &texts.finish());
            assert_eq!(got, want, "{events:?} {version}");
        }
    }
}
