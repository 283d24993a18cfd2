//! The DWARF block of a record.

use serde::{Deserialize, Serialize};

use super::section::section;
use crate::bytes::Utf8Text;
use crate::evidence::{Dwarf, Name, NoDwarf, Producer};
use crate::origin::Origin;
use crate::report::explain::Reason;

/// The most producers, and the most directories, that are listed.
const MOST: usize = 64;

/// What the debug sections say, read from headers and root entries only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DwarfRecord {
    /// The DWARF versions of the units, in ascending order.
    pub versions: Vec<u16>,
    /// Whether its sections are compressed; `null` where only some are.
    pub compressed: Option<bool>,
    /// The number of units that compilers made.
    pub units: u64,
    /// The number of line tables.
    pub line_tables: u64,
    /// The number of different directories that line tables list.
    pub line_directories: u64,
    /// The producers of the units, the commonest first; at most 64.
    pub producers: Vec<ProducerRecord>,
    /// The directories in which units were compiled, the commonest first; at most 64.
    pub comp_dirs: Vec<CompDirRecord>,
    /// The section of the units, or of the line tables where there are no units.
    pub section: Option<Utf8Text>,
    /// Its offset in the file.
    pub offset: u64,
}

/// One producer of units.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProducerRecord {
    /// The compiler with its version and flags, as it states them:
    /// `Go cmd/compile go1.27.3; regabi`, `GNU C17 12.2.0 -O2`.
    pub producer: String,
    /// The language as DWARF names it, without `DW_LANG_`: `Go`, `C11`, `C_plus_plus_14`,
    /// `Mips_Assembler` for any assembler.
    pub language: Option<String>,
    /// The number of units.
    pub units: u64,
    /// The version of a Go compiler.
    pub go_version: Option<String>,
    /// The flags in `producer`, in their order.
    pub flags: Vec<String>,
}

/// A directory in which units were compiled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CompDirRecord {
    /// The path: `.` for Go.
    pub path: String,
    /// The number of units.
    pub count: u64,
}

impl DwarfRecord {
    /// What the debug sections say, or why there is nothing.
    pub(super) fn of(origin: &Origin) -> Result<Self, Reason> {
        match &origin.dwarf {
            Ok(dwarf) => Ok(Self::from_dwarf(dwarf, origin)),
            Err(NoDwarf::NotRead) => Err(Reason::QuickNotRead),
            Err(why) => Err(Reason::Met(origin.around.error(why).to_string().into())),
        }
    }

    fn from_dwarf(dwarf: &Dwarf, origin: &Origin) -> Self {
        let mut comp_dirs: Vec<&Name> = dwarf.comp_dirs().collect();
        comp_dirs.sort_by_key(|name| std::cmp::Reverse(name.count));
        let comp_dir =
            |name: &&Name| CompDirRecord { path: name.text.to_lossy(), count: name.count };
        Self {
            versions: dwarf.versions.clone(),
            compressed: dwarf.compressed,
            units: dwarf.units,
            line_tables: dwarf.line_tables,
            line_directories: u64::try_from(dwarf.line_directories().count()).unwrap_or(u64::MAX),
            producers: dwarf.producers().take(MOST).map(ProducerRecord::from).collect(),
            comp_dirs: comp_dirs.iter().take(MOST).map(comp_dir).collect(),
            section: section(&origin.image, dwarf.at),
            offset: origin.place(dwarf.at).get(),
        }
    }
}

impl From<&Producer> for ProducerRecord {
    fn from(producer: &Producer) -> Self {
        Self {
            producer: producer.text.to_lossy(),
            language: producer.language.clone(),
            units: producer.units,
            go_version: producer.go_version().map(|version| version.text().to_lossy()),
            flags: producer.flags().map(str::to_owned).collect(),
        }
    }
}
