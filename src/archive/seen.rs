//! What a visitor sees of a container, as lines; for tests.

use std::path::Path;
use std::sync::Arc;

use super::{Bytes, Fault, Images, Opening, Place, Pool, Shared, Visitor, recognise, visit};
use crate::bytes::{ByteSource, Limits, Named, PartOffset};

/// What a visitor of the file called `name` sees: the path of each file inside and the start of its
/// content, with the package; and what went wrong.
pub(super) fn seen(name: &str, bytes: &[u8]) -> Vec<String> {
    let source: Shared<'static> = Arc::new(bytes.to_vec());
    let kind = recognise(&*source, &bytes[..bytes.len().min(4608)]).unwrap();
    let Some(kind) = kind else { return vec!["no container".to_owned()] };
    let (limits, pool) = (Limits::default(), Pool::new(1));
    let mut lines = Lines(Vec::new());
    let opening = Opening { limits: &limits, pool: &pool, images: Images::default() };
    visit(kind, source, &Place::new(Path::new(name)), opening, &mut lines);
    lines.0
}

struct Lines(Vec<String>);

impl Lines {
    fn say(&mut self, place: &Place, what: &str) {
        let path = place.path();
        let package = place.package().map(|it| {
            let architecture =
                it.architecture.as_ref().map_or_else(String::new, |it| format!(" {it}"));
            format!(" [{} {} {}{architecture}]", it.kind.name(), it.name, it.version)
        });
        self.0.push(format!("{}: {what}{}", path.display(), package.unwrap_or_default()));
    }
}

impl Visitor<'static> for Lines {
    fn wants(&mut self, _place: &Place, head: &[u8]) -> bool {
        !head.is_empty()
    }

    fn file(&mut self, place: Place, bytes: Bytes<'static>) {
        let mut start = [0; 12];
        let count = bytes.read_at(PartOffset(0), &mut start).unwrap();
        let start = start[..count].escape_ascii();
        self.say(&place, &format!("{} bytes {start}", bytes.size()));
    }

    fn again(&mut self, place: Place, first: &Place) {
        self.say(&place, &format!("as {}", first.path().display()));
    }

    fn passed(&mut self, place: &Place) {
        self.say(place, "empty");
    }

    fn trouble(&mut self, place: &Place, fault: Fault) {
        self.say(place, &fault.to_string());
    }

    fn unread(&mut self, place: &Place, fault: Fault) {
        self.say(place, &fault.to_string());
    }
}
