//! The search for what a user names inside a container: whether it was found, and if not, what is
//! missing.

use super::way::{Met, Way};
use crate::archive::Place;
use crate::report::{ErrorKind, ErrorRecord, Record};

/// The most names that are told as similar.
const SIMILAR: usize = 3;
/// The most hard links for which a container is read again.
const LINKS: usize = 16;

/// What was seen so far.
#[derive(Default)]
pub(super) struct Search {
    pub(super) is_found: bool,
    /// Hard links that are asked for, each with the file that it leads to, which is not.
    pub(super) links: Vec<(Place, Place)>,
    /// The innermost container on the way that was opened.
    innermost: Option<Place>,
    /// A file on the way that is no container.
    obstacle: Option<Place>,
    similar: Vec<Place>,
}

impl Search {
    /// A container was opened.
    pub(super) fn open(&mut self, place: &Place, met: Met) {
        self.is_found |= matches!(met, Met::Exactly | Met::Below);
        let is_deeper = self.innermost.as_ref().is_none_or(|it| it.depth() < place.depth());
        if met == Met::OnTheWay && is_deeper {
            self.innermost = Some(place.clone());
            self.similar.clear();
        }
    }

    /// A file was met that is not asked for.
    pub(super) fn pass(&mut self, place: &Place, way: Option<&Way>) {
        let Some(way) = way else { return };
        if way.meets(place) == Met::OnTheWay {
            self.obstacle.get_or_insert_with(|| place.clone());
        }
        if self.similar.len() < SIMILAR && way.is_like(place) {
            self.similar.push(place.clone());
        }
    }

    /// A hard link was met that is asked for, to a file that is not. Gives a record where there are
    /// too many of them.
    pub(super) fn link(&mut self, link: &Place, first: &Place) -> Option<Record> {
        self.is_found = true;
        if self.links.len() < LINKS {
            self.links.push((link.clone(), first.clone()));
            return None;
        }
        let message = "a hard link to a file that was not asked for: name that one".to_owned();
        let error = ErrorRecord { kind: ErrorKind::Limit.into(), message, offset: None };
        Some(Record::unreadable(&link.path(), error))
    }

    /// The record of what was not found in the container at `outer`.
    pub(super) fn not_found(&self, way: &Way, outer: &Place) -> Record {
        let at = self.innermost.as_ref().unwrap_or(outer);
        let shown = |place: &Place| place.path().to_string_lossy().into_owned();
        let message = match &self.obstacle {
            Some(file) => format!("{} is not a container of a kind that is opened", shown(file)),
            None => {
                let mut text = format!("there is no {} in {}", way.behind(at), shown(at));
                let similar: Vec<_> = self.similar.iter().map(shown).collect();
                if !similar.is_empty() {
                    text.push_str(&format!("; similar: {}", similar.join(", ")));
                }
                text
            }
        };
        let error = ErrorRecord { kind: ErrorKind::NotFound.into(), message, offset: None };
        let container = outer.inside(b"").containers();
        Record { container, ..Record::unreadable(way.given(), error) }
    }
}
