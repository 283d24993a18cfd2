//! The runtime's line table.

use serde::{Deserialize, Serialize};

use super::section::section;
use crate::bytes::{Utf8Text, Word, own_word};
use crate::evidence::{FileTable, FoundBy, Layout, Toolchain};
use crate::image::Format;
use crate::origin::Origin;
use crate::report::explain::Reason;
use crate::report::known::{Fact, Known, Reasons};

/// The runtime's line table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PclntabRecord {
    /// The layout, by the Go release that introduced it: `1.2`, `1.16`, `1.18`, `1.20`.
    pub layout: Word<Layout>,
    /// `unknown (obfuscated)` where the magic is not one that Go writes; else absent.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "own_word")]
    pub magic: Option<String>,
    /// How it was found: `section`, `moduledata` or `search`.
    pub found_by: Word<FoundBy>,
    /// The section.
    pub section: Option<Utf8Text>,
    /// The offset of its header in the file.
    pub offset: u64,
    /// The number of source files in its file table; `null` where the table is damaged.
    pub files: Known<u64>,
    /// The number of functions.
    pub functions: Option<u64>,
}

impl PclntabRecord {
    /// The table, or why there is none. `reasons` gets the reason where its file table is not
    /// known.
    pub(super) fn of(origin: &Origin, reasons: &mut Reasons) -> Result<Self, Reason> {
        let pclntab = match &origin.pclntab {
            Ok(Some(pclntab)) => pclntab,
            _ if origin.image.is_debug_file => return Err(Reason::InTheProgram),
            _ if origin.toolchain == Toolchain::Gccgo => return Err(Reason::GccgoNoPclntab),
            _ if origin.toolchain == Toolchain::TinyGo => return Err(Reason::TinyGoNoPclntab),
            _ if origin.image.format == Format::GoObject => return Err(Reason::PackageNoPclntab),
            Ok(None) => return Err(Reason::NoPclntab),
            Err(damage) => return Err(Reason::damaged(damage, &origin.around)),
        };
        let files = match &origin.file_table {
            Ok(Some(table)) => Ok(FileTable::count(table)),
            Ok(None) => Err(Reason::NoFileTable),
            Err(damage) => Err(Reason::damaged(damage, &origin.around)),
        };
        Ok(Self {
            layout: pclntab.layout.into(),
            magic: pclntab.unknown_magic.then(|| "unknown (obfuscated)".to_owned()),
            found_by: pclntab.found_by.into(),
            section: section(&origin.image, pclntab.at),
            offset: origin.place(pclntab.at).get(),
            files: reasons.keep(Fact::PclntabFiles, files),
            functions: Some(pclntab.functions),
        })
    }
}
