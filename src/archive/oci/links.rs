//! Hard links whose file was not met yet: it follows in the same layer, or lies in a lower one.

use std::collections::HashMap;

use super::names::Names;
use crate::archive::Place;

/// Names that wait for a file, by its path.
#[derive(Debug, Default)]
pub(super) struct Links(HashMap<Vec<u8>, Vec<Waiting>>);

#[derive(Debug)]
struct Waiting {
    place: Place,
    /// The layer of the link, counted from the highest.
    layer: usize,
}

impl Links {
    /// Whether nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Lets `places`, links in that layer, wait for the file at `target`.
    pub(super) fn wait(&mut self, target: Vec<u8>, places: Vec<Place>, layer: usize) {
        let waiting = places.into_iter().map(|place| Waiting { place, layer });
        self.0.entry(target).or_default().extend(waiting);
    }

    /// The names that wait for what is at `path`.
    pub(super) fn take(&mut self, path: &[u8]) -> Vec<Place> {
        let waiting = self.0.remove(path).unwrap_or_default();
        waiting.into_iter().map(|it| it.place).collect()
    }

    /// The names of higher layers whose file cannot be below `layer`, since that hides it.
    pub(super) fn lost(&mut self, layer: usize, own: &[&Names]) -> Vec<Place> {
        let mut lost = Vec::new();
        self.0.retain(|target, waiting| {
            let is_hidden = own.iter().any(|names| names.hides(target));
            let (gone, left) = std::mem::take(waiting)
                .into_iter()
                .partition::<Vec<_>, _>(|it| is_hidden && it.layer != layer);
            lost.extend(gone.into_iter().map(|it| it.place));
            *waiting = left;
            !waiting.is_empty()
        });
        sorted(lost)
    }

    /// All names that still wait.
    pub(super) fn rest(&mut self) -> Vec<Place> {
        let rest = std::mem::take(&mut self.0).into_values().flatten();
        sorted(rest.map(|it| it.place).collect())
    }
}

fn sorted(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_by_cached_key(|place| place.path().into_owned());
    places
}
