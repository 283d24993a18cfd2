//! The facts of one image, each with its place.

use super::build_info::BuildInfo;
use super::depth::Depth;
use super::dwarf::{Dwarf, NoDwarf};
use super::error::{Damage, Reading};
use super::file_table::{self, FileTable};
use super::identity::Identity;
use super::ids::build_id::BuildId;
use super::ids::derivation::{self, HostIdRule};
use super::ids::host_id::HostId;
use super::ids::note::Notes;
use super::ids::other_build_ids;
use super::module::ModuleInfo;
use super::pclntab::{self, Pclntab};
use super::roots::{self, TableRoots};
use super::runtime_strings::{self, RuntimeString, RuntimeStrings, Wanted};
use super::toolchain::{self, Toolchain};
use super::{debug_file, other_version};
use crate::bytes::{Input, PartOffset};
use crate::container::{Around, FileOffset};
use crate::go::{GoVersion, Release};
use crate::image::{Format, Image, ImageError, Kind, Table, is_container};

/// The facts of one image.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The image.
    pub image: Image,
    /// What made it. Of any other than [`Toolchain::Gc`] only the target, the host ID and what symbols
    /// say of GOROOT is known.
    pub toolchain: Toolchain,
    /// What lies around the part of the file that this was read from.
    pub around: Around,
    /// The build info.
    pub build_info: Reading<BuildInfo>,
    /// The Go build ID.
    pub build_id: Reading<BuildId>,
    /// GNU build-id or `LC_UUID`.
    pub host_id: Option<HostId>,
    /// The rule by which the host ID is derived from the Go build ID; `None` where it is not, or one of
    /// them is missing.
    pub host_id_rule: Option<HostIdRule>,
    /// The pclntab's header.
    pub pclntab: Reading<Pclntab>,
    /// The pclntab's file table.
    pub file_table: Reading<FileTable>,
    /// What the file table says of GOROOT; `None` without a table.
    pub(crate) table_roots: Option<TableRoots>,
    /// The runtime's string variables.
    pub runtime_strings: Result<RuntimeStrings, Damage>,
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
    /// The facts of one thin image. `None` where it is no Go program, so far as intact headers can
    /// tell.
    pub(crate) fn of(image: Image, input: &Input<'_>, depth: Depth) -> Option<Self> {
        let notes = Notes::read(input, &image.notes, image.endian);
        let mut found = Identity::collect(&image, input, &notes);
        if !found.is_go()
            && let Some(toolchain) = toolchain::find(&image, input, depth)
        {
            let found = Identity::nothing(toolchain);
            return Some(Self::read(found, image, input, notes, depth));
        }
        found.has_go_symbols = !found.is_go() && debug_file::is_go(&image, input);
        if !found.is_go() && !found.is_broken(&image, &notes) {
            return None;
        }
        Some(Self::recover(found, image, input, notes, depth))
    }

    /// The facts of a file without any header, by searching all of it. Two independent things of Go's
    /// must be whole, for one alone may be quoted in a file of any kind: `None` for less, and for files
    /// that hold other files, which may simply hold a Go program.
    ///
    /// # Errors
    /// The limit that kept one of them from being read, where that leaves less than two.
    pub(crate) fn salvage(input: &Input<'_>, depth: Depth) -> Reading<Self> {
        if is_container(input.head()) {
            return Ok(None);
        }
        let defect = "of no known format, but what Go's linker writes is in the file";
        let at = PartOffset(0);
        let error = ImageError::Malformed { table: Table::FileHeader, at, defect };
        let image = Image::unreadable(Format::Unknown, error);
        let found = Identity::nothing(Toolchain::Gc);
        let evidence = Self::recover(found, image, input, Notes::default(), depth);
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

    /// Searches the file for what is missing, and reads the rest.
    fn recover(
        mut found: Identity,
        image: Image,
        input: &Input<'_>,
        notes: Notes,
        depth: Depth,
    ) -> Self {
        let mut damage = found.recover(&image, input, &notes);
        let mut evidence = Self::read(found, image, input, notes, depth);
        evidence.recovered = !damage.is_empty();
        damage.append(&mut evidence.other_damage);
        evidence.other_damage = damage;
        evidence
    }

    /// Reads the facts that are found by those of `found`.
    pub(crate) fn read(
        found: Identity,
        image: Image,
        input: &Input<'_>,
        notes: Notes,
        depth: Depth,
    ) -> Self {
        let file_table = file_table::read(input, &found.pclntab);
        let table = file_table.as_ref().ok().and_then(Option::as_ref);
        let table_roots = table.map(roots::read_table);
        let runtime_strings = read_strings(&found, &image, input, table_roots.as_ref());
        let dwarf = match depth {
            Depth::Quick => Err(NoDwarf::NotRead),
            // Of an object file nothing is in its place yet.
            _ if image.kind == Kind::Object => Err(NoDwarf::Unlinked),
            Depth::Full | Depth::Deep => Dwarf::read(&image, input),
        };
        let info = found.build_info.as_ref().ok().and_then(Option::as_ref);
        // Where the build info's version was not found in the runtime's data, another may be.
        let other_version = match (info, &runtime_strings) {
            (Some(info), Ok(strings)) if depth != Depth::Quick && strings.version.is_none() => {
                let pclntab = found.pclntab.as_ref().ok().and_then(Option::as_ref);
                other_version::find(&image, input, &info.version, pclntab)
            }
            _ => None,
        };
        let other_build_ids = match &found.build_id {
            Ok(Some(id)) if depth != Depth::Quick => other_build_ids::others(&image, input, id),
            _ => Vec::new(),
        };
        let host_id = HostId::find(&image, &notes);
        let id = found.build_id.as_ref().ok().and_then(Option::as_ref);
        let host_id_rule =
            id.zip(host_id.as_ref()).and_then(|(id, host)| derivation::find(id, host));
        Self {
            host_id,
            host_id_rule,
            build_info: found.build_info,
            build_id: found.build_id,
            pclntab: found.pclntab,
            file_table,
            table_roots,
            runtime_strings,
            dwarf,
            other_version,
            other_build_ids,
            toolchain: found.toolchain,
            around: Around::default(),
            has_go_symbols: found.has_go_symbols,
            image,
            recovered: false,
            other_damage: notes.damage.into_iter().collect(),
        }
    }

    /// Where in the file the byte at `at` of the image is.
    pub fn place(&self, at: PartOffset) -> FileOffset {
        self.around.in_file(at)
    }

    /// Whether anything of Go's was found: `false` only for a damaged file.
    pub fn is_go(&self) -> bool {
        let present = [
            self.toolchain != Toolchain::Gc,
            self.image.format == Format::GoObject,
            self.producer().is_some(),
            matches!(self.build_info, Ok(Some(_))),
            matches!(self.build_id, Ok(Some(_))),
            matches!(self.pclntab, Ok(Some(_))),
            pclntab::has_section(&self.image),
            self.has_go_symbols,
        ];
        present.contains(&true)
    }

    /// The compiler that a WebAssembly module names, where it is Go's: its version, and where that
    /// stands.
    pub(crate) fn producer(&self) -> Option<(GoVersion, PartOffset)> {
        self.image.wasm.as_deref().and_then(toolchain::gc_of_wasm)
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

/// Reads the runtime's string variables.
fn read_strings(
    found: &Identity,
    image: &Image,
    input: &Input<'_>,
    table_roots: Option<&TableRoots>,
) -> Result<RuntimeStrings, Damage> {
    // Those of another toolchain are not marked, and an object file has no addresses yet.
    if found.toolchain != Toolchain::Gc || image.kind == Kind::Object {
        return Ok(RuntimeStrings::default());
    }
    let info = found.build_info.as_ref().ok().and_then(Option::as_ref);
    let version = info.map(|info| &info.version).filter(|version| !version.is_unknown());
    let is_beside = version
        .and_then(GoVersion::release)
        .is_some_and(|release| release >= Release::new(1, 17, 0));
    let root = table_roots.and_then(|it| it.roots.first()).filter(|_| !is_beside);
    let pclntab = found.pclntab.as_ref().ok().and_then(Option::as_ref);
    let wanted = Wanted {
        data_start: pclntab.and_then(|pclntab| pclntab.data_start),
        version: version.map(|version| version.text().as_bytes()),
        root: root.map(|it| it.root.as_bytes()),
    };
    runtime_strings::find(image, input, wanted)
}
