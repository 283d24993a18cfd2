//! Evidence: what Go's linker wrote into an image, each fact with its place.
//!
//! [`Evidence::collect`] reads the cheap and certain facts first; one broken structure never hides
//! another. Where headers are damaged, or lead nowhere, the bytes of the file are searched once.

mod address_map;
mod build_id;
mod build_info;
mod dating;
mod dwarf;
mod error;
mod file_table;
mod functions;
mod goroot;
mod host_id;
pub mod leak;
mod module;
mod moduledata;
mod note;
mod obfuscation;
mod object;
pub mod path;
mod pclntab;
mod quote;
mod recover;
mod release;
mod runtime_strings;
mod target;
mod toolchain;
mod traits;
mod translate;
mod version;
mod version_conflict;
mod wasm;

pub use build_id::{BuildId, BuildIdKind, Segments, Storage, find_marker};
pub use build_info::{Anchor, BuildInfo};
pub use dating::{Dating, FactKind, VersionFact};
pub use dwarf::{Dwarf, DwarfText, Name, NoDwarf, Producer};
pub use error::{Damage, Defect, Reading, Structure};
pub use file_table::FileTable;
pub use goroot::{Goroot, GorootEvidence, Origin, Verdict};
pub use host_id::HostId;
pub use module::{Module, ModuleInfo};
pub use obfuscation::{Confidence, Mark, MarkKind, Obfuscation};
pub use pclntab::{FoundBy, Layout, Pclntab, has_function};
pub use quote::unquote;
pub use release::{Release, plain_version};
pub use runtime_strings::{RuntimeString, RuntimeStrings};
pub use target::Target;
pub use toolchain::Toolchain;
pub use traits::{CodeSignature, Conflict, DllFlags, GlibcVersion, Libraries, Traits};
pub use version::{GoVersion, ReleaseRange};
pub use version_conflict::VersionConflict;

use goroot::TableSays;
use note::Notes;
use recover::Missing;
use runtime_strings::Wanted;

use crate::bytes::{FileOffset, Input, Span, Text};
use crate::image::{Format, Image, ImageError, Kind, Table, is_container};

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

/// The Go version of a program, and how it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnownVersion {
    /// Read from the build info.
    BuildInfo {
        /// The version.
        version: GoVersion,
        /// Where its text lies.
        at: FileOffset,
        /// How the build info was found.
        anchor: Anchor,
    },
    /// Read from `runtime.buildVersion`.
    Runtime {
        /// The version.
        version: GoVersion,
        /// Where the variable lies.
        at: FileOffset,
        /// Whether no other variable of the program holds another version.
        certain: bool,
    },
    /// Read from the name of the compiler in DWARF.
    Producer {
        /// The version.
        version: GoVersion,
        /// Where the first unit says so.
        at: FileOffset,
        /// Whether every unit of Go's says so.
        certain: bool,
    },
    /// Read from a WebAssembly module's section `producers`.
    Producers {
        /// The version.
        version: GoVersion,
        /// Where its text lies.
        at: FileOffset,
    },
    /// Read from the head of a Go object file.
    ObjectHeader {
        /// The version.
        version: GoVersion,
        /// Where its text lies.
        at: FileOffset,
    },
    /// Narrowed down by what the releases leave in their programs.
    Layout {
        /// The releases that fit.
        range: ReleaseRange,
        /// Where the first of the facts lies: the pclntab, where there is one.
        at: FileOffset,
        /// The pclntab alone says so.
        by_pclntab: bool,
    },
}

impl KnownVersion {
    /// The version itself; `None` for a range.
    pub fn version(&self) -> Option<&GoVersion> {
        match self {
            Self::BuildInfo { version, .. }
            | Self::Runtime { version, .. }
            | Self::Producer { version, .. }
            | Self::Producers { version, .. }
            | Self::ObjectHeader { version, .. } => Some(version),
            Self::Layout { .. } => None,
        }
    }

    /// Whether this is the version itself, and no other part of the file was guessed to read it.
    pub fn is_exact(&self) -> bool {
        match self {
            Self::BuildInfo { anchor, .. } => *anchor != Anchor::Guess,
            Self::Runtime { certain, .. } | Self::Producer { certain, .. } => *certain,
            Self::Producers { .. } | Self::ObjectHeader { .. } => true,
            Self::Layout { .. } => false,
        }
    }

    /// The release; `None` for a range and for versions that do not name one.
    pub fn release(&self) -> Option<Release> {
        self.version().and_then(GoVersion::release)
    }
}

/// Everything found in one image.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The image.
    pub image: Image,
    /// What made it. Of any other than [`Toolchain::Gc`] only the target, the host ID and what symbols
    /// say of GOROOT is known.
    pub toolchain: Toolchain,
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
        if !found.is_go() && !found.is_broken(&image, &notes) {
            return Ok(None);
        }
        Ok(Some(Self::conclude(found, image, input, notes, depth)))
    }

    /// Collects the evidence of a file without any header, by searching all of it. Two independent
    /// things of Go's must be whole, for one alone may be quoted in a file of any kind: `None` for
    /// less, and for files that hold other files, which may simply hold a Go program.
    pub fn salvage(input: &Input<'_>, depth: Depth) -> Option<Self> {
        if is_container(input.head()) {
            return None;
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
        (whole.iter().filter(|whole| **whole).count() >= 2).then_some(evidence)
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
        evidence
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
            damage.extend(info.modules.as_ref().err().cloned());
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

/// The facts that show whether a file is Go's.
struct Identity {
    build_info: Reading<BuildInfo>,
    build_id: Reading<BuildId>,
    pclntab: Reading<Pclntab>,
    has_go_section: bool,
    toolchain: Toolchain,
}

impl Identity {
    /// What a program of that toolchain has of gc's.
    fn nothing(toolchain: Toolchain) -> Self {
        Self {
            build_info: Ok(None),
            build_id: Ok(None),
            pclntab: Ok(None),
            has_go_section: false,
            toolchain,
        }
    }

    fn collect(image: &Image, input: &Input<'_>, notes: &Notes) -> Self {
        let build_id = build_id::find(image, input, notes);
        let has_go_section = pclntab::has_section(image);
        let go_by_name = has_go_section || build_info::has_section(image);
        let is_go = go_by_name || matches!(build_id, Ok(Some(_)));
        let build_info = build_info::find(image, input, is_go);
        let is_go = is_go || matches!(build_info, Ok(Some(_)));
        let nameless = image.format == Format::Pe || image.is_nameless();
        let pclntab = if is_go || nameless { pclntab::find(image, input, is_go) } else { Ok(None) };
        Self { build_info, build_id, pclntab, has_go_section, toolchain: Toolchain::Gc }
    }

    fn is_go(&self) -> bool {
        self.has_go_section
            || matches!(self.build_info, Ok(Some(_)))
            || matches!(self.build_id, Ok(Some(_)))
            || matches!(self.pclntab, Ok(Some(_)))
    }

    /// Whether there should be build info: a section is named for it, or there is a build ID and
    /// the pclntab is one of Go 1.16 or later. Who scrubs the one scrubs the other.
    fn must_have_build_info(&self, image: &Image) -> bool {
        let pclntab = self.pclntab.as_ref().ok().and_then(Option::as_ref);
        let is_new = pclntab.is_some_and(|pclntab| pclntab.layout > Layout::Go1_2);
        is_new && matches!(self.build_id, Ok(Some(_))) || build_info::has_section(image)
    }

    /// Whether anything that was read is damaged.
    fn is_broken(&self, image: &Image, notes: &Notes) -> bool {
        !image.damage.is_empty()
            || notes.damage.is_some()
            || self.build_info.is_err()
            || self.build_id.is_err()
            || self.pclntab.is_err()
    }

    /// Searches the whole file for what is missing, where something is broken: what is not where
    /// one thing says may have moved with it. Gives what was wrong with each thing found so, and what
    /// kept the search from ending.
    fn recover(&mut self, image: &Image, input: &Input<'_>, notes: &Notes) -> Vec<Damage> {
        let has_build_info = matches!(self.build_info, Ok(Some(_)));
        // Every Go program has one, wherever its linker put it.
        let lacks_pclntab = !matches!(self.pclntab, Ok(Some(_)));
        let broken = lacks_pclntab
            || !has_build_info && self.must_have_build_info(image)
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
        let unfinished = |error| Damage::new(Structure::BuildInfo, FileOffset(0), error);
        damage.extend(error.map(unfinished));
        damage
    }

    /// Reads what follows from these facts.
    fn conclude(self, image: Image, input: &Input<'_>, notes: &Notes, depth: Depth) -> Evidence {
        let file_table = file_table::read(input, &self.pclntab);
        let table = file_table.as_ref().ok().and_then(Option::as_ref);
        let says = table.map(goroot::read_table);
        let root = says.as_ref().and_then(|says| says.roots.first()).map(|it| it.root.clone());
        let info = self.build_info.as_ref().ok().and_then(Option::as_ref);
        let told = info.filter(|info| !info.version.is_unknown());
        let beside = told
            .and_then(|info| info.version.release())
            .is_some_and(|it| it >= Release::new(1, 17, 0));
        let table_at = self.pclntab.as_ref().ok().and_then(Option::as_ref);
        let wanted = Wanted {
            data_start: table_at.and_then(|pclntab| pclntab.data_start),
            version: told.map(|info| info.version.text().as_bytes()),
            root: root.as_ref().map(Text::as_bytes).filter(|_| !beside),
        };
        // Those of another toolchain are not marked, and an object file has no addresses yet.
        let strings = if self.toolchain == Toolchain::Gc && image.kind != Kind::Object {
            runtime_strings::find(&image, input, wanted)
        } else {
            Ok(RuntimeStrings::default())
        };
        let pclntab = self.pclntab.as_ref().ok().and_then(Option::as_ref);
        let unknown = info.filter(|info| info.version.is_unknown()).map(|info| info.version_at);
        let obfuscation = obfuscation::find(input, pclntab, table, says.as_ref(), unknown);
        let dwarf = match depth {
            // Of an object file nothing is in its place yet.
            Depth::Quick => Err(NoDwarf::NotRead),
            _ if image.kind == Kind::Object => Err(NoDwarf::Unlinked),
            Depth::Full | Depth::Deep => Dwarf::read(&image, input),
        };
        let debug = dwarf.as_ref().ok();
        let goroot = find_goroot(&image, input, pclntab, says.as_ref(), &strings, debug, depth)
            .hidden_by(obfuscation.as_ref());
        let told = find_version(told, &strings, debug, pclntab);
        let exact = told.as_ref().filter(|told| told.is_exact());
        let doubtful = dating::contradicts(pclntab, exact.and_then(KnownVersion::version));
        let look = depth != Depth::Quick || exact.is_none() || doubtful;
        let dating = look.then(|| {
            let sources = dating::Sources {
                image: &image,
                pclntab,
                table,
                says: says.as_ref(),
                info,
                build_id: self.build_id.as_ref().ok().and_then(Option::as_ref),
                goroot: &goroot,
                obfuscation: obfuscation.as_ref(),
            };
            dating::date(&sources, input)
        });
        // One of several variables that hold a version, and the rest of the file is of another.
        let misread = |told: &KnownVersion| {
            let against = dating.as_ref().zip(told.version()).map(|(it, told)| it.against(told));
            !told.is_exact() && against.is_some_and(|facts| !facts.is_empty())
        };
        let told = told.filter(|told| !misread(told));
        let version = told.or_else(|| by_evidence(dating.as_ref()?));
        let mut traits = Traits::find(traits::Sources {
            image: &image,
            input,
            info,
            version: version.as_ref(),
            pclntab,
            table,
            goroot: &goroot,
            dwarf: debug,
            depth,
        });
        if self.toolchain != Toolchain::Gc {
            // A GOROOT in libgo says nothing of how the program was built.
            traits.trimpath = None;
        }
        // Where the build info's version was not found in the runtime's data, another may be.
        let other_version = match (info, &strings) {
            (Some(info), Ok(strings)) if depth != Depth::Quick && strings.version.is_none() => {
                version_conflict::other_version(&image, input, &info.version, pclntab)
            }
            _ => None,
        };
        Evidence {
            target: Target::find(&image, info, table)
                .or_by_runtime(table, obfuscation.as_ref().and_then(|it| it.runtime.as_ref())),
            host_id: HostId::find(&image, notes),
            build_info: self.build_info,
            build_id: self.build_id,
            pclntab: self.pclntab,
            file_table,
            runtime_strings: strings,
            version,
            dating,
            obfuscation,
            goroot,
            traits,
            dwarf,
            other_version,
            toolchain: self.toolchain,
            in_archive: false,
            image,
            recovered: false,
            other_damage: Vec::new(),
        }
    }
}

/// Puts what a search has found in the place of what could not be read.
fn replace<T>(
    reading: &mut Reading<T>,
    found: Option<T>,
    at: impl Fn(&T) -> FileOffset,
    structure: Structure,
    damage: &mut Vec<Damage>,
) {
    let Some(found) = found else { return };
    let elsewhere = "found by a search of the whole file, not where the headers say";
    let moved = Damage::malformed(structure, at(&found), elsewhere);
    damage.extend(std::mem::replace(reading, Ok(Some(found))).err());
    damage.push(moved);
}

/// The name of the function that a program refers to if it asks for its GOROOT.
const GOROOT_FUNCTION: &str = "runtime.GOROOT";

fn find_goroot(
    image: &Image,
    input: &Input<'_>,
    pclntab: Option<&Pclntab>,
    says: Option<&TableSays>,
    strings: &Result<RuntimeStrings, Damage>,
    dwarf: Option<&Dwarf>,
    depth: Depth,
) -> Goroot {
    let root = says.and_then(|says| says.roots.first()).map(|it| &it.root);
    let mut referenced = None;
    let mut look_up = || {
        let known = pclntab.and_then(|it| has_function(input, it, GOROOT_FUNCTION).ok());
        referenced = known;
        known == Some(true)
    };
    if depth != Depth::Quick {
        look_up();
    }
    let strings = strings.as_ref().ok();
    let variable = strings.and_then(|it| goroot::default_goroot(it, root, &mut look_up));
    let doubtful = variable.as_ref().is_some_and(|it| Some(&it.root) != root);
    let mut others: Vec<_> = variable.into_iter().collect();
    if depth != Depth::Quick || doubtful {
        let by_symbol = goroot::by_symbol(image, input).ok().flatten();
        // The symbol table names the variable: a neighbour of the version that is not it, is not.
        if by_symbol.is_some() || image.has_symbols() && doubtful {
            others.retain(|it| by_symbol.as_ref().is_some_and(|symbol| symbol.at == it.at));
        }
        others.extend(by_symbol);
    }
    others.extend(goroot::read_gdb_script(image, input).ok().flatten());
    others.extend(dwarf.map(Dwarf::roots).into_iter().flatten().cloned());
    goroot::judge(says, others, dwarf.is_some_and(Dwarf::is_trimmed), referenced)
}

/// The version that the program tells itself.
fn find_version(
    info: Option<&BuildInfo>,
    strings: &Result<RuntimeStrings, Damage>,
    dwarf: Option<&Dwarf>,
    pclntab: Option<&Pclntab>,
) -> Option<KnownVersion> {
    if let Some(info) = info {
        let (version, at, anchor) = (info.version.clone(), info.version_at, info.anchor);
        return Some(KnownVersion::BuildInfo { version, at, anchor });
    }
    let by_runtime = || {
        let strings = strings.as_ref().ok()?;
        // Since Go 1.17 the linker sets the runtime's: any other variable is the program's own.
        let must_be_set = pclntab.is_some_and(|table| table.layout >= Layout::Go1_18);
        let string = strings.version.as_ref().filter(|it| it.linker_set || !must_be_set)?;
        let version = GoVersion::parse(string.text.as_bytes()).filter(|it| !it.is_unknown())?;
        let certain = strings.other_versions.is_empty();
        Some(KnownVersion::Runtime { version, at: string.at, certain })
    };
    let by_compiler = || {
        let mut compilers = dwarf.into_iter().flat_map(Dwarf::go_versions);
        let (version, at) = compilers.next()?;
        Some(KnownVersion::Producer { version, at, certain: compilers.next().is_none() })
    };
    by_runtime().or_else(by_compiler)
}

/// The version by everything else. Facts that contradict one another leave what the pclntab says,
/// without which the program does not run.
fn by_evidence(dating: &Dating) -> Option<KnownVersion> {
    let all = dating.range();
    let pclntab = dating.facts.iter().find(|fact| fact.kind == FactKind::Pclntab);
    let range = all.or_else(|| Some(pclntab?.range))?;
    let by_pclntab = pclntab.is_some_and(|fact| fact.range == range);
    Some(KnownVersion::Layout { range, at: dating.place()?, by_pclntab })
}
