//! The facts that show whether a file is Go's, and where else they may be if something is broken.

use super::error::{Damage, Reading, Structure};
use super::recover::{self, Missing};
use super::toolchain::Toolchain;
use super::{disguise, look};
use crate::bytes::{Input, PartOffset};
use crate::evidence::build_info::blob;
use crate::evidence::build_info::blob::BuildInfo;
use crate::evidence::ids::build_id;
use crate::evidence::ids::build_id::BuildId;
use crate::evidence::ids::note::Notes;
use crate::evidence::look::Look;
use crate::evidence::runtime::pclntab::{FoundBy, Layout, Pclntab};
use crate::evidence::runtime::{find, pclntab};
use crate::image::Image;

/// The facts that show whether a file is Go's.
pub(crate) struct Identity {
    pub(crate) build_info: Reading<BuildInfo>,
    pub(crate) build_id: Reading<BuildId>,
    pub(crate) pclntab: Reading<Pclntab>,
    pub(crate) has_go_section: bool,
    /// It is a debug file, and names symbols of Go's runtime.
    pub(crate) has_go_symbols: bool,
    pub(crate) toolchain: Toolchain,
}

impl Identity {
    /// The identity of a program that gc did not link: none of its structures.
    pub(crate) fn nothing(toolchain: Toolchain) -> Self {
        Self {
            build_info: Ok(None),
            build_id: Ok(None),
            pclntab: Ok(None),
            has_go_section: false,
            has_go_symbols: false,
            toolchain,
        }
    }

    pub(crate) fn collect(image: &Image, input: &Input<'_>, notes: &Notes) -> Self {
        let build_id = build_id::find(image, input, notes);
        if image.is_debug_file {
            // The rest of what is looked for was in code and data.
            let has_go_section = pclntab::has_section(image) || blob::has_section(image);
            return Self { build_id, has_go_section, ..Self::nothing(Toolchain::Gc) };
        }
        let has_go_section = pclntab::has_section(image);
        let go_by_name = has_go_section || blob::has_section(image);
        let is_go = go_by_name || matches!(build_id, Ok(Some(_)));
        let look = look::look(image);
        let build_info = blob::find(image, input, is_go || look == Look::AsGo);
        let is_go = is_go || matches!(build_info, Ok(Some(_)));
        let pclntab = match look {
            _ if is_go => find::find(image, input, Look::AsGo),
            Look::Names => Ok(None),
            look => find::find(image, input, look),
        };
        let is_missing = matches!(pclntab, Ok(None)) && !has_go_section;
        let pclntab = if is_missing { disguise::table(image, input) } else { pclntab };
        // A program whose pclntab was found by its structure may only have lost a section's name.
        let build_info = match (build_info, &pclntab) {
            (Ok(None), Ok(Some(_))) if !is_go => blob::find(image, input, true),
            (build_info, _) => build_info,
        };
        let has_go_symbols = false;
        let toolchain = Toolchain::Gc;
        Self { build_info, build_id, pclntab, has_go_section, has_go_symbols, toolchain }
    }

    pub(crate) fn is_go(&self) -> bool {
        self.has_go_section
            || self.has_go_symbols
            || matches!(self.build_info, Ok(Some(_)))
            || matches!(self.build_id, Ok(Some(_)))
            || matches!(self.pclntab, Ok(Some(_)))
    }

    /// Whether there should be build info: a section is named for it, or there is a build ID and
    /// the pclntab is one of Go 1.16 or later. A tool that removes the build info
    /// removes the build ID too.
    fn must_have_build_info(&self, image: &Image) -> bool {
        let pclntab = self.pclntab.as_ref().ok().and_then(Option::as_ref);
        let is_new = pclntab.is_some_and(|pclntab| pclntab.layout > Layout::Go1_2);
        is_new && matches!(self.build_id, Ok(Some(_))) || blob::has_section(image)
    }

    /// Whether anything that was read is damaged.
    pub(crate) fn is_broken(&self, image: &Image, notes: &Notes) -> bool {
        !image.damage.is_empty()
            || notes.damage.is_some()
            || self.build_info.is_err()
            || self.build_id.is_err()
            || self.pclntab.is_err()
    }

    /// Searches the whole file for what is missing, where something is broken: what is not where
    /// one thing says may have moved with it. Gives what was wrong with each thing found so, and what
    /// kept the search from ending.
    pub(crate) fn recover(
        &mut self,
        image: &Image,
        input: &Input<'_>,
        notes: &Notes,
    ) -> Vec<Damage> {
        if image.is_debug_file {
            return Vec::new();
        }
        let has_build_info = matches!(self.build_info, Ok(Some(_)));
        // Every Go program has one, wherever its linker put it.
        let lacks_pclntab = !matches!(self.pclntab, Ok(Some(_)));
        // Where the pclntab lies in its section, and both tables of the file tell the same data, that was
        // searched, and any linker puts the build info there: what is not there was taken out.
        let is_sought = !has_build_info && self.must_have_build_info(image);
        let in_section = |it: &Pclntab| it.found_by == FoundBy::Section;
        let pclntab = self.pclntab.as_ref().ok().and_then(Option::as_ref);
        let is_whole = || pclntab.is_some_and(in_section) && image.tables_agree();
        let broken = lacks_pclntab
            || is_sought && (blob::has_section(image) || !is_whole())
            || self.is_broken(image, notes);
        let missing = Missing {
            build_info: broken && !has_build_info,
            build_id: broken && !matches!(self.build_id, Ok(Some(_))),
            pclntab: lacks_pclntab,
        };
        if !(missing.build_info || missing.build_id || missing.pclntab) {
            return Vec::new();
        }
        let (found, error) = recover::search(image, input, missing);
        let mut damage = Vec::new();
        replace(
            &mut self.build_info,
            found.build_info,
            |it| it.at,
            Structure::BuildInfo,
            &mut damage,
        );
        replace(&mut self.build_id, found.build_id, |it| it.at, Structure::BuildId, &mut damage);
        replace(&mut self.pclntab, found.pclntab, |it| it.at, Structure::Pclntab, &mut damage);
        let unfinished = |error| Damage::new(Structure::BuildInfo, PartOffset(0), error);
        damage.extend(error.map(unfinished));
        damage
    }
}

/// Puts what a search has found in the place of what could not be read.
fn replace<T>(
    reading: &mut Reading<T>,
    found: Option<T>,
    at: impl Fn(&T) -> PartOffset,
    structure: Structure,
    damage: &mut Vec<Damage>,
) {
    let Some(found) = found else { return };
    let elsewhere = "found by a search of the whole file, not where the headers say";
    let moved = Damage::malformed(structure, at(&found), elsewhere);
    damage.extend(std::mem::replace(reading, Ok(Some(found))).err());
    damage.push(moved);
}
