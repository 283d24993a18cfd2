//! The facts of one image, as they were read.

use super::build_info::blob::BuildInfo;
use super::build_info::modules::ModuleInfo;
use super::build_info::text::ModuleText;
use super::build_info::told::ToldBuild;
use super::dwarf::{Dwarf, NoDwarf};
use super::error::{Damage, Reading};
use super::ids::build_id::BuildId;
use super::ids::derivation::HostIdRule;
use super::ids::host_id::HostId;
use super::roots::TableRoots;
use super::runtime::file_table::FileTable;
use super::runtime::pclntab::{self, Pclntab};
use super::runtime::strings::{RuntimeString, RuntimeStrings};
use super::toolchain::{self, Toolchain};
use crate::bytes::PartOffset;
use crate::container::{Around, FileOffset};
use crate::go::GoVersion;
use crate::image::{Format, Image};

/// The facts of one image, each with its place.
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
    /// The module text that the program holds for itself; looked for where no build info lists modules.
    pub module_text: Option<ModuleText>,
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
    pub table_roots: Option<TableRoots>,
    /// The runtime's string variables.
    pub runtime_strings: Result<RuntimeStrings, Damage>,
    /// What the debug sections say; read from [`Depth::Full`](super::Depth::Full) on.
    pub dwarf: Result<Dwarf, NoDwarf>,
    /// `runtime.buildVersion`, where a full look found it to be another than the build info's.
    pub other_version: Option<RuntimeString>,
    /// Other Go build IDs that differ from [`Evidence::build_id`]; searched for in a full look only.
    pub other_build_ids: Vec<BuildId>,
    /// It is a debug file whose only traces of Go are symbols and DWARF.
    pub has_go_symbols: bool,
    /// Something was found by searching the file, not where the headers say.
    pub recovered: bool,
    /// Damage beyond the readings above: broken notes, a search that could not be finished.
    pub other_damage: Vec<Damage>,
}

impl Evidence {
    /// Where in the file the byte at `at` of the image is.
    pub fn place(&self, at: PartOffset) -> FileOffset {
        self.around.in_file(at)
    }

    /// Whether any trace of Go was found: `false` only for a damaged file.
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

    /// The modules that the program is made of, all of them: by the build info, or by the text that the
    /// program holds for itself; `None` where neither lists them.
    pub fn listed_modules(&self) -> Option<&ModuleInfo> {
        self.told_build().map(|it| it.modules).filter(|it| it.lists_modules())
    }

    /// What tells with which modules and settings the program was built: its build info, or the text that it
    /// holds for itself.
    pub fn told_build(&self) -> Option<ToldBuild<'_>> {
        let info = self.build_info.as_ref().ok().and_then(Option::as_ref);
        ToldBuild::of(info, self.module_text.as_ref())
    }

    /// All that tells of the build, whichever counts: what is in either is in the file.
    pub(crate) fn told_builds(&self) -> impl Iterator<Item = ToldBuild<'_>> {
        let info = self.build_info.as_ref().ok().and_then(Option::as_ref);
        ToldBuild::both(info, self.module_text.as_ref()).into_iter().flatten()
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
        damage.extend(self.module_text.as_ref().and_then(|it| it.modules.cut.clone()));
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
