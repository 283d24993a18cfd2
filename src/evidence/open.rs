//! Opening a program: what shows whether a file is Go's is read at once.

use std::cell::OnceCell;

use super::build_info::blob::{self, BuildInfo};
use super::debug_file;
use super::depth::Depth;
use super::error::{Damage, Reading, Structure};
use super::go_object::Object;
use super::identity::Identity;
use super::ids::build_id;
use super::ids::host_id::HostId;
use super::ids::note::Notes;
use super::look::Look;
use super::marks::Marks;
use super::program::Program;
use super::runtime::{find, moduledata};
use super::toolchain::{self, Toolchain};
use super::view::{Loaded, View};
use crate::bytes::{Input, PartOffset, Span, Text};
use crate::container::Around;
use crate::image::{Format, Image, ImageError, Memory, Table, WasmFacts, is_container};

impl<'i> Program<'i> {
    /// Opens a thin image. `Ok(None)` where it is no Go program, so far as intact headers can tell. A
    /// program of another toolchain whose sections do not say so is recognised from [`Depth::Full`] on.
    ///
    /// # Errors
    /// [`ImageError::Unrecognised`] where the file is of no format that is read as one image.
    pub fn open(
        input: &'i Input<'i>,
        around: &Around,
        depth: Depth,
    ) -> Result<Option<Self>, ImageError> {
        let image = Image::read(input)?;
        if image.format == Format::Wasm {
            return Ok(Self::open_module(input, around, image));
        }
        let notes = Notes::read(input, &image.notes, image.endian);
        let mut found = Identity::collect(&image, input, &notes);
        if !found.is_go()
            && let Some(toolchain) = toolchain::find(&image, input, depth)
        {
            let view = View::new(input, around, image);
            return Ok(Some(Self::new(view, Identity::nothing(toolchain), notes)));
        }
        found.has_go_symbols = !found.is_go() && debug_file::is_go(&image, input);
        if !found.is_go() && !found.is_broken(&image, &notes) {
            return Ok(None);
        }
        Ok(Some(Self::recover(input, around, image, found, notes)))
    }

    /// Opens a file without any header, by searching all of it. Two independent structures that Go's linker writes must be
    /// whole, for one alone may be quoted in a file of any kind: `None` for less, and for files that hold
    /// other files, which may simply hold a Go program.
    ///
    /// # Errors
    /// The limit that kept one of them from being read, where that leaves less than two.
    pub fn salvage(input: &'i Input<'i>, around: &Around) -> Reading<Self> {
        if is_container(input.head()) {
            return Ok(None);
        }
        let defect = "of no known format, but what Go's linker writes is in the file";
        let at = PartOffset(0);
        let error = ImageError::Malformed { table: Table::FileHeader, at, defect };
        let image = Image::unreadable(Format::Unknown, error);
        let found = Identity::nothing(Toolchain::Gc);
        let program = Self::recover(input, around, image, found, Notes::default());
        let table = program.file_table();
        let whole = [
            program.modules().is_some(),
            program.build_id().is_some(),
            table.is_some_and(|table| table.count() > 0 && table.damage().is_none()),
        ];
        if whole.iter().filter(|whole| **whole).count() >= 2 {
            return Ok(Some(program));
        }
        let limit = program.into_evidence().damage().into_iter().find(|it| it.limit().is_some());
        limit.map_or(Ok(None), Err)
    }

    /// Opens the Go object at `spans`, the first of which holds the text at its start, the last the
    /// object. `None` where there is none.
    pub fn open_object(input: &'i Input<'i>, around: &Around, spans: &[Span]) -> Option<Self> {
        let object = Object::read(input, spans)?;
        let view = View::new(input, around, Image::bare(Format::GoObject));
        let found =
            Identity { build_id: Ok(object.head.id.clone()), ..Identity::nothing(Toolchain::Gc) };
        let mut program = Self::new(view, found, Notes::default());
        program.object = Some(object.head);
        program.file_table = OnceCell::from(object.file_table);
        Some(program)
    }

    /// Opens a WebAssembly module. Go's structures lie in memory that the file holds in thousands of
    /// pieces, so they are looked for in the memory as it will be.
    ///
    /// Up to Go 1.27 the linker writes no build info blob into a module (golang/go#73741).
    fn open_module(input: &'i Input<'i>, around: &Around, image: Image) -> Option<Self> {
        let facts = image.wasm.as_deref().cloned().unwrap_or_default();
        if let Some(toolchain) = toolchain::of_wasm(&facts) {
            let view = View::new(input, around, image);
            return Some(Self::new(view, Identity::nothing(toolchain), Notes::default()));
        }
        let build_id = build_id::find(&image, input, &Notes::default());
        let is_marked = matches!(build_id, Ok(Some(_)))
            || toolchain::gc_of_wasm(&facts).is_some()
            || imports_of_go(&facts);
        // Whoever made it says so, and it is not Go.
        if !is_marked && !facts.producers.is_empty() && image.damage.is_empty() {
            return None;
        }
        let identity = Identity { build_id, ..Identity::nothing(Toolchain::Gc) };
        let mut marks = Marks::new();
        let mut see = |at: PartOffset, bytes: &[u8]| marks.see(at, bytes);
        let (memory, error) = match Memory::read(&image, input, &mut see) {
            Ok(memory) => (memory.unwrap_or_default(), None),
            Err(error) => (Memory::default(), Some(error)),
        };
        let is_broken = !image.damage.is_empty() || error.is_some();
        let damage = error.map(|error| {
            let at = error.place().unwrap_or_default();
            Damage::new(Structure::Memory, at, error)
        });
        let view = View::new(input, around, image);
        let source = memory.source(input.source());
        let head = match Input::open(&source, input.budget()) {
            Ok(opened) => opened.head().to_vec(),
            Err(error) => {
                let failed = Damage::new(Structure::Memory, PartOffset(0), error);
                let mut program = Self::new(view, identity, Notes::default());
                program.other_damage.push(failed);
                return Some(program);
            }
        };
        let memory_image = memory.image(&view.image);
        let marks = marks.moved(&memory);
        let view = view.with_memory(Loaded { memory, image: memory_image, head, marks });
        let program = Self::of_module(view, identity, is_marked);
        if !is_marked && !program.is_go() && !is_broken {
            return None;
        }
        let mut program = program;
        program.other_damage.extend(damage);
        Some(program)
    }

    /// A module whose memory is at hand.
    fn of_module(view: View<'i>, identity: Identity, is_marked: bool) -> Self {
        let look = if is_marked { Look::AsGo } else { Look::Everywhere };
        let find = |image: &Image, input: &Input<'_>| blob::find(image, input, is_marked);
        let has_none = view.marks().and_then(Marks::build_info).is_some_and(<[_]>::is_empty);
        let build_info = if has_none { Ok(None) } else { view.ask(find) };
        let headers = view.headers().unwrap_or_default();
        let mut words = view.words_that_hold(&headers);
        let pointed = words
            .find_map(|words| view.ask(|image, input| moduledata::find_at(image, input, &words)));
        let search = || view.ask(|image, input| find::find(image, input, look));
        let pclntab = pointed.map_or_else(search, |found| Ok(Some(found)));
        drop(words);
        let build_info = Ok(build_info.ok().flatten().filter(is_of_wasm));
        Self::new(view, Identity { build_info, pclntab, ..identity }, Notes::default())
    }

    /// Searches the file for what is missing.
    fn recover(
        input: &'i Input<'i>,
        around: &Around,
        image: Image,
        mut found: Identity,
        notes: Notes,
    ) -> Self {
        let mut damage = found.recover(&image, input, &notes);
        let view = View::new(input, around, image);
        let mut program = Self::new(view, found, notes);
        program.recovered = !damage.is_empty();
        damage.append(&mut program.other_damage);
        program.other_damage = damage;
        program
    }

    /// A program with these facts, whose places are still those in the view.
    fn new(view: View<'i>, found: Identity, notes: Notes) -> Self {
        let pclntab = found.pclntab.as_ref().ok().and_then(Option::as_ref);
        let pclntab_in_view = pclntab.filter(|_| view.is_moved()).cloned();
        Self {
            toolchain: found.toolchain,
            build_info: view.moved(found.build_info),
            build_id: found.build_id,
            host_id: HostId::find(&view.image, &notes),
            pclntab: view.moved(found.pclntab),
            pclntab_in_view,
            object: None,
            has_go_symbols: found.has_go_symbols,
            recovered: false,
            other_damage: notes.damage.into_iter().collect(),
            host_id_rule: OnceCell::new(),
            module_text: OnceCell::new(),
            file_table: OnceCell::new(),
            table_roots: OnceCell::new(),
            runtime_strings: OnceCell::new(),
            dwarf: OnceCell::new(),
            functions: OnceCell::new(),
            dynamic: OnceCell::new(),
            other_version: OnceCell::new(),
            other_build_ids: OnceCell::new(),
            view,
        }
    }
}

/// Whether the module asks its host for what only Go's runtime does: module `gojs`, `go` up to Go 1.20.
fn imports_of_go(facts: &WasmFacts) -> bool {
    facts.imports.iter().any(|it| matches!(it.module.as_str(), Some("gojs" | "go")))
}

/// Whether build info in the memory of a module is the module's own: what else is found belongs to a
/// program that the module carries.
fn is_of_wasm(info: &BuildInfo) -> bool {
    let modules = info.modules.as_ref().ok();
    let is_arch =
        |(key, value): &(Text, Text)| key.as_bytes() == b"GOARCH" && value.as_bytes() == b"wasm";
    modules.is_some_and(|modules| modules.settings.iter().any(is_arch))
}
