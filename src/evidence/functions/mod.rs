//! The names of functions: all that a program's runtime can name, with their places.
//!
//! | Go | where the names are | which |
//! | --- | --- | --- |
//! | 1.16– | a table of their own in the pclntab, each ended by a NUL | linked functions, and those that were inlined into them |
//! | 1.9–1.15 | among the records and tables behind the table of functions, each ended by a NUL | the same |
//! | –1.8 | the same place | linked functions only |
//!
//! The names are those of the linker: `%2e` stands for a dot in the last element of an import path, and
//! `main` for the path of package main.
//!
//! Source: `cmd/link/internal/ld/pcln.go`, Go 1.15.15 and 1.22.10; programs of Go 1.7–1.27, whose older
//! names were compared with those that their records of functions lead to.

mod oldest;
mod packages;
mod runs;

use std::borrow::Cow;

pub use packages::{NameIn, Packages};

use super::error::{Damage, Structure};
use super::look::Look;
use super::program::Program;
use super::runtime::pclntab::{Layout, Pclntab};
use super::runtime::{find, header};
use super::toolchain::Toolchain;
use super::view::View;
use crate::bytes::{Endian, Input, PartOffset, Span};
use crate::evidence::facts::Evidence;
use crate::go::Release;
use crate::image::{Format, Memory};

/// The release from which on names of inlined functions are among the others.
const NAMES_INLINED: Release = Release::new(1, 9, 0);
/// Up to this one a byte before a name may spoil it where the last byte of a word can be any: in a
/// big-endian program.
const SPOILS_NAMES: Release = Release::new(1, 10, 0);

/// The names of a program's functions. Nothing is read before they are asked for.
pub struct FunctionNames<'p> {
    pclntab: Cow<'p, Pclntab>,
    bytes: Bytes<'p>,
}

/// Where the names are read.
enum Bytes<'p> {
    View(&'p View<'p>),
    Part(&'p Input<'p>),
    /// The memory of a WebAssembly module.
    Memory(Memory, &'p Input<'p>),
}

/// Why no function of a program can be named.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoNames {
    /// Another toolchain than Go's own made it, which writes no pclntab.
    OtherToolchain,
    /// It is a package that was not linked yet.
    Unlinked,
    /// It is a file for debuggers; the names are in the program.
    InTheProgram,
    /// There is no pclntab.
    NoPclntab,
    /// The pclntab is there but broken.
    Damaged(Damage),
}

/// Which functions a program's names are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamesOf {
    /// All that were linked, and all that were inlined into them.
    LinkedAndInlined,
    /// Those that were linked; one that was inlined everywhere has left no name.
    Linked,
}

impl Program<'_> {
    /// The names of its functions, which are not read yet.
    ///
    /// # Errors
    /// [`NoNames`]: why there are none.
    pub fn function_names(&self) -> Result<FunctionNames<'_>, NoNames> {
        let pclntab = match &self.pclntab {
            Ok(Some(pclntab)) => self.pclntab_in_view.as_ref().unwrap_or(pclntab),
            Ok(None) => {
                let is_object = self.object().is_some() || self.is_package();
                let is_debug_file = self.image().is_debug_file;
                return Err(why_none(self.toolchain(), is_object, is_debug_file));
            }
            Err(damage) => return Err(NoNames::Damaged(damage.clone())),
        };
        Ok(FunctionNames { pclntab: Cow::Borrowed(pclntab), bytes: Bytes::View(&self.view) })
    }
}

impl<'p> FunctionNames<'p> {
    /// The names of functions of a program whose facts are known; `input` is the part of the file that
    /// they were read from.
    ///
    /// # Errors
    /// [`NoNames`]: why there are none.
    pub fn of(facts: &'p Evidence, input: &'p Input<'p>) -> Result<Self, NoNames> {
        let pclntab = match &facts.pclntab {
            Ok(Some(pclntab)) => pclntab,
            Ok(None) => {
                let is_object = facts.image.format == Format::GoObject;
                return Err(why_none(facts.toolchain, is_object, facts.image.is_debug_file));
            }
            Err(damage) => return Err(NoNames::Damaged(damage.clone())),
        };
        if facts.image.format != Format::Wasm {
            return Ok(Self { pclntab: Cow::Borrowed(pclntab), bytes: Bytes::Part(input) });
        }
        // The places that are known are those in the file; the table lies whole in memory only.
        let damaged = |error| Damage::new(Structure::Memory, pclntab.at, error);
        let memory = Memory::read(&facts.image, input, &mut |_, _| ())
            .map_err(|it| NoNames::Damaged(damaged(it)))?;
        let memory = memory.ok_or(NoNames::NoPclntab)?;
        let found = {
            let source = memory.source(input.source());
            let inside = Input::resume(&source, input.budget(), &[]);
            match in_memory(pclntab, &memory, &inside) {
                Some(found) => Ok(Some(found)),
                None => find::find(&memory.image(&facts.image), &inside, Look::AsGo),
            }
        };
        match found {
            Ok(Some(found)) => {
                Ok(Self { pclntab: Cow::Owned(found), bytes: Bytes::Memory(memory, input) })
            }
            Ok(None) => Err(NoNames::NoPclntab),
            Err(damage) => Err(NoNames::Damaged(damage)),
        }
    }

    /// Which functions these are the names of, in a program of that release; the older meaning where
    /// the release is not known and the table does not tell.
    pub fn of_which(&self, release: Option<Release>) -> NamesOf {
        let needed = match self.pclntab.endian {
            Endian::Little => NAMES_INLINED,
            Endian::Big => SPOILS_NAMES,
        };
        let is_new = self.pclntab.layout != Layout::Go1_2;
        match is_new || release.is_some_and(|release| release >= needed) {
            true => NamesOf::LinkedAndInlined,
            false => NamesOf::Linked,
        }
    }

    /// Hands every name to `visit`, with its place in the part of the file, in the order of the file; a
    /// name may come twice. The table is read in steps, so that its size does not matter.
    ///
    /// # Errors
    /// [`Damage`] where the names end before the table says, or a limit does not let them be read; what
    /// could be read was handed over.
    pub fn for_each(&self, visit: &mut dyn FnMut(&[u8], PartOffset)) -> Result<(), Damage> {
        self.each(|pclntab, input, at| {
            let mut visit = |name: &[u8], place| visit(name, at(place));
            if pclntab.layout == Layout::Go1_2 {
                return oldest::walk(pclntab, input, &mut visit);
            }
            let span = pclntab.function_names;
            runs::walk(input, span, &mut visit)
        })
    }

    /// The same, but only for names of functions in those packages; some others may be among them.
    ///
    /// # Errors
    /// As [`FunctionNames::for_each`].
    pub fn for_each_in(
        &self,
        packages: &Packages,
        visit: &mut dyn FnMut(NameIn<'_>, PartOffset),
    ) -> Result<(), Damage> {
        self.each(|pclntab, input, at| {
            let mut visit = |name: NameIn<'_>, place| visit(name, at(place));
            if pclntab.layout == Layout::Go1_2 {
                return oldest::walk_in(pclntab, input, packages, &mut visit);
            }
            let span = pclntab.function_names;
            let mut visit = |name: &[u8], place| {
                packages.name(name).into_iter().for_each(|name| visit(name, place));
            };
            runs::walk(input, span, &mut visit)
        })
    }

    /// Walks over the names in the bytes that hold them; `at` is the place in the part of the file of one
    /// in these bytes.
    fn each(
        &self,
        walk: impl FnOnce(&Pclntab, &Input<'_>, &dyn Fn(PartOffset) -> PartOffset) -> Result<(), Damage>,
    ) -> Result<(), Damage> {
        let pclntab = self.pclntab.as_ref();
        match &self.bytes {
            Bytes::Part(input) => walk(pclntab, input, &|at| at),
            Bytes::View(view) => view.ask(|_, input| walk(pclntab, input, &|at| view.moved(at))),
            Bytes::Memory(memory, input) => {
                let source = memory.source(input.source());
                let inside = Input::resume(&source, input.budget(), &[]);
                walk(pclntab, &inside, &|at| memory.place(at))
            }
        }
    }
}

/// The same table in the memory that holds it, by its header; `None` where that must be searched for.
fn in_memory(pclntab: &Pclntab, memory: &Memory, inside: &Input<'_>) -> Option<Pclntab> {
    let at = memory.address_of(Span::new(pclntab.at, 1))?;
    let span = Span::between(at, PartOffset(inside.size()));
    let size = Some(pclntab.pointer_size);
    let found = header::read(inside, span, size, pclntab.found_by).ok()??;
    let are_same = found.layout == pclntab.layout && found.functions == pclntab.functions;
    are_same.then_some(found)
}

fn why_none(toolchain: Toolchain, is_object: bool, is_debug_file: bool) -> NoNames {
    match toolchain {
        _ if is_object => NoNames::Unlinked,
        Toolchain::Gc if is_debug_file => NoNames::InTheProgram,
        Toolchain::Gc => NoNames::NoPclntab,
        _ => NoNames::OtherToolchain,
    }
}
