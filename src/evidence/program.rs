//! A program that is asked for its facts by name. Each is read when it is first asked for, and once.
//!
//! Nothing here judges, and nothing asks how deep to look: that is for whoever asks. All places are those
//! in the part of the file that is read, also where a structure lies in a WebAssembly module's memory;
//! [`Program::place`] converts them to places in the file.

use std::cell::OnceCell;

use super::build_info::blob::BuildInfo;
use super::build_info::modules::ModuleInfo;
use super::build_info::text::{self, ModuleText};
use super::dwarf::{Dwarf, NoDwarf};
use super::error::{Damage, Reading, Structure};
use super::facts::Evidence;
use super::go_object::{self, ObjectHead};
use super::ids::build_id::BuildId;
use super::ids::derivation::{self, HostIdRule};
use super::ids::host_id::HostId;
use super::ids::other_build_ids;
use super::libgo::{self, Libgo};
use super::places::Places;
use super::roots::{self, GorootEvidence, TableRoots};
use super::runtime::file_table::FileTable;
use super::runtime::functions::{self, Functions};
use super::runtime::module_words::ModuleWords;
use super::runtime::pclntab::Pclntab;
use super::runtime::strings::{self, RuntimeString, RuntimeStrings, Wanted};
use super::runtime::{names, other_version};
use super::signature::CodeSignature;
use super::start_message::{self, StartMessage};
use super::toolchain::Toolchain;
use super::view::View;
use super::{libraries, toolchain};
use crate::bytes::{Input, PartOffset, Span, Text};
use crate::container::{Around, FileOffset};
use crate::go::{GoVersion, Release};
use crate::image::{Dynamic, Image, ImageError, Kind};

/// A program whose facts are read when they are asked for.
pub struct Program<'i> {
    pub(super) view: View<'i>,
    pub(super) toolchain: Toolchain,
    pub(super) build_info: Reading<BuildInfo>,
    pub(super) build_id: Reading<BuildId>,
    pub(super) host_id: Option<HostId>,
    pub(super) pclntab: Reading<Pclntab>,
    /// The pclntab with its places in the view, where they differ from those in the file.
    pub(super) pclntab_in_view: Option<Pclntab>,
    pub(super) object: Option<ObjectHead>,
    pub(super) has_go_symbols: bool,
    pub(super) recovered: bool,
    pub(super) other_damage: Vec<Damage>,
    pub(super) host_id_rule: OnceCell<Option<HostIdRule>>,
    pub(super) module_text: OnceCell<Reading<ModuleText>>,
    pub(super) file_table: OnceCell<Reading<FileTable>>,
    pub(super) table_roots: OnceCell<Option<TableRoots>>,
    pub(super) runtime_strings: OnceCell<Result<RuntimeStrings, Damage>>,
    pub(super) dwarf: OnceCell<Result<Dwarf, NoDwarf>>,
    pub(super) functions: OnceCell<Option<Functions>>,
    pub(super) dynamic: OnceCell<Result<Option<Dynamic>, ImageError>>,
    pub(super) other_version: OnceCell<Option<RuntimeString>>,
    pub(super) other_build_ids: OnceCell<Vec<BuildId>>,
}

impl Program<'_> {
    /// The image.
    pub fn image(&self) -> &Image {
        &self.view.image
    }

    /// Where the image starts.
    pub fn start(&self) -> PartOffset {
        PartOffset(0)
    }

    /// What lies around the part of the file that is read.
    pub fn around(&self) -> &Around {
        &self.view.around
    }

    /// Where in the file the byte at `at` of the part is.
    pub fn place(&self, at: PartOffset) -> FileOffset {
        self.view.around.in_file(at)
    }

    /// What made it.
    pub fn toolchain(&self) -> Toolchain {
        self.toolchain
    }

    /// Whether it is a package that gccgo compiled for others to link. (One of gc's has a format of its
    /// own.)
    pub fn is_package(&self) -> bool {
        self.toolchain() == Toolchain::Gccgo && self.image().kind == Kind::Object
    }

    /// The head of a Go object file; `None` of anything else.
    pub fn object(&self) -> Option<&ObjectHead> {
        self.object.as_ref()
    }

    /// The build info; `None` where there is none, or none that can be read.
    pub fn build_info(&self) -> Option<&BuildInfo> {
        self.build_info.as_ref().ok()?.as_ref()
    }

    /// The modules and settings of the build info, where they could be read.
    pub fn modules(&self) -> Option<&ModuleInfo> {
        self.build_info()?.modules.as_ref().ok()
    }

    /// The module text that the program holds for itself, found by a search of its literals; `None` where
    /// there is none, or none that can be read.
    pub fn module_text(&self) -> Option<&ModuleText> {
        let find = || match self.view.marks().and_then(|marks| Some((marks, marks.text()?))) {
            Some((_, [])) => Ok(None),
            Some((marks, places)) => self.in_view(|image, input| {
                let is_own = |at| marks.has_no_program_before(input, at);
                text::find_at(image, input, places, is_own)
            }),
            None => self.in_view(text::find),
        };
        self.module_text.get_or_init(find).as_ref().ok()?.as_ref()
    }

    /// The compiler that a WebAssembly module names, where gc made it: its version, and where that
    /// stands.
    pub fn producer(&self) -> Option<(GoVersion, PartOffset)> {
        let facts = self.image().wasm.as_deref().filter(|_| self.toolchain == Toolchain::Gc)?;
        toolchain::gc_of_wasm(facts)
    }

    /// The Go build ID; `None` where there is none, or none that can be read.
    pub fn build_id(&self) -> Option<&BuildId> {
        self.build_id.as_ref().ok()?.as_ref()
    }

    /// GNU build-id or `LC_UUID`.
    pub fn host_id(&self) -> Option<&HostId> {
        self.host_id.as_ref()
    }

    /// The rule by which the host ID is derived from the Go build ID; `None` where it is not, or one of
    /// them is missing.
    pub fn host_id_rule(&self) -> Option<HostIdRule> {
        let derive = || derivation::find(self.build_id()?, self.host_id()?);
        *self.host_id_rule.get_or_init(derive)
    }

    /// The header of the pclntab; `None` where there is none, or none that can be read.
    pub fn pclntab(&self) -> Option<&Pclntab> {
        self.pclntab.as_ref().ok()?.as_ref()
    }

    /// The pclntab's file table; `None` where there is none, or none that can be read.
    pub fn file_table(&self) -> Option<&FileTable> {
        self.read_file_table().as_ref().ok()?.as_ref()
    }

    pub(super) fn read_file_table(&self) -> &Reading<FileTable> {
        self.file_table.get_or_init(|| match &self.pclntab {
            Ok(None) => Ok(None),
            Err(damage) => Err(damage.clone()),
            Ok(Some(_)) => self.in_view(|_, input| {
                let Some(pclntab) = self.readable_pclntab() else { return Ok(None) };
                FileTable::read(input, pclntab).map(Some)
            }),
        })
    }

    /// What the file table says of GOROOT; `None` without a table.
    pub fn table_roots(&self) -> Option<&TableRoots> {
        let read = match self.object {
            Some(_) => go_object::roots,
            None => roots::read_table,
        };
        self.table_roots.get_or_init(|| self.file_table().map(read)).as_ref()
    }

    /// The runtime's string variables; `None` where they cannot be read.
    pub fn runtime_strings(&self) -> Option<&RuntimeStrings> {
        self.read_strings().as_ref().ok()
    }

    fn read_strings(&self) -> &Result<RuntimeStrings, Damage> {
        self.runtime_strings.get_or_init(|| {
            // Those of another toolchain are not marked, and an object file has no addresses yet.
            if self.toolchain != Toolchain::Gc || self.image().kind == Kind::Object {
                return Ok(RuntimeStrings::default());
            }
            let version = self.build_info().map(|info| &info.version);
            let version = version.filter(|version| !version.is_unknown());
            let is_beside = version
                .and_then(GoVersion::release)
                .is_some_and(|release| release >= Release::new(1, 17, 0));
            let root = self.table_roots().and_then(|it| it.roots.first()).filter(|_| !is_beside);
            let wanted = Wanted {
                data_start: self.pclntab().and_then(|pclntab| pclntab.data_start),
                version: version.map(|version| version.text().as_bytes()),
                root: root.map(|it| it.root.as_bytes()),
            };
            self.in_view(|image, input| strings::find(image, input, wanted))
        })
    }

    /// `runtime.buildVersion`, where the linker set it to another version than the build info's.
    pub fn other_version(&self) -> Option<&RuntimeString> {
        let find = || {
            let known = self.build_info().map(|info| &info.version)?;
            // Where the build info's version is in the runtime's data, no other is.
            self.runtime_strings().filter(|strings| strings.version.is_none())?;
            let pclntab = self.readable_pclntab();
            self.in_view(|image, input| other_version::find(image, input, known, pclntab))
        };
        self.other_version.get_or_init(find).as_ref()
    }

    /// The Go build IDs that differ from the first.
    pub fn other_build_ids(&self) -> &[BuildId] {
        self.other_build_ids.get_or_init(|| {
            let Some(known) = self.build_id() else { return Vec::new() };
            self.view.ask_part(|image, input| other_build_ids::others(image, input, known))
        })
    }

    /// What the debug sections say.
    ///
    /// # Errors
    /// [`NoDwarf`]: why nothing is known of them.
    pub fn dwarf(&self) -> Result<&Dwarf, &NoDwarf> {
        let read = || match self.image().kind {
            // Of an object file nothing is in its place yet.
            Kind::Object => Err(NoDwarf::Unlinked),
            _ => self.view.ask_part(Dwarf::read),
        };
        self.dwarf.get_or_init(read).as_ref()
    }

    /// The root that the script for gdb names.
    pub fn gdb_script_root(&self) -> Option<GorootEvidence> {
        self.in_view(roots::read_gdb_script).ok().flatten()
    }

    /// The root in the runtime's variable, found by its symbol.
    pub fn symbol_root(&self) -> Option<GorootEvidence> {
        self.in_view(roots::by_symbol).ok().flatten()
    }

    /// Whether there is a symbol table that would name the runtime's variable.
    pub fn has_symbols(&self) -> bool {
        self.view.ask(|image, _| image.has_symbols())
    }

    /// Whether the program has a function of that name, inlined or not; `None` where the names cannot be
    /// read.
    pub fn has_function(&self, name: &str) -> Option<bool> {
        let pclntab = self.readable_pclntab()?;
        self.view.ask(|_, input| names::has_function(input, pclntab, name)).ok()
    }

    /// Whether there are far fewer names of functions than functions.
    pub fn has_few_names(&self) -> bool {
        let pclntab = self.readable_pclntab();
        pclntab.is_some_and(|it| self.view.ask(|_, input| names::has_few_names(input, it)))
    }

    /// What the records of the first functions show; `None` before Go 1.18, and where there are too few.
    pub fn functions(&self) -> Option<Functions> {
        *self.functions.get_or_init(|| {
            let pclntab = self.readable_pclntab()?;
            self.view.ask(|_, input| functions::look(input, pclntab))
        })
    }

    /// The words of the runtime's module data; `None` where it is not found, and up to Go 1.15.
    pub fn module_words(&self) -> Option<ModuleWords> {
        let pclntab = self.readable_pclntab()?;
        self.in_view(|image, input| ModuleWords::read(image, input, pclntab))
    }

    /// How a Mach-O file is signed.
    pub fn code_signature(&self) -> Option<CodeSignature> {
        self.view.ask_part(CodeSignature::read)
    }

    /// What an ELF file asks of the loader.
    ///
    /// # Errors
    /// [`ImageError`] where that cannot be read.
    pub fn dynamic(&self) -> Result<Option<&Dynamic>, &ImageError> {
        let read = || self.view.ask_part(|image, input| image.dynamic(input));
        self.dynamic.get_or_init(read).as_ref().map(Option::as_ref)
    }

    /// The libraries that a Mach-O file asks the loader for.
    pub fn macho_libraries(&self) -> Vec<Text> {
        self.view.ask_part(libraries::of_macho)
    }

    /// The message of the program's start that only code for a level of the processor `goarch` has.
    pub fn start_message(&self, goarch: &str) -> Option<StartMessage> {
        self.view.ask_part(|image, input| start_message::find(image, input, goarch))
    }

    /// Whether the read-only data, in which that message would be, is in the file.
    pub fn has_read_only_data(&self) -> bool {
        start_message::has_read_only_data(self.image())
    }

    /// The version that gccgo's library libgo holds.
    pub fn libgo(&self) -> Option<Libgo> {
        self.view.ask_part(libgo::find)
    }

    /// Whether any trace of Go was found: `false` only for a damaged file.
    pub fn is_go(&self) -> bool {
        let present = [
            self.toolchain != Toolchain::Gc,
            self.object.is_some(),
            self.producer().is_some(),
            self.build_info().is_some(),
            self.build_id().is_some(),
            self.pclntab().is_some(),
            super::runtime::pclntab::has_section(self.image()),
            self.has_go_symbols,
        ];
        present.contains(&true)
    }

    /// The facts that were read, the program being given back. [`Dwarf`] that was not asked for is
    /// [`NoDwarf::NotRead`].
    pub fn into_evidence(self) -> Evidence {
        let host_id_rule = self.host_id_rule();
        let mut other_damage = self.other_damage;
        let is_loaded = !self.view.image.segments.is_empty();
        if let Some(Err(error)) = self.dynamic.into_inner().filter(|_| is_loaded) {
            let at = self.view.image.loading.dynamic.map(Span::start).unwrap_or_default();
            other_damage.push(Damage::new(Structure::Libraries, at, error));
        }
        let module_text = self.module_text.into_inner().unwrap_or(Ok(None));
        let module_text = module_text.unwrap_or_else(|damage| {
            other_damage.push(damage);
            None
        });
        Evidence {
            toolchain: self.toolchain,
            around: self.view.around,
            image: self.view.image,
            build_info: self.build_info,
            module_text,
            build_id: self.build_id,
            host_id: self.host_id,
            host_id_rule,
            pclntab: self.pclntab,
            file_table: self.file_table.into_inner().unwrap_or(Ok(None)),
            table_roots: self.table_roots.into_inner().flatten(),
            runtime_strings: self
                .runtime_strings
                .into_inner()
                .unwrap_or(Ok(RuntimeStrings::default())),
            dwarf: self.dwarf.into_inner().unwrap_or(Err(NoDwarf::NotRead)),
            other_version: self.other_version.into_inner().flatten(),
            other_build_ids: self.other_build_ids.into_inner().unwrap_or_default(),
            has_go_symbols: self.has_go_symbols,
            recovered: self.recovered,
            other_damage,
        }
    }

    /// The pclntab with places in the view.
    fn readable_pclntab(&self) -> Option<&Pclntab> {
        self.pclntab_in_view.as_ref().or_else(|| self.pclntab())
    }

    /// What is read where Go's structures lie, with its places in the part.
    fn in_view<T: Places>(&self, read: impl FnOnce(&Image, &Input<'_>) -> T) -> T {
        self.view.moved(self.view.ask(read))
    }
}
