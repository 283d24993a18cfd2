//! Evidence: what Go's linker wrote into an image, each fact with its place.
//!
//! [`Evidence::collect`] reads the cheap and certain facts first; one broken structure never hides
//! another. Where headers are damaged, or lead nowhere, the bytes of the file are searched once.

mod address_map;
mod build_id;
mod build_id_conflict;
mod build_info;
mod conclude;
mod dating;
mod debug_file;
mod disguise;
mod dwarf;
mod error;
mod file_table;
mod functions;
mod goroot;
mod host_id;
mod identity;
mod inside;
mod module;
mod moduledata;
mod note;
mod obfuscation;
mod object;
mod pclntab;
mod recover;
mod runtime_strings;
mod source_file;
mod target;
mod toolchain;
mod toolchain_release;
mod traits;
mod translate;
mod version;
mod version_conflict;
mod wasm;

pub use build_id::{BuildId, BuildIdKind, Segments, Storage, find_marker};
pub use build_info::{Anchor, BuildInfo};
pub use dating::{Dating, FactKind, VersionFact};
pub use debug_file::BelongsTo;
pub use dwarf::{Dwarf, DwarfText, Name, NoDwarf, Producer};
pub use error::{Damage, Defect, Reading, Structure};
pub use file_table::FileTable;
pub use goroot::{Goroot, GorootEvidence, Origin, Verdict};
pub use host_id::HostId;
pub use module::{Module, ModuleInfo};
pub use obfuscation::{Confidence, Mark, MarkKind, Obfuscation};
pub use pclntab::{FoundBy, Layout, Pclntab, has_function};
pub use runtime_strings::{RuntimeString, RuntimeStrings};
pub use source_file::{Owner, SourceFile, SourceNames, escaped, unescaped};
pub use target::Target;
pub use toolchain::Toolchain;
pub use toolchain_release::ToolchainRelease;
pub use traits::{
    CodeSignature, Conflict, CpuLevel, DllFlags, GlibcVersion, Libraries, MACOS_NEEDS_UUID,
    MacosNeeds, MacosVersion, NeededLevel, Traits,
};
pub use version::KnownVersion;
pub use version_conflict::VersionConflict;

use conclude::by_evidence;
use identity::Identity;
use note::Notes;

use crate::bytes::{FileOffset, Input, Span};
use crate::image::{Format, Image, ImageError, Table, is_container};

/// How deep to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// What a few positioned reads give: for many files.
    #[default]
    Quick,
    /// Also what needs a search through larger tables: symbols, function names, DWARF, paths.
    Full,
    /// Also what needs a search through every byte.
    Deep,
}

/// Everything found in one image.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The image.
    pub image: Image,
    /// What made it. Of any other than [`Toolchain::Gc`] only the target, the host ID and what symbols
    /// say of GOROOT is known.
    pub toolchain: Toolchain,
    /// The release of a toolchain other than gc, where something says it.
    pub toolchain_release: Option<ToolchainRelease>,
    /// Its object file is member of an archive, or the archive is a package of Go's.
    pub in_archive: bool,
    /// The build info.
    pub build_info: Reading<BuildInfo>,
    /// The Go build ID.
    pub build_id: Reading<BuildId>,
    /// GNU build-id or `LC_UUID`.
    pub host_id: Option<HostId>,
    /// The pclntab's header.
    pub pclntab: Reading<Pclntab>,
    /// The pclntab's file table.
    pub file_table: Reading<FileTable>,
    /// The runtime's string variables.
    pub runtime_strings: Result<RuntimeStrings, Damage>,
    /// The Go version.
    pub version: Option<KnownVersion>,
    /// What tells the release beside the version; `None` where that was not looked at: the version
    /// is exactly known, nothing at hand contradicts it, and the depth is [`Depth::Quick`].
    pub dating: Option<Dating>,
    /// What an obfuscator did to the names; `None` where there is no mark of one.
    pub obfuscation: Option<Obfuscation>,
    /// The builder's GOROOT.
    pub goroot: Goroot,
    /// System and processor.
    pub target: Target,
    /// How it was built.
    pub traits: Traits,
    /// What the debug sections say; read from [`Depth::Full`] on.
    pub dwarf: Result<Dwarf, NoDwarf>,
    /// `runtime.buildVersion`, where a full look found it to be another than the build info's.
    pub other_version: Option<RuntimeString>,
    /// The Go build IDs beside [`Evidence::build_id`] that differ from it, by a full look.
    pub other_build_ids: Vec<BuildId>,
    /// It is a debug file without anything else of Go's than symbols and DWARF.
    pub has_go_symbols: bool,
    /// Something was found by searching the file, not where the headers say.
    pub recovered: bool,
    /// Damage beyond the readings above: broken notes, a search that could not be finished.
    pub other_damage: Vec<Damage>,
}

impl Evidence {
    /// Collects the evidence of one thin image. `Ok(None)` where it is no Go program, so far as
    /// intact headers can tell.
    ///
    /// # Errors
    /// [`ImageError::Unrecognised`] where the file is of no format that is read as one image.
    pub fn collect(input: &Input<'_>, depth: Depth) -> Result<Option<Self>, ImageError> {
        let image = Image::read(input)?;
        if image.format == Format::Wasm {
            return wasm::collect(image, input, depth);
        }
        let notes = Notes::read(input, &image.notes, image.endian);
        let found = Identity::collect(&image, input, &notes);
        if !found.is_go()
            && let Some(toolchain) = toolchain::find(&image, input, depth)
        {
            return Ok(Some(Self::of_other_toolchain(toolchain, image, input, depth)));
        }
        let mut found = found;
        found.has_go_symbols = !found.is_go() && debug_file::is_go(&image, input);
        if !found.is_go() && !found.is_broken(&image, &notes) {
            return Ok(None);
        }
        Ok(Some(Self::conclude(found, image, input, notes, depth)))
    }

    /// Collects the evidence of a file without any header, by searching all of it. Two independent
    /// things of Go's must be whole, for one alone may be quoted in a file of any kind: `None` for
    /// less, and for files that hold other files, which may simply hold a Go program.
    ///
    /// # Errors
    /// The limit that kept one of them from being read, where that leaves less than two.
    pub fn salvage(input: &Input<'_>, depth: Depth) -> Reading<Self> {
        if is_container(input.head()) {
            return Ok(None);
        }
        let defect = "of no known format, but what Go's linker writes is in the file";
        let at = FileOffset(0);
        let error = ImageError::Malformed { table: Table::FileHeader, at, defect };
        let image = Image::unreadable(Format::Unknown, error);
        let found = Identity::nothing(Toolchain::Gc);
        let evidence = Self::conclude(found, image, input, Notes::default(), depth);
        let table = evidence.file_table.as_ref().ok().and_then(Option::as_ref);
        let whole = [
            evidence.modules().is_some(),
            matches!(evidence.build_id, Ok(Some(_))),
            table.is_some_and(|table| table.count() > 0 && table.damage().is_none()),
        ];
        if whole.iter().filter(|whole| **whole).count() >= 2 {
            return Ok(Some(evidence));
        }
        let limit = evidence.damage().into_iter().find(|damage| damage.limit().is_some());
        limit.map_or(Ok(None), Err)
    }

    /// The evidence of a program in which nothing is as `gc` would have it.
    fn of_other_toolchain(
        toolchain: Toolchain,
        image: Image,
        input: &Input<'_>,
        depth: Depth,
    ) -> Self {
        let notes = Notes::read(input, &image.notes, image.endian);
        let mut evidence = Identity::nothing(toolchain).conclude(image, input, &notes, depth);
        evidence.other_damage.extend(notes.damage);
        evidence.read_toolchain_release(input, depth);
        evidence
    }

    /// Reads what a toolchain other than gc leaves of its release.
    fn read_toolchain_release(&mut self, input: &Input<'_>, depth: Depth) {
        if let (Toolchain::TinyGo, Some(facts)) = (self.toolchain, &self.image.wasm) {
            self.toolchain_release = toolchain_release::of_wasm(facts);
        }
        if self.toolchain != Toolchain::Gccgo || depth == Depth::Quick {
            return;
        }
        self.toolchain_release = self.dwarf.as_ref().ok().and_then(toolchain_release::of_dwarf);
        if let Some((version, release)) = toolchain_release::of_libgo(&self.image, input) {
            self.version = self.version.take().or(Some(version));
            self.toolchain_release = self.toolchain_release.take().or(Some(release));
        }
    }

    fn conclude(
        mut found: Identity,
        image: Image,
        input: &Input<'_>,
        notes: Notes,
        depth: Depth,
    ) -> Self {
        let recovered = found.recover(&image, input, &notes);
        let mut evidence = found.conclude(image, input, &notes, depth);
        evidence.recovered = !recovered.is_empty();
        evidence.other_damage.extend(recovered);
        evidence.other_damage.extend(notes.damage);
        if depth == Depth::Full {
            evidence.read_libraries(input);
        }
        evidence
    }

    /// Reads what the loader must find for the program to start, where that is not yet known.
    pub fn read_libraries(&mut self, input: &Input<'_>) {
        if self.traits.libraries.is_some() {
            return;
        }
        self.traits.read_libraries(&self.image, input);
        let damage = self.traits.libraries.as_ref().and_then(|it| it.damage.clone());
        let at = self.image.loading.dynamic.map(Span::start).unwrap_or_default();
        self.other_damage.extend(damage.map(|it| Damage::new(Structure::Libraries, at, it)));
    }

    /// The same, of an object file that is the member of an archive which starts at `start`.
    pub fn in_archive(mut self, start: FileOffset) -> Self {
        self.translate(&|at| at.saturating_add(start.0));
        self.image = self.image.within(start);
        self.in_archive = true;
        let c_archive = || Some("c-archive".to_owned());
        self.traits.build_mode = self.traits.build_mode.take().or_else(c_archive);
        self
    }

    /// Whether anything of Go's was found: `false` only for a damaged file.
    pub fn is_go(&self) -> bool {
        let present = [
            self.toolchain != Toolchain::Gc,
            self.image.format == Format::GoObject,
            matches!(self.version, Some(KnownVersion::Producers { .. })),
            matches!(self.build_info, Ok(Some(_))),
            matches!(self.build_id, Ok(Some(_))),
            matches!(self.pclntab, Ok(Some(_))),
            pclntab::has_section(&self.image),
            self.has_go_symbols,
        ];
        present.contains(&true)
    }

    /// Adds a fact that tells the release, where such facts are asked for.
    pub fn add_version_fact(&mut self, fact: VersionFact) {
        let Some(dating) = &mut self.dating else { return };
        dating.facts.push(fact);
        if matches!(self.version, None | Some(KnownVersion::Layout { .. })) {
            self.version = by_evidence(dating);
        }
    }

    /// The facts that contradict the version that the program tells, or one another: empty where all
    /// is well, or was not looked at.
    pub fn version_conflict(&self) -> Vec<&VersionFact> {
        let Some(dating) = &self.dating else { return Vec::new() };
        match self.version.as_ref().and_then(KnownVersion::version) {
            Some(version) => dating.against(version),
            None if dating.range().is_none() => {
                dating.facts.iter().filter(|fact| !fact.weak).collect()
            }
            None => Vec::new(),
        }
    }

    /// The modules and settings of the build info, where they could be read.
    pub fn modules(&self) -> Option<&ModuleInfo> {
        self.build_info.as_ref().ok()?.as_ref()?.modules.as_ref().ok()
    }

    /// Every structure that is there but broken.
    pub fn damage(&self) -> Vec<Damage> {
        let mut damage: Vec<Damage> = [
            self.build_info.as_ref().err(),
            self.build_id.as_ref().err(),
            self.pclntab.as_ref().err(),
            self.file_table.as_ref().err(),
            self.runtime_strings.as_ref().err(),
        ]
        .into_iter()
        .flatten()
        .cloned()
        .collect();
        if let Ok(Some(info)) = &self.build_info {
            damage.extend(match &info.modules {
                Ok(modules) => modules.cut.clone(),
                Err(damage) => Some(damage.clone()),
            });
        }
        if let Ok(Some(table)) = &self.file_table {
            damage.extend(table.damage());
        }
        damage.extend(match &self.dwarf {
            Ok(dwarf) => dwarf.damage.iter().cloned(),
            Err(NoDwarf::Damaged(damage)) => damage.iter().cloned(),
            Err(_) => [].iter().cloned(),
        });
        for other in &self.other_damage {
            if !damage.contains(other) {
                damage.push(other.clone());
            }
        }
        damage.dedup();
        damage
    }
}
