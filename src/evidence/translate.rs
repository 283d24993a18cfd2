//! Places told anew, for structures that were read from a view of the file: a module's memory, a
//! member of an archive.

use super::Evidence;
use super::error::{Damage, Defect};
use crate::bytes::{PartOffset, Span};

/// Where in the file a place of the view is.
pub(crate) type Place<'p> = &'p dyn Fn(PartOffset) -> PartOffset;

impl Evidence {
    /// Tells every place as one in the file. A span keeps its length, though the file may hold fewer
    /// bytes of it: what is in no segment of a module is zero. The image is left as it is.
    pub(crate) fn translate(&mut self, place: Place<'_>) {
        let of = |at: &mut PartOffset| *at = place(*at);
        let of_span = |span: &mut Span| *span = Span::new(place(span.start()), span.len());
        match &mut self.build_info {
            Ok(Some(info)) => {
                of(&mut info.at);
                of(&mut info.version_at);
                if let Err(damage) = &mut info.modules {
                    damage.translate(place);
                }
            }
            Ok(None) => {}
            Err(damage) => damage.translate(place),
        }
        match &mut self.build_id {
            Ok(Some(id)) => of(&mut id.at),
            Ok(None) => {}
            Err(damage) => damage.translate(place),
        }
        match &mut self.pclntab {
            Ok(Some(pclntab)) => {
                of(&mut pclntab.at);
                of_span(&mut pclntab.function_names);
                of_span(&mut pclntab.file_table);
                of_span(&mut pclntab.span);
            }
            Ok(None) => {}
            Err(damage) => damage.translate(place),
        }
        match &mut self.file_table {
            Ok(Some(table)) => table.translate(place),
            Ok(None) => {}
            Err(damage) => damage.translate(place),
        }
        match &mut self.runtime_strings {
            Ok(strings) => {
                let strings = [
                    &mut strings.version,
                    &mut strings.before,
                    &mut strings.behind,
                    &mut strings.root,
                ]
                .into_iter()
                .flatten()
                .chain(&mut strings.other_versions);
                strings.for_each(|it| of(&mut it.at));
            }
            Err(damage) => damage.translate(place),
        }
        self.other_version.iter_mut().for_each(|it| of(&mut it.at));
        self.other_build_ids.iter_mut().for_each(|it| of(&mut it.at));
        self.other_damage.iter_mut().for_each(|damage| damage.translate(place));
    }
}

impl Damage {
    fn translate(&mut self, place: Place<'_>) {
        self.at = place(self.at);
        // What could not be read is told by the place where it is, not by where it was looked for.
        if let Defect::Read(_) = self.defect {
            self.defect = Defect::Malformed("cannot be read whole");
        }
    }
}
